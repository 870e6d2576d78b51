/** One monitored run: reads, meters, predicts and logs. The command uses it directly, the library in a worker. */
import { describeOutside, type OutsideEnergy } from '../model/outside-energy.ts';
import type { Pue } from '../model/run.ts';
import { joulesToKwh, kwhToJoules } from '../model/units.ts';
import { doubtsAbout, type EpochResult, splitMeasured, sumJ, summarizeEpoch } from './epoch-result.ts';
import { type Figure, type FigureFactors, type PredictedFigure, toFigure } from './figures.ts';
import type { IntensityLog } from './intensity/intensity-log.ts';
import type { LineTimes } from './line-moment.ts';
import { type EpochFigure, isBetter, type Prediction, predict } from './predict.ts';
import type { EpochRecord, RunLog } from './run-log.ts';
import type { Clock, Device, Sensor } from './sensors/sensor.ts';
import { Station, type StationMeasured, type StationWindow } from './station.ts';

export interface SessionOptions {
  sensors: readonly Sensor[];
  clock: Clock;
  /** Seconds between two samples. */
  updateIntervalS: number;
  /** Null for a command without epochs. */
  plannedEpochs: number | null;
  /** Epochs before the first prediction; -1: all, 0: none. */
  epochsBeforePred: number;
  /** Epochs to monitor; -1: all. */
  monitorEpochs: number;
  interpretable: boolean;
  pue: Pue;
  intensity: IntensityLog;
  /** Why a run without any epoch counts as one, as a command does with an output that shows none; null: it does not. */
  countsWhole?: string | null;
  /** Ids of the processes that select the GPUs; by default all GPUs count. */
  computingPids?: () => number[];
}

export interface SessionResult {
  actual: Figure | null;
  predicted: PredictedFigure | null;
  epochs: EpochResult[];
  devices: Device[];
  /** One line about energy that belongs to no epoch; null when there is little. */
  outside: string | null;
}

/**
 * What an epoch that is open at the end of the run is: `complete`; `cut-off`, which counts as far as it went; or no
 * epoch, because the output shows the end of each and none came: the time `outside` of the epochs. `before`: it is none,
 * but what came before the first one is. `whole`: no epoch was shown at all.
 */
export type OpenEnd = 'complete' | 'cut-off' | 'outside' | 'before' | 'whole';

/** How the run ended. */
export interface Ending {
  exitCode: number | null;
  signal: string | null;
}

/** Seconds between two readings of counters that are expensive to read. */
const SLOW_INTERVAL_S = 10;

const MS_PER_S = 1000;

/** From 20 epochs on a prediction is not tried at each: it takes time in proportion to the epochs. */
const PREDICTION_STEP = 1.05;

interface OpenEpoch {
  number: number;
  startS: number;
  windows: StationWindow;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #station: Station;
  readonly #epochs: EpochResult[] = [];
  readonly #figures: EpochFigure[] = [];
  readonly #timer: NodeJS.Timeout;
  #log: RunLog | null = null;
  #open: OpenEpoch | null = null;
  #prediction: Prediction | null = null;
  #predicted: PredictedFigure | null = null;
  #countersReadAtS: number;
  #plannedEpochs: number | null;
  /** Start or end of an epoch that was the last, on the clock: none can lie before it. */
  #boundaryAtS: number;
  /** Marks of the training itself are never beyond a plan. */
  #isPlanBinding = true;
  /** Complete epochs at which a prediction is tried next. */
  #predictsAt = 0;
  #result: SessionResult | null = null;
  /** Energy since the start of the run at the start of the first epoch, and at the end of the last. */
  #beforeFirst: StationMeasured | null = null;
  #firstStartS = 0;
  #untilLast: StationMeasured | null = null;
  /** Whether the latest reading is in the samples file. */
  #isReadingLogged = false;
  readonly #computing = new Set<string>();

  /** Opens the sensors, reads them, and samples from now on. */
  constructor(options: SessionOptions) {
    this.#options = options;
    const { sensors, clock, updateIntervalS } = options;
    this.#station = new Station(sensors, clock, updateIntervalS);
    this.#countersReadAtS = this.#station.startedAtS;
    this.#boundaryAtS = this.#station.startedAtS;
    this.#plannedEpochs = options.plannedEpochs;
    const intervalS = Math.min(updateIntervalS, this.#station.maxIntervalS);
    this.#timer = setInterval(() => this.#sample(), intervalS * MS_PER_S);
    this.#timer.unref();
  }

  get devices(): Device[] {
    return this.#station.devices;
  }

  /** Seconds since the start of monitoring. */
  get elapsedS(): number {
    return this.#elapsedS(this.#options.clock());
  }

  /** Every epoch that has ended. */
  get epochs(): readonly EpochResult[] {
    return this.#epochs;
  }

  /** The last prediction; null before the first. */
  get predicted(): PredictedFigure | null {
    return this.#predicted;
  }

  /**
   * Writes everything from now on, and asks for live carbon intensities.
   *
   * @param log null for a run without logs
   * @param onProblem called with each problem of fetching carbon intensities
   */
  logTo(log: RunLog | null, onProblem: (message: string) => void = () => undefined): void {
    this.#log = log;
    this.#isReadingLogged = false;
    this.#logReading();
    if (this.#open !== null) log?.epochStarted(this.#open.number, this.#open.startS);
    this.#options.intensity.start({
      onValue: (intensity) => log?.intensityFetched(intensity),
      onProblem: (message) => {
        log?.warn(message);
        onProblem(message);
      },
    });
  }

  /** Starts an epoch; one that is still open is ended first. */
  epochStart(): void {
    if (this.#open !== null) this.nextEpoch();
    else if (this.#isMonitored()) this.#startEpoch(this.#boundary());
  }

  /** Starts an epoch that begins with the run. */
  startWhole(): void {
    this.#startEpoch(this.#station.startedAtS);
  }

  /** Ends the open epoch, if there is one. */
  epochEnd(): EpochResult | null {
    if (this.#open === null) return null;
    const result = this.#endEpoch(this.#boundary(), true);
    this.#log?.save();
    return result;
  }

  /** Reads everything: `markStart` and `markEnd` take moments up to now. */
  readAll(): void {
    this.#boundary();
    this.#logReading();
  }

  /**
   * Starts an epoch at a moment before the last reading; one that is still open ends then.
   *
   * @param atS on the clock of the session; not before the last start or end, which stands for it otherwise
   */
  markStart(atS: number): void {
    this.markEnd(atS);
    this.#isPlanBinding = false;
    if (this.#isMonitored()) this.#startEpoch(this.#moment(atS));
  }

  /** Ends the open epoch, if there is one, at a moment as for `markStart`. */
  markEnd(atS: number): void {
    if (this.#open !== null) this.#endEpoch(this.#moment(atS), true);
  }

  /** Drops the open epoch: what it used belongs to none. */
  forgetEpoch(): void {
    if (this.#open === null) return;
    this.#station.close(this.#open.windows);
    this.#open = null;
    if (this.#epochs.length === 0) this.#beforeFirst = null;
  }

  /** Plans that many epochs for all of the run. */
  plan(epochs: number): void {
    if (epochs === this.#plannedEpochs) return;
    this.#plannedEpochs = epochs;
    // A prediction for another number of epochs stands for nothing any more.
    this.#prediction = null;
    this.#predictsAt = 0;
  }

  /** Writes all that an action logs at once. */
  together(action: () => void): void {
    if (this.#log === null) action();
    else this.#log.together(action);
  }

  /** Brings what was written to the disk. */
  save(): void {
    this.#log?.save();
  }

  /** Writes a warning to the logs. */
  warn(message: string): void {
    this.#log?.warn(message);
  }

  /** Starts the first epoch: one that is open was none. */
  firstEpoch(): void {
    this.forgetEpoch();
    this.nextEpoch();
  }

  /** Times of the epochs so far, for a decision whether their lines were starts or ends. */
  get times(): LineTimes {
    return {
      beforeS: this.#firstStartS,
      epochsS: this.#epochs.map(({ durationS }) => durationS),
      openS: this.#open === null ? Number.POSITIVE_INFINITY : this.elapsedS - this.#open.startS,
    };
  }

  /**
   * Ends the open epoch and starts the next at the same moment; behind the last planned one none starts.
   *
   * @param passed epochs that the open one stands for, where the output shows only some
   */
  nextEpoch(passed = 1): void {
    if (this.#result !== null) return;
    const atS = this.#boundary();
    if (this.#open !== null) this.#endEpoch(atS, true, passed);
    if (this.#isMonitored()) this.#startEpoch(atS);
    this.#log?.save();
  }

  /**
   * Ends the run.
   *
   * @param openEnd what becomes of an epoch that is open; where it is the only one, it always counts
   */
  stop(ending: Ending = { exitCode: null, signal: null }, openEnd: OpenEnd = 'cut-off'): SessionResult {
    if (this.#result !== null) return this.#result;
    clearInterval(this.#timer);
    if (openEnd === 'whole') this.forgetEpoch();
    const isWhole = this.#openWhole();
    if (openEnd === 'before') this.#countBefore();
    if (openEnd === 'outside' && this.#epochs.length > 0) this.#open = null;
    if (this.#open !== null) this.#endEpoch(this.#boundary(), openEnd === 'complete' && !isWhole);
    else this.#station.read(true);
    const { intensity } = this.#options;
    intensity.stop();
    this.#isReadingLogged = false;
    this.#logReading();
    const actual = this.#actual();
    const elapsedS = this.#elapsedS(this.#options.clock());
    const energy = this.#outside();
    const outside = energy === null ? null : describeOutside(energy, this.#epochsJ());
    if (outside !== null) this.#log?.warn(outside);
    this.#log?.end(
      { actual, intensity, interruptedOf: this.#interruptedOf() },
      { elapsedS, ...ending, ...(energy === null ? {} : { outside: energy }) },
      this.#station.total(),
    );
    this.#station.shutDown();
    this.#result = { actual, predicted: this.#predicted, epochs: this.#epochs, devices: this.devices, outside };
    return this.#result;
  }

  /** What follows the last planned epoch, or the last to be monitored, is no epoch. */
  #isMonitored(): boolean {
    return this.#result === null && this.#epochs.length < this.#mostEpochs();
  }

  #mostEpochs(): number {
    if (this.#isPlanBinding) return this.#wantedEpochs();
    const { monitorEpochs } = this.#options;
    return monitorEpochs < 0 ? Number.POSITIVE_INFINITY : monitorEpochs;
  }

  /** Epochs that a run which is not interrupted has. */
  #wantedEpochs(): number {
    const { monitorEpochs } = this.#options;
    const planned = this.#plannedEpochs ?? Number.POSITIVE_INFINITY;
    return monitorEpochs < 0 ? planned : Math.min(monitorEpochs, planned);
  }

  /** Energy that belongs to no epoch; null where the user wanted only a part of the epochs, or nothing was measured. */
  #outside(): OutsideEnergy | null {
    const { monitorEpochs } = this.#options;
    const wantsAll = monitorEpochs < 0 || (this.#plannedEpochs !== null && monitorEpochs >= this.#plannedEpochs);
    const until = this.#untilLast;
    if (!wantsAll || until === null) return null;
    const counted = this.#countedKeys();
    const sinceStartJ = (measured: StationMeasured): number =>
      sumJ(new Map([...measured].filter(([key]) => counted.has(key)))) ?? 0;
    const beforeJ = this.#beforeFirst === null ? 0 : sinceStartJ(this.#beforeFirst);
    const untilJ = sinceStartJ(until);
    // Windows of an epoch and of the run differ by rounding.
    const toMicrojoules = (energyJ: number): number => Math.max(0, Math.round(energyJ * 1e6) / 1e6);
    return {
      beforeJ: toMicrojoules(beforeJ),
      betweenJ: toMicrojoules(untilJ - beforeJ - this.#epochsJ()),
      afterJ: toMicrojoules(sinceStartJ(this.#station.total()) - untilJ),
    };
  }

  /** Energy of all epochs in J, without PUE. */
  #epochsJ(): number {
    return kwhToJoules(this.#epochs.reduce((sum, { energyKwh }) => sum + (energyKwh ?? 0), 0));
  }

  /** Reads everything, also what is expensive. */
  #boundary(): number {
    const atS = this.#station.read(true);
    this.#countersReadAtS = atS;
    this.#isReadingLogged = false;
    const { computingPids } = this.#options;
    if (computingPids !== undefined) {
      for (const key of this.#station.computing(new Set(computingPids())) ?? []) this.#computing.add(key);
    }
    return atS;
  }

  /** A moment that was marked: between the last start or end and now. */
  #moment(atS: number): number {
    return Math.max(this.#boundaryAtS, Math.min(atS, this.#options.clock()));
  }

  #sample(): void {
    const atS = this.#options.clock();
    const withCounters = atS - this.#countersReadAtS >= SLOW_INTERVAL_S;
    if (withCounters) this.#boundary();
    else this.#station.read(false);
    this.#isReadingLogged = false;
    this.#logReading();
  }

  /** Many epochs may lie before one reading. */
  #logReading(): void {
    if (!this.#isReadingLogged) this.#log?.sample(this.#station.sampleRow());
    this.#isReadingLogged = true;
  }

  #elapsedS(atS: number): number {
    return atS - this.#station.startedAtS;
  }

  #startEpoch(atS: number): void {
    const number = this.#epochs.length + 1;
    const startS = this.#elapsedS(atS);
    this.#boundaryAtS = atS;
    if (this.#beforeFirst === null) {
      this.#beforeFirst = this.#station.total(atS);
      this.#firstStartS = startS;
    }
    this.#open = { number, startS, windows: this.#station.open(atS) };
    this.#log?.epochStarted(number, startS);
  }

  /** Without any epoch nothing of the run would be in its total. */
  #openWhole(): boolean {
    const reason = this.#options.countsWhole ?? null;
    if (reason === null || this.#open !== null || this.#epochs.length > 0) return false;
    this.#open = { number: 1, startS: 0, windows: this.#station.whole };
    this.#log?.warn(`${reason}: the whole command counts as one`);
    return true;
  }

  /** Counts what came before the first line in place of what came after the last: the lines were ends. */
  #countBefore(): void {
    const measured = this.#beforeFirst;
    if (this.#open === null || measured === null) return;
    const { number } = this.#open;
    this.forgetEpoch();
    this.#untilLast ??= measured;
    this.#beforeFirst = null;
    const devices = this.#counted(measured);
    this.#record({ number, startS: 0, endS: this.#firstStartS, complete: true, devices });
  }

  #endEpoch(atS: number, complete: boolean, passed = 1): EpochResult | null {
    if (this.#open === null) return null;
    const { number: first, startS, windows } = this.#open;
    this.#open = null;
    // An epoch that the output skips has the mean of those that it passed together with.
    const parts = Math.max(1, Math.min(passed, this.#mostEpochs() - this.#epochs.length));
    const measured = splitMeasured(this.#counted(this.#station.close(windows, atS)), parts);
    this.#untilLast = this.#station.total(atS);
    this.#boundaryAtS = atS;
    const endS = this.#elapsedS(atS);
    const durationS = (endS - startS) / parts;
    this.#logReading();
    for (const [i, devices] of measured.entries()) {
      const number = first + i;
      const fromS = startS + i * durationS;
      const toS = i + 1 === parts ? endS : fromS + durationS;
      const result = this.#record({ number, startS: fromS, endS: toS, complete, devices });
      if (complete && result.energyKwh !== null) this.#figures.push({ energyJ: sumJ(devices) ?? 0, durationS });
    }
    if (complete) this.#predictAgain();
    return this.#epochs.at(-1) ?? null;
  }

  #record(epoch: EpochRecord): EpochResult {
    const { number, startS, endS, complete, devices } = epoch;
    const result = summarizeEpoch({ number, durationS: endS - startS, complete }, this.devices, devices);
    this.#epochs.push(result);
    this.#log?.epoch(epoch, result.powerW);
    for (const doubt of doubtsAbout(number, devices)) this.#log?.warn(doubt);
    return result;
  }

  /** Leaves out GPUs that others use; where no process of ours was seen on any, as in containers, all count. */
  #counted(measured: StationMeasured): StationMeasured {
    if (this.#options.computingPids === undefined) return measured;
    if (this.#computing.size === 0) {
      this.#log?.warn('no process of the command was seen on a GPU: all visible GPUs count');
      return measured;
    }
    const counted = this.#countedKeys();
    return new Map([...measured].filter(([key]) => counted.has(key)));
  }

  /** Keys of the devices that count. */
  #countedKeys(): Set<string> {
    const countsAll = this.#options.computingPids === undefined || this.#computing.size === 0;
    const counted = this.devices.filter(
      ({ component, key }) => countsAll || component !== 'gpu' || this.#computing.has(key),
    );
    return new Set(counted.map(({ key }) => key));
  }

  #factors(gPerKwh: number): FigureFactors {
    return { pue: this.#options.pue.value, gPerKwh, interpretable: this.#options.interpretable };
  }

  #predictAgain(): void {
    const { epochsBeforePred, intensity } = this.#options;
    const plannedEpochs = this.#plannedEpochs;
    const seen = this.#figures.length;
    if (plannedEpochs === null || epochsBeforePred === 0 || seen === 0) return;
    const first = epochsBeforePred < 0 ? plannedEpochs : Math.min(epochsBeforePred, plannedEpochs);
    if (seen < first || (seen > first && seen >= plannedEpochs)) return;
    if (seen < this.#predictsAt) return;
    this.#predictsAt = Math.ceil(seen * PREDICTION_STEP);
    const prediction = predict(this.#figures, plannedEpochs);
    if (prediction === null || !isBetter(prediction, this.#prediction)) return;
    this.#prediction = prediction;
    const gPerKwh = intensity.expected(prediction.durationS, Date.now());
    const figure = toFigure(prediction, this.#factors(gPerKwh));
    const spreadKwh = prediction.spreadJ === null ? null : joulesToKwh(prediction.spreadJ) * this.#options.pue.value;
    this.#predicted = { ...figure, spreadKwh };
    this.#log?.predicted(figure);
  }

  #actual(): Figure | null {
    const measured = this.#epochs.filter((epoch) => epoch.energyKwh !== null);
    if (measured.length === 0) return null;
    const energyJ = kwhToJoules(measured.reduce((sum, epoch) => sum + (epoch.energyKwh ?? 0), 0));
    const durationS = this.#epochs.reduce((sum, epoch) => sum + epoch.durationS, 0);
    const epochs = this.#plannedEpochs === null ? null : this.#epochs.length;
    return toFigure({ epochs, durationS, energyJ }, this.#factors(this.#options.intensity.average));
  }

  /** Planned epochs of a run that ended before them. */
  #interruptedOf(): number | null {
    if (this.#plannedEpochs === null) return null;
    const complete = this.#epochs.filter((epoch) => epoch.complete).length;
    return complete < this.#wantedEpochs() ? this.#plannedEpochs : null;
  }
}
