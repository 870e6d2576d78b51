import path from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { expect, it } from 'vitest';
import { type RunRow, rowOf } from '../../src/accounting/index.ts';
import { VERSION } from '../../src/model/version.ts';
import { JOB_COLUMNS, RUN_COLUMNS, readTables, writeParquet } from '../../src/tables/index.ts';
import { allEntries } from '../helpers/entries.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, outputLog, standardLog } from '../helpers/logs.ts';
import { GUNZIP, SUFFIXES, writeRanks, writeTable } from '../helpers/tables.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/**
 * A row as a table holds it: equivalents of the corrected figure follow from its CO2eq, milliseconds of a time are shown
 * where there are any, and variables of the job that have no column stay in the log.
 */
function stored(row: RunRow): RunRow {
  const whole = (stamp: string | null): string | null => stamp?.replace(/\.000$/, '') ?? null;
  const variables: readonly string[] = Object.values(JOB_COLUMNS);
  return {
    ...row,
    startedAt: whole(row.startedAt),
    endedAt: whole(row.endedAt),
    job: Object.fromEntries(Object.entries(row.job).filter(([name]) => variables.includes(name))),
    figures: { ...row.figures, corrected: { ...row.figures.corrected, equivalents: null } },
  };
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
      for (let i = 0; i < 30_000; i += 1) yield { ...row, runId: `run-${i}` };
    }
    const file = path.join(folder, 'many.parquet');
    await writeParquet(file, RUN_COLUMNS, many());
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer);
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([20_480, 9520]);
    const kinds = {
      integer: ['INT32', undefined],
      number: ['DOUBLE', undefined],
      boolean: ['BOOLEAN', undefined],
      text: ['BYTE_ARRAY', 'UTF8'],
      time: ['INT64', 'TIMESTAMP_MILLIS'],
      'local time': ['INT64', undefined],
    };
    const { children } = parquetSchema(metadata);
    expect(children.map(({ element: { name } }) => name)).toEqual(RUN_COLUMNS.map(({ name }) => name));
    for (const [i, { name, type, nullWhen, shape }] of RUN_COLUMNS.entries()) {
      const { element, children: parts } = children[i] ?? {};
      if (type === 'texts' || type === 'nested') {
        const isList = type === 'texts' || (typeof shape === 'object' && shape !== null && 'list' in shape);
        expect([element?.converted_type, (parts?.length ?? 0) > 0], name).toEqual([isList ? 'LIST' : undefined, true]);
        continue;
      }
      const repetition = nullWhen === null ? 'REQUIRED' : 'OPTIONAL';
      const kind = [element?.type, element?.converted_type, element?.repetition_type];
      expect(kind, name).toEqual([...kinds[type], repetition]);
      if (type.endsWith('time')) {
        const isAdjustedToUTC = type === 'time';
        expect(element?.logical_type, name).toMatchObject({ type: 'TIMESTAMP', isAdjustedToUTC });
      }
    }
    const notes = Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value]));
    expect(notes).toMatchObject({ 'ct-parse.schema_version': '3', 'ct-parse.version': VERSION });
    expect(JSON.parse(notes['ct-parse.units'] ?? '')).toMatchObject({ energy_kwh: 'kWh', duration_s: 's' });
    const last = (
      await parquetReadObjects({ file: buffer, metadata, compressors: GUNZIP, rowStart: 29_999, rowEnd: 30_000 })
    )[0];
    expect(last).toMatchObject({ run_id: 'run-29999', gpu_count: 8, cpu_count: 2, basis: 'measured' });
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
