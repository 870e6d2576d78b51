/** Runs that several programs measured at the same time, such as carbontracker and CodeCarbon in one script: each counts. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding, Run } from '../../model/run.ts';
import { folderOf } from '../../model/stem.ts';
import { firstOf, listed } from '../../model/text.ts';
import { stampToMs } from '../../model/units.ts';
import type { Figures } from '../types.ts';
import { rootOf } from './groups.ts';
import { areInStep, LEAST_OVERLAP_MS, overlapMs, type Traces } from './traces.ts';
import { aboutUntimed, type Untimed } from './untimed-programs.ts';

/** A run with its time and its devices. */
export interface Timed {
  /** Id of the run, as in `Run`. */
  id: string;
  /** Folder part of the id. */
  folder: string;
  /** `carbontracker` for ct-track, too: of those other rules decide. */
  program: string;
  /** Start in ms, read from the log's clock as if it were UTC. */
  fromMs: number;
  /** End in ms, as `fromMs`. */
  toMs: number;
  /** Corrected energy in kWh, with PUE. */
  energyKwh: number;
  /** Names of its GPUs. */
  gpus: readonly string[];
  /** Whether it measured a CPU. */
  hasCpu: boolean;
  /** Whether it may hold the whole machine, as a power meter does. */
  isWhole: boolean;
}

/** Runs that are connected by overlaps of two programs. */
interface Cluster {
  runs: Timed[];
  joined: Cluster | null;
}

/** Runs that are kept; further ones are not compared. */
const MOST_KEPT = 100_000;
/** Open runs that each one is compared with. */
const NEAREST = 64;
/** Shorter overlaps, as a share of the shorter run, are those of runs that follow one another. */
const LEAST_SHARE = 0.1;

/** Collects the runs of all programs but carbontracker, of which the ledger keeps the traces. */
export class SeveralPrograms {
  readonly #others: Timed[] = [];
  readonly #untimed: Untimed[] = [];

  /**
   * Adds a run; one of carbontracker, or without a time or energy, is ignored.
   *
   * @param figures with the factors of the log
   */
  add(run: Run, figures: Figures): void {
    const { id, format, startedAt, endedAt, components } = run;
    const { energyKwh } = figures.corrected;
    if (format === 'carbontracker' || energyKwh <= 0) return;
    if (this.#others.length + this.#untimed.length === MOST_KEPT) return;
    const names = components.map(({ name }) => name);
    const shown = {
      ...{ id, folder: folderOf(id), program: run.writer.tool ?? 'another program', energyKwh },
      gpus: components.flatMap(({ name, devices }) => (name === 'gpu' ? devices : [])),
      hasCpu: names.includes('cpu'),
      isWhole: names.includes('other'),
    };
    const durationMs = figures.corrected.durationS * 1000;
    if (format === 'console' && startedAt === null && endedAt === null && durationMs >= LEAST_OVERLAP_MS)
      this.#untimed.push({ ...shown, durationMs });
    if (startedAt === null || endedAt === null) return;
    const [fromMs, toMs] = [stampToMs(startedAt), stampToMs(endedAt)];
    if (!(toMs - fromMs >= LEAST_OVERLAP_MS)) return;
    this.#others.push({ ...shown, fromMs, toMs });
  }

  /** One finding for each set of runs that may have measured the same devices, largest first. */
  *findings(traces: Traces): Generator<Finding> {
    if (this.#others.length === 0) return;
    yield* aboutUntimed(this.#untimed, this.#others, maySameDevices);
    const all = [...this.#others, ...timedTraces(traces)];
    if (new Set(all.map(({ program }) => program)).size < 2) return;
    const clusters = clustersOf(all.sort(byStart));
    const found = clusters.map(({ runs }) => ({ runs, twiceKwh: twiceKwhOf(runs) }));
    for (const { runs, twiceKwh } of found.sort((a, b) => b.twiceKwh - a.twiceKwh)) yield aboutCluster(runs, twiceKwh);
  }
}

function* timedTraces(traces: Traces): Generator<Timed> {
  for (let place = 0; place < traces.length; place += 1) {
    const { gpus, hasCpu, format } = traces.kindAt(place);
    if (format !== 'carbontracker') continue;
    const { id, folder, fromMs, toMs, energyKwh } = traces.at(place);
    yield { id, folder, program: 'carbontracker', fromMs, toMs, energyKwh, gpus, hasCpu, isWhole: false };
  }
}

const byStart = (a: Timed, b: Timed): number => a.fromMs - b.fromMs || (a.id < b.id ? -1 : 1);

function clustersOf(sorted: readonly Timed[]): Cluster[] {
  const clusters: Cluster[] = [];
  let open: { run: Timed; cluster: Cluster }[] = [];
  for (const run of sorted) {
    open = open.filter((one) => one.run.toMs - run.fromMs >= LEAST_OVERLAP_MS).slice(-NEAREST);
    const cluster: Cluster = { runs: [run], joined: null };
    for (const one of open) if (mayShare(one.run, run)) join(rootOf(one.cluster), rootOf(cluster));
    clusters.push(cluster);
    open.push({ run, cluster });
  }
  const found = clusters.filter(({ joined, runs }) => joined === null && runs.length > 1);
  for (const { runs } of found) runs.sort(byStart);
  return found;
}

function join(one: Cluster, two: Cluster): void {
  if (one === two) return;
  const [root, other] = one.runs.length >= two.runs.length ? [one, two] : [two, one];
  for (const run of other.runs) root.runs.push(run);
  other.joined = root;
}

/** Whether two runs of different programs may have measured a device at the same time. */
function mayShare(a: Timed, b: Timed): boolean {
  if (a.program === b.program || !isNear(a, b)) return false;
  const shorterMs = Math.min(a.toMs - a.fromMs, b.toMs - b.fromMs);
  if (overlapMs(a, b) < Math.max(LEAST_OVERLAP_MS, LEAST_SHARE * shorterMs)) return false;
  return haveCommonDevices(a, b);
}

type Devices = Pick<Timed, 'gpus' | 'hasCpu' | 'isWhole'>;

function haveCommonDevices(a: Devices, b: Devices): boolean {
  if (a.isWhole || b.isWhole) return true;
  const isSameGpu = a.gpus.length > 0 && b.gpus.length > 0 ? haveCommonGpu(a.gpus, b.gpus) : null;
  return isSameGpu ?? (a.hasCpu && b.hasCpu);
}

/** Text that names no devices may be of any. */
const maySameDevices = (a: Untimed, b: Timed): boolean =>
  a.program !== b.program && haveNearFolders(a, b) && ((a.gpus.length === 0 && !a.hasCpu) || haveCommonDevices(a, b));

/** In one folder, one above the other, or two of one folder: people give each program a folder of its own. */
function isNear(a: Timed, b: Timed): boolean {
  return haveNearFolders(a, b) || areInStep(a, b);
}

function haveNearFolders(a: Pick<Timed, 'folder'>, b: Pick<Timed, 'folder'>): boolean {
  if (a.folder.startsWith(b.folder) || b.folder.startsWith(a.folder)) return true;
  return folderOf(a.folder.slice(0, -1)) === folderOf(b.folder.slice(0, -1));
}

/** Whether two lists name the same model; names such as `gpu0` may stand for any. */
function haveCommonGpu(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [a, b].map((names) => new Set(names.map(modelOf)));
  if (one === undefined || other === undefined || one.has('') || other.has('')) return true;
  return [...one].some((name) => other.has(name));
}

/** Programs name a model with and without its maker. */
const modelOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\b(?:nvidia|tesla|geforce|amd|radeon)\b/g, '')
    .replace(/^\s*(?:gpu|cuda|device|card)?[\s_:#-]*\d*\s*$/, '')
    .replace(/\s+/g, '');

/** Energy that counts more than once: at each moment, by mean powers, what is left beside the program that counts most. */
function twiceKwhOf(runs: readonly Timed[]): number {
  const changes = runs.flatMap(({ program, fromMs, toMs, energyKwh }) => {
    const kwhPerMs = energyKwh / (toMs - fromMs);
    return [
      { atMs: fromMs, program, kwhPerMs },
      { atMs: toMs, program, kwhPerMs: -kwhPerMs },
    ];
  });
  const powers = new Map<string, number>();
  let [twiceKwh, lastMs] = [0, 0];
  for (const { atMs, program, kwhPerMs } of changes.sort((a, b) => a.atMs - b.atMs)) {
    const now = [...powers.values()];
    const restKwhPerMs = now.reduce((sum, one) => sum + one, 0) - Math.max(0, ...now);
    twiceKwh += Math.max(0, restKwhPerMs) * (atMs - lastMs);
    powers.set(program, (powers.get(program) ?? 0) + kwhPerMs);
    lastMs = atMs;
  }
  return twiceKwh;
}

/** Runs that the finding names. */
const SHOWN_IDS = 3;

function aboutCluster(all: readonly Timed[], twiceKwh: number): Finding {
  const runs = all.map(({ id }) => id);
  const energyKwh = all.reduce((sum, run) => sum + run.energyKwh, 0);
  const programs = listed([...new Set(all.map(({ program }) => program))].sort());
  const message = `${firstOf(runs, SHOWN_IDS)} were measured at the same time by ${programs}: if these are the same devices, up to ${formatEnergy(twiceKwh)} of ${formatEnergy(energyKwh)} count more than once`;
  const figures = { loggedKwh: energyKwh, rangeKwh: [energyKwh - twiceKwh, energyKwh] as [number, number] };
  return { ...newFinding('programs-overlap', message, null, figures), runs };
}
