/** A run with its figures, findings and factors: what every output takes, from a log or from a row of a table. */
import { epochCountOf } from '../model/column-run.ts';
import type { DeviceEnergy } from '../model/device-energy.ts';
import { type Finding, type Intensity, type Pue, type Run, recordsEpochs } from '../model/run.ts';
import { assess } from './findings/examine.ts';
import { PueExaminer } from './findings/factors.ts';
import { contentHash } from './ledger/content-hash.ts';
import type { FigureHash } from './ledger/figure-hash.ts';
import { type Identity, identityOf } from './ledger/identity.ts';
import { type ComponentReadings, componentReadingsOf } from './run/component-readings.ts';
import { deviceEnergyOf, devicesOf, withLoggedPowers } from './run/devices.ts';
import { type GivenFactors, hidesPue, rowPue } from './run/factors.ts';
import { figuresOf, type Obtained, obtainedOf } from './run/figures.ts';
import type { Basis, Figure, Figures } from './types.ts';

/** A run with its figures, findings and factors. */
export interface Entry {
  /** The run as logged, with all findings; a run from a table has neither epochs nor consumption blocks. */
  run: Run;
  /** What identifies and describes the run beside its figures. */
  traits: Traits;
  /** `logged` is what the log printed; `corrected` has the factors below, and devices that runs share in one of them. */
  figures: Figures;
  /** The figures with the factors of the log; findings refer to these. */
  beforeFactors: Figures;
  /** The corrected figure before devices that earlier runs measured too were taken off. */
  whole: Figure;
  /** Factors of the corrected figure. */
  factors: Factors;
  /** The findings of the run about its figures, without those about its files. */
  judged: readonly Finding[];
  /**
   * Findings about the energy that nearly every log has, so that they are shown only where their kind may change the total
   * by more than 1 %; empty where the run itself has them.
   */
  quiet: readonly Finding[];
}

/** The factors by which figures follow from the energy of the devices. */
export interface Factors {
  /** Power usage effectiveness; null where none was applied. */
  pue: Pue | null;
  /** Carbon intensity, with an empty list of values where it replaces that of the log; null where none is known. */
  intensity: Intensity | null;
  /** Given factors that replaced those of the log. */
  given: GivenFactors;
}

/** Properties that follow from the log alone; tables contain them, so that rows can be totalled without the log. */
export interface Traits {
  /** Hash that is the same for every copy of the run. */
  contentHash: string;
  /** Id that ct-track or CodeCarbon gave the run; null for carbontracker. */
  trackingId: string | null;
  /** Exit status of the wrapped command; null where none was wrapped or it is not known. */
  exitCode: number | null;
  /** Signal that ended the wrapped command; null where none did. */
  signal: string | null;
  /** Epochs on record. */
  epochs: number;
  /** Names of the GPUs, one per device. */
  gpuDevices: readonly string[];
  /** Names of the CPU packages, one per device. */
  cpuDevices: readonly string[];
  /** All ways in which its energy was obtained. */
  obtained: readonly Obtained[];
  /** Host that ct-track names; null for other writers. */
  host: string | null;
  /** Minutes that the stamps of the log are ahead of UTC; null where the log does not contain it. */
  utcOffsetMinutes: number | null;
  /** The wrapped command; null where none was, or the log does not contain it. */
  command: readonly string[] | null;
  /** Ids of the job that ran it, by the names of their environment variables; empty without any. */
  job: Readonly<Record<string, string>>;
  /** True for a row of an older table, which holds only the id of the job. */
  lacksJob?: boolean;
  /** Energy of each device over time; null where the run cannot share a device as far as its log shows. */
  deviceEnergy: DeviceEnergy | null;
  /** Recognises copies and earlier states of the run; null in tables of older versions. */
  identity: Identity | null;
  /** Its components with the sums of their readings; null in tables of older versions. */
  readings: readonly ComponentReadings[] | null;
  /** PUE of the printed total: 1 where the total agrees with its epochs without any, null where it is unknown. */
  pue: Pue | null;
  /** Whether the printed total holds a PUE that the log does not name. */
  hidesPue: boolean;
  /** Whether a table holds the run. */
  isRow: boolean;
}

/**
 * A run that was read -> its entry as if it were alone. The findings about its figure are not yet in the run.
 *
 * @param hash used again for each run
 */
export function entryOf(run: Run, hash?: FigureHash): Entry {
  const { figures, findings } = assess(run);
  return newEntry(run, figures, findings, hash);
}

/** A run that contains its findings -> its entry, as if it were the only run. */
export function entryOfExamined(run: Run): Entry {
  const figures = figuresOf(run);
  // An audit adds these findings to the run itself.
  const isKnown = run.findings.some(({ code }) => code.startsWith('pue-'));
  const ofPue = isKnown ? null : new PueExaminer().aboutEnergy(run, run.startedAt, figures);
  return { ...newEntry(run, figures), quiet: ofPue === null ? [] : [ofPue] };
}

/** Makes the entry of a run with known figures, as if it were the only run. */
export function newEntry(run: Run, figures: Figures, judged: readonly Finding[] = [], hash?: FigureHash): Entry {
  const { pue, intensity } = run;
  return {
    run,
    traits: new LogTraits(run, figures.basis, hash),
    figures,
    beforeFactors: figures,
    whole: figures.corrected,
    factors: { pue, intensity, given: {} },
    judged,
    quiet: [],
  };
}

/** Replaces the corrected figures and powers of an entry by the logged ones. */
export function asLoggedEntry(entry: Entry): Entry {
  const { run, figures } = entry;
  const { logged } = figures;
  return { ...entry, run: withLoggedPowers(run), figures: { ...figures, corrected: logged }, whole: logged };
}

/** Computes the traits of a run on demand. */
class LogTraits implements Traits {
  readonly isRow = false;
  readonly #run: Run;
  readonly #basis: Basis;
  readonly #hash: FigureHash | undefined;
  #contentHash: string | undefined;
  #identity: Identity | undefined;

  constructor(run: Run, basis: Basis, hash: FigureHash | undefined) {
    this.#run = run;
    this.#basis = basis;
    this.#hash = hash;
  }

  get contentHash(): string {
    this.#contentHash ??= contentHash(this.#run);
    return this.#contentHash;
  }

  get identity(): Identity {
    this.#identity ??= identityOf(this.#run, this.#hash);
    return this.#identity;
  }

  get trackingId(): string | null {
    return this.#run.tracking?.id ?? this.#run.writerId ?? null;
  }

  get exitCode(): number | null {
    return this.#run.tracking?.exitCode ?? null;
  }

  get signal(): string | null {
    return this.#run.tracking?.signal ?? null;
  }

  get epochs(): number {
    return epochCountOf(this.#run);
  }

  get gpuDevices(): string[] {
    return devicesOf(this.#run, 'gpu');
  }

  get cpuDevices(): string[] {
    return devicesOf(this.#run, 'cpu');
  }

  get obtained(): readonly Obtained[] {
    return obtainedOf(this.#run);
  }

  get host(): string | null {
    return this.#run.tracking?.host ?? null;
  }

  get utcOffsetMinutes(): number | null {
    return this.#run.tracking?.utcOffsetMinutes ?? null;
  }

  get command(): string[] | null {
    return this.#run.tracking?.command ?? null;
  }

  get job(): Record<string, string> {
    return this.#run.tracking?.job ?? {};
  }

  get deviceEnergy(): DeviceEnergy | null {
    return this.#basis === 'none' ? null : deviceEnergyOf(this.#run);
  }

  get readings(): ComponentReadings[] {
    return componentReadingsOf(this.#run);
  }

  get pue(): Pue | null {
    return rowPue(this.#run, this.#basis);
  }

  get hidesPue(): boolean {
    return hidesPue(this.#run, this.#basis);
  }
}

/**
 * Number of epochs shown for a run: the recorded ones, for console text those that its total names; null where its format
 * has none or nothing names them.
 */
export function shownEpochsOf({ run, traits, figures }: Pick<Entry, 'run' | 'traits' | 'figures'>): number | null {
  if (!recordsEpochs(run)) return null;
  if (run.format !== 'console') return traits.epochs;
  return traits.isRow ? figures.logged.epochs || null : (run.actual?.epochs ?? null);
}
