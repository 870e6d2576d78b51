import path from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { expect, it } from 'vitest';
import { type RunRow, rowOf } from '../../src/accounting/index.ts';
import { RUN_COLUMNS, readTables, writeParquet } from '../../src/tables/index.ts';
import { allEntries } from '../helpers/entries.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, outputLog, standardLog } from '../helpers/logs.ts';
import { SUFFIXES, writeRanks, writeTable } from '../helpers/tables.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Equivalents of the corrected figure follow from its CO2eq, so no table holds them. */
function stored(row: RunRow): RunRow {
  return { ...row, figures: { ...row.figures, corrected: { ...row.figures.corrected, equivalents: null } } };
}

it.each(SUFFIXES)('%s gives back every row of every fixture', (suffix) =>
  withFolder(async (folder) => {
    const logs = [fixture('carbontracker'), fixture('defects'), ...writeRanks(folder)];
    const file = path.join(folder, `runs${suffix}`);
    await writeTable(file, logs);
    const rows = await all(readTables([file]));
    expect(rows.length).toBeGreaterThan(80);
    expect(rows.map(stored)).toEqual((await allEntries(logs)).map((entry) => stored(rowOf(entry))));
    expect(rows.some(({ deviceEnergy }) => deviceEnergy !== null)).toBe(true);
  }),
);

const EVIL = '=HYPERLINK("http://x")\u2028\u001b[31m, "B"';

it('names that look like formulas, hold separators or escapes stay what they are', () =>
  withFolder(async (folder) => {
    for (const [i, name] of [EVIL, '+1', '-1', '@a', "'quoted", '＝1', 'ö"x"'].entries()) {
      writeFiles(folder, {
        [names(`${i}`).standard]: standardLog({ components: `GPU with device(s) ${name}. CPU with device(s) cpu:0.` }),
        [names(`${i}`).output]: outputLog(),
      });
    }
    const logs = (await allEntries(folder)).map(rowOf);
    for (const suffix of SUFFIXES) {
      const file = path.join(folder, `runs${suffix}`);
      await writeTable(file, [folder]);
      const rows = await all(readTables([file]));
      const text = (row: RunRow | undefined): string | undefined => row?.gpuDevices.join('; ');
      rows.forEach((row, i) => {
        // CSV may be looked at in a terminal, so it holds no control characters.
        const expected = suffix === '.csv' ? text(logs[i])?.replace('\u001b', '\uFFFD') : text(logs[i]);
        expect(text(row)).toBe(expected);
      });
      expect(rows).toHaveLength(7);
    }
  }));

it('Parquet has the types of the schema, several groups of rows, and the same values', () =>
  withFolder(async (folder) => {
    const [entry] = await allEntries(fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1'));
    if (entry === undefined) throw new Error('no run');
    const row = rowOf(entry);
    async function* many(): AsyncGenerator<RunRow> {
      for (let i = 0; i < 12_000; i += 1) yield { ...row, runId: `run-${i}` };
    }
    const file = path.join(folder, 'many.parquet');
    await writeParquet(file, RUN_COLUMNS, many());
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer);
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([5000, 5000, 2000]);
    const types = { integer: 'INT32', number: 'DOUBLE', text: 'BYTE_ARRAY', json: 'BYTE_ARRAY' };
    const kinds = { integer: undefined, number: undefined, text: 'UTF8', json: 'JSON' };
    expect(
      parquetSchema(metadata).children.map(({ element: { name, type, converted_type, repetition_type } }) => [
        name,
        type,
        converted_type,
        repetition_type,
      ]),
    ).toEqual(
      RUN_COLUMNS.map(({ name, type, nullWhen }) => [
        name,
        types[type],
        kinds[type],
        nullWhen === null ? 'REQUIRED' : 'OPTIONAL',
      ]),
    );
    const last = (await parquetReadObjects({ file: buffer, metadata, rowStart: 11_999, rowEnd: 12_000 }))[0];
    expect(last).toMatchObject({ run_id: 'run-11999', gpu_count: 8, cpu_count: 2, basis: 'measured' });
    // 8 GPUs and 2 CPUs over the 189.7 s of its epochs.
    expect(last?.gpu_hours).toBeCloseTo((8 * 189.7) / 3600, 12);
    expect(last?.cpu_hours).toBeCloseTo((2 * 189.7) / 3600, 12);
  }));

it('a table without rows is one', () =>
  withFolder(async (folder) => {
    for (const suffix of ['.parquet', '.csv']) {
      const file = path.join(folder, `none${suffix}`);
      await writeTable(file, [fixture('defects', 'P23')]);
      expect(await all(readTables([file]))).toEqual([]);
    }
  }));
