/** The epochs of a run: opens, ends and records them. */
import type { OutsideEnergy } from '../../model/outside-energy.ts';
import { doubtsAbout, type MeasuredEpoch, splitMeasured, summarizeEpoch } from '../epoch-result.ts';
import type { PredictedFigure } from '../figures.ts';
import type { LineTimes } from '../line-moment.ts';
import type { EpochRecord, RunLog } from '../run-log.ts';
import type { StationMeasured, StationWindow } from '../station.ts';
import { EndedEpochs } from './ended-epochs.ts';
import type { EpochPlan } from './epoch-plan.ts';
import { Outside } from './outside.ts';
import type { Predictions } from './predictions.ts';
import type { Readings } from './readings.ts';

interface OpenEpoch {
  number: number;
  startS: number;
  windows: StationWindow;
}

/** The epochs of one run. */
export class Epochs {
  /** Where epochs are recorded; null for a run without logs. */
  log: RunLog | null = null;
  /** Called with each prediction. */
  onPrediction: (predicted: PredictedFigure) => void = () => undefined;
  /** Called with each epoch that has ended. */
  onEnd: (epoch: MeasuredEpoch) => void = () => undefined;
  readonly #readings: Readings;
  readonly #plan: EpochPlan;
  readonly #predictions: Predictions;
  readonly #outside: Outside;
  readonly #ended = new EndedEpochs();
  #open: OpenEpoch | null = null;
  #boundaryAtS: number;

  constructor(readings: Readings, plan: EpochPlan, predictions: Predictions) {
    this.#readings = readings;
    this.#plan = plan;
    this.#predictions = predictions;
    this.#outside = new Outside(readings.counted);
    this.#boundaryAtS = readings.station.startedAtS;
  }

  /** The epochs that have ended. */
  get ended(): Readonly<EndedEpochs> {
    return this.#ended;
  }

  /** The epoch that has started and not ended; null where none has. */
  get open(): Readonly<Pick<OpenEpoch, 'number' | 'startS'>> | null {
    return this.#open;
  }

  /** Latest start or end of an epoch on the clock: none can lie before it. */
  get boundaryAtS(): number {
    return this.#boundaryAtS;
  }

  /** Times of the epochs so far, for a decision whether their lines were starts or ends. */
  get times(): LineTimes {
    return {
      beforeS: this.#outside.firstStartS,
      epochsS: this.#ended.listed.map(({ durationS }) => durationS),
      openS: this.#open === null ? Number.POSITIVE_INFINITY : this.#readings.elapsedS() - this.#open.startS,
    };
  }

  /** Energy of all epochs in J, without PUE. */
  get energyJ(): number {
    return this.#ended.energyJ ?? 0;
  }

  /** Energy that belongs to no epoch; null where the user wanted only a part of the epochs, or nothing was measured. */
  outside(): OutsideEnergy | null {
    return this.#plan.wantsAll ? this.#outside.energy(this.#readings.station.total(), this.energyJ) : null;
  }

  /** Starts an epoch. */
  start(atS: number): void {
    const { station } = this.#readings;
    const number = this.#ended.length + 1;
    const startS = this.#readings.elapsedS(atS);
    this.#boundaryAtS = atS;
    this.#outside.startedFirst(startS, () => station.total(atS));
    this.#open = { number, startS, windows: station.open(atS) };
    this.log?.epochStarted(number, startS);
  }

  /** Takes all of a run without any epoch for one; without it nothing of the run would be in its total. */
  openWhole(reason: string): void {
    this.#open = { number: 1, startS: 0, windows: this.#readings.station.whole };
    this.log?.warn(`${reason}: the whole command counts as one`);
  }

  /** Drops the open epoch: what it used belongs to none. */
  forget(): void {
    if (this.#open === null) return;
    this.#readings.station.close(this.#open.windows);
    this.#open = null;
    if (this.#ended.length === 0) this.#outside.startsWithRun();
  }

  /** Counts what came before the first line in place of what came after the last: the lines were ends. */
  countBefore(): void {
    const measured = this.#outside.beforeFirst;
    if (this.#open === null || measured === null) return;
    const { number } = this.#open;
    this.forget();
    this.#outside.endedFirst(measured);
    this.#outside.startsWithRun();
    const devices = this.#counted(measured);
    this.#record({ number, startS: 0, endS: this.#outside.firstStartS, complete: true, devices });
  }

  /**
   * Ends the open epoch.
   *
   * @param passed epochs that it stands for, where the output shows only some
   * @returns the last of them; null where no epoch is open
   */
  end(atS: number, complete: boolean, passed = 1): MeasuredEpoch | null {
    if (this.#open === null) return null;
    const { number: first, startS, windows } = this.#open;
    const { station } = this.#readings;
    this.#open = null;
    // An epoch that the output skips has the mean of those that it passed together with.
    const parts = Math.max(1, Math.min(passed, this.#plan.mostEpochs - this.#ended.length));
    const measured = splitMeasured(this.#counted(station.close(windows, atS)), parts);
    this.#outside.endedLast(station.total(atS));
    this.#boundaryAtS = atS;
    const endS = this.#readings.elapsedS(atS);
    const durationS = (endS - startS) / parts;
    this.#readings.write();
    let last: MeasuredEpoch | null = null;
    for (const [i, devices] of measured.entries()) {
      const number = first + i;
      const fromS = startS + i * durationS;
      const toS = i + 1 === parts ? endS : fromS + durationS;
      last = this.#record({ number, startS: fromS, endS: toS, complete, devices });
      if (complete && last.energyJ !== null) this.#predictions.add({ energyJ: last.energyJ, durationS });
    }
    if (complete) this.#predictAgain();
    return last;
  }

  #predictAgain(): void {
    const prediction = this.#predictions.predictAgain(this.#plan.plannedEpochs);
    if (prediction === null) return;
    this.log?.predicted(prediction.predicted, prediction.forecast);
    this.onPrediction(prediction.predicted);
  }

  #record(epoch: EpochRecord): MeasuredEpoch {
    const { number, startS, endS, complete, devices } = epoch;
    const { station } = this.#readings;
    const result = summarizeEpoch({ number, durationS: endS - startS, complete }, station.devices, devices);
    this.#ended.add(result);
    this.onEnd(result);
    this.log?.epoch(epoch, result.powerW);
    for (const doubt of doubtsAbout(number, devices)) this.log?.warn(doubt);
    return result;
  }

  #counted(measured: StationMeasured): StationMeasured {
    const { counted } = this.#readings;
    if (counted.sawNone) this.log?.warn('no process of the command was seen on a GPU: all visible GPUs count');
    return counted.of(measured);
  }
}
