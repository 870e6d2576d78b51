/** One monitored run: reads, meters, predicts and logs. The command uses it directly, the library in a worker. */
import { describeOutside } from '../../model/outside-energy.ts';
import { describeUnread, type MeasuredEpoch, sumJ } from '../epoch-result.ts';
import { type Figure, type PredictedFigure, toFigure } from '../figures.ts';
import type { LineTimes } from '../line-moment.ts';
import type { RunLog } from '../run-log.ts';
import type { Clock, Device } from '../sensors/sensor.ts';
import type { EndedEpochs } from './ended-epochs.ts';
import { EpochPlan } from './epoch-plan.ts';
import { Epochs } from './epochs.ts';
import { factorsOf, Predictions } from './predictions.ts';
import { Readings } from './readings.ts';
import { RunClock } from './run-clock.ts';
import type { Ending, OpenEnd, SessionOptions, SessionResult, SessionWatcher } from './types.ts';

/** One monitored run, from the first reading to the closing lines of its logs. */
export class Session {
  readonly #options: SessionOptions;
  readonly #clock: RunClock;
  readonly #readings: Readings;
  readonly #plan: EpochPlan;
  readonly #predictions: Predictions;
  readonly #epochs: Epochs;
  #log: RunLog | null = null;
  #result: SessionResult | null = null;

  /** Opens the sensors, reads them, and samples from now on. */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.#clock = new RunClock(options.clock);
    this.#readings = new Readings(options, this.#clock);
    this.#plan = new EpochPlan(options.plannedEpochs, options.monitorEpochs);
    this.#predictions = new Predictions(options);
    this.#epochs = new Epochs(this.#readings, this.#plan, this.#predictions);
  }

  /** Measured devices, in the order of the readings. */
  get devices(): Device[] {
    return this.#readings.station.devices;
  }

  /** Time of the run, which stands still in a pause. */
  get clock(): Clock {
    return this.#clock.now;
  }

  /** Seconds since the start of monitoring, without pauses. */
  get elapsedS(): number {
    return this.#readings.elapsedS();
  }

  /** The epochs that have ended. */
  get epochs(): Readonly<EndedEpochs> {
    return this.#epochs.ended;
  }

  /** The last prediction; null before the first. */
  get predicted(): PredictedFigure | null {
    return this.#predictions.latest;
  }

  /** What was used since the start of monitoring, also outside the epochs. */
  get used(): Figure {
    const { station, counted } = this.#readings;
    const energyJ = sumJ(counted.of(station.total())) ?? 0;
    return this.#toFigure({ epochs: null, durationS: this.elapsedS, energyJ });
  }

  /** Power of each device at its last reading in W, without PUE; null where it is unknown. */
  get powersW(): (number | null)[] {
    return this.#readings.station.sampleRow().powerW;
  }

  /** Epochs that are planned for all of the run; null where none are. */
  get plannedEpochs(): number | null {
    return this.#plan.plannedEpochs;
  }

  /** Times of the epochs so far, for a decision whether their lines were starts or ends. */
  get times(): LineTimes {
    return this.#epochs.times;
  }

  /**
   * Writes everything from now on, and asks for live carbon intensities.
   *
   * @param log null for a run without logs
   * @param onProblem called with each problem of fetching carbon intensities
   */
  logTo(log: RunLog | null, onProblem: (message: string) => void = () => undefined): void {
    this.#log = log;
    this.#readings.log = log;
    this.#epochs.log = log;
    this.#readings.writeAgain();
    const { open } = this.#epochs;
    if (open !== null) log?.epochStarted(open.number, open.startS);
    this.#options.intensity.start({
      onValue: (intensity) => log?.intensityFetched(intensity),
      onProblem: (message) => {
        log?.warn(message);
        onProblem(message);
      },
    });
  }

  /** Calls back from now on. */
  watch({ onSample, onPrediction, onEpoch }: Partial<SessionWatcher>): void {
    if (onSample !== undefined) this.#readings.onSample = onSample;
    if (onPrediction !== undefined) this.#epochs.onPrediction = onPrediction;
    if (onEpoch !== undefined) this.#epochs.onEnd = onEpoch;
  }

  /** Measures nothing until `resume`, and counts no time. */
  pause(): void {
    this.#clock.pause();
    // The counters up to here; no time has passed for the next ones to be spread over.
    this.readAll();
    this.#log?.asked(this.elapsedS);
  }

  /** Goes on after `pause`, and writes the pause to the logs. */
  resume(): void {
    if (!this.#clock.isPaused) return;
    this.readAll();
    const { elapsedS } = this;
    const { pausedS } = this.#clock;
    this.#clock.resume();
    this.#log?.paused(elapsedS, this.#clock.pausedS - pausedS);
  }

  /** Starts an epoch; one that is still open is ended first. */
  epochStart(): void {
    if (this.#epochs.open !== null) this.nextEpoch();
    else if (this.#isMonitored()) this.#epochs.start(this.#readings.readAll());
  }

  /** Starts an epoch that begins with the run. */
  startWhole(): void {
    this.#epochs.start(this.#readings.station.startedAtS);
  }

  /** Ends the open epoch; null where none is open. */
  epochEnd(): MeasuredEpoch | null {
    if (this.#epochs.open === null) return null;
    const result = this.#epochs.end(this.#readings.readAll(), true);
    this.save();
    return result;
  }

  /** Reads everything: `markStart` and `markEnd` take moments up to now. */
  readAll(): void {
    this.#readings.readAll();
    this.#readings.write();
  }

  /**
   * Starts an epoch at a moment before the last reading; one that is still open ends then.
   *
   * @param atS on the clock of the session; not before the last start or end, which stands for it otherwise
   */
  markStart(atS: number): void {
    this.markEnd(atS);
    this.#plan.loosen();
    if (this.#isMonitored()) this.#epochs.start(this.#moment(atS));
  }

  /** Ends the open epoch, if there is one, at a moment as for `markStart`. */
  markEnd(atS: number): void {
    if (this.#epochs.open !== null) this.#epochs.end(this.#moment(atS), true);
  }

  /** Drops the open epoch: what it used belongs to none. */
  forgetEpoch(): void {
    this.#epochs.forget();
  }

  /** Plans that many epochs for all of the run. */
  plan(epochs: number): void {
    if (this.#plan.change(epochs)) this.#predictions.renew();
  }

  /** Writes all that an action logs at once. */
  together(action: () => void): void {
    if (this.#log === null) action();
    else this.#log.together(action);
  }

  /** Brings what was written to the disk within a second. */
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

  /**
   * Ends the open epoch and starts the next at the same moment; behind the last planned one none starts.
   *
   * @param passed epochs that the open one stands for, where the output shows only some
   */
  nextEpoch(passed = 1): void {
    if (this.#result !== null) return;
    const atS = this.#readings.readAll();
    this.#epochs.end(atS, true, passed);
    if (this.#isMonitored()) this.#epochs.start(atS);
    this.save();
  }

  /**
   * Ends the run.
   *
   * @param openEnd what becomes of an epoch that is open; where it is the only one, it always counts
   */
  stop(ending: Ending = { exitCode: null, signal: null }, openEnd: OpenEnd = 'cut-off'): SessionResult {
    if (this.#result !== null) return this.#result;
    this.resume();
    this.#readings.stop();
    this.#endEpochs(openEnd);
    const { intensity } = this.#options;
    intensity.stop();
    this.#readings.writeAgain();
    const actual = this.#actual();
    const { elapsedS } = this;
    const { pausedS } = this.#clock;
    const energy = this.#epochs.outside();
    const outside = energy === null ? null : describeOutside(energy, this.#epochs.energyJ);
    if (outside !== null) this.warn(outside);
    const { station, counted } = this.#readings;
    const total = station.total();
    const unread = describeUnread(counted.of(total));
    this.#log?.end(
      { actual, intensity, interruptedOf: this.#plan.interruptedOf(this.epochs.complete) },
      {
        elapsedS,
        ...ending,
        ...(energy === null ? {} : { outside: energy }),
        ...(pausedS === 0 ? {} : { pausedS }),
      },
      total,
    );
    station.shutDown();
    this.#result = {
      actual,
      predicted: this.predicted,
      epochs: [...this.epochs.listed],
      devices: this.devices,
      outside,
      unread,
    };
    return this.#result;
  }

  #isMonitored(): boolean {
    return this.#result === null && this.epochs.length < this.#plan.mostEpochs;
  }

  /** A moment that was marked: between the last start or end and now. */
  #moment(atS: number): number {
    return Math.max(this.#epochs.boundaryAtS, Math.min(atS, this.#clock.now()));
  }

  #endEpochs(openEnd: OpenEnd): void {
    const epochs = this.#epochs;
    if (openEnd === 'whole') epochs.forget();
    const reason = this.#options.countsWhole ?? null;
    const isWhole = reason !== null && epochs.open === null && epochs.ended.length === 0;
    if (isWhole) epochs.openWhole(reason);
    if (openEnd === 'before') epochs.countBefore();
    if (openEnd === 'outside' && epochs.ended.length > 0) epochs.forget();
    if (epochs.open === null) this.#readings.readLast();
    else epochs.end(this.#readings.readAll(), openEnd === 'complete' && !isWhole);
  }

  #actual(): Figure | null {
    const { energyJ, durationS } = this.epochs;
    if (energyJ === null) return null;
    const epochs = this.#plan.plannedEpochs === null ? null : this.epochs.length;
    return this.#toFigure({ epochs, durationS, energyJ });
  }

  #toFigure(measured: { epochs: number | null; durationS: number; energyJ: number }): Figure {
    return toFigure(measured, factorsOf(this.#options, this.#options.intensity.average));
  }
}
