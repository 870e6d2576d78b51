import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aboutSimultaneous } from '../../../src/accounting/ledger/lanes.ts';
import { Traces } from '../../../src/accounting/ledger/traces.ts';
import { componentReadingsOf } from '../../../src/accounting/run/component-readings.ts';
import { entriesOf, type Finding, figuresOf, type Run } from '../../../src/index.ts';
import { outputLog, stamp, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

const KWH = 0.00395;
const model = runOf(standardLog({ version: '1.2.5', epochs: [{ power: { gpu: '[100.]' } }] }), outputLog());
const run = (id: string, fromS: number, toS: number, more: Partial<Run> = {}): Run => ({
  ...model,
  id,
  startedAt: stamp(fromS),
  endedAt: stamp(toS),
  ...more,
});
function found(...runs: Run[]): Finding[] {
  const traces = new Traces();
  const places = runs
    .map((one) => traces.add(one, figuresOf(one), { isRow: true, readings: componentReadingsOf(one) }))
    .filter((place) => place !== -1);
  return [...aboutSimultaneous(traces, places)];
}
const twiceKwh = (findings: readonly Finding[]): number =>
  findings.reduce((sum, { figures }) => sum + (figures?.rangeKwh?.[1] ?? 0) - (figures?.rangeKwh?.[0] ?? 0), 0);

describe('runs of one folder on devices of the same names', () => {
  it('that overlap are told together, with how much of their energy it can be', () => {
    const [finding, ...more] = found(run('logs/a', 0, 60), run('logs/b', 45, 105));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code: 'devices-maybe-shared', severity: 'warning', effectKwh: null });
    expect(finding?.runs).toEqual(['logs/a', 'logs/b']);
    expect(finding?.message).toMatch(/^logs\/a, logs\/b overlap on devices .* up to 988 mWh of 7\.90 Wh /);
    expect(finding?.figures?.rangeKwh).toEqual([expect.closeTo(KWH * 1.75, 12), expect.closeTo(KWH * 2, 12)]);
  });

  it.each([
    ['other devices', run('logs/b', 0, 60, { components: [{ name: 'gpu', devices: ['B'], method: 'sampled' }] })],
    ['one after the other', run('logs/b', 59, 120)],
    ['no time', run('logs/b', 0, 60, { startedAt: null })],
    ['nothing measured', run('logs/b', 0, 60, { epochs: [], actual: null })],
  ])('%s: no hint', (_, other) => expect(found(run('logs/a', 0, 60), other)).toEqual([]));

  it('a moment that several runs cover counts once in the lower end', () => {
    const long = run('logs/long', 0, 100);
    const parts = [run('logs/b', 0, 50), run('logs/c', 50, 100)];
    expect(twiceKwh(found(long, ...parts))).toBeCloseTo(2 * KWH, 12);
    expect(twiceKwh(found(...Array.from({ length: 8 }, (_, i) => run(`logs/${i}`, 0, 60))))).toBeCloseTo(7 * KWH, 12);
  });

  it('of which the figure is extrapolated share only the time that both stand for', () => {
    const predicted = (id: string, fromS: number, toS: number): Run => ({
      ...run(id, fromS, toS),
      actual: { ...model.actual, epochs: 1, durationS: 60 } as Run['actual'],
      plannedEpochs: 10,
    });
    const figure = figuresOf(predicted('logs/p', 0, 60));
    expect(figure).toMatchObject({ basis: 'predicted', corrected: { epochs: 10 } });
    const { durationS, energyKwh } = figure.corrected;
    // A run that ends with the monitored epoch covers that part of the extrapolated time alone.
    const beside = found(run('logs/a', 0, 60), predicted('logs/p', 0, 60));
    expect(twiceKwh(beside)).toBeCloseTo((energyKwh * 60) / durationS, 9);
    // Ranks of which one epoch each was monitored ran together to their end.
    const ranks = found(predicted('logs/p', 0, 60), predicted('logs/q', 0, 60));
    expect(twiceKwh(ranks)).toBeCloseTo(energyKwh, 9);
  });

  it('may be several sets, the largest first', () => {
    const findings = found(
      run('logs/a', 0, 60),
      run('logs/b', 50, 110),
      run('logs/c', 200, 260),
      run('logs/d', 200, 260),
    );
    expect(findings.map(({ runs }) => runs)).toEqual([
      ['logs/c', 'logs/d'],
      ['logs/a', 'logs/b'],
    ]);
  });
});

describe('runs of several folders', () => {
  it('are told only where they began and ended together', () => {
    expect(found(run('node1/a', 0, 600), run('node2/b', 100, 700))).toEqual([]);
    expect(found(run('rank0/a', 0, 600), run('rank1/b', 3, 604))).toHaveLength(1);
  });
});

it('every run that overlaps an earlier one is told, in whatever order they come', () => {
  const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 2, max: 60 })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(spans, fc.infiniteStream(fc.nat()), (all, numbers) => {
      const runs = all.map(([fromS, lengthS], i) => run(`logs/${i}`, fromS, fromS + lengthS));
      const overlaps = all.map(([from, length], i) =>
        all.some(([other, its], k) => k !== i && Math.min(from + length, other + its) - Math.max(from, other) >= 2),
      );
      const told = new Set(found(...runs).flatMap((finding) => finding.runs ?? []));
      // A run may overlap two that do not overlap each other by enough; then one of the two is told.
      for (const id of told) expect(overlaps[Number(id.slice('logs/'.length))]).toBe(true);
      if (overlaps.includes(true)) expect(told.size).toBeGreaterThan(1);
      const order = runs.map((one) => [numbers.next().value ?? 0, one] as const).sort(([a], [b]) => a - b);
      expect(twiceKwh(found(...order.map(([, one]) => one)))).toBeCloseTo(twiceKwh(found(...runs)), 12);
    }),
  );
});

describe('processes of one machine read the same counters', () => {
  const drawing = (id: string, cpu: number, fromS: number, toS: number, more: Partial<Run> = {}): Run =>
    run(id, fromS, toS, {
      epochs: [{ number: 1, durationS: toS - fromS, powerW: { cpu: { scope: 'device', values: [cpu] } } }],
      ...more,
    });
  const told = (...runs: Run[]): boolean => found(...runs).length > 0;

  it('so other readings of the CPU mean another machine', () => {
    expect(told(drawing('logs/a', 150, 0, 60), drawing('logs/b', 122, 5, 65))).toBe(false);
    expect(told(drawing('logs/a', 150, 0, 60), drawing('logs/b', 149, 5, 65))).toBe(true);
    // Over mostly different times the means may differ on one machine.
    expect(told(drawing('logs/a', 150, 0, 60), drawing('logs/b', 122, 50, 110))).toBe(true);
  });

  it('and other power over a long time other devices', () => {
    const components = [{ name: 'gpu', devices: ['A'], method: 'sampled' as const }];
    const gpu = (id: string, powerW: number, lengthS: number): Run =>
      run(id, 0, lengthS, {
        components,
        actual: null,
        epochs: [{ number: 1, durationS: lengthS, powerW: { gpu: { scope: 'device', values: [powerW] } } }],
      });
    expect(told(gpu('logs/a', 250, 1200), gpu('logs/b', 330, 1190))).toBe(false);
    expect(told(gpu('logs/a', 250, 1200), gpu('logs/b', 255, 1190))).toBe(true);
    // Polled every ten seconds, a minute tells nothing.
    expect(told(gpu('logs/a', 250, 60), gpu('logs/b', 330, 60))).toBe(true);
  });
});

describe('somebody who knows', () => {
  const runs = [run('logs/a', 0, 60), run('logs/b', 0, 60), run('logs/c', 30, 90), run('logs/d', 200, 260)];
  const sum = (options: Parameters<typeof entriesOf>[1]): number =>
    entriesOf(runs, options).reduce((kwh, { figures }) => kwh + figures.corrected.energyKwh, 0);

  it('can say that it is one machine, that it is not, or which runs are of one', () => {
    expect(sum({})).toBeCloseTo(4 * KWH, 12);
    expect(sum({ sameMachine: false })).toBeCloseTo(4 * KWH, 12);
    expect(sum({ sameMachine: true })).toBeCloseTo(2.5 * KWH, 12);
    expect(sum({ sameMachine: ({ id }) => (id === 'logs/a' ? 'one' : 'other') })).toBeCloseTo(3.5 * KWH, 12);
    expect(sum({ sameMachine: () => null })).toBeCloseTo(4 * KWH, 12);
  });
});

describe('the processes of one training on one node', () => {
  interface Rank {
    pid: number;
    gpus?: number;
    powerW?: number;
    laterS?: number;
    folder?: string;
  }
  const rank = ({ pid, gpus = 4, powerW = 1000, laterS = 0, folder = 'logs' }: Rank): Run =>
    run(`${folder}/${pid}.${pid * 7}_2025-01-01T080000Z`, laterS, 600 + laterS, {
      writer: { tool: 'carbontracker', version: '2.4.3' },
      components: [{ name: 'gpu', devices: Array.from({ length: gpus }, () => 'A100'), method: 'sampled' }],
      epochs: [{ number: 1, durationS: 600, powerW: { gpu: { scope: 'mean', values: [powerW / gpus] } } }],
      actual: null,
    });
  const ranks = (change: (i: number) => Partial<Rank> = () => ({})): Run[] =>
    [0, 1, 2, 3].map((i) => rank({ pid: 4000 + i, ...change(i) }));
  const share = (runs: Run[]): number => {
    const one = figuresOf(runs[0] as Run).corrected.energyKwh;
    return entriesOf(runs).reduce((kwh, { figures }) => kwh + figures.corrected.energyKwh, 0) / one;
  };

  it('count once where their logs give them away', () => {
    expect(share(ranks())).toBeCloseTo(1, 9);
    expect(share(ranks((i) => ({ laterS: i, powerW: 1000 + i })))).toBeCloseTo(1 + 3 / 600, 3);
  });

  it.each([
    ['process ids far apart, as on several nodes', ranks((i) => ({ pid: 4000 + i * 1000 }))],
    ['small process ids, as in containers', ranks((i) => ({ pid: 7 + i }))],
    ['other power, as of other GPUs', ranks((i) => ({ powerW: 1000 + 30 * i }))],
    ['another start', ranks((i) => ({ laterS: 60 * i }))],
    ['a folder each', ranks((i) => ({ folder: `rank${i}` }))],
    ['fewer than the GPUs that each of them names', ranks().slice(1)],
  ])('%s: each counts, and the finding says so', (_, runs) => {
    expect(share(runs)).toBeCloseTo(
      runs.reduce((sum, one) => sum + figuresOf(one).corrected.energyKwh, 0) /
        figuresOf(runs[0] as Run).corrected.energyKwh,
      9,
    );
    expect(found(...runs).length).toBeGreaterThan(0);
  });
});
