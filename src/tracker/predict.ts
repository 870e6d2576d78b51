/** Epochs so far -> the whole training. Pure. */

/** Energy and duration of one epoch. */
export interface EpochFigure {
  /** Energy in J, without PUE. */
  energyJ: number;
  /** Duration in s. */
  durationS: number;
}

/** What the whole training is predicted to use. */
export interface Prediction {
  /** Planned epochs. */
  epochs: number;
  /** Energy in J, without PUE. */
  energyJ: number;
  /** Duration in s. */
  durationS: number;
  /** Standard deviation of the predicted energy in J; null after one epoch, which has none. */
  spreadJ: number | null;
}

/** From this many epochs on the first one is left out of the mean: it holds loading, compiling and cold devices. */
const EPOCHS_TO_DROP_FIRST = 3;

/**
 * Predicts the whole training: what was measured, and the mean of the epochs so far for each that is to come.
 *
 * @returns null when there is no epoch or no plan
 */
export function predict(seen: readonly EpochFigure[], plannedEpochs: number): Prediction | null {
  if (seen.length === 0 || plannedEpochs < 1) return null;
  const remaining = Math.max(0, plannedEpochs - seen.length);
  const typical = seen.length >= EPOCHS_TO_DROP_FIRST ? seen.slice(1) : seen;
  const energies = typical.map((epoch) => epoch.energyJ);
  const spreadJ =
    seen.length === 1 ? null : deviation(energies) * Math.sqrt(remaining + remaining ** 2 / energies.length);
  return {
    epochs: plannedEpochs,
    energyJ: sum(seen.map((epoch) => epoch.energyJ)) + remaining * mean(energies),
    durationS: sum(seen.map((epoch) => epoch.durationS)) + remaining * mean(typical.map((epoch) => epoch.durationS)),
    spreadJ,
  };
}

/**
 * Whether a prediction is worth printing after the one before: the first always, then each that has a spread for
 * the first time or has halved it.
 */
export function isBetter(next: Prediction, previous: Prediction | null): boolean {
  if (previous === null) return true;
  if (next.spreadJ === null) return false;
  return previous.spreadJ === null || next.spreadJ <= previous.spreadJ / 2;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Sample standard deviation. */
function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const center = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / (values.length - 1));
}
