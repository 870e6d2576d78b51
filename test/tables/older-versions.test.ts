/** Tables of the schema versions before this one, written by the programs of their time: they add up to what their logs do. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, it } from 'vitest';
import { readEntries, totalOf } from '../../src/index.ts';
import { allEntries } from '../helpers/entries.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { expectSameTotals } from '../helpers/tables.ts';

/** The logs of the tables, as `fixtures/tables/README.md` names them. */
const LOGS = [
  ...['power-simulated', 'power-estimated', 'reading-gaps', 'device-counted-once', 'copied-part'].map((name) =>
    fixture('findings', name),
  ),
  ...['2.4.3/gpu8_cpu2_e3_p1', '1.1.3/gpu1_cpu1_e3_liveDK', '1.0.4/cpu_dotname_e3_p1'].map((name) =>
    fixture('carbontracker', name),
  ),
];

const VERSION_2 = ['version-2.parquet', 'version-2.ndjson', 'version-2.csv'].map((name) => fixture('tables', name));

/** Version 1 lacks two columns, and calls measured what was estimated or simulated. */
function asVersion1(csv: string): string {
  const rows = parse(csv, { columns: true }) as Record<string, string>[];
  const older = rows.map(({ exit_code, signal, basis, ...row }) => {
    return { ...row, schema_version: '1', basis: basis === 'recovered' ? basis : 'measured' };
  });
  return stringify(older, { header: true });
}

describe.each(VERSION_2)('%s', (table) => {
  it('adds up to what its logs do, alone and together with them', async () => {
    const { totals } = await totalOf(readEntries(LOGS));
    expect(totals.runs).toBe(9);
    expectSameTotals((await totalOf(readEntries([], { tables: [table] }))).totals, totals);
    expectSameTotals((await totalOf(readEntries(LOGS, { tables: [table] }))).totals, totals);
  });

  it('gives the runs of its logs', async () => {
    const shown = (entries: Awaited<ReturnType<typeof allEntries>>) =>
      entries.map(({ run, figures, traits }) => [traits.contentHash, run.end, figures.basis, run.components.length]);
    const runs = shown(await allEntries([], { tables: [table] }));
    expect(new Set(runs.map(([hash]) => hash))).toEqual(new Set(shown(await allEntries(LOGS)).map(([hash]) => hash)));
  });
});

it('a table of version 1 has the bases of its logs', () =>
  withFolder(async (folder) => {
    writeFiles(folder, { 'old.csv': asVersion1(readFileSync(fixture('tables', 'version-2.csv'), 'utf8')) });
    const tables = [path.join(folder, 'old.csv')];
    const { totals: expected } = await totalOf(readEntries(LOGS));
    expect(expected.basis.simulated.runs + expected.basis.estimated.runs).toBe(2);
    const { totals, sentence } = await totalOf(readEntries([], { tables }));
    expectSameTotals(totals, expected);
    expect(sentence).toMatch(/simulated/i);
    expect(sentence).toMatch(/estimated/i);
  }));
