/** Runs at the same time are separated from a table as they are from its logs, whatever is decided about their machines. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeLogs } from '../../bench/make-logs.mjs';
import { type RunRow, rowOf } from '../../src/accounting/index.ts';
import { type EntryOptions, type Finding, readEntries, type Totals, totalOf } from '../../src/index.ts';
import { compactDataset, PartWriter } from '../../src/tables/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { expectSameTotals, SUFFIXES, writeTable } from '../helpers/tables.ts';

type Machines = EntryOptions['sameMachine'];

/** What is decided about machines: nothing, one for all, none, or one named for about half of the runs. */
const DECISIONS: Record<string, Machines> = {
  nothing: undefined,
  'all are one machine': true,
  'none are': false,
  'some are': ({ id }) => ((id.codePointAt(id.length - 3) ?? 0) % 2 === 0 ? 'node1' : null),
};

async function totalled(
  logs: readonly string[],
  options: EntryOptions,
): Promise<{ totals: Totals; findings: { code: string; message: string; figures: unknown }[] }> {
  const loose: Finding[] = [];
  const { totals } = await totalOf(readEntries(logs, { ...options, onFinding: (finding) => loose.push(finding) }));
  const about = loose.filter(({ code }) => code === 'devices-maybe-shared' || code === 'programs-overlap');
  return { totals, findings: about.map(({ code, message, figures }) => ({ code, message, figures })) };
}

async function expectTableAsLogs(folder: string, logs: readonly string[], sameMachine: Machines): Promise<void> {
  const whole = await totalled(logs, { sameMachine });
  for (const suffix of SUFFIXES) {
    const table = path.join(folder, `all${suffix}`);
    await writeTable(table, logs);
    const read = await totalled([], { tables: [table], sameMachine });
    expectSameTotals(read.totals, whole.totals);
    expect(read.findings).toEqual(whole.findings);
  }
}

describe.each(Object.entries(DECISIONS))('where %s', (_, sameMachine) => {
  it('runs that overlap have the totals and findings of their logs', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 99 }), (runs, seed) =>
        withFolder(async (folder) => {
          const logs = path.join(folder, 'logs');
          makeLogs(logs, runs, 10, seed);
          await expectTableAsLogs(folder, [logs], sameMachine);
        }),
      ),
      { numRuns: 6, examples: [[3, 5]] },
    ));

  it.each(['carbontracker', 'codecarbon', 'carbontracker-events', 'power-trace'])('so do the fixtures of %s', (name) =>
    withFolder((folder) => expectTableAsLogs(folder, [fixture(name)], sameMachine)),
  );
});

/** Fixtures of several programs and versions, one folder each. */
const SOURCES = ['carbontracker/2.4.3', 'defects', 'codecarbon'].flatMap((name) =>
  readdirSync(fixture(name), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(fixture(name), entry.name)),
);

/** Copies logs as if all had been written in one hour or the next. */
function copyAt(hour: number, from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'latin1').replace(/20\d\d-\d\d-\d\d([T ])\d\d:/g, `2025-01-01$1${hour}:`);
    writeFileSync(file, text, 'latin1');
  }
}

it('runs of several programs at once have the totals of their logs in a dataset, too, before and after it is compacted', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...SOURCES), fc.integer({ min: 10, max: 11 })), { minLength: 2, maxLength: 6 }),
      (chosen) =>
        withFolder(async (folder) => {
          const logs = path.join(folder, 'logs');
          for (const [i, [from, hour]] of chosen.entries()) copyAt(hour, from, path.join(logs, String(i)));
          const dataset = path.join(folder, 'dataset');
          const rows: RunRow[] = [];
          for await (const entry of readEntries(logs)) rows.push(rowOf(entry));
          for (const odd of [0, 1]) {
            const part = new PartWriter(dataset, []);
            for (const row of rows.filter((_, i) => i % 2 === odd)) await part.add(row);
            await part.finish();
          }
          for (const isCompacted of [false, true]) {
            if (isCompacted) await compactDataset(dataset);
            for (const sameMachine of Object.values(DECISIONS)) {
              const whole = await totalled([logs], { sameMachine });
              const read = await totalled([dataset], { sameMachine });
              expectSameTotals(read.totals, whole.totals);
              expect(read.findings).toEqual(whole.findings);
            }
          }
        }),
    ),
    { numRuns: 6 },
  ));

it('a table without readings is refused where machines are decided, and a report from a table agrees with its logs', () =>
  withFolder(async (folder) => {
    const logs = path.join(folder, 'logs');
    const [table, old, report] = ['t.parquet', 'old.csv', 'report.pdf'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    makeLogs(logs, 3, 10, 5);
    await ctParse(['runs', logs, '--parquet', table]);
    await ctParse(['report', table, '--same-machine', '-o', report]);
    const { stdout } = await ctParse(['verify', report, logs]);
    expect(stdout).toMatch(/^verified: 2\.34 kWh, /);

    const { stderr } = await ctParse(['runs', logs, '--same-machine', '--csv']);
    expect(stderr).toContain('does not hold the decision: give --same-machine to aggregate');
    expect((await ctParse(['runs', logs, '--csv'])).stderr).not.toContain('the decision');
    await writeTable(old, [logs]);
    const rows = parse(readFileSync(old, 'utf8'), { columns: true }) as Record<string, string>[];
    const older = rows.map(({ components, is_process_share, is_alone, ...row }) => row);
    writeFileSync(old, stringify(older, { header: true }));
    expect((await ctParse(['aggregate', old])).stdout).toContain('to use 3.01 kWh');
    const refused = await ctParse(['aggregate', old, '--same-machine']);
    expectOneLine(refused, 2, /is from a table without the column "components"/);
  }));
