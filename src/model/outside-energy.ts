/** Energy that belongs to no epoch: what it is called, and from when on it matters. */

/** Energy of all devices outside of the epochs of a run, in J without PUE. */
export interface OutsideEnergy {
  /** Energy from the start of monitoring to the first epoch, such as loading. */
  beforeJ: number;
  /** Energy between epochs, such as validation. */
  betweenJ: number;
  /** Energy from the end of the last epoch to the end of monitoring. */
  afterJ: number;
}

/** A larger share of the energy of a run is worth a warning. */
const NOTED_SHARE = 0.05;

/** Sum of the parts in J. */
export const outsideJ = ({ beforeJ, betweenJ, afterJ }: OutsideEnergy): number => beforeJ + betweenJ + afterJ;

/**
 * States how much of the energy lies outside of the epochs, and where.
 *
 * @param epochsJ energy of the epochs in J without PUE
 * @returns null when it is 5 % or less
 */
export function describeOutside(outside: OutsideEnergy, epochsJ: number): string | null {
  const totalJ = outsideJ(outside) + epochsJ;
  const share = (partJ: number): number => (totalJ > 0 ? partJ / totalJ : 0);
  if (share(outsideJ(outside)) <= NOTED_SHARE) return null;
  const places = [
    [share(outside.beforeJ), 'before the first'],
    [share(outside.betweenJ), 'between epochs'],
    [share(outside.afterJ), 'after the last'],
  ] as const;
  const whole = roundedPercent(share(outsideJ(outside)));
  const percents = addingUpTo(
    whole,
    places.map(([part]) => part),
  );
  const parts = places.flatMap(([, place], i) => {
    const percent = percents[i] ?? 0;
    return percent > 0 ? [`${percent} % ${place}`] : [];
  });
  return `${whole} % of the energy is outside the epochs and not counted (${parts.join(', ')})`;
}

/** Rounded down near all, so that what is short of all does not read as all. */
const roundedPercent = (share: number): number =>
  share > 0.99 ? Math.floor(share * 1000) / 10 : Math.round(share * 100);

/** Parts in percent that add up to the whole: each is rounded down, and those that lost most get what is left. */
function addingUpTo(whole: number, shares: readonly number[]): number[] {
  const step = Number.isInteger(whole) ? 1 : 0.1;
  const steps = shares.map((share) => Math.floor((share * 100) / step));
  const lost = shares.map((share, i) => (share * 100) / step - (steps[i] ?? 0));
  const order = shares.map((_, i) => i).sort((a, b) => (lost[b] ?? 0) - (lost[a] ?? 0));
  let left = Math.round(whole / step) - steps.reduce((sum, count) => sum + count, 0);
  for (const i of order) {
    if (left <= 0) break;
    steps[i] = (steps[i] ?? 0) + 1;
    left -= 1;
  }
  return steps.map((count) => Math.round(count * step * 10) / 10);
}
