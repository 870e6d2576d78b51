import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SimultaneousRuns } from '../../src/accounting/index.ts';
import { account, type Run } from '../../src/index.ts';
import { outputLog, stamp, standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';

const model = runOf(standardLog({ version: '1.2.5', epochs: [{ power: { gpu: '[100.]' } }] }), outputLog());
const run = (id: string, fromS: number, toS: number, more: Partial<Run> = {}): Run => ({
  ...model,
  id,
  startedAt: stamp(fromS),
  endedAt: stamp(toS),
  ...more,
});
const lookedAt = (runs: readonly Run[]): (string | null)[] => {
  const simultaneous = new SimultaneousRuns();
  return runs.map((one) => simultaneous.look(one, account(one))?.message ?? null);
};

it('tells the overlap, and how much of the energy it can be', () => {
  const simultaneous = new SimultaneousRuns();
  const one = run('logs/a', 0, 60);
  expect(simultaneous.look(one, account(one))).toBeNull();
  const other = run('logs/b', 45, 105);
  const finding = simultaneous.look(other, account(other));
  expect(finding).toMatchObject({ code: 'devices-maybe-shared', severity: 'info', effectKwh: null });
  expect(finding?.message).toMatch(/^ran for 15 s beside logs\/a,.* up to 988 mWh /);
  expect(finding?.figures?.rangeKwh).toEqual([expect.closeTo(0.00395 * 0.75, 12), 0.00395]);
});

it.each([
  ['another folder', run('other/b', 0, 60)],
  ['other devices', run('logs/b', 0, 60, { components: [{ name: 'gpu', devices: ['B'], method: 'sampled' }] })],
  ['one after the other', run('logs/b', 59, 120)],
  ['no time', run('logs/b', 0, 60, { startedAt: null })],
  ['nothing measured', run('logs/b', 0, 60, { epochs: [], actual: null })],
])('%s is no hint', (_, other) => expect(lookedAt([run('logs/a', 0, 60), other])).toEqual([null, null]));

it('finds a neighbour in whatever order the runs come', () => {
  const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 2, max: 60 })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(spans, (all) => {
      const runs = all.map(([fromS, lengthS], i) => run(`logs/${i}`, fromS, fromS + lengthS));
      const expected = all.map(([from, length], i) =>
        all.slice(0, i).some(([other, its]) => Math.min(from + length, other + its) - Math.max(from, other) >= 2),
      );
      expect(lookedAt(runs).map((message) => message !== null)).toEqual(expected);
    }),
  );
});

it('processes of one machine read the same CPU counters, so other readings mean another machine', () => {
  const drawing = (id: string, cpu: number, fromS: number, toS: number): Run =>
    run(id, fromS, toS, {
      epochs: [{ number: 1, durationS: toS - fromS, powerW: { cpu: { scope: 'device', values: [cpu] } } }],
    });
  const told = (...runs: Run[]): boolean => lookedAt(runs)[1] !== null;
  expect(told(drawing('logs/a', 150, 0, 60), drawing('logs/b', 122, 5, 65))).toBe(false);
  expect(told(drawing('logs/a', 150, 0, 60), drawing('logs/b', 149, 5, 65))).toBe(true);
  // Over mostly different times the means may differ on one machine.
  expect(told(drawing('logs/a', 150, 0, 60), drawing('logs/b', 122, 50, 110))).toBe(true);
});
