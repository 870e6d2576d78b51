import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aggregateConsumption, CtError } from '../../src/index.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { SUFFIXES, writeRanks, writeTable } from '../helpers/tables.ts';

const LOGS = [
  fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1'),
  fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'),
];

/** The error of adding up a file with this content. */
async function errorOf(folder: string, name: string, content: string | Uint8Array): Promise<CtError | null> {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return aggregateConsumption([], { tables: [file] }).then(
    () => null,
    (error: unknown) => {
      expect(error).toBeInstanceOf(CtError);
      return error as CtError;
    },
  );
}

async function textOf(
  folder: string,
  suffix: (typeof SUFFIXES)[number],
  logs: readonly string[] = LOGS,
): Promise<string> {
  const file = path.join(folder, `good${suffix}`);
  await writeTable(file, logs);
  return readFileSync(file, 'utf8');
}

it('CSV: each fault is named with its place', () =>
  withFolder(async (folder) => {
    const good = await textOf(folder, '.csv');
    expect(await errorOf(folder, 'same.csv', good)).toBeNull();
    expect(await errorOf(folder, 'bom.csv', `\uFEFF${good.replaceAll('\n', '\r\n')}`)).toBeNull();
    const faults: [string, RegExp][] = [
      [good.replace('started_at_local,', 'start,'), /x\.csv: not a table of runs: it lacks started_at_local$/],
      ['a,b\n1,2\n', /x\.csv: not a table of runs: it lacks schema_version, run_id, content_hash and 37 more$/],
      [good.replace('\n3,', '\n4,'), /x\.csv, row 1: has schema version 4; this ct-parse reads 1 to 3$/],
      [good.replace(/2026-11-23 15:\d\d:\d\d/, 'yesterday'), /row 1: started_at_local is not a time$/],
      [good.replace(',189.70000000000002,', ',much,'), /row 1: duration_s is NaN|row 1: duration_s is null/],
      [good.replace(',measured,', ',guessed,'), /row 1: basis is "guessed"$/],
      [good.replace(/,0\.1788\d+,/g, ',-1,'), /row [12]: energy_kwh is negative$/],
      [good.slice(0, -30), /x\.csv, row 1: the table is damaged \(.+\)$/],
      [good.replace('[{""code""', '[{""cod'), /row [12]: findings is damaged$/],
      ['', /x\.csv: is empty$/],
    ];
    for (const [content, message] of faults) {
      expect(content).not.toBe(good);
      const error = await errorOf(folder, 'x.csv', content);
      expect(error?.message).toMatch(message);
      expect(error?.code).toBe('NOT_A_TABLE');
    }
  }));

it('NDJSON: each fault is named with its line', () =>
  withFolder(async (folder) => {
    const good = await textOf(folder, '.ndjson', [...LOGS, ...writeRanks(folder, 2)]);
    expect(await errorOf(folder, 'same.ndjson', good.trimEnd())).toBeNull();
    const faults: [string, RegExp][] = [
      [good.slice(0, -100), /x\.ndjson, line 4: the table is damaged/],
      [
        good.replace('"schemaVersion":3', '"schemaVersion":7'),
        /line 1: has schema version 7; this ct-parse reads 1 to 3$/,
      ],
      [good.replace('"schemaVersion":3,', ''), /line 1: not a table of runs: it has no schema version$/],
      [good.replace('"components":[', '"parts":['), /line 1: is no whole record of a run$/],
      [good.replace('"whole":{"energyKwh":0', '"whole":{"energyKwh":"0'), /line 1: /],
      [good.replace('"host":"node1"', '"host":7'), /line 3: host is 7$/],
      [good.replace('"contentHash"', '"hash"'), /line 1: content_hash is missing$/],
      ['[1]\n', /line 1: not a table of runs/],
      ['null\n', /line 1: is no record of a run$/],
      ['{"schema_version":1,"run_id":"a","epoch":1}\n', /line 1: is a table of epochs/],
    ];
    for (const [content, message] of faults) {
      expect(content).not.toBe(good);
      expect((await errorOf(folder, 'x.ndjson', content))?.message).toMatch(message);
    }
  }));

it('Parquet cut anywhere, or another file under its name, is damaged', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'good.parquet');
    await writeTable(file, LOGS);
    const good = readFileSync(file);
    for (const length of [0, 3, 4, 11, 100, good.length >> 1, good.length - 1]) {
      const error = await errorOf(folder, 'x.parquet', good.subarray(0, length));
      expect(error?.message, `${length}`).toMatch(
        length === 0 ? /x\.parquet: is empty$/ : /x\.parquet: the table is damaged \(.+\)$/,
      );
    }
    expect((await errorOf(folder, 'x.parquet', await textOf(folder, '.csv')))?.code).toBe('NOT_A_TABLE');
  }));

/** A Parquet file as other writers leave it: nothing tells whether it is damaged. */
const withoutSeal = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replace('ct-parse.sha256', 'xx-parse.sha256'), 'latin1');

it('Parquet without a checksum is added up, and given up where reading it never ends', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'x.parquet');
    await writeTable(file, LOGS);
    const totals = await aggregateConsumption([], { tables: [file] });
    const good = withoutSeal(readFileSync(file));
    writeFileSync(file, good);
    expect(await aggregateConsumption([], { tables: [file] })).toEqual(totals);
    // A length within the first page that leads the reader of Snappy, in which version 2 was written, back to where it was.
    const older = withoutSeal(readFileSync(fixture('tables', 'version-2.parquet')));
    const messages: (string | undefined)[] = [];
    for (let at = 14; at < 24; at += 1) {
      const changed = Buffer.from(older);
      changed.set([0xfc, 0xf0, 0xff, 0xff, 0xff], at);
      messages.push((await errorOf(folder, 'x.parquet', changed))?.message);
    }
    expect(messages.join('\n')).toMatch(/x\.parquet: the table is damaged \(reading it takes too long\)/);
  }));

it('any changed byte gives an error of ours or figures that are numbers', () =>
  withFolder(async (folder) => {
    for (const [suffix, change, numRuns] of [
      ...SUFFIXES.map((one) => [one, (bytes: Buffer) => bytes, 300] as const),
      // Each starts a process.
      ['.parquet', withoutSeal, 12] as const,
    ]) {
      const file = path.join(folder, `good${suffix}`);
      await writeTable(file, [...LOGS, ...writeRanks(folder, 2)]);
      const good = change(readFileSync(file));
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 }), async (at, byte) => {
          const changed = Uint8Array.from(good);
          changed[at] = byte;
          const changedFile = path.join(folder, `changed${suffix}`);
          writeFileSync(changedFile, changed);
          try {
            const { energyKwh, durationS } = await aggregateConsumption([], { tables: [changedFile] });
            expect([Number.isFinite(energyKwh), energyKwh >= 0, Number.isFinite(durationS)]).toEqual([
              true,
              true,
              true,
            ]);
          } catch (error) {
            expect(error).toBeInstanceOf(CtError);
          }
        }),
        { numRuns },
      );
    }
  }));

it('files that are no table, or are not there', () =>
  withFolder(async (folder) => {
    const from = (table: string) => aggregateConsumption([], { tables: [table] });
    await expect(from(path.join(folder, 'no.parquet'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(from(folder)).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('is no file') });
    writeFileSync(path.join(folder, 'a.txt'), 'x');
    await expect(from(path.join(folder, 'a.txt'))).rejects.toMatchObject({ code: 'USAGE' });
  }));
