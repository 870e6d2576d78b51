/** What ct-track says at the end of a run. Pure. */
import { formatEnergy, formatMass } from '../model/numbers.ts';
import { formatDuration } from '../model/units.ts';
import type { Settings } from './options.ts';
import type { SessionResult } from './session.ts';

/** What the command knows about a run beside its figures. */
export interface SummaryContext {
  settings: Pick<Settings, 'pue' | 'verbose'>;
  /** Whether the lines that showed epochs were taken for starts; null where no lines showed any. */
  areStarts: boolean | null;
  /** Why there are no epochs where some were to be; else null. */
  missing: string | null;
  /** Path of the standard log; null where none was written, empty where writing it stopped, which was said before. */
  log: string | null;
}

/** The lines, without the name of the command. */
export function summarize(result: SessionResult, { settings, areStarts, missing, log }: SummaryContext): string[] {
  const { actual, predicted, devices, outside } = result;
  const lines: string[] = [];
  if (missing !== null) lines.push(`${missing}: the whole command counts as one`);
  const where = log === null ? '; no log was written (--log-dir names a folder)' : log === '' ? '' : `; ${log}`;
  if (actual === null) return [...lines, `nothing was measured${where}`];
  if (outside !== null) lines.push(`warning: ${outside}${remedy(areStarts)}`);
  const methods = devices.map(({ key, method }) => `${key} ${method}`).join(', ');
  const figure = `${formatEnergy(actual.energyKwh)}, ${formatMass(actual.co2eqG)} CO2eq`;
  lines.push(`${figure} in ${formatDuration(actual.durationS)} with PUE ${settings.pue.value} (${methods})${where}`);
  if (predicted !== null && settings.verbose > 1) {
    const spread = predicted.spreadKwh === null ? '' : ` ± ${formatEnergy(predicted.spreadKwh)}`;
    lines.push(`predicted for ${predicted.epochs} epochs: ${formatEnergy(predicted.energyKwh)}${spread}`);
  }
  return lines;
}

/** How to count more of the command. */
function remedy(areStarts: boolean | null): string {
  if (areStarts === null) return '';
  const [moment, when] = areStarts ? ['end', 'has ended'] : ['start', 'starts'];
  return `; add --epoch-at ${moment} if the line is printed when an epoch ${when}, or leave out --epoch-pattern to count the whole command`;
}
