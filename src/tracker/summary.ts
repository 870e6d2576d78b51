/** Lines that ct-track prints at the end of a run. Pure. */
import { formatEnergy, formatMass } from '../model/numbers.ts';
import { formatDuration } from '../model/units.ts';
import type { Settings } from './options.ts';
import type { SessionResult } from './session/types.ts';

/** Moments of epochs that lines were taken for; `certain` where they cannot be others. */
export type ShownMoment = 'start' | 'end' | 'certain';

/** Facts about a run beside its figures. */
export interface SummaryContext {
  /** The settings that the lines show. */
  settings: Pick<Settings, 'pue' | 'verbose'>;
  /** What the lines that showed epochs were taken for; null where no lines showed any. */
  shownAt: ShownMoment | null;
  /** Why there are no epochs where some were to be; else null. */
  missing: string | null;
  /**
   * Path of the standard log; null where none was written, empty where writing it stopped, which was reported already.
   */
  log: string | null;
  /** Why the command was ended; null where it ended by itself. */
  stoppedFor: string | null;
}

/** The lines, without the name of the command. */
export function summarize(
  result: SessionResult,
  { settings, shownAt, missing, log, stoppedFor }: SummaryContext,
): string[] {
  const { actual, predicted, devices, outside, unread } = result;
  const lines: string[] = [];
  if (stoppedFor !== null) lines.push(`ended before its time: ${stoppedFor}`);
  if (missing !== null) lines.push(`${missing}: the whole command counts as one`);
  const where = log === null ? '; no log was written (--log-dir names a folder)' : log === '' ? '' : `; ${log}`;
  if (unread !== null) lines.push(`warning: ${unread}`);
  if (actual === null) return [...lines, `nothing was measured${where}`];
  if (outside !== null) lines.push(`warning: ${outside}${remedy(shownAt)}`);
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
function remedy(shownAt: ShownMoment | null): string {
  if (shownAt === null) return '';
  const other =
    shownAt === 'start'
      ? 'add --epoch-at end if the line is printed when an epoch has ended, or '
      : shownAt === 'end'
        ? 'add --epoch-at start if the line is printed when an epoch starts, or '
        : '';
  return `; ${other}leave out --epoch-pattern to count the whole command`;
}
