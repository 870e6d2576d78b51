/** When the whole run is predicted from its epochs so far. */
import { joulesToKwh } from '../../model/units.ts';
import { type FigureFactors, type PredictedFigure, toFigure } from '../figures.ts';
import type { Forecast } from '../intensity/intensity-log.ts';
import { type EpochFigure, isBetter, type Prediction, predict } from '../predict.ts';
import type { SessionOptions } from './types.ts';

/** From 20 epochs on a prediction is not tried at each: it takes time in proportion to the epochs. */
const PREDICTION_STEP = 1.05;

/** More epochs change no prediction that can be seen. */
const MOST_SEEN = 100_000;

/** A prediction, and the forecast that it uses. */
export interface Predicted {
  /** The prediction. */
  predicted: PredictedFigure;
  /** The forecast of the carbon intensity that it uses; null where the mean so far counts. */
  forecast: Forecast | null;
}

/** Predicts the whole run as epochs end. */
export class Predictions {
  readonly #options: SessionOptions;
  readonly #seen: EpochFigure[] = [];
  #prediction: Prediction | null = null;
  #latest: PredictedFigure | null = null;
  /** Complete epochs at which a prediction is tried next. */
  #triesAt = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The last prediction; null before the first. */
  get latest(): PredictedFigure | null {
    return this.#latest;
  }

  /** Adds a complete epoch with known energy. */
  add(epoch: EpochFigure): void {
    if (this.#seen.length < MOST_SEEN) this.#seen.push(epoch);
  }

  /** Predicts at the next epoch again: a prediction for another number of epochs stands for nothing any more. */
  renew(): void {
    this.#prediction = null;
    this.#triesAt = 0;
  }

  /** Predicts where that gives something better than before; returns null where it does not. */
  predictAgain(plannedEpochs: number | null): Predicted | null {
    const { epochsBeforePred, pue } = this.#options;
    const seen = this.#seen.length;
    if (plannedEpochs === null || epochsBeforePred === 0 || seen === 0) return null;
    const first = epochsBeforePred < 0 ? plannedEpochs : Math.min(epochsBeforePred, plannedEpochs);
    if (seen < first || (seen > first && seen >= plannedEpochs)) return null;
    if (seen < this.#triesAt) return null;
    this.#triesAt = Math.ceil(seen * PREDICTION_STEP);
    const prediction = predict(this.#seen, plannedEpochs);
    if (prediction === null || !isBetter(prediction, this.#prediction)) return null;
    this.#prediction = prediction;
    const { forecast, gPerKwh } = this.#expected(prediction);
    const spreadKwh = prediction.spreadJ === null ? null : joulesToKwh(prediction.spreadJ) * pue.value;
    this.#latest = { ...toFigure(prediction, factorsOf(this.#options, gPerKwh)), spreadKwh };
    return { predicted: this.#latest, forecast };
  }

  /** The carbon intensity of what is to come is that of the forecast, of what was used the average so far. */
  #expected({ energyJ, durationS }: Prediction): { forecast: Forecast | null; gPerKwh: number } {
    const { intensity } = this.#options;
    const seenJ = this.#seen.reduce((sum, epoch) => sum + epoch.energyJ, 0);
    const seenS = this.#seen.reduce((sum, epoch) => sum + epoch.durationS, 0);
    const forecast = intensity.forecast(durationS - seenS, Date.now());
    const { average } = intensity;
    if (forecast === null || energyJ === 0) return { forecast, gPerKwh: average };
    const share = seenJ / energyJ;
    return { forecast, gPerKwh: share * average + (1 - share) * forecast.gPerKwh };
  }
}

/** What turns measured energy into a figure. */
export function factorsOf({ pue, interpretable }: SessionOptions, gPerKwh: number): FigureFactors {
  return { pue: pue.value, gPerKwh, interpretable };
}
