/** Groups of runs are the same from tables as from logs, with hosts, jobs, and GPUs that several runs measured at once. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GROUPINGS } from '../../src/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { device, START_UNIX_S, trackLog } from '../helpers/track-logs.ts';

/** Four hours with two GPUs each, of which the first two runs share one for three hours. */
const RUNS = [
  { host: 'node1', laterS: 0, uuids: ['GPU-a', 'GPU-b'], task: '1' },
  { host: 'node1', laterS: 3600, uuids: ['GPU-b', 'GPU-c'], task: '2' },
  { host: 'node2', laterS: 0, uuids: ['GPU-d', 'GPU-e'], task: null },
];
const EPOCH_S = 4 * 3600;

function writeRuns(folder: string): void {
  for (const [i, { host, laterS, uuids, task }] of RUNS.entries()) {
    const array = task === null ? {} : { SLURM_ARRAY_JOB_ID: '700', SLURM_ARRAY_TASK_ID: task };
    const { standard, output } = trackLog({
      devices: uuids.map((uuid, gpu) => device(`gpu:${gpu}`, { uuid })),
      start: {
        ...{ id: `run${i}`, host, startUnixS: START_UNIX_S + laterS },
        job: { SLURM_JOB_ID: `80${i}`, SLURM_JOB_ACCOUNT: `project${i % 2}`, SLURM_JOB_USER: `user${i}`, ...array },
      },
      epochs: [{ startS: 0, endS: EPOCH_S, energyJ: { 'gpu:0': 3.6e6, 'gpu:1': 7.2e6 } }],
    });
    const stem = `${i}/x_7.1_2025-01-01T080000Z_carbontracker`;
    writeFiles(folder, { [`${stem}.log`]: standard, [`${stem}_output.log`]: output });
  }
}

interface Group {
  name: string;
  runs: number;
  gpuHours: number;
  energyKwh: number;
}

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await ctParse(args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

describe('runs of tables', () => {
  it('are grouped as those of logs, a shared GPU once', () =>
    withFolder(async (folder) => {
      const logs = path.join(folder, 'logs');
      writeRuns(logs);
      const [parquet, csv, ndjson, dataset] = ['t.parquet', 't.csv', 't.ndjson', 'dataset'].map((name) =>
        path.join(folder, name),
      ) as [string, string, string, string];
      expect((await ctParse(['runs', logs, '--parquet', parquet])).code).toBe(0);
      writeFileSync(csv, (await ctParse(['runs', logs, '--csv'])).stdout);
      writeFileSync(ndjson, (await ctParse(['runs', logs, '--ndjson'])).stdout);
      for (const shard of ['0/2', '1/2']) {
        expect((await ctParse(['dataset', logs, '-o', dataset, '--shard', shard])).code).toBe(0);
      }
      expect((await ctParse(['dataset', '-o', dataset, '--compact'])).code).toBe(0);
      for (const by of GROUPINGS) {
        const { groups } = await json<{ groups: Group[] }>('aggregate', logs, '--json', '--group-by', by);
        for (const table of [parquet, csv, ndjson, dataset]) {
          const what = `${by} of ${path.basename(table)}`;
          const ofTable = await json<{ groups: Group[] }>('aggregate', table, '--json', '--group-by', by);
          const near = groups.map((group) => ({ ...group, gpuHours: expect.closeTo(group.gpuHours, 9) }));
          expect(ofTable.groups, what).toMatchObject(
            near.map(({ name, runs, gpuHours }) => ({ name, runs, gpuHours })),
          );
          const energies = (some: Group[]): number[] => some.map(({ energyKwh }) => Number(energyKwh.toPrecision(9)));
          expect(energies(ofTable.groups), what).toEqual(energies(groups));
        }
      }
      // Two runs of two GPUs for four hours, less the three in which both measured GPU-b.
      const { groups } = await json<{ groups: Group[] }>('aggregate', dataset, '--json', '--group-by', 'slurm-array');
      expect(groups).toMatchObject([
        { name: '700', runs: 2, gpuHours: expect.closeTo(13, 9) },
        { name: '802', runs: 1, gpuHours: expect.closeTo(8, 9) },
      ]);
      const statement = await json<{ gpuHours: number }>('statement', dataset, '--json');
      expect(statement.gpuHours).toBeCloseTo(21, 9);
    }));

  it('of an older version, which lack ids of the job, are named so', async () => {
    const table = fixture('tables', 'version-2.parquet');
    const { groups } = await json<{ groups: Group[] }>('aggregate', table, '--json', '--group-by', 'slurm-array');
    expect(groups.map(({ name }) => name)).toEqual(['(in a table of an older version)']);
  });

  it.each([
    ['aggregate'],
    ['runs'],
    ['statement'],
    ['report', '-o', 'x.pdf'],
    ['report', '-o', 'x.html'],
    ['dataset', '-o', 'x'],
  ])('%s refuses a manifest, which would exclude none of them', (...command) =>
    withFolder(async (folder) => {
      const manifest = path.join(folder, 'runs.yaml');
      writeFileSync(manifest, 'exclude:\n  - pattern: "*"\n    reason: none\n');
      const [name = '', ...rest] = command.map((word) => (word.startsWith('x') ? path.join(folder, word) : word));
      const args = [name, fixture('tables', 'version-2.parquet'), ...rest, '--manifest', manifest];
      expectOneLine(await ctParse(args), 2, /--manifest needs the logs themselves/);
    }),
  );
});
