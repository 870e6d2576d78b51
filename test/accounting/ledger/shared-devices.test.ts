import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeviceTimes } from '../../../src/accounting/index.ts';
import { aggregate, aggregateConsumption, entriesOf, figuresOf, readRuns } from '../../../src/index.ts';
import type { Run } from '../../../src/model/run.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { device, PUE, START_UNIX_S, type TrackedEpochText, trackLog } from '../../helpers/track-logs.ts';

const CPU = device('cpu:0', { uuid: 'zone-0' });
const toKwh = (energyJ: number): number => (energyJ * PUE.value) / 3.6e6;

interface Rank {
  host?: string;
  machine?: string;
  /** Seconds after the others. */
  laterS?: number;
  gpu?: string;
  epochs: TrackedEpochText[];
  pauses?: { atS: number; durationS: number }[];
}

/** One rank of a job: a GPU of its own and the CPU of the host. */
function rank({ host = 'node1', machine, laterS = 0, gpu = 'gpu:0', epochs, pauses = [] }: Rank): {
  standard: string;
  output: string;
} {
  return trackLog({
    devices: [device('gpu:0', { uuid: `GPU-${host}-${gpu}` }), CPU],
    start: {
      id: `${host}-${machine}-${gpu}-${laterS}`,
      host,
      ...(machine === undefined ? {} : { machine }),
      startUnixS: START_UNIX_S + laterS,
    },
    epochs,
    pauses,
  });
}
const runFrom = (one: Rank): Run => {
  const { standard, output } = rank(one);
  return runOf(standard, output);
};
const whole = (startS: number, endS: number, gpuJ: number, cpuJ: number): TrackedEpochText => ({
  startS,
  endS,
  energyJ: { 'gpu:0': gpuJ, 'cpu:0': cpuJ },
});
const totalKwh = (...ranks: Rank[]): number => aggregate(ranks.map(runFrom)).energyKwh;

describe('two ranks of one job', () => {
  it('on one host share the CPU, and have a GPU each', () => {
    const epochs = [whole(0, 100, 5000, 2000)];
    expect(totalKwh({ gpu: 'a', epochs }, { gpu: 'b', epochs })).toBeCloseTo(toKwh(12_000), 10);
  });

  it('on two hosts share nothing', () => {
    const epochs = [whole(0, 100, 5000, 2000)];
    expect(totalKwh({ host: 'a', epochs }, { host: 'b', epochs })).toBeCloseTo(toKwh(14_000), 10);
  });

  it('of two machines with one host name share nothing', () => {
    const epochs = [whole(0, 100, 5000, 2000)];
    const [a, b] = [
      { machine: 'm1', gpu: 'a', epochs },
      { machine: 'm2', gpu: 'b', epochs },
    ];
    expect(totalKwh(a, b)).toBeCloseTo(toKwh(14_000), 10);
    expect(totalKwh(a, { ...b, machine: 'm1' })).toBeCloseTo(toKwh(12_000), 10);
  });

  it('in two containers of one machine share its CPU', () => {
    const epochs = [whole(0, 100, 5000, 2000)];
    const ranks = [
      { host: 'pod-1', machine: 'm1', epochs },
      { host: 'pod-2', machine: 'm1', epochs },
    ];
    expect(totalKwh(...ranks)).toBeCloseTo(toKwh(12_000), 10);
  });

  it('share nothing where counters of one name differ at the same time, as older logs name no machine', () => {
    const at = (cpuJ: number, laterS = 0): Rank => ({ gpu: `${cpuJ}`, laterS, epochs: [whole(0, 100, 0, cpuJ)] });
    expect(totalKwh(at(1000), at(3000, 1))).toBeCloseTo(toKwh(4000), 10);
    expect(totalKwh(at(3000), at(1000, 1))).toBeCloseTo(toKwh(4000), 10);
    // Even where one starts a fifth later; where it starts after half of the time, the other half may tell why.
    expect(totalKwh(at(1000), at(3000, 20))).toBeCloseTo(toKwh(4000), 10);
    expect(totalKwh(at(1000), at(3000, 50))).toBeLessThan(toKwh(3600));
    // A third one belongs to the one that it agrees with.
    expect(totalKwh(at(1000), at(3000), at(3001))).toBeCloseTo(toKwh(4000), 10);
  });

  it('that paused share what they measured at the same time of the wall clock', () => {
    // 20 W of CPU throughout. One runs in 0-50 and 1050-1100, the other for 100 s from its start on.
    const paused = { gpu: 'a', epochs: [whole(0, 100, 0, 2000)], pauses: [{ atS: 50, durationS: 1000 }] };
    const two = { ...paused, epochs: [whole(0, 40, 0, 800), whole(50, 100, 0, 1000)] };
    const other = (laterS: number): Rank => ({ gpu: 'b', laterS, epochs: [whole(0, 100, 0, 2000)] });
    for (const [laterS, commonS] of [
      [0, 50],
      [60, 0],
      [500, 0],
      [975, 25],
      [1000, 50],
      [1050, 50],
      [1090, 10],
      [1200, 0],
    ] as const) {
      expect(totalKwh(paused, other(laterS))).toBeCloseTo(toKwh(4000 - 20 * commonS), 10);
      const lost = laterS === 0 ? 10 : 0;
      expect(totalKwh(two, other(laterS))).toBeCloseTo(toKwh(3800 - 20 * (commonS - lost)), 10);
      const times = new DeviceTimes();
      const cpuS = [paused, other(laterS)].flatMap((one) => times.add(runFrom(one), 100));
      const sumS = cpuS.filter(({ component }) => component === 'cpu').reduce((sum, { timeS }) => sum + timeS, 0);
      expect(sumS).toBeCloseTo(200 - commonS, 5);
    }
  });

  it('one after the other share nothing', () => {
    const epochs = [whole(0, 100, 5000, 2000)];
    expect(totalKwh({ epochs }, { laterS: 100, epochs })).toBeCloseTo(toKwh(14_000), 10);
    expect(totalKwh({ laterS: 100, epochs }, { epochs })).toBeCloseTo(toKwh(14_000), 10);
  });

  it('share what overlaps, by the run whose span is the shorter', () => {
    const long = { gpu: 'a', epochs: [whole(0, 100, 0, 2000)] };
    // In the second half the CPU worked harder, as the short run knows.
    const short = { gpu: 'b', laterS: 50, epochs: [whole(0, 40, 0, 1500)] };
    expect(totalKwh(long, short)).toBeCloseTo(toKwh(2000), 10);
    expect(totalKwh(short, long)).toBeCloseTo(toKwh(2000), 10);
    const beyond = { gpu: 'b', laterS: 60, epochs: [whole(0, 80, 0, 1600)] };
    expect(totalKwh(long, beyond)).toBeCloseTo(toKwh(2000 + 1600 / 2), 10);
  });

  it('epochs that are cut differently count once', () => {
    const a = { gpu: 'a', epochs: [whole(0, 50, 0, 500), whole(50, 100, 0, 1000)] };
    const b = { gpu: 'b', laterS: 25, epochs: [whole(0, 25, 0, 250), whole(25, 75, 0, 1000)] };
    expect(totalKwh(a, b)).toBeCloseTo(toKwh(1500), 10);
    expect(totalKwh(b, a)).toBeCloseTo(toKwh(1500), 10);
  });

  it('eight ranks count the CPU once', () => {
    const ranks = Array.from({ length: 8 }, (_, i) => ({ gpu: `g${i}`, epochs: [whole(0, 100, 1000, 2000)] }));
    expect(totalKwh(...ranks)).toBeCloseTo(toKwh(10_000), 9);
  });

  it('killed ones share the samples after their epochs', () => {
    const epochs = [whole(0, 100, 0, 1000)];
    const killed = runFrom({ gpu: 'b', epochs: [] });
    killed.actual = null;
    if (killed.tracking !== null) {
      killed.tracking.unfinished = { number: 1, startS: 0, endS: 100, energyJ: [500, 1000] };
    }
    expect(aggregate([runFrom({ gpu: 'a', epochs }), killed]).energyKwh).toBeCloseTo(toKwh(1500), 10);
  });

  it('devices without a UUID are not compared', () => {
    const run = (): Run => {
      const { standard, output } = trackLog({
        devices: [device('cpu:0', { uuid: null })],
        epochs: [{ startS: 0, endS: 10, energyJ: { 'cpu:0': 100 } }],
      });
      return runOf(standard, output);
    };
    expect(aggregate([run(), run()]).energyKwh).toBeCloseTo(toKwh(200), 11);
  });

  it('is no matter for logs of carbontracker', () => {
    const run = runOf(standardLog(), outputLog());
    expect(entriesOf([run, run]).map(({ figures }) => figures)).toEqual([figuresOf(run), figuresOf(run)]);
  });

  it('is said, with the effect; parts add up; the logged figure stays', async () => {
    await withFolder(async (folder) => {
      const epochs = [whole(0, 100, 5000, 2000)];
      for (const gpu of ['a', 'b']) {
        const { standard, output } = rank({ gpu, epochs });
        const stem = `rank-${gpu}_1.2_2025-01-01T080000Z_carbontracker`;
        writeFiles(folder, { [`${stem}.log`]: standard, [`${stem}_output.log`]: output });
      }
      const [first, second] = await readRuns(folder);
      const codes = (run: Run | undefined) => run?.findings.map(({ code }) => code);
      expect(codes(first)).not.toContain('device-counted-once');
      expect(codes(second)).toContain('device-counted-once');
      const finding = second?.findings.find(({ code }) => code === 'device-counted-once');
      expect(finding?.effectKwh).toBeCloseTo(-toKwh(2000), 10);
      expect(finding?.message).toContain('cpu:0 (zone-0) of node1 was measured by another run');
      const totals = await aggregateConsumption(folder);
      expect(totals.energyKwh).toBeCloseTo(toKwh(12_000), 10);
      expect(totals.co2eqG).toBeCloseTo(toKwh(12_000) * 100, 8);
      expect(totals.logged.energyKwh).toBeCloseTo(toKwh(14_000), 10);
      expect((await aggregateConsumption(folder, { asLogged: true })).energyKwh).toBeCloseTo(toKwh(14_000), 10);
    });
  });
});

describe('any runs of one device', () => {
  const run = fc
    .record({
      laterS: fc.integer({ min: 0, max: 200 }),
      lengths: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
    })
    .map(({ laterS, lengths }): Rank => {
      let endS = 0;
      const epochs = lengths.map((lengthS) => {
        const startS = endS;
        endS += lengthS;
        return whole(startS, endS, 0, 10 * lengthS);
      });
      return { laterS, epochs };
    });

  it('that draws an even power count for the time that any of them covers', () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 5 }), (ranks) => {
        const seconds = new Set<number>();
        for (const { laterS = 0, epochs } of ranks) {
          for (let s = 0; s < (epochs.at(-1)?.endS ?? 0); s += 1) seconds.add(laterS + s);
        }
        expect(totalKwh(...ranks)).toBeCloseTo(toKwh(10 * seconds.size), 9);
      }),
      { numRuns: 200 },
    );
  });

  it('have the same figures in whatever order they come', () => {
    const runs = fc.array(run, { minLength: 2, maxLength: 4 }).map((ranks) =>
      ranks.map((one, i) => {
        const text = trackLog({
          devices: [CPU],
          start: {
            ...{ id: `run${i}`, startUnixS: START_UNIX_S + (one.laterS ?? 0) },
            pue: { value: 1 + i, source: 'test' },
          },
          epochs: one.epochs.map((epoch, n) => ({ ...epoch, energyJ: { 'cpu:0': 10 + 7 * n * i } })),
        });
        return runOf(text.standard, text.output);
      }),
    );
    const figures = (some: readonly Run[]): unknown =>
      entriesOf(some)
        .map(({ run, figures: { corrected } }) => [run.tracking?.id, corrected.energyKwh, corrected.co2eqG])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    const shuffled = runs.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
    );
    fc.assert(
      fc.property(shuffled, ([some, other]) => {
        expect(figures(other)).toEqual(figures(some));
      }),
      { numRuns: 100 },
    );
  });
});
