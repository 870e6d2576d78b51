/** What `watch` shows: a screen of running and finished runs, or one line. */
import { formatCount, formatEnergy, formatMass } from '../src/model/numbers.ts';
import { plural } from '../src/model/text.ts';
import { formatDuration } from '../src/model/units.ts';
import type { FinishedRun, Watched, WatchedDevice, WatchedRun } from '../src/watch/index.ts';
import { withShortNames } from './run-names.ts';
import { shorten } from './table.ts';
import { clean } from './terminal.ts';
import { epochBar, powerText } from './watch-words.ts';

const BARS = '▁▂▃▄▅▆▇█';

/** The screen as lines that fit `columns` and `rows`; `at` is the time of day, and endless rows are those of a file. */
export function watchScreen(
  watched: Watched,
  { columns, rows, at }: { columns: number; rows: number; at: string },
): string[] {
  const { running, finished } = watched;
  const names = shortNames([...running, ...finished]);
  const lines = [
    `${at}  ${summaryOf(watched)}`,
    '',
    ...running.flatMap((run, i) => [...runLines(run, names[i] ?? run.id), '']),
    ...(finished.length === 0 ? [] : ['finished']),
    ...finished.map((run, i) => finishedLine(run, names[running.length + i] ?? run.id)),
  ];
  const room = Math.max(rows - 1, 2);
  const shown =
    lines.length <= room ? lines : [...lines.slice(0, room - 1), `... ${lines.length - room + 1} more lines`];
  const last = Number.isFinite(rows) ? ['q quits'] : [];
  return [...shown, ...last].map((line) => shorten(clean(line), columns));
}

/** One line for where there is no terminal. */
export const watchLine = (watched: Watched, at: string): string => clean(`${at}  ${summaryOf(watched)}`);

function summaryOf({ running, powerW, finished, totals }: Watched): string {
  if (totals.runs === 0) return 'no runs yet';
  const waiting = running.filter(({ isWaiting }) => isWaiting).length;
  const parts = [
    `${formatCount(running.length - waiting)} running`,
    ...(powerW === null ? [] : [powerText(powerW)]),
    ...(waiting === 0 ? [] : [`${formatCount(waiting)} waiting for an answer`]),
    `${formatCount(finished.length)} finished`,
  ];
  const co2eq = totals.co2eqG === null ? '' : `, ${formatMass(totals.co2eqG)} CO2eq`;
  const unknown = totals.co2eqUnknownRuns === 0 ? '' : ` (unknown for ${plural(totals.co2eqUnknownRuns, 'run')})`;
  return `${parts.join(', ')}; ${formatEnergy(totals.energyKwh)}${co2eq}${unknown} in all`;
}

const shortNames = (runs: readonly { id: string }[]): string[] =>
  withShortNames(runs.map(({ id }) => [id])).map(([name = '']) => name);

function runLines(run: WatchedRun, name: string): string[] {
  const { isWaiting, elapsedS, energyKwh, co2eqG, devices } = run;
  const figures = [formatDuration(elapsedS), formatEnergy(energyKwh), ...(co2eqG === null ? [] : [formatMass(co2eqG)])];
  const head = `${name}  ${figures.join('  ')}`;
  // It draws what its devices draw at rest, which is not measured.
  if (isWaiting) return [head, '  stopped: waits for the answer whether to go on', ...epochLines(run)];
  return [head, ...epochLines(run), ...devices.map(deviceLine)];
}

function epochLines({ epochs, plannedEpochs, remainingS }: WatchedRun): string[] {
  if (epochs === 0 && plannedEpochs === null) return [];
  if (plannedEpochs === null) return [`  ${plural(epochs, 'epoch')}`];
  const bar = epochBar(epochs, plannedEpochs);
  return [
    `  ${bar} ${epochs} of ${plural(plannedEpochs, 'epoch')}${remainingS === null ? '' : `, ${endText(remainingS)}`}`,
  ];
}

function endText({ mean, least, most }: NonNullable<WatchedRun['remainingS']>): string {
  const [low, high] = [formatDuration(least), formatDuration(most)];
  return `${formatDuration(mean)} left${low === high ? '' : ` (${low} to ${high})`}`;
}

function deviceLine({ key, runs, powerW, recentW }: WatchedDevice): string {
  const shared = runs > 1 ? `  shared by ${formatCount(runs)} runs` : '';
  return `  ${key.padEnd(8)} ${powerText(powerW).padStart(7)}  ${sparkline(recentW)}${shared}`;
}

/** Heights from 0 to the largest, so that devices that rest look low; a blank where nothing was measured. */
export function sparkline(values: readonly (number | null)[]): string {
  const most = values.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0);
  return values
    .map((value) => {
      if (value === null) return ' ';
      return BARS[most === 0 ? 0 : Math.min(BARS.length - 1, Math.floor((value / most) * BARS.length))];
    })
    .join('');
}

function finishedLine({ durationS, energyKwh, co2eqG }: FinishedRun, name: string): string {
  const mass = co2eqG === null ? '' : `  ${formatMass(co2eqG)}`;
  return `  ${name}  ${formatDuration(durationS)}  ${formatEnergy(energyKwh)}${mass}`;
}
