/** Our samples file, both ways: power and cumulative energy of each device over time, as CSV. */
import type { SampleRow, Samples } from '../model/samples.ts';
import { plainDecimal } from './numbers.ts';

export type { SampleRow, Samples } from '../model/samples.ts';

const POWER = '_power_w';
const ENERGY = '_energy_j';

/** `elapsed_s,gpu:0_power_w,gpu:0_energy_j,...` */
export const writeSamplesHeader = (devices: readonly string[]): string =>
  ['elapsed_s', ...devices.flatMap((key) => [key + POWER, key + ENERGY])].join(',');

/** One row of the samples file; a null value is an empty cell. */
export function writeSample({ elapsedS, powerW, energyJ }: SampleRow): string {
  const cell = (value: number | null | undefined): string => (value == null ? '' : plainDecimal(value));
  return [plainDecimal(elapsedS), ...powerW.flatMap((power, i) => [cell(power), cell(energyJ[i])])].join(',');
}

/**
 * Reads a samples file.
 *
 * @returns null when its first line is no header of ours
 */
export function readSamples(text: string): Samples | null {
  const rows: SampleRow[] = [];
  const scanned = scanSamples(text, (row) => rows.push(row));
  return scanned === null ? null : { devices: scanned.devices, rows, damagedLines: scanned.damagedLines };
}

/**
 * Goes through a samples file row by row, so that a long one need not be held.
 *
 * @returns null when its first line is no header of ours
 */
export function scanSamples(text: string, onRow: (row: SampleRow) => void): Omit<Samples, 'rows'> | null {
  let damagedLines = 0;
  let devices: string[] | null = null;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const line = text.slice(start, newline === -1 ? text.length : newline).replace(/\r$/, '');
    start = newline === -1 ? text.length : newline + 1;
    if (devices === null) {
      devices = readHeader(line);
      if (devices === null) return null;
      continue;
    }
    // A last line without a line feed was cut: its last number may be too short.
    const row = newline === -1 ? null : readRow(line, devices.length);
    if (row === null) damagedLines += 1;
    else onRow(row);
  }
  return devices === null ? null : { devices, damagedLines };
}

function readHeader(line: string): string[] | null {
  const [first, ...columns] = line.split(',');
  if (first !== 'elapsed_s') return null;
  const devices: string[] = [];
  for (let i = 0; i < columns.length; i += 2) {
    const [power = '', energy = ''] = [columns[i], columns[i + 1]];
    const key = power.endsWith(POWER) ? power.slice(0, -POWER.length) : '';
    if (key === '' || energy !== key + ENERGY) return null;
    devices.push(key);
  }
  return devices;
}

const CELL = /^\d{1,20}\.\d{1,340}$/;

function readRow(line: string, devices: number): SampleRow | null {
  const cells = line.split(',');
  if (cells.length !== 1 + 2 * devices || cells.some((cell, i) => !(CELL.test(cell) || (cell === '' && i > 0))))
    return null;
  const values = cells.map((cell) => (cell === '' ? null : Number(cell)));
  return {
    elapsedS: values[0] ?? 0,
    powerW: values.filter((_, i) => i % 2 === 1),
    energyJ: values.filter((_, i) => i > 0 && i % 2 === 0),
  };
}
