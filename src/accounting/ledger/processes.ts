/** Groups runs of related processes that measured the same devices: the ranks of one node, or a script under ct-track. */
import { groupedBy } from './lanes.ts';
import { areInStep, pidOf, type RunTrace, type Traces } from './traces.ts';

/** Stamps are whole seconds on either side. */
const TOLERANCE_MS = 1_000;
/** Runs of ct-track at the same time that a run is compared with; the bound keeps large folders quick. */
const NEAREST = 64;

/**
 * The runs of carbontracker that lie within a run of ct-track: in its folder, in its time, on GPUs of the same names, and
 * of a process that started later. Each belongs to one run of ct-track, that of the nearest process.
 */
export function wrappedRuns(
  traces: Traces,
  tracked: readonly number[],
  others: readonly number[],
): Map<RunTrace, RunTrace[]> {
  const wrapped = new Map<RunTrace, RunTrace[]>();
  const inOrder = traces.sortByStart([...tracked]).map((place) => traces.at(place));
  const folders = groupedBy(inOrder, ({ folder }) => folder);
  for (const place of others) {
    const trace = traces.at(place);
    const around = aroundOf(trace, folders.get(trace.folder) ?? []);
    if (around === null) continue;
    const known = wrapped.get(around);
    if (known === undefined) wrapped.set(around, [trace]);
    else known.push(trace);
  }
  return wrapped;
}

function aroundOf(trace: RunTrace, tracked: readonly RunTrace[]): RunTrace | null {
  let [low, high] = [0, tracked.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tracked[middle] as RunTrace).fromMs <= trace.fromMs + TOLERANCE_MS) low = middle + 1;
    else high = middle;
  }
  let nearest: RunTrace | null = null;
  for (let i = low - 1; i >= Math.max(0, low - NEAREST); i -= 1) {
    const around = tracked[i] as RunTrace;
    if (!holds(around, trace)) continue;
    if (nearest === null || (pidOf(around.id) ?? 0) > (pidOf(nearest.id) ?? 0)) nearest = around;
  }
  return nearest;
}

function holds(around: RunTrace, trace: RunTrace): boolean {
  if (trace.toMs > around.toMs + TOLERANCE_MS) return false;
  const [outerPid, innerPid] = [pidOf(around.id), pidOf(trace.id)];
  if (outerPid !== null && innerPid !== null && innerPid <= outerPid) return false;
  const { gpus, hasCpu } = trace.kind;
  const names = new Set(around.kind.gpus);
  return gpus.length > 0 ? gpus.every((name) => names.has(name)) : hasCpu && around.kind.hasCpu;
}

/** Fewest GPUs of such a set: with fewer, as many processes may start together and read the same power by chance. */
export const LEAST_GPUS = 4;
/** A launcher starts its processes one after the other; process ids of two machines are that near by chance only. */
const MOST_PIDS_APART = 512;
/** Smallest process id that means something: in a container ids start at 1, and so are close on every machine. */
const LEAST_PID = 1000;
/** Readings of the same devices differ by when each process reads them; those of other devices by more. */
const MOST_DIFFERENCE = 0.01;

/**
 * Sets of runs that are as good as proven to be processes of one node: as many as GPUs that each of them names, in one
 * folder and of one version, started and ended together, with neighbouring process ids and the same mean power. Those of a
 * set are in the order of their start.
 */
export function ranksOfOneNode(traces: Traces, places: number[]): RunTrace[][] {
  const inOrder = traces.sortByStart(places).map((place) => traces.at(place));
  const groups = groupedBy(inOrder, ({ folder, kind: { devices, version } }) => `${folder}\0${version}\0${devices}`);
  return [...groups.values()].flatMap(together).filter(areRanks);
}

/** Runs in the order of their start -> those in step with the first of them. */
function together(traces: readonly RunTrace[]): RunTrace[][] {
  const sets: RunTrace[][] = [];
  for (const trace of traces) {
    const set = sets.slice(-LEAST_GPUS).find(([first]) => first !== undefined && areInStep(first, trace));
    if (set === undefined) sets.push([trace]);
    else set.push(trace);
  }
  return sets;
}

function areRanks(ranks: readonly RunTrace[]): boolean {
  if (ranks.length < LEAST_GPUS || ranks.length !== ranks[0]?.kind.gpus.length) return false;
  const pids = ranks.map(({ id }) => pidOf(id) ?? 0);
  const powersW = ranks.map(({ powerW }) => powerW || 0);
  const [least, most] = [Math.min(...pids), Math.max(...pids)];
  return (
    new Set(pids).size === pids.length &&
    least >= LEAST_PID &&
    most - least <= MOST_PIDS_APART &&
    Math.min(...powersW) >= (1 - MOST_DIFFERENCE) * Math.max(...powersW)
  );
}
