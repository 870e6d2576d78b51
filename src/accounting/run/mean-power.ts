/** Mean power of the devices, as every output shows it. */
import { kwhToJoules } from '../../model/units.ts';
import type { Entry, Factors } from '../entry.ts';

/** An entry, or as much of it as a power needs. */
type Measured = Pick<Entry, 'figures'> & { factors: Pick<Factors, 'pue'> };

/**
 * Mean power of runs in W, without PUE: the energy of their devices divided by their time.
 *
 * @param durationS counted time of all the runs in s
 * @param asLogged takes the figures that the logs print
 * @returns null without a time, or where nothing was measured
 */
export function meanPowerW(entries: readonly Measured[], durationS: number, asLogged = false): number | null {
  if (durationS <= 0 || entries.every(({ figures }) => figures.basis === 'none')) return null;
  let energyKwh = 0;
  for (const { figures, factors } of entries) {
    energyKwh += (asLogged ? figures.logged : figures.corrected).energyKwh / (factors.pue?.value ?? 1);
  }
  return kwhToJoules(energyKwh) / durationS;
}
