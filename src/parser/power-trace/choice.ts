/** `--columns time=timestamp,gpu0=4:mW` -> the columns of a table, by name or number. */
import { CtError } from '../../model/errors.ts';
import { type Layout, newColumn } from './columns.ts';
import { TimeColumn } from './times.ts';
import { type Quantity, quantityOf, quantityOfHeader, timeUnitOfHeader, WATTS } from './units.ts';

/** Columns that the user named. */
export interface ColumnChoice {
  /** Column of the time, by name or by number from 1. */
  time: string;
  /** The columns that name the device of each row together; none where each device has a column of its own. */
  devices: string[];
  /** Columns with readings and their device; the quantity is null where the user gave no unit. */
  values: { device: string; column: string; quantity: Quantity | null }[];
}

const EXAMPLE = 'such as time=timestamp,gpu0=power.draw or time=1,gpu0=4:mW';

/**
 * Reads `--columns`.
 *
 * @throws CtError USAGE for what names no time, or nothing that is measured
 */
export function readChoice(text: string): ColumnChoice {
  const parts = text.split(',').map((part) => {
    const equals = part.indexOf('=');
    const [key, column] = [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    if (equals < 1 || key === '' || column === '') {
      throw new CtError('USAGE', `--columns names columns, ${EXAMPLE}, not "${part.trim()}"`);
    }
    return { key, column };
  });
  const time = parts.find(({ key }) => key === 'time');
  const devices = parts.filter(({ key }) => key === 'device').map(({ column }) => column);
  const values = parts.filter(({ key }) => key !== 'time' && key !== 'device');
  if (time === undefined || values.length === 0) {
    throw new CtError('USAGE', `--columns needs a time and at least one device, ${EXAMPLE}`);
  }
  return { time: time.column, devices, values: values.map(readValue) };
}

function readValue({ key, column }: { key: string; column: string }): ColumnChoice['values'][number] {
  const colon = column.lastIndexOf(':');
  const quantity = colon < 1 ? null : quantityOf(column.slice(colon + 1));
  return { device: key, column: quantity === null ? column : column.slice(0, colon), quantity };
}

/** The chosen columns of a table, given its first row. */
export function chosenLayout(
  { time, devices, values }: ColumnChoice,
  cells: readonly string[],
): { layout: Layout; isHeader: boolean } | { problem: string } {
  const missing = [time, ...devices, ...values.map(({ column }) => column)].find(
    (column) => placeOf(column, cells) === -1,
  );
  if (missing !== undefined) return { problem: `it has no column "${missing}"` };
  const timeIndex = placeOf(time, cells);
  const header = cells[timeIndex] ?? '';
  const isHeader = Number.isNaN(new TimeColumn().read(header));
  const columns = values.map(({ device: own, column, quantity }) => {
    const index = placeOf(column, cells);
    const name = cells[index] ?? '';
    const unit = quantity ?? (isHeader ? quantityOfHeader(name) : null) ?? WATTS;
    const header = isHeader ? name : column;
    return newColumn({ index, header, quantity: unit, device: own, isTotal: false, isInside: false });
  });
  const layout: Layout = {
    time: { index: timeIndex, header, unit: isHeader ? timeUnitOfHeader(header) : null },
    device: devices.map((device) => ({ index: placeOf(device, cells), what: 'device' })),
    values: columns,
    isNvidiaSmi: false,
    guess: null,
  };
  return { layout, isHeader };
}

/** Place of a column by its header, in any case and without its unit, or by its number from 1 on; -1 where there is none. */
function placeOf(column: string, cells: readonly string[]): number {
  const exact = cells.indexOf(column);
  if (exact !== -1) return exact;
  const plain = (text: string): string => text.replace(/\s*[[(][^\])]{0,24}[\])]\s*$/, '').toLowerCase();
  const similar = cells.findIndex((cell) => plain(cell) === plain(column) && cell !== '');
  if (similar !== -1) return similar;
  const number = /^\d{1,4}$/.test(column) ? Number(column) - 1 : -1;
  return number < cells.length ? number : -1;
}
