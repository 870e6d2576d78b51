/** Datasets: parts that add up to their logs, however they were written, and that nothing makes twice. */
import { existsSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption } from '../../src/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, recordedScenarios, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, outputLog, standardLog } from '../helpers/logs.ts';
import { expectSameTotals, rowsOfParquet, writeRanks } from '../helpers/tables.ts';

const LOGS = fixture('carbontracker', '2.4.3');

/** Standard error of a command that must succeed. */
async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await ctParse(args);
  expect([code, stdout], stderr).toEqual([0, '']);
  return stderr;
}

/** All files below a folder, with their content where `withContent`. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

const partsIn = (folder: string): string[] => filesIn(folder).filter((file) => file.endsWith('.parquet'));

async function rowsIn(folder: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const file of partsIn(folder)) {
    rows.push(...(await rowsOfParquet(path.join(folder, file))));
  }
  return rows;
}

const sumOf = (rows: readonly Record<string, unknown>[], name: string): number =>
  rows.reduce((sum, row) => sum + Number(row[name] ?? 0), 0);

describe('a part', () => {
  it('adds up to its logs, and the same call again changes nothing', () =>
    withFolder(async (folder) => {
      const dataset = path.join(folder, 'dataset');
      expect(await run('dataset', LOGS, '-o', dataset)).toMatch(/\d+ runs in \S+part-[0-9a-f]{32}\.parquet\n$/);
      const parts = partsIn(dataset);
      expect(parts).toHaveLength(1);
      const [part = ''] = parts;
      const before = statSync(path.join(dataset, part)).mtimeMs;
      expect(await run('dataset', LOGS, '-o', dataset)).toContain('nothing to add');
      expect([filesIn(dataset), statSync(path.join(dataset, part)).mtimeMs]).toEqual([[part], before]);
      expectSameTotals(await aggregateConsumption(dataset), await aggregateConsumption(LOGS));
    }));

  it('has the same name and bytes wherever it is written, and says nothing of other runs', () =>
    withFolder(async (folder) => {
      const [a, b] = [path.join(folder, 'a'), path.join(folder, 'b')];
      const ranks = writeRanks(folder);
      await run('dataset', ...ranks, '-o', a);
      await run('dataset', ...ranks, '-o', b);
      expect(partsIn(a)).toEqual(partsIn(b));
      const [part = ''] = partsIn(a);
      expect(readFileSync(path.join(a, part)).equals(readFileSync(path.join(b, part)))).toBe(true);
      const rows = await rowsIn(a);
      for (const name of ['energy_counted_kwh', 'co2eq_counted_g', 'is_counted']) {
        expect(
          rows.map((row) => row[name] ?? null),
          name,
        ).toEqual(rows.map(() => null));
      }
      // The CPU that the ranks share is in the energy of each of them.
      const alone = await Promise.all(ranks.map((rank) => aggregateConsumption(rank)));
      expect(sumOf(rows, 'energy_kwh')).toBeCloseTo(
        alone.reduce((sum, { energyKwh }) => sum + energyKwh, 0),
        12,
      );
      expect(rows.flatMap((row) => row.finding_codes ?? [])).not.toContain('device-counted-once');
    }));

  it('holds only what the dataset lacks; a log that went on is a further row', () =>
    withFolder(async (folder) => {
      const [logs, dataset] = [path.join(folder, 'logs'), path.join(folder, 'dataset')];
      const whole = standardLog();
      writeFiles(logs, { [names('1').standard]: whole.slice(0, whole.lastIndexOf('Epoch')) });
      await run('dataset', logs, '-o', dataset);
      writeFiles(logs, { [names('1').standard]: whole, [names('1').output]: outputLog() });
      writeFiles(logs, { [names('2').standard]: whole.replaceAll('2025', '2024'), [names('2').output]: outputLog() });
      expect(await run('dataset', logs, '-o', dataset)).toContain('2 runs in');
      expect(partsIn(dataset)).toHaveLength(2);
      expect(await rowsIn(dataset)).toHaveLength(3);
      expectSameTotals(await aggregateConsumption(dataset), await aggregateConsumption(logs));
      await run('dataset', '-o', dataset, '--compact');
      const rows = await rowsIn(dataset);
      expect(rows.map(({ is_counted }) => is_counted).sort()).toEqual([false, true, true]);
      expect(rows.find(({ is_counted }) => is_counted === false)?.energy_counted_kwh).toBe(0);
    }));

  it('--since reads logs that changed since then', () =>
    withFolder(async (folder) => {
      const [logs, dataset] = [path.join(folder, 'logs'), path.join(folder, 'dataset')];
      for (const name of ['1', '2']) {
        writeFiles(logs, { [names(name).standard]: standardLog().replaceAll('2025', `202${name}`) });
      }
      const old = new Date(Date.now() - 3 * 86_400_000);
      utimesSync(path.join(logs, names('1').standard), old, old);
      const note = await run('dataset', logs, '-o', dataset, '--since', '2d');
      expect(note).toContain('1 log not read: no file of them changed since 2d');
      expect((await rowsIn(dataset)).map(({ run_id }) => path.basename(String(run_id)))).toEqual([
        expect.stringMatching(/^2/),
      ]);
      await run('dataset', logs, '-o', dataset, '--since', '2020-01-01');
      expect(await rowsIn(dataset)).toHaveLength(2);
      expectOneLine(
        await ctParse(['dataset', logs, '-o', dataset, '--since', '2999-01-01']),
        2,
        /--since 2999-01-01 is in the future/,
      );
    }));
});

it('parts in other partitions than those before are flagged, and those in the same are not', () =>
  withFolder(async (folder) => {
    const dataset = path.join(folder, 'dataset');
    const logs = ['2.4.3', '1.1.3', '1.0.4'].map((name) => fixture('carbontracker', name));
    const warning = `warning: ${dataset} also has parts with`;
    expect(await run('dataset', logs[0] ?? '', '-o', dataset, '--partition', 'year,month')).not.toContain('warning: /');
    expect(await run('dataset', logs[1] ?? '', '-o', dataset, '--partition', 'year,month')).not.toContain(warning);
    expect(await run('dataset', logs[2] ?? '', '-o', dataset, '--partition', 'cluster')).toContain(
      `${warning} year,month,`,
    );
  }));

it('an empty table is said to be empty', () =>
  withFolder(async (folder) => {
    for (const name of ['e.parquet', 'e.csv']) {
      writeFiles(folder, { [name]: '' });
      expectOneLine(await ctParse(['aggregate', '--from', path.join(folder, name)]), 1, /: is empty/);
    }
  }));

describe('--shard', () => {
  it('counts findings, and lists them with --verbose', () =>
    withFolder(async (folder) => {
      const args = ['dataset', fixture('carbontracker', '2.4.3'), '--shard', '0/1', '-o'];
      const short = await run(...args, path.join(folder, 'a'));
      expect(short).toMatch(/^findings: .*\d+ devices-averaged.* \(--verbose lists them\)$/m);
      expect(short).not.toMatch(/^(?:info|warning|error): /m);
      expect(await run(...args, path.join(folder, 'b'), '--verbose')).toMatch(/^warning: devices-averaged: /m);
    }));

  it('gives each run to one task, whichever number the tasks begin with', () =>
    withFolder(async (folder) => {
      const totals = await aggregateConsumption(LOGS);
      for (const first of [0, 1]) {
        const dataset = path.join(folder, `from-${first}`);
        const counts: number[] = [];
        for (let task = first; task < first + 4; task += 1) {
          const before = existsSync(dataset) ? (await rowsIn(dataset)).length : 0;
          await run('dataset', LOGS, '-o', dataset, '--shard', `${task}/4`);
          counts.push((await rowsIn(dataset)).length - before);
        }
        expect(counts.every((count) => count > 0)).toBe(true);
        expect(await rowsIn(dataset)).toHaveLength(totals.runs);
        expectSameTotals(await aggregateConsumption(dataset), totals);
      }
      expect(partsIn(path.join(folder, 'from-0'))).toEqual(partsIn(path.join(folder, 'from-1')));
    }));

  it.each(['4', '5/4', '1/0', 'a/b', '-1/4', '1/4x'])('%s is refused', async (shard) => {
    expectOneLine(await ctParse(['dataset', LOGS, '-o', 'x', `--shard=${shard}`]), 2, /--shard/);
    expect(existsSync('x')).toBe(false);
  });
});

it('logs in any parts, with copies, shared devices and compactions in between, add up to the totals of the logs', () =>
  withFolder(async (folder) => {
    const scenarios = recordedScenarios().filter((_, i) => i % 6 === 0);
    const logs = [...writeRanks(folder), ...scenarios.map((name) => fixture('carbontracker', name))];
    const whole = await aggregateConsumption(logs);
    const steps = fc.array(
      fc.record({
        which: fc.subarray([...logs.keys()], { minLength: 1 }),
        compact: fc.boolean(),
        partition: fc.constantFrom(undefined, 'year,month', 'host'),
      }),
      { minLength: 1, maxLength: 3 },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        round += 1;
        const dataset = path.join(folder, `dataset-${round}`);
        const all = { which: [...logs.keys()], compact: true, partition: undefined };
        for (const { which, compact, partition } of [...some, all]) {
          const given = which.map((i) => logs[i] ?? '');
          const options = [...(compact ? ['--compact'] : []), ...(partition ? ['--partition', partition] : [])];
          await run('dataset', ...given, '-o', dataset, ...options);
          if (which.length === logs.length) expectSameTotals(await aggregateConsumption(dataset), whole);
        }
        const rows = await rowsIn(dataset);
        expect(rows.filter(({ is_counted }) => is_counted === true)).toHaveLength(whole.runs);
        expect(Math.abs(sumOf(rows, 'energy_counted_kwh') - whole.energyKwh)).toBeLessThan(1e-12 * whole.energyKwh);
        expect(Math.abs(sumOf(rows, 'co2eq_counted_g') - (whole.co2eqG ?? 0))).toBeLessThan(1e-9);
      }),
      { numRuns: 12 },
    );
  }));

it('--partition makes folders as Hive does, with names that stay below the dataset', () =>
  withFolder(async (folder) => {
    const dataset = path.join(folder, 'dataset');
    await run('dataset', ...writeRanks(folder), LOGS, '-o', dataset, '--partition', 'year,month,host');
    const folders = new Set(partsIn(dataset).map((part) => path.dirname(part)));
    expect([...folders].sort()).toEqual([
      'year=2025/month=1/host=node1',
      'year=2025/month=1/host=node2',
      'year=2026/month=11/host=__HIVE_DEFAULT_PARTITION__',
    ]);
    const evil = path.join(folder, 'evil');
    writeFiles(evil, {
      'a.ndjson': `${readFileSync(fixture('tables', 'version-2.ndjson'), 'utf8').replaceAll('"host":"', '"host":"../../=%\\n')}`,
    });
    await run('dataset', path.join(evil, 'a.ndjson'), '-o', path.join(folder, 'safe'), '--partition', 'host');
    const hosts = readdirSync(path.join(folder, 'safe')).filter((name) => name !== 'host=__HIVE_DEFAULT_PARTITION__');
    expect(hosts.length).toBeGreaterThan(2);
    for (const host of hosts) expect(host).toMatch(/^host=\.\.%2F\.\.%2F%3D%25%0A[\w-]+$/);
  }));

describe('aggregate of a compacted dataset', () => {
  /** Totals and findings by code, as JSON. */
  async function aggregated(...args: string[]) {
    const { code, stdout, stderr } = await ctParse(['aggregate', '--json', ...args]);
    expect(code, stderr).toBe(0);
    const { findings, range, ...totals } = JSON.parse(stdout) as {
      findings: { code: string; run: string | null }[];
      range: unknown;
    };
    if (args[0]?.endsWith('dataset')) expect(range).toBeNull();
    return { totals, findings: findings.map(({ code, run: id }) => `${code} of ${id}`).sort() };
  }

  it.each([[[]], [['--pue', '1.2', '--country', 'DK']]])('reads what was counted as the ledger would, %j', (factors) =>
    withFolder(async (folder) => {
      const dataset = path.join(folder, 'dataset');
      const logs = [...writeRanks(folder), fixture('carbontracker'), fixture('findings', 'copied-part')];
      await run('dataset', ...logs, fixture('codecarbon', '3.2.2'), '-o', dataset, '--partition', 'host');
      const counted = await aggregated(dataset, ...factors);
      const text = await ctParse(['aggregate', dataset, ...factors]);
      await run('dataset', '-o', dataset, '--compact');
      const quick = await aggregated(dataset, ...factors);
      expect(quick.findings).toEqual(counted.findings);
      expect(counted.findings.some((code) => code.startsWith('device-counted-once of '))).toBe(true);
      expectSameTotals(quick.totals as never, counted.totals as never);
      const quickText = await ctParse(['aggregate', dataset, ...factors]);
      expect(quickText.stdout).toBe(text.stdout);
      const kinds = (shown: string): string[] =>
        shown
          .split('\n')
          .map((line) => line.replace(/:[^:]*$/, ''))
          .sort();
      expect(kinds(quickText.stderr).length).toBe(kinds(text.stderr).length);
      // What counted is read from the dataset, not counted again: else other figures would not show.
      const note = path.join(dataset, '_ct-parse-counting.json');
      const said = JSON.parse(readFileSync(note, 'utf8')) as { findings: object[] };
      const finding = { code: 'copied-run', severity: 'info', message: 'from the note', effectKwh: null };
      writeFileSync(note, JSON.stringify({ ...said, findings: [finding] }));
      expect((await aggregated(dataset, ...factors)).findings).toContain('copied-run of null');
    }),
  );

  it('a part that came since then is counted with all others', () =>
    withFolder(async (folder) => {
      const dataset = path.join(folder, 'dataset');
      const ranks = writeRanks(folder);
      await run('dataset', ...ranks.slice(0, 4), '-o', dataset, '--compact');
      await run('dataset', ...ranks, '-o', dataset);
      expectSameTotals((await aggregated(dataset)).totals as never, (await aggregated(...ranks)).totals as never);
    }));
});

describe('--compact', () => {
  it('merges parts into one file by start, which the next one leaves alone', () =>
    withFolder(async (folder) => {
      const dataset = path.join(folder, 'dataset');
      for (const shard of ['0/3', '1/3', '2/3']) await run('dataset', LOGS, '-o', dataset, '--shard', shard);
      expect(await run('dataset', '-o', dataset, '--compact')).toMatch(/3 files of \S+ merged into 1: \d+ runs\n$/);
      const [merged = '', ...none] = partsIn(dataset);
      expect([merged, none]).toEqual([expect.stringMatching(/^merged-[0-9a-f]{32}\.parquet$/), []]);
      const starts = (await rowsIn(dataset)).map(({ started_at_local }) => Number(started_at_local));
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(new Set(starts).size).toBeGreaterThan(3);
      const before = filesIn(dataset);
      await run('dataset', '-o', dataset, '--compact');
      expect(filesIn(dataset)).toEqual(before);
      const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path.join(dataset, merged)));
      expect(metadata.row_groups).toHaveLength(1);
    }));

  it('parts that a killed compaction left beside their merged file are not read again', () =>
    withFolder(async (folder) => {
      const dataset = path.join(folder, 'dataset');
      for (const shard of ['0/2', '1/2']) await run('dataset', LOGS, '-o', dataset, '--shard', shard);
      const parts = partsIn(dataset).map((part) => [part, readFileSync(path.join(dataset, part))] as const);
      await run('dataset', '-o', dataset, '--compact');
      const [merged] = partsIn(dataset);
      for (const [part, bytes] of parts) writeFileSync(path.join(dataset, part), bytes);
      const { stderr } = await ctParse(['aggregate', dataset]);
      expect(stderr).not.toContain('copied-run');
      expectSameTotals(await aggregateConsumption(dataset), await aggregateConsumption(LOGS));
      await run('dataset', '-o', dataset, '--compact');
      expect(partsIn(dataset)).toEqual([merged]);
    }));

  it('two at a time are refused; a lock of a killed one is not', () =>
    withFolder(async (folder) => {
      const dataset = path.join(folder, 'dataset');
      await run('dataset', LOGS, '-o', dataset);
      const lock = path.join(dataset, '_ct-parse-compacting');
      writeFileSync(lock, `elsewhere 1\n`);
      expectOneLine(await ctParse(['dataset', '-o', dataset, '--compact']), 2, /another compaction is under way/);
      utimesSync(lock, new Date(0), new Date(0));
      await run('dataset', '-o', dataset, '--compact');
      expect(existsSync(lock)).toBe(false);
    }));

  it('a damaged part is named, and nothing is removed', () =>
    withFolder(async (folder) => {
      const dataset = path.join(folder, 'dataset');
      for (const shard of ['0/2', '1/2']) await run('dataset', LOGS, '-o', dataset, '--shard', shard);
      const [part = ''] = partsIn(dataset);
      const bytes = readFileSync(path.join(dataset, part));
      bytes[200] = (bytes[200] ?? 0) ^ 0xff;
      writeFileSync(path.join(dataset, part), bytes);
      const before = filesIn(dataset);
      const result = await ctParse(['dataset', '-o', dataset, '--compact']);
      expect(result.stderr).toMatch(new RegExp(`${part}: the table is damaged`));
      expect([result.code === 0, filesIn(dataset)]).toEqual([false, before]);
    }));
});

it('what cannot be a dataset is refused in one line', () =>
  withFolder(async (folder) => {
    const dataset = path.join(folder, 'dataset');
    writeFiles(folder, { file: 'x' });
    expectOneLine(await ctParse(['dataset', LOGS]), 2, /no folder given for the dataset: -o DIR/);
    expectOneLine(await ctParse(['dataset', '-o', dataset]), 2, /no logs given/);
    expectOneLine(await ctParse(['dataset', '-o', dataset, '--compact']), 1, /no such dataset/);
    expectOneLine(await ctParse(['dataset', LOGS, '-o', path.join(folder, 'file')]), 2, /is a file/);
    expectOneLine(await ctParse(['dataset', LOGS, '-o', LOGS]), 2, /name another folder/);
    expectOneLine(await ctParse(['dataset', LOGS, '-o', dataset, '--partition', 'day']), 2, /choose from year, month/);
    expectOneLine(await ctParse(['dataset', LOGS, '-o', dataset, '--since', 'yesterday']), 2, /--since yesterday/);
    expect(existsSync(dataset)).toBe(false);
    await run('dataset', LOGS, '-o', dataset);
    const [part = ''] = partsIn(dataset);
    renameSync(path.join(dataset, part), path.join(dataset, 'other.parquet'));
    expectOneLine(await ctParse(['dataset', '-o', dataset, '--compact']), 2, /is not a part of the dataset/);
  }));
