import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyJOf, memoryOf, secondsOf } from '../../src/jobs/quantities.ts';
import { readSacct, type SlurmJob } from '../../src/jobs/sacct.ts';
import { fixture } from '../helpers/fixtures.ts';

const jobs = new Map(
  readSacct(readFileSync(fixture('slurm', 'sacct.txt'), 'utf8'), 'sacct.txt').jobs.map((job) => [job.id, job]),
);
const jobOf = (id: string): SlurmJob => {
  const job = jobs.get(id);
  if (job === undefined) throw new Error(`no job ${id}`);
  return job;
};
const table = (...lines: string[]): SlurmJob[] => readSacct(`${lines.join('\n')}\n`, 'sacct.txt').jobs;

describe('quantities', () => {
  it.each([
    ['04:00:25', 14_425],
    ['1-02:00:00', 93_600],
    ['10:00.500', 600.5],
    ['00:00:00', 0],
    ['UNLIMITED', null],
    ['', null],
  ])('%s is %s s', (text, seconds) => expect(secondsOf(text)).toBe(seconds));

  it('any time is read back', () =>
    fc.assert(
      fc.property(fc.nat(400), fc.nat(23), fc.nat(59), fc.nat(59), (days, hours, minutes, seconds) => {
        const two = (value: number): string => String(value).padStart(2, '0');
        const text = `${days > 0 ? `${days}-` : ''}${two(hours)}:${two(minutes)}:${two(seconds)}`;
        expect(secondsOf(text)).toBe(((days * 24 + hours) * 60 + minutes) * 60 + seconds);
      }),
    ));

  it.each([
    ['3600000', 3_600_000],
    ['17.07K', 17_070],
    ['1.2M', 1_200_000],
    ['0', null],
    ['', null],
    // 2^64 - 2 is Slurm's word for no value.
    ['18446744073709551614', null],
    ['16384.00P', null],
    ['18446744073.71G', null],
  ])('%s is %s J', (text, energyJ) => expect(energyJOf(text)).toBe(energyJ));

  it('memory is per job, core or node', () => {
    expect(memoryOf('6760Mc')).toEqual({ gb: 6760 / 1024, per: 'core' });
    expect(memoryOf('250Gn')).toEqual({ gb: 250, per: 'node' });
    expect(memoryOf('2G')).toEqual({ gb: 2, per: 'job' });
    expect(memoryOf('1048576K')).toEqual({ gb: 1, per: 'job' });
    expect(memoryOf('')).toBeNull();
  });
});

describe('jobs', () => {
  it('has one for each job, task and part, and none for steps', () =>
    expect([...jobs.keys()]).toEqual(['556141', '600', '700_0', '700_1', '800+1', '900']));

  it('takes the energy of the job, never the sum with its steps', () => expect(jobOf('600').energyJ).toBe(3_600_000));

  it('without that the larger of batch and steps, without the extern step', () =>
    expect(jobOf('700_0').energyJ).toBe(900_000));

  it('0, blank and no value are unknown', () => {
    expect(jobOf('700_1').energyJ).toBeNull();
    expect(jobOf('556141').energyJ).toBeNull();
  });

  it('reads devices, memory and time', () => {
    expect(jobOf('600')).toMatchObject({ gpus: 2, cpus: 8, memoryGb: 32, usedMemoryGb: 16, usedCpuS: 21_600 });
    expect(jobOf('700_1')).toMatchObject({ state: 'CANCELLED', elapsedS: 93_600, gpus: 1 });
    // Requested per node, on two nodes, as no TRES are listed.
    expect(jobOf('800+1')).toMatchObject({ memoryGb: 500, gpus: null, elapsedS: 600.5 });
  });

  it('a name may hold the separator', () =>
    expect(jobOf('900')).toMatchObject({ name: 'a|name', user: 'ada', state: 'RUNNING' }));

  it('a requeued job ran as long as all its times', () => {
    const [job] = table('JobID|State|Elapsed', '5|REQUEUED|00:10:00', '5|COMPLETED|00:20:00');
    expect(job).toMatchObject({ times: 2, elapsedS: 1800, state: 'COMPLETED' });
  });

  it('tables that were joined have a job once, by its last look', () => {
    const heading = 'JobID|State|Elapsed|ConsumedEnergyRaw';
    const earlier = ['5|RUNNING|00:10:00|1000', '5.batch|RUNNING|00:10:00|900', '5.0|RUNNING|00:05:00|400'];
    const later = ['5|COMPLETED|00:20:00|2000', '5.batch|COMPLETED|00:20:00|1800', '5.0|COMPLETED|00:20:00|800'];
    const once = { times: 1, elapsedS: 1200, energyJ: 2000, state: 'COMPLETED' };
    expect(table(heading, ...later, heading, ...later)).toMatchObject([once]);
    expect(table(heading, ...earlier, heading, ...later)).toMatchObject([once]);
    const stepsOnly = (lines: string[]): string[] => lines.slice(1);
    const joined = table(heading, ...stepsOnly(earlier), heading, ...stepsOnly(later));
    expect(joined).toMatchObject([{ ...once, energyJ: 1800 }]);
  });

  it('a blank cell leaves its value to another column', () =>
    expect(table('JobID|NCPUS|NNodes|ReqMem|AllocTRES', '5|||2Gn|cpu=4,node=3')).toMatchObject([
      { cpus: 4, memoryGb: 6 },
    ]));

  it('ElapsedRaw stands in for Elapsed', () => {
    expect(table('JobID|ElapsedRaw', '5|93600', '6|')).toMatchObject([{ elapsedS: 93_600 }, { elapsedS: null }]);
    expect(table('JobID|Elapsed|ElapsedRaw', '5|00:01:00|60')).toMatchObject([{ elapsedS: 60 }]);
  });

  it('array tasks that have not started are no job, also where a later table has them', () => {
    const lines = ['JobID|State|Elapsed', '123_[4-9%2]|PENDING|00:00:00', '123_3|RUNNING|00:01:00'];
    const read = readSacct([...lines, lines[0], '123_4|COMPLETED|00:02:00', lines[1]].join('\n'), 'sacct.txt');
    expect(read.jobs.map(({ id }) => id)).toEqual(['123_3', '123_4']);
    expect(read.notStarted).toEqual(['123_[4-9%2]']);
  });

  it('steps are those of their job with JobIDRaw alone', () => {
    const read = table('JobIDRaw|State|ConsumedEnergyRaw', '5|COMPLETED|', '5.batch|COMPLETED|3600', '5.0|COMPLETED|9');
    expect(read).toMatchObject([{ id: '5', energyJ: 3600 }]);
  });

  it('reads sacct -p, Windows line ends, and text before the heading', () => {
    const read = readSacct('\uFEFFmodule loaded\r\nJobID|State|\r\n5|FAILED|\r\n', 'sacct.txt').jobs;
    expect(read).toMatchObject([{ id: '5', state: 'FAILED' }]);
  });

  it.each([
    ['hello\n', 'sacct.txt is not a table of sacct: print it with sacct -P --format=JobID,State,Elapsed,...'],
    ['JobID|State\n5\n', 'sacct.txt: line 2 has other columns than its heading'],
    ['JobID|State\n|FAILED\n', 'sacct.txt: line 2 has no job id'],
  ])('refuses %j', (text, message) => expect(() => readSacct(text, 'sacct.txt')).toThrow(message));

  it('never fails otherwise, whatever the text', () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { maxLength: 6 })), (rows) => {
        const text = ['JobID|JobName|State|Elapsed|AllocTRES|ConsumedEnergyRaw', ...rows.map((row) => row.join('|'))];
        try {
          for (const { energyJ, elapsedS } of readSacct(text.join('\n'), 'x').jobs) {
            expect(energyJ === null || energyJ > 0).toBe(true);
            expect(elapsedS === null || elapsedS >= 0).toBe(true);
          }
        } catch (error) {
          expect((error as { code?: string }).code).toBe('NOT_A_TABLE');
        }
      }),
    ));
});
