import { expect, it } from 'vitest';
import {
  type Entry,
  entryOfRow,
  Ledger,
  type LedgerOptions,
  type RunRow,
  RunTotals,
  rowOf,
} from '../../../src/accounting/index.ts';
import { Zones } from '../../../src/accounting/ledger/ledger.ts';
import type { Finding, Run, Totals } from '../../../src/index.ts';
import { allEntries } from '../../helpers/entries.ts';
import { fixture, withFolder } from '../../helpers/fixtures.ts';
import { standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { writeRanks } from '../../helpers/tables.ts';
import { device, trackLog } from '../../helpers/track-logs.ts';

const rowsOf = async (logs: readonly string[]): Promise<RunRow[]> => (await allEntries(logs)).map(rowOf);

function counted(rows: readonly RunRow[], options: LedgerOptions = {}): Entry[] {
  const ledger = new Ledger({ ...options, hasTables: true });
  return [...rows.flatMap((row) => ledger.add(entryOfRow(row))), ...ledger.close()];
}

function totalsOf(entries: readonly Entry[]): Totals {
  const sums = new RunTotals();
  for (const { figures } of entries) sums.add(figures);
  return sums.result();
}

async function oneRow(): Promise<RunRow> {
  const [row] = await rowsOf([fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1')]);
  if (row === undefined) throw new Error('no row');
  return row;
}

it('counts copies once and names them', async () => {
  const row = await oneRow();
  const findings: Finding[] = [];
  const copy = { ...row, runId: 'elsewhere/x' };
  const entries = counted([row, copy], { onFinding: (finding) => void findings.push(finding) });
  expect(totalsOf(entries)).toEqual(totalsOf(counted([row])));
  expect(entries.map(({ run }) => run.id)).toEqual([row.runId]);
  const { energyKwh, co2eqG } = row.figures.corrected;
  expect(findings).toEqual([
    {
      code: 'copied-run',
      severity: 'info',
      message: `elsewhere/x is a copy of ${row.runId}`,
      effectKwh: -energyKwh,
      effectCo2eqG: co2eqG === null ? null : -co2eqG,
      figures: { loggedKwh: row.figures.logged.energyKwh, correctKwh: 0, rangeKwh: null },
    },
  ]);
});

it('warns of copies with other figures, as of tables that were made with other factors', async () => {
  const row = await oneRow();
  const { figures } = row;
  const energyKwh = figures.corrected.energyKwh * 2;
  const other = { ...row, runId: 'other', figures: { ...figures, corrected: { ...figures.corrected, energyKwh } } };
  const findings: Finding[] = [];
  const totals = totalsOf(counted([row, other], { onFinding: (finding) => void findings.push(finding) }));
  expect(totals.energyKwh).toBe(figures.corrected.energyKwh);
  expect(findings).toMatchObject([
    { code: 'copies-differ', severity: 'warning', effectKwh: -figures.corrected.energyKwh },
  ]);
});

it('counts a shared device for the run that started first, whatever the order of the rows', () =>
  withFolder(async (folder) => {
    const rows = await rowsOf(writeRanks(folder));
    const inTurn = (list: readonly RunRow[]): [string, number, string[]][] =>
      counted(list).map(({ run, figures }) => [
        run.id,
        figures.corrected.energyKwh,
        run.findings.map(({ code }) => code),
      ]);
    const inOrder = inTurn(rows);
    expect(inTurn([...rows].reverse())).toEqual(inOrder);
    const [first, second] = [inOrder[0], inOrder[1]];
    expect(first?.[1]).toBe(rows[0]?.figures.corrected.energyKwh);
    expect(first?.[2]).not.toContain('device-counted-once');
    expect(second?.[1]).toBeLessThan(rows[1]?.figures.corrected.energyKwh ?? 0);
    expect(second?.[2]).toContain('device-counted-once');
    // The rows themselves keep the whole figure, and what counted where they were read.
    expect(rows[1]?.counted?.energyKwh).toBeCloseTo(second?.[1] ?? 0, 12);
    expect(rows[1]?.figures.corrected.energyKwh).toBeGreaterThan(rows[1]?.counted?.energyKwh ?? Number.NaN);
    expect(rows[1]?.findings.map(({ code }) => code)).not.toContain('device-counted-once');
  }));

const whole = runOf(standardLog());

it('zones: the first run of each further offset is told', () => {
  const zones = new Zones();
  const at = (id: string, utcOffsetMinutes: number): Run => {
    const { standard, output } = trackLog({ devices: [device('gpu:0')], start: { utcOffsetMinutes } });
    return { ...runOf(standard, output), id };
  };
  const found = [at('a', 60), at('b', 60), at('c', -330), at('d', -330), at('e', 0), whole].map((run) =>
    zones.look(run),
  );
  expect(found.map((finding) => finding?.message ?? null)).toEqual([
    null,
    null,
    'logs local times of UTC-05:30, a those of UTC+01:00: their time stamps cannot be compared',
    null,
    'logs local times of UTC+00:00, a those of UTC+01:00: their time stamps cannot be compared',
    null,
  ]);
});
