/** Rows with fewer cells than the header has columns: CodeCarbon leaves empty columns out of a row that it appends. */
import { readNumber, readStamp } from './cells.ts';
import type { Header } from './header.ts';

const isNumber = (cell: string): boolean => cell === '' || readNumber(cell, ',') !== null;
const isText = (cell: string): boolean => cell === '' || /\p{L}/u.test(cell);

/** What a cell of a column looks like; columns that are not named hold text. */
const LOOKS: Readonly<Record<string, (cell: string) => boolean>> = {
  timestamp: (cell) => readStamp(cell) !== null,
  run_id: (cell) => /^[\da-f-]{8,}$/i.test(cell),
  experiment_id: (cell) => cell === '' || /^[\da-f-]{8,}$/i.test(cell),
  country_iso_code: (cell) => /^(?:[A-Z]{3})?$/.test(cell),
  python_version: (cell) => cell === '' || /^\d+\.\d+/.test(cell),
  codecarbon_version: (cell) => cell === '' || /^\d+\.\d+\.\d+/.test(cell),
  tracking_mode: (cell) => /^(?:machine|process)$/.test(cell),
  on_cloud: (cell) => /^[YN]$/.test(cell),
  // A longitude stands there where a row without GPUs leaves both of their columns out.
  gpu_count: (cell) => /^(?:\d{1,6}(?:[.,]0+)?)?$/.test(cell),
};

const NUMBERS =
  /^(?:duration|emissions|emissions_rate|\w+_power|\w+_energy|energy_consumed|water_consumed|cpu_count|longitude|latitude|ram_total_size|\w+_percent|ram_used_gb|pue|wue)$/;

/** Columns of which a value may be empty, and so left out. */
const MAY_BE_LEFT_OUT = new Set([
  ...['project_name', 'experiment_id', 'country_name', 'country_iso_code', 'region', 'cloud_provider', 'cloud_region'],
  ...['cpu_model', 'gpu_count', 'gpu_model', 'longitude', 'latitude'],
]);

/**
 * Puts the cells of a short row into its columns by what they look like.
 *
 * @returns a cell for each column, empty where it was left out; null where the cells fit in no way
 */
export function alignCells(cells: readonly string[], { names }: Header): string[] | null {
  const missing = names.length - cells.length;
  if (missing <= 0 || missing > MAY_BE_LEFT_OUT.size) return null;
  const looks = names.map((name) => LOOKS[name] ?? (NUMBERS.test(name) ? isNumber : isText));
  /** Whether the cells from the second index on fit into the columns from the first on, from the last column to the first. */
  const fits = Array.from({ length: names.length + 1 }, () => new Uint8Array(cells.length + 1));
  (fits[names.length] as Uint8Array)[cells.length] = 1;
  const canTake = (column: number, cell: number): boolean =>
    cell < cells.length && fits[column + 1]?.[cell + 1] === 1 && looks[column]?.(cells[cell] as string) === true;
  for (let column = names.length - 1; column >= 0; column -= 1) {
    const canSkip = MAY_BE_LEFT_OUT.has(names[column] as string);
    for (let cell = Math.max(0, column - missing); cell <= Math.min(column, cells.length); cell += 1) {
      const skips = canSkip && fits[column + 1]?.[cell] === 1;
      if (skips || canTake(column, cell)) (fits[column] as Uint8Array)[cell] = 1;
    }
  }
  if (fits[0]?.[0] !== 1) return null;
  let at = 0;
  return names.map((_, column) => {
    if (!canTake(column, at)) return '';
    at += 1;
    return cells[at - 1] as string;
  });
}
