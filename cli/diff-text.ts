/** What differs between two sets of runs, as text for a terminal and as Markdown. */
import type { ComparedRun, Comparison, Difference } from '../src/accounting/index.ts';
import { formatCount, formatEnergy, formatMass, withSign } from '../src/model/numbers.ts';
import { capitalized, plural } from '../src/model/text.ts';
import { markdownTable, markdownText } from '../src/report/statement/index.ts';
import type { Budget } from './energy-budget.ts';
import { NAME_COLUMN, withShortNames } from './run-names.ts';
import { type Column, shorten, table } from './table.ts';
import { clean } from './terminal.ts';

/** The two sides of a comparison, as given. */
export interface SideNames {
  /** Logs or table before. */
  a: string;
  /** Logs or table after. */
  b: string;
}

const TOTAL_COLUMNS: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'A', align: 'right' },
  { title: 'B', align: 'right' },
  { title: 'difference', align: 'right' },
];

const RUN_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  { title: '', align: 'left' },
  { title: 'energy A', align: 'right' },
  { title: 'energy B', align: 'right' },
  { title: 'difference', align: 'right' },
  { title: 'CO2eq', align: 'right' },
];

/** The comparison for a terminal of `width` columns. */
export function diffText(comparison: Comparison, { a, b }: SideNames, width: number): string {
  const heads = [`A: ${a}`, `B: ${b}`].map((head) => `${shorten(clean(head), width)}\n`);
  const all = table(TOTAL_COLUMNS, totalRows(comparison), width);
  const rows = runRows(comparison);
  const runs = rows.length === 0 ? '' : `\n${table(RUN_COLUMNS, rows, width)}`;
  return `${heads.join('')}\n${all}\n${countsText(comparison)}\n${runs}`;
}

/** Runs that a summary lists; the JSON has all. */
const LISTED_RUNS = 20;

/**
 * The comparison for a summary of a job or a comment on a change.
 *
 * @param budget null where none was given
 * @param doubts what makes the totals doubtful, a line each
 */
export function diffMarkdown(
  comparison: Comparison,
  { a, b }: SideNames,
  budget: Budget | null,
  doubts: readonly string[],
): string {
  const rows = runRows(comparison);
  const more = rows.length - LISTED_RUNS;
  const cells = (list: readonly (readonly string[])[]): string[][] => list.map((row) => row.map(markdownText));
  const titles = (columns: readonly Column[]): string[] => columns.map(({ title }) => title);
  return [
    '### Energy of the runs',
    ...(budget === null ? [] : [`**${capitalized(budget.verdict)}**: ${budget.text}.`]),
    `A: ${markdownText(a)}  \nB: ${markdownText(b)}`,
    markdownTable(titles(TOTAL_COLUMNS), cells(totalRows(comparison))),
    `${countsText(comparison)}.`,
    ...(rows.length === 0 ? [] : [markdownTable(titles(RUN_COLUMNS), cells(rows.slice(0, LISTED_RUNS)))]),
    ...(more > 0 ? [`${plural(more, 'more run')} differ${more === 1 ? 's' : ''}.`] : []),
    ...(doubts.length === 0 ? [] : [doubts.map((line) => `- ${markdownText(line)}`).join('\n')]),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

const totalRows = ({ totals, difference }: Comparison): string[][] => [
  [
    'runs',
    formatCount(totals.a.runs),
    formatCount(totals.b.runs),
    withSign(totals.b.runs - totals.a.runs, formatCount),
  ],
  ['energy', formatEnergy(totals.a.energyKwh), formatEnergy(totals.b.energyKwh), energyText(difference)],
  ['CO2eq', massText(totals.a.co2eqG), massText(totals.b.co2eqG), co2eqText(difference)],
];

const countsText = ({ same, added, gone, changed }: Comparison): string =>
  `${formatCount(same)} the same, ${formatCount(changed.length)} changed, ${formatCount(added.length)} added, ${formatCount(gone.length)} gone`;

const runRows = ({ changed, added, gone }: Comparison): string[][] =>
  withShortNames([
    ...changed.map((one) => [
      one.b.runId,
      'changed',
      formatEnergy(one.a.energyKwh),
      formatEnergy(one.b.energyKwh),
      energyText(one),
      co2eqText(one, false),
    ]),
    ...added.map((run) => [run.runId, 'added', '-', ...oneSided(run, 1)]),
    ...gone.map((run) => [run.runId, 'gone', formatEnergy(run.energyKwh), '-', ...oneSided(run, -1).slice(1)]),
  ]);

/** Energy of the side that has the run, and the signed difference. */
function oneSided({ energyKwh, co2eqG }: ComparedRun, sign: 1 | -1): string[] {
  return [
    formatEnergy(energyKwh),
    withSign(sign * energyKwh, formatEnergy),
    co2eqG === null ? '-' : withSign(sign * co2eqG, formatMass),
  ];
}

const massText = (massG: number | null): string => (massG === null ? 'unknown' : formatMass(massG));

const energyText = ({ energyKwh, energyPercent }: Difference): string =>
  withSign(energyKwh, formatEnergy) + percentText(energyPercent);

function co2eqText({ co2eqG, co2eqPercent }: Difference, withPercent = true): string {
  if (co2eqG === null) return withPercent ? 'unknown' : '-';
  return withSign(co2eqG, formatMass) + (withPercent ? percentText(co2eqPercent) : '');
}

function percentText(percent: number | null): string {
  return percent === null ? '' : ` (${withSign(Number(percent.toPrecision(3)), String)} %)`;
}
