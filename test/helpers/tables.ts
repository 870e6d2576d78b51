/** Tables as the command writes them, and what their totals must be. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect } from 'vitest';
import { type RunRow, rowOf } from '../../src/accounting/index.ts';
import { readEntries, type Totals } from '../../src/index.ts';
import { csvWriter, RUN_COLUMNS, recordOf, writeParquet } from '../../src/tables/index.ts';
import { writeFiles } from './fixtures.ts';
import { device, PUE, START_UNIX_S, trackLog } from './track-logs.ts';

/** What a reader of Parquet needs beside Snappy for our tables. */
export const GUNZIP = { GZIP: (bytes: Uint8Array): Uint8Array => gunzipSync(bytes) };

/** The rows of a Parquet file, by a reader that is not ours. */
export const rowsOfParquet = async (file: string): Promise<Record<string, unknown>[]> =>
  parquetReadObjects({ file: await asyncBufferFromFile(file), compressors: GUNZIP });

export const SUFFIXES = ['.parquet', '.ndjson', '.csv'] as const;

/** Writes the runs of some logs; the end of the file's name says in which form. */
export async function writeTable(file: string, logs: readonly string[]): Promise<void> {
  async function* rows(): AsyncGenerator<RunRow> {
    for await (const entry of readEntries(logs)) yield rowOf(entry);
  }
  if (file.endsWith('.parquet')) return writeParquet(file, RUN_COLUMNS, rows());
  const lines: string[] = [];
  if (file.endsWith('.csv')) {
    const { header, line } = csvWriter(RUN_COLUMNS);
    lines.push(header);
    for await (const row of rows()) lines.push(line(row));
  } else {
    for await (const entry of readEntries(logs)) lines.push(`${JSON.stringify(recordOf(entry))}\n`);
  }
  writeFileSync(file, lines.join(''));
}

/** Figures of two totals are the same but for the rounding of their last digits. */
export function expectSameTotals(a: Totals, b: Totals): void {
  const [numbersA, numbersB] = [numbersOf(a), numbersOf(b)];
  expect(Object.keys(numbersA)).toEqual(Object.keys(numbersB));
  for (const [name, value] of Object.entries(numbersA)) {
    const other = numbersB[name];
    if (typeof value !== 'number' || typeof other !== 'number') expect([name, value]).toEqual([name, other]);
    else expect(Math.abs(value - other), name).toBeLessThanOrEqual(2e-15 * Math.abs(value));
  }
}

/** Every number by its path. */
function numbersOf(value: unknown, name = ''): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return { [name]: value };
  const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.assign({}, ...parts.map(([key, part]) => numbersOf(part, `${name}.${key}`)));
}

/**
 * Logs of ranks that measured the CPU of their host at once, with uneven power and clocks that are not quite the same,
 * and a carbon intensity of their own each: whom the CPU counts for shows in the total.
 *
 * @returns a folder for each rank
 */
export function writeRanks(folder: string, ranks = 6): string[] {
  return Array.from({ length: ranks }, (_, rank) => {
    const startUnixS = START_UNIX_S + rank * 3.7;
    const gPerKwh = 50 + 70 * rank;
    const epochs = Array.from({ length: 4 }, (_, i) => {
      const [startS, endS] = [i * (20 + rank), (i + 1) * (20 + rank)];
      return { startS, endS, energyJ: { 'gpu:0': 900 + 31 * rank * i, 'cpu:0': 200 + 77 * ((rank * 5 + i) % 4) } };
    });
    const { standard, output } = trackLog({
      devices: [device('gpu:0', { uuid: `GPU-${rank}` }), device('cpu:0', { uuid: 'zone-0' })],
      start: {
        id: `rank-${rank}`,
        host: rank % 3 === 2 ? 'node2' : 'node1',
        startUnixS,
        intensity: { gPerKwh, kind: 'country-average', location: 'DK', year: 2024, source: 'a table' },
        pue: PUE,
      },
      epochs,
    });
    const stem = `rank-${rank}_1.2_2025-01-01T080000Z_carbontracker`;
    const own = path.join(folder, `rank-${rank}`);
    // The CO2eq of the helper's block is that of 100 g/kWh.
    const priced = output.replace(
      /CO2eq:\t([\d.]+) g/,
      (_, g) => `CO2eq:\t${((Number(g) * gPerKwh) / 100).toFixed(12)} g`,
    );
    writeFiles(own, { [`${stem}.log`]: standard, [`${stem}_output.log`]: priced });
    return own;
  });
}
