/** Why the counted energy differs from the printed one, in words for a paper. */
import type { Correction } from '../../accounting/index.ts';
import { formatEnergy, withSign } from '../../model/numbers.ts';
import { plural } from '../../model/text.ts';
import type { Facts } from './facts.ts';

/** Smallest share of all corrections that is named. */
const LEAST_SHARE = 0.01;

const TEXTS: Readonly<Record<string, (correction: Correction) => string>> = {
  'devices-averaged': ({ runs, devices }) =>
    `carbontracker logged the mean of ${devicesText(devices)} in ${plural(runs, 'run')}; their sum is counted`,
  'prediction-counted': ({ runs }) =>
    `${plural(runs, 'run')} monitored only a part of the epochs; the total is extrapolated to all of them`,
  'total-rounded': ({ runs }) => `the printed total of ${plural(runs, 'run')} has too few digits; it was recomputed`,
  'closing-total': ({ runs }) =>
    `the closing total of ${plural(runs, 'run')} contradicts the measurements, which are counted`,
  'device-counted-once': ({ runs }) => `what ${plural(runs, 'run')} measured together with other runs is counted once`,
};

/**
 * The corrections with their effects: `carbontracker logged the mean of 8 GPUs in 4 runs; their sum is counted (+5.13 kWh)`.
 * Null where none is known.
 */
export function correctionsText({ corrections }: Pick<Facts, 'corrections'>): string | null {
  const sumKwh = corrections.reduce((sum, { effectKwh }) => sum + Math.abs(effectKwh), 0);
  const texts = corrections.flatMap((correction) => {
    const text = TEXTS[correction.code];
    if (text === undefined || Math.abs(correction.effectKwh) <= LEAST_SHARE * sumKwh) return [];
    return [`${text(correction)} (${withSign(correction.effectKwh, formatEnergy)})`];
  });
  return texts.length === 0 ? null : texts.join('; ');
}

/** `8 GPUs`, `2 to 8 GPUs and of 2 CPUs`. */
function devicesText(devices: Correction['devices']): string {
  const texts = Object.entries(devices).map(([name, [fewest, most]]) => {
    const kind = name === 'gpu' || name === 'cpu' ? `${name.toUpperCase()}s` : `${name} devices`;
    return `${fewest === most ? most : `${fewest} to ${most}`} ${kind}`;
  });
  return texts.length === 0 ? 'several devices' : texts.join(' and of ');
}
