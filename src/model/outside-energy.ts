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
  const parts = places.filter(([part]) => part >= 0.005).map(([part, place]) => `${percent(part)} ${place}`);
  const whole = `${percent(share(outsideJ(outside)))} of the energy is outside the epochs and not counted`;
  return `${whole} (${parts.join(', ')})`;
}

/** Rounded down, so that what is short of all does not read as all. */
const percent = (share: number): string =>
  `${share > 0.99 ? Math.floor(share * 1000) / 10 : Math.round(share * 100)} %`;
