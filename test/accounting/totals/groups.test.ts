import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BASES,
  type Basis,
  type Figures,
  folderAndStem,
  RunTotals,
  sortedByName,
} from '../../../src/accounting/index.ts';
import { figuresOf, GROUPINGS, GroupTotals, gpuCount, groupNameBy, type Run, readRuns } from '../../../src/index.ts';
import { fixture } from '../../helpers/fixtures.ts';
import { standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { device, trackLog } from '../../helpers/track-logs.ts';

const tracked = (job: Record<string, string>, host = 'node1'): Run => {
  const { standard, output } = trackLog({
    start: { host, job },
    epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 100, 'gpu:1': 200 } }],
  });
  return runOf(standard, output);
};
const named = (id: string): Run => ({ ...runOf(standardLog()), id });

describe('what runs are grouped by', () => {
  const plain = runOf(standardLog());

  it('folder: all in front of the stem, whichever slash', () => {
    const folderOf = groupNameBy('folder');
    expect(['a/b/1.2_2025-01-01T080000Z', 'C:\\logs\\x', 'x', '/x', 'a/x#2'].map((id) => folderOf(named(id)))).toEqual([
      'a/b',
      'C:/logs',
      '.',
      '/',
      'a',
    ]);
  });

  it('prefix: the free text of the name', () => {
    const prefixOf = groupNameBy('prefix');
    const ids = ['a/dev_run_12.3_2025-01-01T080000Z', 'dev_2025-01-01T080000Z#2', '12.3_2025-01-01T080000Z', 'odd'];
    expect(ids.map((id) => prefixOf(named(id)))).toEqual(['dev_run', 'dev', '(no prefix)', 'odd']);
  });

  it('device: the kinds of GPUs, else of CPUs', () => {
    const deviceOf = groupNameBy('device');
    const of = (components: string): string => deviceOf(runOf(standardLog({ components })));
    expect(of('GPU with device(s) V100, A100, V100. CPU with device(s) cpu:0.')).toBe('A100, V100');
    expect(of('CPU with device(s) Xeon.')).toBe('Xeon');
    expect(of('GPU with device(s) GPU, ANE.')).toBe('GPU');
    expect(deviceOf({ ...plain, components: [] })).toBe('(no device)');
  });

  it('month, host and Slurm job, of an array with its task', () => {
    expect(groupNameBy('month')(plain)).toBe('2025-01');
    expect(groupNameBy('month')({ ...plain, startedAt: null, endedAt: null })).toBe('(no date)');
    expect(groupNameBy('host')(tracked({}, 'node7'))).toBe('node7');
    expect(groupNameBy('host')(plain)).toBe('(host not logged)');
    const jobOf = groupNameBy('slurm-job');
    expect(jobOf(tracked({ SLURM_JOB_ID: '12' }))).toBe('12');
    expect(jobOf(tracked({ SLURM_JOB_ID: '14', SLURM_ARRAY_JOB_ID: '12', SLURM_ARRAY_TASK_ID: '2' }))).toBe('12_2');
    expect(jobOf(plain)).toBe('(no Slurm job)');
  });

  it('folder and stem put together are the id', () => {
    const segment = fc.stringMatching(/^[a-z0-9_.-]{1,8}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
        const id = segments.join('/');
        const { folder, stem } = folderAndStem(id);
        expect(folder === '' ? stem : `${folder}/${stem}`).toBe(id);
      }),
    );
  });
});

describe('GPU-hours', () => {
  it('are of the GPUs of a run; a neural engine and a CPU are none', () => {
    expect(gpuCount(tracked({}))).toBe(2);
    expect(gpuCount(runOf(standardLog({ components: 'GPU with device(s) GPU, ANE. CPU with device(s) a, b.' })))).toBe(
      1,
    );
    expect(gpuCount(runOf(standardLog({ components: 'CPU with device(s) a.' })))).toBe(0);
  });

  it('leave out a GPU that the process left to another one', () => {
    const { standard, output } = trackLog({
      devices: [device('gpu:0'), device('gpu:1')],
      epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 100 } }],
    });
    expect(gpuCount(runOf(standard, output))).toBe(1);
  });
});

describe('GroupTotals', () => {
  const figure = (energyKwh: number, co2eqG: number | null, durationS: number): Figures['logged'] => {
    return { energyKwh, co2eqG, equivalents: null, durationS, epochs: 1 };
  };
  const amounts = fc.double({ min: 0, max: 1e4, noNaN: true });
  const figures = fc.record({
    name: fc.constantFrom('a', 'b', 'c', '(none)'),
    basis: fc.constantFrom<Basis>('measured', 'estimated', 'simulated', 'predicted', 'recovered'),
    corrected: fc.tuple(amounts, fc.option(amounts), amounts).map((parts) => figure(...parts)),
    logged: fc.tuple(amounts, fc.option(amounts), amounts).map((parts) => figure(...parts)),
  });
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-12);

  it('add up to the total of all runs, corrected and as logged', () => {
    const run = runOf(standardLog({ components: 'GPU with device(s) A, B.' }));
    fc.assert(
      fc.property(fc.array(figures, { maxLength: 30 }), fc.boolean(), (list, asLogged) => {
        const groups = new GroupTotals({ asLogged });
        const all = new RunTotals({ asLogged });
        for (const { name, ...one } of list) {
          groups.add(name, { run, figures: one });
          all.add(one);
        }
        const parts = groups.result();
        const sum = (of: (group: (typeof parts)[number]) => number): number => parts.reduce((s, one) => s + of(one), 0);
        const total = all.result();
        expect(sum(({ runs }) => runs)).toBe(total.runs);
        expect(
          near(
            sum(({ energyKwh }) => energyKwh),
            total.energyKwh,
          ),
        ).toBe(true);
        expect(
          near(
            sum(({ co2eqG }) => co2eqG ?? 0),
            total.co2eqG ?? 0,
          ),
        ).toBe(true);
        expect(
          near(
            sum(({ durationS }) => durationS),
            total.durationS,
          ),
        ).toBe(true);
        expect(
          near(
            sum((group) => group.gpuHours),
            (2 * total.durationS) / 3600,
          ),
        ).toBe(true);
        expect(sum(({ co2eqUnknownRuns }) => co2eqUnknownRuns)).toBe(total.co2eqUnknownRuns);
        for (const basis of BASES) {
          expect(sum((group) => group.basis[basis].runs)).toBe(total.basis[basis].runs);
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each(GROUPINGS)('of the fixtures by %s hold every run once', async (grouping) => {
    const runs = await readRuns([fixture('carbontracker'), fixture('defects')]);
    const groups = new GroupTotals();
    const nameOf = groupNameBy(grouping);
    for (const run of runs) groups.add(nameOf(run), { run, figures: figuresOf(run) });
    const energyKwh = runs.reduce((sum, run) => sum + figuresOf(run).corrected.energyKwh, 0);
    expect(groups.result().reduce((sum, group) => sum + group.runs, 0)).toBe(runs.length);
    expect(groups.result().reduce((sum, group) => sum + group.energyKwh, 0)).toBeCloseTo(energyKwh, 12);
  });

  it('come in the order that is wanted, empty ones too, and the others by name', () => {
    const groups = new GroupTotals({ order: ['final', 'failed'] });
    const run = tracked({});
    for (const name of ['e10', '(none)', 'e9', 'failed', 'E9']) groups.add(name, { run, figures: figuresOf(run) });
    expect(groups.result().map(({ name, runs }) => [name, runs])).toEqual([
      ['final', 0],
      ['failed', 1],
      ['e9', 1],
      ['E9', 1],
      ['e10', 1],
      ['(none)', 1],
    ]);
    expect(sortedByName(['b', '(x)', 'a'])).toEqual(['a', 'b', '(x)']);
  });
});
