/** What `watch` shows: a screen of running and finished runs, or one line. */
import columnsOf from 'fast-string-width';
import { formatCount, formatEnergy, formatMass } from '../src/model/numbers.ts';
import { plural } from '../src/model/text.ts';
import { formatDuration } from '../src/model/units.ts';
import type { FinishedRun, Watched, WatchedDevice, WatchedRun } from '../src/watch/index.ts';
import { epochBar, firstThatFits, namedFigures, powerText } from './run-line.ts';
import { withoutStamp, withShortNames } from './run-names.ts';
import { shorten } from './table.ts';
import { clean } from './terminal.ts';

const BARS = '▁▂▃▄▅▆▇█';

/** The screen as lines that fit `columns` and `rows`; `at` is the time of day, and endless rows are those of a file. */
export function watchScreen(
  watched: Watched,
  { columns, rows, at }: { columns: number; rows: number; at: string },
): string[] {
  const { running, finished } = watched;
  const names = shortNames([...running, ...finished]).map(clean);
  const lines = [
    firstThatFits(summariesOf(watched, at), columns),
    '',
    ...running.flatMap((run, i) => [...runLines(run, names[i] ?? '', columns), '']),
    ...(finished.length === 0 ? [] : ['finished']),
    ...finished.map((run, i) => finishedLine(run, names[running.length + i] ?? '', columns)),
  ];
  const room = Math.max(rows - 1, 2);
  const shown =
    lines.length <= room ? lines : [...lines.slice(0, room - 1), `... ${lines.length - room + 1} more lines`];
  const last = Number.isFinite(rows) ? ['q quits'] : [];
  return [...shown, ...last].map((line) => shorten(clean(line), columns));
}

/** One line for where there is no terminal. */
export const watchLine = (watched: Watched, at: string): string => clean(summariesOf(watched, at)[0] ?? '');

/** The first line, from all that it has to the energy alone. */
function summariesOf({ running, powerW, finished, totals }: Watched, at: string): string[] {
  if (totals.runs === 0) return [`${at}  no runs yet`, 'no runs yet'];
  const waiting = running.filter(({ isWaiting }) => isWaiting).length;
  const now = [`${formatCount(running.length - waiting)} running`, ...(powerW === null ? [] : [powerText(powerW)])];
  const rest = [
    ...(waiting === 0 ? [] : [`${formatCount(waiting)} waiting for an answer`]),
    `${formatCount(finished.length)} finished`,
  ];
  const co2eq = totals.co2eqG === null ? '' : `, ${formatMass(totals.co2eqG)} CO2eq`;
  const unknown = totals.co2eqUnknownRuns === 0 ? '' : ` (unknown for ${plural(totals.co2eqUnknownRuns, 'run')})`;
  const energy = formatEnergy(totals.energyKwh);
  const runs = [...now, ...rest].join(', ');
  return [
    `${at}  ${runs}; ${energy}${co2eq}${unknown} in all`,
    `${runs}; ${energy}${co2eq}${unknown} in all`,
    `${at}  ${runs}; ${energy} in all`,
    `${runs}; ${energy} in all`,
    `${now.join(', ')}; ${energy} in all`,
    `${energy} in all`,
    energy,
  ];
}

const shortNames = (runs: readonly { id: string }[]): string[] =>
  withShortNames(runs.map(({ id }) => [id])).map(([name = '']) => withoutStamp(name));

function runLines(run: WatchedRun, name: string, columns: number): string[] {
  const { isWaiting, elapsedS, energyKwh, co2eqG, devices } = run;
  const head = namedFigures(name, figuresOf(elapsedS, energyKwh, co2eqG), columns);
  // It draws what its devices draw at rest, which is not measured.
  if (isWaiting) return [head, '  stopped: waits for the answer whether to go on', ...epochLines(run, columns)];
  return [head, ...epochLines(run, columns), ...devices.map((device) => deviceLine(device, columns))];
}

const figuresOf = (durationS: number, energyKwh: number, co2eqG: number | null): string[] => [
  formatDuration(durationS),
  formatEnergy(energyKwh),
  ...(co2eqG === null ? [] : [formatMass(co2eqG)]),
];

function epochLines({ epochs, plannedEpochs, remainingS }: WatchedRun, columns: number): string[] {
  if (epochs === 0 && plannedEpochs === null) return [];
  if (plannedEpochs === null) return [`  ${plural(epochs, 'epoch')}`];
  const bar = `  ${epochBar(epochs, plannedEpochs)}`;
  const count = `${epochs} of ${plural(plannedEpochs, 'epoch')}`;
  const short = `  ${epochs} of ${formatCount(plannedEpochs)}`;
  if (remainingS === null) return [firstThatFits([`${bar} ${count}`, `  ${count}`, short], columns)];
  const left = `${formatDuration(remainingS.mean)} left`;
  const range = rangeText(remainingS);
  const ways = [
    `${bar} ${count}, ${left}${range}`,
    `${bar} ${count}, ${left}`,
    `  ${count}, ${left}`,
    `  ${count}`,
    short,
  ];
  return [firstThatFits(ways, columns)];
}

function rangeText({ least, most }: NonNullable<WatchedRun['remainingS']>): string {
  const [low, high] = [formatDuration(least), formatDuration(most)];
  return low === high ? '' : ` (${low} to ${high})`;
}

/** The past power goes first, then that other runs measure the device too. */
function deviceLine({ key, runs, powerW, recentW }: WatchedDevice, columns: number): string {
  const shared = runs > 1 ? `  shared by ${formatCount(runs)} runs` : '';
  const power = powerText(powerW);
  const head = `  ${clean(key).padEnd(8)} ${power.padStart(7)}`;
  const room = columns - columnsOf(head) - columnsOf(shared) - 2;
  const recent = room > 0 ? `  ${sparkline(recentW).slice(-room)}` : '';
  if (columnsOf(head) <= columns)
    return firstThatFits([`${head}${recent}${shared}`, `${head}${shared}`, head], columns);
  return namedFigures(`  ${clean(key)}`, [power], columns);
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

const finishedLine = ({ durationS, energyKwh, co2eqG }: FinishedRun, name: string, columns: number): string =>
  namedFigures(`  ${name}`, figuresOf(durationS, energyKwh, co2eqG), columns);
