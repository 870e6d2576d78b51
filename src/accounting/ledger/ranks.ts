/** The processes of one training on one node, each with a tracker that reads all GPUs. */
import { byStart, groupedBy } from './lanes.ts';
import { areInStep, type RunTrace } from './run-trace.ts';

/** With fewer GPUs it may be chance that as many processes start together and read the same power. */
export const LEAST_GPUS = 4;
/** A launcher starts its processes one after the other; process ids of two machines are that near by chance only. */
const MOST_PIDS_APART = 512;
/** In a container process ids begin at 1, and are near each other on every machine. */
const LEAST_PID = 1000;
/** Readings of the same devices differ by when each process reads them; those of other devices by more. */
const MOST_DIFFERENCE = 0.01;

/**
 * Sets of runs that are as good as proven to be processes of one node: as many as GPUs that each of them names, in one
 * folder and of one version, started and ended together, with neighbouring process ids and the same mean power.
 */
export function ranksOfOneNode(traces: readonly RunTrace[]): RunTrace[][] {
  const groups = groupedBy(traces, ({ folder, devices, version }) => `${folder}\0${version}\0${devices}`);
  return groups.flatMap((group) => together(group.sort(byStart))).filter(areRanks);
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
  if (ranks.length < LEAST_GPUS || ranks.length !== ranks[0]?.gpus.length) return false;
  const pids = ranks.map(({ pid }) => pid ?? 0);
  const powersW = ranks.map(({ powerW }) => powerW ?? 0);
  const [least, most] = [Math.min(...pids), Math.max(...pids)];
  return (
    new Set(pids).size === pids.length &&
    least >= LEAST_PID &&
    most - least <= MOST_PIDS_APART &&
    Math.min(...powersW) >= (1 - MOST_DIFFERENCE) * Math.max(...powersW)
  );
}
