/** Parquet of another writer: added up as the logs are, and refused with a word where it is damaged. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption } from '../../src/index.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { expectSameTotals } from '../helpers/tables.ts';

const LOGS = [fixture('carbontracker', '2.4.3')];
/** With devices that two runs share. */
const MORE_LOGS = [...LOGS, fixture('findings', 'device-counted-once')];

/** Files, their logs, and how many of their bytes lie between those that are changed: reading each takes a process. */
const FILES = [
  ['duckdb-1.5.6-v1.parquet', LOGS, 997],
  ['duckdb-1.5.6-v2.parquet', LOGS, 997],
  ['duckdb-1.5.6-schema-3.parquet', MORE_LOGS, 1999],
  ['polars-0.26.1.parquet', MORE_LOGS, 3989],
] as const;

describe.each(FILES)('%s', (name, logs, step) => {
  it('adds up to what the logs do', async () => {
    expectSameTotals(await aggregateConsumption(fixture('tables', name)), await aggregateConsumption(logs));
  });

  it('with any byte set to all ones is refused, or gives numbers', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'x.parquet');
      const good = readFileSync(fixture('tables', name));
      let refused = 0;
      for (let at = 4; at < good.length; at += step) {
        const changed = Buffer.from(good);
        changed[at] = 0xff;
        writeFileSync(file, changed);
        await aggregateConsumption([], { tables: [file] }).then(
          ({ energyKwh }) => expect(Number.isFinite(energyKwh) && energyKwh >= 0).toBe(true),
          (error) => {
            refused += 1;
            expect(error).toMatchObject({ code: 'NOT_A_TABLE', message: expect.stringMatching(/^[^\n]+$/) });
          },
        );
      }
      expect(refused).toBeGreaterThan(3);
    }));
});

it('a count that would fill the memory is refused, and ends nothing else', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'x.parquet');
    const changed = readFileSync(fixture('tables', 'duckdb-1.5.6-v1.parquet'));
    // The length of a run of values.
    changed.set([0xfe, 0xff, 0xff, 0xff, 0x07], 78);
    writeFileSync(file, changed);
    await expect(aggregateConsumption([], { tables: [file] })).rejects.toMatchObject({
      code: 'NOT_A_TABLE',
      message: expect.stringMatching(/x\.parquet: the table is damaged \(reading it takes too (much memory|long)\)$/),
    });
  }));
