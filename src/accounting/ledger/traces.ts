/** What is kept of runs, or of their rows, to see which of them measured the same devices at the same time. */
import { summaryOf } from '../../model/column-run.ts';
import type { Component, Run } from '../../model/run.ts';
import { folderOf, readOwnName } from '../../model/stem.ts';
import { kwhToJoules, stampToMs } from '../../model/units.ts';
import type { Traits } from '../entry.ts';
import type { ComponentReadings } from '../run/component-readings.ts';
import type { Figures } from '../types.ts';
import { NumberRows } from './number-rows.ts';

/** The fields that runs with the same lines share. */
interface TraceKind {
  format: Run['format'];
  /** Whether ct-track wrote it, which names its devices for certain. */
  isTracked: boolean;
  version: string | null;
  /** Names of its devices, in one text. */
  devices: string;
  gpus: readonly string[];
  hasCpu: boolean;
  /** Which of the components are the RAPL packages of the CPU; -1 where none is. */
  packages: number;
  /** Whether all its devices have ids that no others have, so that it counts none that another such run counts. */
  namesIds: boolean;
  /** The machine that the user named for it; null where none was named. */
  machine: string | null;
}

/**
 * Shortest overlap that counts, in ms: stamps are whole seconds, and a run may begin in the second in which the one
 * before it ended.
 */
export const LEAST_OVERLAP_MS = 2_000;

/** Columns of the numbers. */
const FROM_MS = 0;
const TO_MS = 1;
const ENERGY_KWH = 2;
const ENERGY_J = 3;
const POWER_W = 4;
const PACKAGES_W = 5;
const COVERED_TO_MS = 6;
const WIDTH = 7;

/** When and where a run measured which devices, without its epochs. */
export interface RunTrace {
  /** Place among all traces, in the order in which the runs came. */
  readonly place: number;
  /** Id of the run, as in `Run`. */
  readonly id: string;
  /** Folder part of the id. */
  readonly folder: string;
  /** What the run has in common with those of the same lines. */
  readonly kind: TraceKind;
  /** Start in ms, read from the log's clock as if it were UTC: for differences only. */
  readonly fromMs: number;
  /** End in ms, as `fromMs`. */
  readonly toMs: number;
  /**
   * End of the time that its figure stands for, in ms as `fromMs`: that of a figure extrapolated to all epochs is behind the
   * end of the log.
   */
  readonly coveredToMs: number;
  /** Corrected energy in kWh, with PUE. */
  readonly energyKwh: number;
  /** Corrected energy in J, without PUE. */
  readonly energyJ: number;
  /** Mean power over the time of the figure in W, without PUE; NaN where it has none. */
  readonly powerW: number;
  /**
   * Mean power of the CPU packages in W, which every process of a machine reads from the same counters; NaN where
   * unknown.
   */
  readonly packagesW: number;
}

/** The traces of all runs, as numbers in columns: nearly all of them are looked at once, at the end. */
export class Traces {
  readonly #ids: string[] = [];
  readonly #kinds: TraceKind[] = [];
  readonly #numbers = new NumberRows(WIDTH);
  #last: { components: Run['components']; writer: Run['writer']; kind: TraceKind } | null = null;

  /** Number of traces. */
  get length(): number {
    return this.#ids.length;
  }

  /**
   * Adds the trace of a run.
   *
   * @param figures with the factors of the log
   * @param traits with the readings of its components, which are computed only where they are compared
   * @returns its place; -1 for a run that cannot share a device as far as its log shows: nothing measured, no devices, or
   *   no time
   */
  add(run: Run, figures: Figures, traits: ReadTraits, machine: string | null = null): number {
    const { startedAt, endedAt, pue, isShareOfProcess } = run;
    const { energyKwh, durationS } = figures.corrected;
    if (figures.basis === 'none' || energyKwh <= 0 || startedAt === null || endedAt === null) return -1;
    const fromMs = stampToMs(startedAt);
    const toMs = stampToMs(endedAt);
    if (!(toMs - fromMs >= LEAST_OVERLAP_MS)) return -1;
    const kind = this.#kindOf(run, machine);
    // Shares of several processes in one CPU add up.
    if (kind.gpus.length === 0 && (!kind.hasCpu || isShareOfProcess === true)) return -1;
    const energyJ = kwhToJoules(energyKwh) / (pue !== null && pue.value > 0 ? pue.value : 1);
    const coveredMs = figures.basis === 'predicted' ? durationS * 1000 : 0;
    const place = this.#numbers.add();
    const piece = this.#numbers.pieceOf(place);
    const first = this.#numbers.firstOf(place);
    piece[first + FROM_MS] = fromMs;
    piece[first + TO_MS] = toMs;
    piece[first + ENERGY_KWH] = energyKwh;
    piece[first + ENERGY_J] = energyJ;
    piece[first + POWER_W] = durationS > 0 ? energyJ / durationS : Number.NaN;
    piece[first + PACKAGES_W] = kind.hasCpu ? meanW(packagesOf(run, traits, kind)) : Number.NaN;
    piece[first + COVERED_TO_MS] = Math.max(toMs, fromMs + coveredMs);
    this.#ids.push(run.id);
    this.#kinds.push(kind);
    return place;
  }

  /** The trace at a place. */
  at(place: number): RunTrace {
    const piece = this.#numbers.pieceOf(place);
    const first = this.#numbers.firstOf(place);
    const id = this.idAt(place);
    return {
      place,
      id,
      folder: folderOf(id),
      kind: this.kindAt(place),
      fromMs: piece[first + FROM_MS] as number,
      toMs: piece[first + TO_MS] as number,
      coveredToMs: piece[first + COVERED_TO_MS] as number,
      energyKwh: piece[first + ENERGY_KWH] as number,
      energyJ: piece[first + ENERGY_J] as number,
      powerW: piece[first + POWER_W] as number,
      packagesW: piece[first + PACKAGES_W] as number,
    };
  }

  /** The shared fields of the run at a place. */
  kindAt(place: number): TraceKind {
    return this.#kinds[place] as TraceKind;
  }

  /** The id of the run at a place. */
  idAt(place: number): string {
    return this.#ids[place] as string;
  }

  /** Sorts places by start; of several with one start the longest is first, so that it is the one that counts whole. */
  sortByStart(places: number[]): number[] {
    const numbers = this.#numbers;
    return places.sort(
      (a, b) =>
        numbers.get(a, FROM_MS) - numbers.get(b, FROM_MS) ||
        numbers.get(b, TO_MS) - numbers.get(a, TO_MS) ||
        (this.idAt(a) < this.idAt(b) ? -1 : 1),
    );
  }

  /** Runs of ordinary logs share their components and their writer, and mostly follow each other. */
  #kindOf({ components, writer, format, deviceEnergy }: Run, machine: string | null): TraceKind {
    const last = this.#last;
    if (last?.components === components && last.writer === writer && last.kind.machine === machine) return last.kind;
    const [gpus, cpus] = [namesOf(components, 'gpu'), namesOf(components, 'cpu')];
    const kind = {
      format,
      isTracked: writer.tool === 'ct-track',
      version: writer.version,
      devices: `${gpus.join(', ')}\0${cpus.join(', ')}`,
      gpus,
      hasCpu: cpus.length > 0,
      packages: components.findIndex(arePackages),
      namesIds: deviceEnergy !== undefined && deviceEnergy.devices.length === gpus.length && components.length === 1,
      machine,
    };
    this.#last = { components, writer, kind };
    return kind;
  }
}

/** Names of the devices of all components of one name, which are nearly always one. */
function namesOf(components: readonly Component[], name: string): readonly string[] {
  let names: readonly string[] | null = null;
  for (const component of components) {
    if (component.name !== name) continue;
    names = names === null ? component.devices : [...names, ...component.devices];
  }
  return names ?? [];
}

/** Process id in the name of a run; null where it holds none. From 2.0.0 on a random number follows it behind a dot. */
export function pidOf(id: string): number | null {
  const { process } = readOwnName(id);
  return process === null ? null : Number.parseInt(process, 10);
}

type Readings = Pick<ComponentReadings, 'energyJ' | 'coveredS'>;

/** Shows what the components of a run read; computed for a log only where it is asked for. */
export type ReadTraits = Pick<Traits, 'isRow' | 'readings'>;

const arePackages = ({ name, devices }: { name: string; devices: readonly string[] }): boolean =>
  name === 'cpu' && devices[0]?.startsWith('cpu:') === true;

/** What the RAPL packages of a run read, by the sums over its epochs or by its row; undefined where it read none. */
function packagesOf(run: Run, traits: ReadTraits, { packages }: TraceKind): Readings | undefined {
  if (traits.isRow) return traits.readings?.find(arePackages);
  return packages === -1 ? undefined : summaryOf(run).components[packages];
}

/** Mean power over the measured epochs; NaN where it is unknown. */
const meanW = (readings: Readings | undefined): number =>
  readings !== undefined && readings.energyJ > 0 ? readings.energyJ / readings.coveredS : Number.NaN;

/** A time, in ms. */
interface TimeMs {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Time that two runs have in common, negative where there is a gap between them. */
export const overlapMs = (a: TimeMs, b: TimeMs): number => Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs);

/** Means over mostly the same time differ by less on one machine. */
const MOST_DIFFERENCE = 0.1;
/** Share of each run that must lie in the overlap for the means of counters to be compared. */
const LEAST_SHARE = 0.5;
/** The same for the power of all devices, which is polled every ten seconds and so needs time to settle, too. */
const LEAST_SHARE_POLLED = 0.9;
const LEAST_POLLED_MS = 600_000;

/** Whether two runs measured different devices: one device cannot draw two powers for most of the same time. */
export function onOtherDevices(a: RunTrace, b: RunTrace): boolean {
  const longestMs = Math.max(a.toMs - a.fromMs, b.toMs - b.fromMs);
  const common = overlapMs(a, b);
  if (common >= LEAST_SHARE * longestMs && differ(a.packagesW, b.packagesW)) return true;
  const isPolled =
    a.kind.version === b.kind.version && common >= Math.max(LEAST_POLLED_MS, LEAST_SHARE_POLLED * longestMs);
  return isPolled && differ(a.powerW, b.powerW);
}

/** Two powers that are known. */
const differ = (a: number, b: number): boolean => Math.abs(a - b) / Math.max(a, b) > MOST_DIFFERENCE;

const IN_STEP_MS = 5_000;
const IN_STEP_SHARE = 0.01;

/** Whether two runs start together and last the same, as the processes of one training do. */
export function areInStep(a: TimeMs, b: TimeMs): boolean {
  if (Math.abs(a.fromMs - b.fromMs) > IN_STEP_MS) return false;
  return Math.abs(a.toMs - b.toMs) <= Math.max(IN_STEP_MS, IN_STEP_SHARE * (a.toMs - a.fromMs));
}
