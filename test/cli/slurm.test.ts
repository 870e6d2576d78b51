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
      expect(stderr).toContain(`1 run with 4.00 kWh without PUE belongs to no job of ${SACCT}\n`);
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

  it('jobs without a result have no share of an energy that is known of none of them', async () => {
    expect((await ctParse(['slurm', SACCT])).stdout).toContain('\n3 of them without a result: energy unknown\n');
    const byTdp = (await ctParse(['slurm', SACCT, '--cpu-watts', '8', '--gpu-watts', '400'])).stdout;
    expect(byTdp).toMatch(
      /\n3 of them without a result: 10\.5 kWh by TDP x time \(2 jobs\); 91 % of the energy by TDP/,
    );
  });

  it('memory and processor time of 0 were not counted, in no row and no sum', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'sacct.txt');
      const heading = 'JobID|State|Elapsed|NCPUS|TotalCPU|ReqMem|MaxRSS';
      writeFileSync(file, `${heading}\n1|FAILED|01:00:00|2|00:00:00|8G|0\n2|FAILED|01:00:00|2|01:00:00|8G|2G\n`);
      const { coreHours, memoryGbHours } = JSON.parse((await ctParse(['slurm', file, '--json'])).stdout);
      expect(coreHours).toEqual({ allocated: 2, used: 1, jobs: 1 });
      expect(memoryGbHours).toEqual({ allocated: 8, used: 2, jobs: 1 });
      const { stdout } = await ctParse(['slurm', file, '--top', '1']);
      expect(stdout).toMatch(/^\(1 other\).* 50 %\s+25 %$/m);
    }));

  it('names what is missing for TDP x time', async () => {
    const notes = async (...args: string[]): Promise<string> => (await ctParse(['slurm', SACCT, ...args])).stderr;
    const unlisted = `${SACCT}: AllocTRES is empty for 1 of 6 jobs (800+1): no TDP x time\n`;
    expect(await notes()).toBe('');
    expect(await notes('--cpu-watts', '8')).toBe(
      `--gpu-watts is missing: no TDP x time for jobs with GPUs (3 of 6 jobs)\n${unlisted}`,
    );
    expect(await notes('--gpu-watts', '8')).toBe('--cpu-watts is missing: no TDP x time for 6 of 6 jobs\n');
    expect(await notes('--cpu-watts', '8', '--gpu-watts', '400')).toBe(unlisted);
    await withFolder(async (folder) => {
      const file = path.join(folder, 'cluster_info.yaml');
      writeFileSync(file, 'partitions:\n  gpu:\n    type: CPU\n    TDP: 8\n');
      const [cores, gpus] = (await notes('--cluster-info', file)).split('\n');
      expect(cores).toBe(`${file} has no TDP of a core for cpu: no TDP x time for 3 of 6 jobs`);
      expect(gpus).toBe(`${file} has no TDP of a GPU for gpu: no TDP x time for jobs with GPUs (3 of 6 jobs)`);
    });
  });

  it('distinguishes a column that the table lacks from one that is empty for some jobs', () =>
    withFolder(async (folder) => {
      const notesOf = async (...lines: string[]): Promise<string> => {
        const file = path.join(folder, 'sacct.txt');
        writeFileSync(file, `${lines.join('\n')}\n`);
        const { stderr } = await ctParse(['slurm', file, '--cpu-watts', '8']);
        return stderr.replaceAll(file, 'TABLE').trimEnd();
      };
      const heading = 'JobID|Elapsed|NCPUS|AllocTRES';
      const whole = '1|01:00:00|2|cpu=2';
      expect(await notesOf(heading, whole)).toBe('');
      const ids = [2, 3, 4, 5];
      expect(await notesOf(heading, whole, ...ids.map((id) => `${id}|01:00:00|2|`))).toBe(
        'TABLE: AllocTRES is empty for 4 of 5 jobs (2, 3, 4 and 1 more): no TDP x time',
      );
      expect(await notesOf(heading, whole, '2||2|cpu=2', '3|Unknown|2|cpu=2')).toBe(
        'TABLE: Elapsed has no time for 2 of 3 jobs (2 and 3): no TDP x time',
      );
      expect(await notesOf(heading, whole, '2|01:00:00||gres/gpu=0')).toBe(
        'TABLE: NCPUS has no number for 1 of 2 jobs (2): no TDP x time',
      );
      const lacks = (what: string): string => `TABLE lacks ${what}: no TDP x time for 1 of 1 job`;
      expect(await notesOf('JobID|Elapsed|NCPUS', '1|01:00:00|2')).toBe(lacks('AllocTRES, which lists GPUs'));
      expect(await notesOf('JobID|NCPUS|AllocTRES', '1|2|cpu=2')).toBe(lacks('Elapsed'));
      expect(await notesOf('JobID|Elapsed', '1|01:00:00')).toBe(lacks('NCPUS'));
    }));

  it('groups add up to the totals, with names and --top', () =>
    withFolder(async (folder) => {
      writeRuns(folder);
      const watts = ['--cpu-watts', '8', '--gpu-watts', '400'];
      const names = {
        'slurm-array': ['600', '700', '800', '900', '556141'],
        'slurm-account': ['speech', 'vision'],
        user: ['ada', 'bob'],
      };
      const { jobs, totals, failed } = await compare(folder, ...watts);
      for (const [by, expected] of Object.entries(names)) {
        const all = await compare(folder, ...watts, '--group-by', by);
        expect(all.jobs).toEqual(jobs);
        expect(all.groups.map(({ name }: { name: string }) => name)).toEqual(expected);
        const { groups, others } = await compare(folder, ...watts, '--group-by', by, '--top', '1');
        expect(groups).toHaveLength(1);
        // More jobs have an energy by TDP x time than by another way.
        const byTdp = all.groups.map(({ tdpKwh }: { tdpKwh: number }) => tdpKwh);
        expect(groups[0].tdpKwh).toBe(Math.max(...byTdp));
        for (const rows of [all.groups, [...groups, others]]) {
          const sum = (of: (row: Record<string, number>) => number | undefined): number =>
            rows.reduce((total: number, row: Record<string, number>) => total + (of(row) ?? 0), 0);
          for (const key of ['jobs', 'measuredJobs', 'sacctJobs', 'tdpJobs'])
            expect(sum((row) => row[key])).toBe(totals[key]);
          for (const key of ['measuredKwh', 'sacctKwh', 'tdpKwh'])
            expect(sum((row) => row[key])).toBeCloseTo(totals[key], 9);
          expect(sum((row) => row.failedJobs)).toBe(failed.jobs);
          expect(sum((row) => row.elapsedS)).toBeCloseTo(14_425 + 3600 + 1800 + 93_600 + 600.5 + 10, 6);
        }
      }
    }));

  it('prints the jobs of most energy, and one line for the others, without PUE', async () => {
    const watts = ['--cpu-watts', '8', '--gpu-watts', '400'];
    const { stdout } = await ctParse(['slurm', SACCT, ...watts, '--top', '2']);
    const [caption, , first, second, others] = stdout.split('\n');
    expect(caption).toBe('energy of each job without PUE, most by TDP x time first');
    expect(first).toMatch(/^700_1 /);
    expect(second).toMatch(/^600 /);
    expect(others).toMatch(/^\(4 others\) .* 250 Wh\* .* Wh\* /);
    expect(stdout).toContain('\n6 jobs, without PUE: 1.25 kWh by sacct (2 jobs)');
    expectOneLine(await ctParse(['slurm', SACCT, '--top', '0']), 2, /--top must be a whole number from 1 \(got 0\)/);
  });

  it('findings are those of runs of the jobs alone', () =>
    withFolder(async (folder) => {
      for (const [job, name] of [
        ['600', 'known'],
        ['999', 'foreign'],
      ] as const) {
        const { standard, output } = trackLog({
          devices: [device('gpu:0', { uuid: `GPU-${name}`, method: 'simulated' })],
          start: { id: name, job: { SLURM_JOB_ID: job } },
          epochs: [{ startS: 0, endS: 3600, energyJ: { 'gpu:0': 3.6e6 } }],
        });
        writeFiles(folder, {
          [`${name}/x_carbontracker.log`]: standard,
          [`${name}/x_carbontracker_output.log`]: output,
        });
      }
      const { stderr } = await ctParse(['slurm', SACCT, folder, '--verbose']);
      expect(stderr).toContain('energies of the findings below are with the PUE of the logs\n');
      expect(stderr).toMatch(/power-simulated: .*\(1: x/);
      expect(stderr).toContain('known/x');
      expect(stderr).not.toContain('foreign');
    }));

  it('a run of a heterogeneous job is in the row of its first component, and array ranges are named', () =>
    withFolder(async (folder) => {
      writeRuns(folder);
      const sacct = path.join(folder, 'sacct.txt');
      writeFileSync(sacct, 'JobID|State|ElapsedRaw\n999+0|COMPLETED|60\n999+1|COMPLETED|60\n7_[0-9]|PENDING|0\n');
      const { stdout, stderr } = await ctParse(['slurm', sacct, folder, '--json']);
      const { jobs, heterogeneousRuns, notStarted } = JSON.parse(stdout);
      expect(jobs).toMatchObject([
        { id: '999+0', runs: 1 },
        { id: '999+1', runs: 0, measuredKwh: null },
      ]);
      expect(jobs[0].measuredKwh).toBeCloseTo(4, 9);
      expect({ heterogeneousRuns, notStarted }).toEqual({ heterogeneousRuns: 1, notStarted: ['7_[0-9]'] });
      expect(stderr).toContain('1 range of array tasks that have not started is left out: 7_[0-9]\n');
      expect(stderr).toContain('1 run of heterogeneous jobs is in the row of the first component (+0)');
    }));

  it('errors are one line', async () => {
    expectOneLine(await ctParse(['slurm', 'nothing.txt']), 1, /nothing\.txt: no such file or folder/);
    expectOneLine(await ctParse(['slurm', fixture('README.md')]), 1, /is not a table of sacct/);
    expectOneLine(await ctParse(['slurm', SACCT, '--cpu-watts', '0']), 2, /--cpu-watts must be above 0 W/);
  });
});
