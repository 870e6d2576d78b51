import { expect, it } from 'vitest';
import { type Entry, Ledger, type RunRow, totalsOfRows } from '../../../src/accounting/index.ts';
import { type Finding, iterateRows } from '../../../src/index.ts';
import { fixture, withFolder } from '../../helpers/fixtures.ts';
import { writeRanks } from '../../helpers/tables.ts';

async function rowsOf(logs: readonly string[]): Promise<RunRow[]> {
  const rows: RunRow[] = [];
  for await (const row of iterateRows(logs)) rows.push(row);
  return rows;
}

async function oneRow(): Promise<RunRow> {
  const [row] = await rowsOf([fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1')]);
  if (row === undefined) throw new Error('no row');
  return row;
}

it('counts copies once and names them', async () => {
  const row = await oneRow();
  const findings: Finding[] = [];
  const entries: Entry[] = [];
  const copy = { ...row, runId: 'elsewhere/x' };
  const totals = totalsOfRows([row, copy], {
    onFinding: (finding) => findings.push(finding),
    onEntry: (entry) => entries.push(entry),
  });
  expect(totals).toEqual(totalsOfRows([row]));
  expect(entries.map((entry) => entry.row)).toEqual([row]);
  const { energyKwh, co2eqG } = row.account.corrected;
  expect(findings).toEqual([
    {
      code: 'copied-run',
      severity: 'info',
      message: `elsewhere/x is a copy of ${row.runId}`,
      effectKwh: -energyKwh,
      effectCo2eqG: co2eqG === null ? null : -co2eqG,
      figures: { loggedKwh: row.account.logged.energyKwh, correctKwh: 0, rangeKwh: null },
    },
  ]);
});

it('warns of copies with other figures, as of tables that were priced or made differently', async () => {
  const row = await oneRow();
  const { account } = row;
  const energyKwh = account.corrected.energyKwh * 2;
  const other = { ...row, runId: 'priced', account: { ...account, corrected: { ...account.corrected, energyKwh } } };
  const findings: Finding[] = [];
  const totals = totalsOfRows([row, other], { onFinding: (finding) => findings.push(finding) });
  expect(totals.energyKwh).toBe(account.corrected.energyKwh);
  expect(findings).toMatchObject([
    { code: 'copies-differ', severity: 'warning', effectKwh: -account.corrected.energyKwh },
  ]);
});

it('counts a shared device for the run that started first, whatever the order of the rows', () =>
  withFolder(async (folder) => {
    const rows = await rowsOf(writeRanks(folder));
    const counted = (list: readonly RunRow[]): [string, number, string[]][] => {
      const entries: [string, number, string[]][] = [];
      const ledger = new Ledger({
        onEntry: ({ row, account, findings }) =>
          entries.push([row.runId, account.corrected.energyKwh, findings.map(({ code }) => code)]),
      });
      for (const row of list) ledger.add(row);
      ledger.close();
      return entries;
    };
    const inOrder = counted(rows);
    expect(counted([...rows].reverse())).toEqual(inOrder);
    const [first, second] = [inOrder[0], inOrder[1]];
    expect(first?.[1]).toBe(rows[0]?.account.corrected.energyKwh);
    expect(first?.[2]).not.toContain('device-counted-once');
    expect(second?.[1]).toBeLessThan(rows[1]?.account.corrected.energyKwh ?? 0);
    expect(second?.[2]).toContain('device-counted-once');
    // The rows themselves keep the whole figure, and what counted where they were read.
    expect(rows[1]?.counted.energyKwh).toBeCloseTo(second?.[1] ?? 0, 12);
    expect(rows[1]?.findingCodes).toContain('device-counted-once');
    expect(rows[1]?.findings.map(({ code }) => code)).not.toContain('device-counted-once');
  }));
