/** Words that several findings share. */
import { formatEnergyPair } from '../../model/numbers.ts';

/** `logged 26.1 Wh, counted 179 Wh`, with as many digits as it takes to tell them apart. */
export function loggedAndCounted(loggedKwh: number, countedKwh: number): string {
  const [logged, counted] = formatEnergyPair(loggedKwh, countedKwh);
  return `logged ${logged}, counted ${counted}`;
}
