import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { device, trackLog } from '../helpers/track-logs.ts';

const SACCT = fixture('slurm', 'sacct.txt');

/** Runs of ct-track with a PUE of 1.5: 2 and 3 kWh in job 600, 1 kWh in task 700_0, 4 kWh in a job that the table lacks. */
function writeRuns(folder: string): void {
  const runs: [Record<string, string>, number][] = [
    [{ SLURM_JOB_ID: '600' }, 2],
    [{ SLURM_JOB_ID: '600' }, 3],
    [{ SLURM_JOB_ID: '702', SLURM_ARRAY_JOB_ID: '700', SLURM_ARRAY_TASK_ID: '0' }, 1],
    [{ SLURM_JOB_ID: '999' }, 4],
  ];
  for (const [i, [job, kwh]] of runs.entries()) {
    const { standard, output } = trackLog({
      devices: [device('gpu:0', { uuid: `GPU-${i}` })],
      start: { id: `run${i}`, job },
      epochs: [{ startS: 0, endS: 3600, energyJ: { 'gpu:0': 3.6e6 * kwh } }],
    });
    writeFiles(folder, { [`${i}/x_carbontracker.log`]: standard, [`${i}/x_carbontracker_output.log`]: output });
  }
}

const compare = async (...args: string[]) => {
  const { code, stdout, stderr } = await ctParse(['slurm', SACCT, '--json', ...args]);
  return { code, stderr, ...JSON.parse(stdout) };
};

describe('ct-parse slurm', () => {
  it('puts what was measured beside the job, without PUE', () =>
    withFolder(async (folder) => {
      writeRuns(folder);
      const { code, jobs, totals, unmatched, stderr } = await compare(folder);
      expect(code).toBe(0);
      const measured = Object.fromEntries(
        jobs.map(({ id, measuredKwh }: { id: string; measuredKwh: number | null }) => [id, measuredKwh]),
      );
      expect(measured['600']).toBeCloseTo(5, 9);
      expect(measured['700_0']).toBeCloseTo(1, 9);
      expect(measured['556141']).toBeNull();
      expect(totals).toMatchObject({ jobs: 6, measuredJobs: 2, sacctKwh: 1.25, sacctJobs: 2 });
      expect(unmatched.runs).toBe(1);
      expect(unmatched.energyKwh).toBeCloseTo(4, 9);
      expect(stderr).toContain(`1 run with 4.00 kWh belong to no job of ${SACCT}\n`);
    }));

  it('TDP x time is that of Green Algorithms', async () => {
    const { jobs, failed } = await compare('--cpu-watts', '8', '--gpu-watts', '400');
    const kwh = Object.fromEntries(jobs.map(({ id, tdpKwh }: { id: string; tdpKwh: number }) => [id, tdpKwh]));
    // Six core-hours, two GPUs and 32 GB for an hour.
    expect(kwh['600']).toBeCloseTo((6 * 8 + 2 * 400 + 32 * 0.3725) / 1000, 12);
    // No processor time was counted: the core counts for as long as it was allocated.
    expect(kwh['556141']).toBeCloseTo(((14_425 / 3600) * (8 + (6760 / 1024) * 0.3725)) / 1000, 12);
    // Nothing lists its GPUs.
    expect(kwh['800+1']).toBeNull();
    expect(failed).toMatchObject({ jobs: 3, tdpJobs: 2 });
    expect(failed.tdpKwh).toBeCloseTo(kwh['556141'] + kwh['700_1'], 12);
  });

  it('a GPU without a TDP makes the energy unknown, not smaller', async () => {
    const { jobs } = await compare('--cpu-watts', '8');
    for (const { gpus, tdpKwh } of jobs) if (gpus > 0) expect(tdpKwh).toBeNull();
    expect((await compare()).totals.tdpJobs).toBe(0);
  });

  it('reads the TDPs of each partition from cluster_info.yaml', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'cluster_info.yaml');
      const gpu = '  gpu:\n    type: GPU\n    TDP: 400\n    TDP_CPU: 8\n';
      writeFileSync(file, `partitions:\n  cpu:\n    type: CPU\n    TDP: 8\n${gpu}PUE: 1.67\n`);
      const given = await compare('--cpu-watts', '8', '--gpu-watts', '400');
      const { jobs } = await compare('--cluster-info', file);
      expect(jobs).toEqual(given.jobs);
      writeFileSync(file, `partitions:\n${gpu.replace('400', '<250>')}`);
      expectOneLine(
        await ctParse(['slurm', SACCT, '--cluster-info', file]),
        1,
        /partition gpu: TDP must be a power in W/,
      );
      writeFileSync(file, 'a: [');
      expectOneLine(await ctParse(['slurm', SACCT, '--cluster-info', file]), 1, /is not valid YAML/);
    }));

  it('says what was allocated and not used', async () => {
    const { coreHours, memoryGbHours } = await compare();
    expect(coreHours).toMatchObject({ jobs: 5 });
    expect(coreHours.used).toBeCloseTo(6 + 1 + 2 + 5 + 20 / 60 + 9 / 3600, 9);
    expect(memoryGbHours).toEqual({ allocated: 36, used: 17, jobs: 2 });
  });

  it('fits a terminal, and says whose energy is unknown', async () => {
    const { stdout } = await ctParse(['slurm', SACCT, '--cpu-watts', '8', '--gpu-watts', '400']);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(stdout).toMatch(/^700_1\s+CANCELLED\s+26:00:00\s+-\s+-\s+10\.5 kWh/m);
    expect(stdout).toContain('3 of them without a result: ');
  });

  it('errors are one line', async () => {
    expectOneLine(await ctParse(['slurm', 'nothing.txt']), 1, /nothing\.txt: no such file or folder/);
    expectOneLine(await ctParse(['slurm', fixture('README.md')]), 1, /is not a table of sacct/);
    expectOneLine(await ctParse(['slurm', SACCT, '--cpu-watts', '0']), 2, /--cpu-watts must be above 0 W/);
  });
});
