/** Tables of schema version 1: without the end of the command, and with figures called measured that no device measured. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowOf } from '../../src/accounting/index.ts';
import { readEntries, totalOf } from '../../src/index.ts';
import { csvWriter, RUN_COLUMNS, recordOf } from '../../src/tables/index.ts';
import { allEntries } from '../helpers/entries.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';

const NEW_COLUMNS = ['exit_code', 'signal'];

/** Rows of logs as version 1 wrote them, as CSV and as NDJSON. */
async function writeOld(folder: string, logs: string): Promise<string[]> {
  const columns = RUN_COLUMNS.filter(({ name }) => !NEW_COLUMNS.includes(name)).map((column) => {
    if (column.name === 'schema_version') return { ...column, cell: () => 1 };
    return column.name === 'basis' ? { ...column, cell: () => 'measured' } : column;
  });
  const { header, line } = await csvWriter(columns);
  let [csv, ndjson] = [header, ''];
  for await (const entry of readEntries(logs)) {
    csv += line(rowOf(entry));
    ndjson += `${JSON.stringify({ ...recordOf(entry), schemaVersion: 1, basis: 'measured' })}\n`;
  }
  writeFiles(folder, { 'old.csv': csv, 'old.ndjson': ndjson });
  return ['old.csv', 'old.ndjson'].map((name) => path.join(folder, name));
}

describe.each([
  ['power-simulated', 'simulated', 'Simulated by'],
  ['power-estimated', 'estimated', 'Estimated by'],
  ['reading-gaps', 'measured', 'Measured by'],
] as const)('a table of version 1: %s', (name, basis, words) => {
  it(`is read as ${basis}`, () =>
    withFolder(async (folder) => {
      const logs = fixture('findings', name);
      const { totals: expected } = await totalOf(readEntries(logs));
      expect(expected.basis[basis].runs).toBe(1);
      for (const table of await writeOld(folder, logs)) {
        const entries = await allEntries([], { tables: [table] });
        expect(entries.map(({ figures }) => figures.basis)).toEqual([basis]);
        const { totals, sentence } = await totalOf(readEntries([], { tables: [table] }));
        expect(totals).toEqual(expected);
        expect(sentence).toContain(words);
      }
    }));
});
