/** Rows without a time and an id, as a spreadsheet has them below the runs for a sum or a mean: no run of CodeCarbon is one. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import type { Header } from './header.ts';
import type { KeptRow, StateRow } from './kept-rows.ts';

const DIGIT = /\d/;

/** Whether a row has columns for a time or an id, and neither of them in it: both hold digits. */
export function isUnmarked(cells: readonly string[], { places }: Header): boolean {
  const found = ['timestamp', 'run_id'].map((name) => places.get(name)).filter((place) => place !== undefined);
  return found.length > 0 && found.every((place) => !DIGIT.test(cells[place] ?? ''));
}

/** Rows that are no runs, beside those of a file that are. */
export interface UnmarkedRows {
  /** Number of rows that hold the sum or the mean of the others. */
  sums: number;
  /** Energy of these rows in kWh, which counting them would add. */
  sumsKwh: number;
  /** Number of other rows. */
  others: number;
  /** Energy of the other rows in kWh. */
  othersKwh: number;
}

/** Takes the rows apart by what the runs of the file used. */
export function unmarkedRows(rows: readonly StateRow[], runs: readonly KeptRow[]): UnmarkedRows {
  const all = runs.reduce((sum, { sumKwh }) => sum + sumKwh, 0);
  const counted = runs.reduce((sum, { state: { energyKwh } }) => sum + (energyKwh || 0), 0);
  const written = runs.reduce((sum, run) => sum + run.rows, 0);
  const known = [all, counted, all / written, counted / runs.length];
  const result: UnmarkedRows = { sums: 0, sumsKwh: 0, others: 0, othersKwh: 0 };
  for (const { energyKwh } of rows) {
    // A row without an energy adds nothing, whatever it is.
    if (Number.isNaN(energyKwh)) continue;
    const isKnown = known.some((value) => Math.abs(value - energyKwh) <= SAME_ENERGY * value);
    result[isKnown ? 'sums' : 'others'] += 1;
    result[isKnown ? 'sumsKwh' : 'othersKwh'] += energyKwh;
  }
  return result;
}

/** Spreadsheets round what they add up. */
const SAME_ENERGY = 1e-3;

/** What was not counted, so that nobody looks for a run that is none, or loses one. */
export function aboutUnmarked(path: string, { sums, sumsKwh, others, othersKwh }: UnmarkedRows): Finding[] {
  const files = [path];
  const findings: Finding[] = [];
  if (sums > 0) {
    const message = `${path}: ${plural(sums, 'row')} without a time and a run id, of ${formatEnergy(sumsKwh)}, ${sums === 1 ? 'is' : 'are'} the sum or the mean of the others: not counted`;
    findings.push({ ...newFinding('rows-repeated', message, -sumsKwh), files });
  }
  if (others > 0) {
    const message = `${path}: ${plural(others, 'row')} without a time and a run id, of ${formatEnergy(othersKwh)}, ${others === 1 ? 'is' : 'are'} not counted: the energy is missing if these are runs`;
    findings.push({ ...newFinding('rows-unread', message, othersKwh), files });
  }
  return findings;
}
