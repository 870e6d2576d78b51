import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FigureRange,
  type IntensityBounds,
  type KnownBounds,
  newEntry,
  rangeOf,
} from '../../../src/accounting/index.ts';
import {
  countryAverage,
  type Figures,
  figuresOf,
  INTENSITY_YEARS,
  type Intensity,
  RangeTotals,
  type Run,
  rangeOfEntry,
  readEntries,
  readRuns,
  totalOf,
} from '../../../src/index.ts';
import { countryBounds } from '../../../src/model/country.ts';
import { newFinding } from '../../../src/model/findings.ts';
import type { MeasuredDevice } from '../../../src/model/tracking.ts';
import { runOfRow } from '../../helpers/codecarbon.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { block, line, outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { device, PUE, type TrackedEpochText, trackLog } from '../../helpers/track-logs.ts';

const kwh = (energyJ: number, pue = PUE.value): number => (energyJ * pue) / 3.6e6;
const ctRun = (devices: MeasuredDevice[], epochs: TrackedEpochText[]): Run => {
  const { standard, output } = trackLog({ devices, epochs });
  return runOf(standard, output);
};
const whole = (startS: number, energyJ: Record<string, number | null>, more: Partial<TrackedEpochText> = {}) => {
  return { startS, endS: startS + 10, energyJ, ...more };
};
const rangeFor = (run: Run, bounds: IntensityBounds | null = null): FigureRange | null =>
  rangeOf(run, figuresOf(run), bounds);

/** A range whose one part is of this kind and goes this far in kWh. */
function expectPart(range: FigureRange | null, kind: string, lowKwh: number, highKwh: number): void {
  const part = range?.parts.find((one) => one.kind === kind);
  expect(part?.lowKwh).toBeCloseTo(lowKwh, 10);
  expect(part?.highKwh).toBeCloseTo(highKwh, 10);
}

describe('sensor', () => {
  it('an energy counter of an NVIDIA GPU: a reading 5 % too high or too low', () => {
    const range = rangeFor(ctRun([device('gpu:0')], [whole(0, { 'gpu:0': 1000 })]));
    expect(range?.parts.map(({ kind }) => kind)).toEqual(['sensor']);
    expect(range?.energyKwh[0]).toBeCloseTo(kwh(1000 / 1.05), 12);
    expect(range?.energyKwh[1]).toBeCloseTo(kwh(1000 / 0.95), 12);
    expect(range?.co2eqG?.[1]).toBeCloseTo(kwh(1000 / 0.95) * 100, 9);
    expect(range?.parts[0]?.why).toMatch(/NVIDIA specifies 5 %.*Fermi and Kepler/);
  });

  it('polled power misses a part on top of that', () => {
    const polled = rangeFor(ctRun([device('gpu:0', { method: 'sampled' })], [whole(0, { 'gpu:0': 1000 })]));
    expect(polled?.energyKwh[1]).toBeCloseTo(kwh(1000 / (0.95 * 0.988)), 12);
    const run = runOf(standardLog({ epochs: [{ power: { gpu: '100.0', cpu: '50.0' } }] }));
    // Of 150 W the GPU has 100 W; RAPL has no documented accuracy.
    expectPart(rangeFor(run), 'sensor', kwh(6000 / 1.05 - 6000, 1.58), kwh(6000 / (0.95 * 0.96) - 6000, 1.58));
  });

  it('devices that were averaged count with their sum', () => {
    const run = runOf(
      standardLog({ components: 'GPU with device(s) A100, A100.', epochs: [{ power: { gpu: '100.0' } }] }),
    );
    expectPart(rangeFor(run), 'sensor', kwh(12_000 / 1.05 - 12_000, 1.58), kwh(12_000 / (0.95 * 0.96) - 12_000, 1.58));
  });

  it.each([
    ['a RAPL counter', device('cpu:0')],
    ['a simulated device', device('gpu:0', { method: 'simulated' })],
    ["Apple's GPU", device('gpu:0', { method: 'sampled', name: 'Apple M2' })],
  ])('%s has no documented accuracy, so nothing is known', (_, one) => {
    expect(rangeFor(ctRun([one], [whole(0, { [one.key]: 1000 })]))).toBeNull();
  });
});

describe('coverage', () => {
  const cpu = device('cpu:0');

  it('time without a reading, of which nothing is counted: up to the highest mean power seen', () => {
    // 5 of 10 s at 20 W, then 10 s at 40 W.
    const run = ctRun([cpu], [whole(0, { 'cpu:0': 100 }, { coveredS: 5 }), whole(10, { 'cpu:0': 400 })]);
    expectPart(rangeFor(run), 'coverage', 0, kwh(5 * 40));
  });

  it('a device without a reading in a whole epoch', () => {
    const run = ctRun([cpu], [whole(0, { 'cpu:0': null }, { coveredS: 0 }), whole(10, { 'cpu:0': 400 })]);
    expectPart(rangeFor(run), 'coverage', 0, kwh(10 * 40));
  });

  it('an epoch that carbontracker filled in: at the lowest to the highest mean power', () => {
    const epochs = ['None', '150.0', '100.0', '200.0'].map((cpu) => ({ power: { cpu } }));
    const filled = ((150 + 150 + 100 + 200) * 60 * 1.58) / 3.6e6;
    const text = {
      heading: 'Actual consumption for 4 epoch(s):',
      time: '0:04:00',
      energy: `${filled.toFixed(12)} kWh`,
    };
    const run = runOf(standardLog({ components: 'CPU with device(s) cpu:0.', epochs }), outputLog([text], 240));
    expect(figuresOf(run).corrected.energyKwh).toBeCloseTo(filled, 9);
    expectPart(rangeFor(run), 'coverage', kwh(60 * (100 - 150), 1.58), kwh(60 * (200 - 150), 1.58));
  });

  it('of a run that was cut off nothing is filled in', () => {
    const epochs = ['None', '150.0', '100.0'].map((cpu) => ({ power: { cpu } }));
    const run = runOf(standardLog({ components: 'CPU with device(s) cpu:0.', epochs, closing: [] }));
    expect(figuresOf(run).basis).toBe('recovered');
    expectPart(rangeFor(run), 'coverage', 0, kwh(60 * 150, 1.58));
  });
});

describe('load model', () => {
  it('between idle power and TDP as the log names them', () => {
    const cpu = device('cpu:0', { method: 'estimated', rangeW: [10, 100] });
    expectPart(rangeFor(ctRun([cpu], [whole(0, { 'cpu:0': 300 })])), 'tdp-model', kwh(100 - 300), kwh(1000 - 300));
  });

  it('an estimate below the idle power: the figure is the lower bound', () => {
    const cpu = device('cpu:0', { method: 'estimated', rangeW: [10, 100] });
    expectPart(rangeFor(ctRun([cpu], [whole(0, { 'cpu:0': 50 })])), 'tdp-model', 0, kwh(1000 - 50));
  });

  it("carbontracker's half of the TDP: from 0.1 to 1.0 TDP", () => {
    const error = line(
      0,
      'No matching TDP found for CPU: x. Using average TDP of 100.00W at 50% utilization as fallback.',
    );
    const standard = standardLog({ components: 'CPU with device(s) x.', epochs: [{ power: { cpu: '50.0' } }] });
    const run = runOf(standard, null, error);
    expect(run.components[0]?.method).toBe('estimated');
    const range = rangeFor(run);
    expect(range?.energyKwh[0]).toBeCloseTo(kwh(10 * 60, 1.58), 12);
    expect(range?.energyKwh[1]).toBeCloseTo(kwh(100 * 60, 1.58), 12);
  });
});

describe('prediction', () => {
  const predicted = (powersW: string[], planned: number): Run => {
    const heading = `Predicted consumption for ${planned} epoch(s):`;
    const epochs = powersW.map((cpu) => ({ power: { cpu } }));
    const n = powersW.length;
    const meanW = powersW.reduce((sum, power) => sum + Number(power), 0) / n;
    const actual = {
      heading: `Actual consumption for ${n} epoch(s):`,
      time: `0:0${n}:00`,
      energy: `${((meanW * n * 60 * 1.58) / 3.6e6).toFixed(12)} kWh`,
    };
    const output = block(60, { heading, energy: '0.1 kWh', co2eq: '10 g' }) + outputLog([actual], 60 * n);
    return runOf(standardLog({ components: 'CPU with device(s) cpu:0.', epochs }), output);
  };

  it('epochs that did not run are as the lowest and the highest that did', () => {
    const run = predicted(['50.0', '100.0', '150.0'], 10);
    const range = rangeFor(run);
    expect(figuresOf(run).basis).toBe('predicted');
    expect(figuresOf(run).corrected.energyKwh).toBeCloseTo(kwh(100 * 60 * 10, 1.58), 9);
    // 3 epochs of 100 W on average are measured, 7 are not.
    expect(range?.energyKwh[0]).toBeCloseTo(kwh((300 + 7 * 50) * 60, 1.58), 9);
    expect(range?.energyKwh[1]).toBeCloseTo(kwh((300 + 7 * 150) * 60, 1.58), 9);
  });

  it('one epoch shows no spread: that of runs of several epochs is taken, and that is said', () => {
    const range = rangeFor(predicted(['100.0'], 10));
    const missing = kwh(100 * 60 * 9, 1.58);
    expectPart(range, 'prediction', -0.02 * missing, 1.16 * missing);
    expect(range?.parts[0]?.why).toMatch(/one epoch was monitored.* 15 of 16 public runs/);
  });
});

describe('what a range is made of', () => {
  const run = ctRun([device('gpu:0')], [whole(0, { 'gpu:0': 1000 })]);
  const figures = figuresOf(run);
  const found = newFinding('total-differs', 'text', null, { loggedKwh: kwh(1000), rangeKwh: [kwh(500), kwh(3000)] });

  it('holds findings of the run, and quiet ones beside them', () => {
    expectPart(rangeFor({ ...run, findings: [found] }), 'total', kwh(-500), kwh(2000));
    expectPart(rangeOf(run, figures, null, { quiet: [found] }), 'total', kwh(-500), kwh(2000));
    expect(rangeFor(run)?.parts.map(({ kind }) => kind)).toEqual(['sensor']);
  });

  it('is that of the part that counts', () => {
    const half = { part: { countedKwh: figures.corrected.energyKwh, share: 0.5 } };
    // The finding is about a run of twice as much.
    const range = rangeOf(run, figures, null, { ...half, quiet: [found] });
    expectPart(range, 'total', 0.5 * kwh(500 - 2000), 0.5 * kwh(3000 - 2000));
  });

  it('holds nothing about a PUE that was given', () => {
    const quiet = [newFinding('pue-missing', 'text', null, { loggedKwh: kwh(1000), rangeKwh: [kwh(1000), kwh(1500)] })];
    expectPart(rangeOf(run, figures, null, { quiet }), 'pue', 0, kwh(500));
    expect(rangeOf(run, figures, null, { quiet, hasPue: true })?.parts.map(({ kind }) => kind)).toEqual(['sensor']);
  });

  it('takes away no more than there is', () => {
    const all = newFinding('total-differs', 'text', null, { loggedKwh: kwh(1000), rangeKwh: [0, kwh(1000)] });
    const range = rangeOf(run, figures, null, { quiet: [all, all] });
    expect(range?.energyKwh[0]).toBe(0);
    expect(range?.co2eqG?.[0]).toBe(0);
  });

  it('has no CO2eq where that is unknown, whatever the bounds of an intensity', () => {
    const corrected = { ...figures.corrected, co2eqG: null };
    const range = rangeOf(run, { ...figures, corrected }, { lowGPerKwh: 1, highGPerKwh: 900, why: 'a' });
    expect(range?.co2eqG).toBeNull();
    expect(range?.parts).toMatchObject([{ kind: 'sensor', lowCo2eqG: -0, highCo2eqG: 0 }]);
  });

  it('is unknown of a figure that is none', () => {
    expect(rangeOf(run, { ...figures, basis: 'none' })).toBeNull();
  });
});

describe('intensity', () => {
  const bounds = { lowGPerKwh: 60, highGPerKwh: 160, why: 'other years' };

  it('the lowest energy goes with the lowest intensity', () => {
    const run = ctRun([device('gpu:0')], [whole(0, { 'gpu:0': 1000 })]);
    const range = rangeFor(run, bounds);
    expect(range?.co2eqG?.[0]).toBeCloseTo(kwh(1000 / 1.05) * 60, 9);
    expect(range?.co2eqG?.[1]).toBeCloseTo(kwh(1000 / 0.95) * 160, 9);
    expect(range?.energyKwh[1]).toBeCloseTo(kwh(1000 / 0.95), 12);
  });

  it('bounds that lie on one side widen that side only', () => {
    const run = ctRun([device('cpu:0')], [whole(0, { 'cpu:0': 1000 })]);
    const range = rangeFor(run, { ...bounds, lowGPerKwh: 120 });
    expect(range?.co2eqG?.[0]).toBeCloseTo(kwh(1000) * 100, 9);
  });
});

/** ct-track runs of every kind of device, with gaps. */
const devices = fc.constantFrom<MeasuredDevice>(
  device('gpu:0'),
  device('gpu:0', { method: 'sampled' }),
  device('gpu:0', { method: 'simulated' }),
  device('cpu:0'),
  device('cpu:0', { method: 'estimated', rangeW: [10, 100] }),
  device('cpu:0', { method: 'estimated' }),
);
const runs = fc
  .tuple(
    fc.uniqueArray(devices, { minLength: 1, maxLength: 2, selector: ({ key }) => key }),
    fc.array(
      fc.record({
        joules: fc.double({ min: 0, max: 2000, noNaN: true }),
        covered: fc.double({ min: 0.1, max: 1, noNaN: true }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([list, epochs]) =>
    ctRun(
      list,
      epochs.map(({ joules, covered }, i) =>
        whole(10 * i, Object.fromEntries(list.map(({ key }) => [key, joules])), { coveredS: 10 * covered }),
      ),
    ),
  );
const someBounds = fc.option(
  fc.record({
    lowGPerKwh: fc.double({ min: 0, max: 100, noNaN: true }),
    highGPerKwh: fc.double({ min: 100, max: 900, noNaN: true }),
    why: fc.constantFrom('a', 'b'),
  }),
);

/** Low, figure and high in their order, and parts that add up to the whole. */
function expectSound({ corrected }: Pick<Figures, 'corrected'>, range: FigureRange): void {
  const near = (a: number, b: number, scale: number): void =>
    expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-12 * scale);
  const check = (figure: number, [low, high]: [number, number], parts: [number, number][]): void => {
    expect(low).toBeGreaterThanOrEqual(0);
    expect(low).toBeLessThanOrEqual(figure);
    expect(high).toBeGreaterThanOrEqual(figure);
    near(figure + parts.reduce((sum, [one]) => sum + one, 0), low, figure);
    near(figure + parts.reduce((sum, [, one]) => sum + one, 0), high, high);
  };
  check(
    corrected.energyKwh,
    range.energyKwh,
    range.parts.map(({ lowKwh, highKwh }) => [lowKwh, highKwh]),
  );
  if (corrected.co2eqG === null || range.co2eqG === null) expect(range.co2eqG).toBe(corrected.co2eqG);
  else
    check(
      corrected.co2eqG,
      range.co2eqG,
      range.parts.map(({ lowCo2eqG, highCo2eqG }) => [lowCo2eqG, highCo2eqG]),
    );
}

describe('every range', () => {
  it('holds its figure, and its parts add up to it', () => {
    fc.assert(
      fc.property(runs, someBounds, (run, bounds) => {
        const range = rangeFor(run, bounds);
        if (range !== null) expectSound(figuresOf(run), range);
      }),
      { numRuns: 80 },
    );
  });

  it('of the fixtures too', async () => {
    let known = 0;
    for (const run of await readRuns([fixture('carbontracker'), fixture('defects')])) {
      const range = rangeFor(run);
      if (range === null) continue;
      known += 1;
      expectSound(figuresOf(run), range);
    }
    expect(known).toBeGreaterThan(40);
  });

  it('of a total is the sum of the ranges of its runs', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(runs, someBounds), { minLength: 1, maxLength: 6 }), (list) => {
        const totals = new RangeTotals();
        const sum = { low: 0, high: 0, lowG: 0, highG: 0, figure: 0, figureG: 0, without: 0 };
        for (const [run, bounds] of list) {
          const counted = figuresOf(run);
          const range = rangeFor(run, bounds);
          totals.add(newEntry(run, counted), range);
          const { energyKwh, co2eqG } = counted.corrected;
          sum.low += range?.energyKwh[0] ?? energyKwh;
          sum.high += range?.energyKwh[1] ?? energyKwh;
          sum.lowG += range?.co2eqG?.[0] ?? co2eqG ?? 0;
          sum.highG += range?.co2eqG?.[1] ?? co2eqG ?? 0;
          sum.figure += energyKwh;
          sum.figureG += co2eqG ?? 0;
          if (range === null && counted.basis !== 'none' && energyKwh > 0) sum.without += 1;
        }
        const total = totals.result();
        if (total === null) {
          expect(sum.high).toBe(sum.figure);
          return;
        }
        expect(total.energyKwh[0]).toBeCloseTo(sum.low, 12);
        expect(total.energyKwh[1]).toBeCloseTo(sum.high, 12);
        expect(total.co2eqG?.[0]).toBeCloseTo(sum.lowG, 9);
        expect(total.co2eqG?.[1]).toBeCloseTo(sum.highG, 9);
        expect(total.runsWithoutRange).toBe(sum.without);
        expect(new Set(total.parts.map(({ kind, why }) => kind + why)).size).toBe(total.parts.length);
      }),
      { numRuns: 80 },
    );
  });

  it('is left out where the energy is too small to compare anything with', () => {
    const estimated = device('cpu:0', { method: 'estimated', rangeW: [10, 100] });
    expect(rangeFor(ctRun([estimated], [whole(0, { 'cpu:0': 8.9e-318 })]))).toBeNull();
    expect(rangeFor(ctRun([estimated], [whole(0, { 'cpu:0': 1e-3 })]))).not.toBeNull();
  });
});

const years = (country: string): Promise<number[]> =>
  Promise.all(INTENSITY_YEARS.map(async (year) => (await countryAverage(country, year)).gPerKwh));

async function partsOf(intensity: Partial<Intensity>, factors = {}): Promise<string[]> {
  return withFolder(async (folder) => {
    const { standard, output } = trackLog({
      devices: [device('cpu:0')],
      start: {
        intensity: { gPerKwh: 100, kind: 'country-average', location: null, year: 2024, source: 'test', ...intensity },
      },
      epochs: [{ startS: 0, endS: 10, energyJ: { 'cpu:0': 1000 } }],
    });
    writeFiles(folder, { 'x_carbontracker.log': standard, 'x_carbontracker_output.log': output });
    for await (const entry of readEntries(folder, { factors })) {
      const range = await rangeOfEntry(entry);
      return (range?.parts ?? []).map(({ kind, lowCo2eqG, highCo2eqG, why }) => {
        const energyKwh = entry.figures.corrected.energyKwh;
        return `${kind} ${(100 + lowCo2eqG / energyKwh).toFixed(3)} ${(100 + highCo2eqG / energyKwh).toFixed(3)} ${why}`;
      });
    }
    return [];
  });
}

it('an average of a known country may have been that of any year', async () => {
  const values = await years('DK');
  expect(await countryBounds('DK')).toMatchObject({
    lowGPerKwh: Math.min(...values),
    highGPerKwh: Math.max(...values),
  });
  const [part, ...others] = await partsOf({ kind: 'world-average', location: 'Copenhagen, Capital Region, DK' });
  const [low, high] = [Math.min(100, ...values), Math.max(100, ...values)];
  expect(part).toMatch(new RegExp(`^intensity ${low.toFixed(3)} ${high.toFixed(3)} .*Denmark.*, 2021 to 2025$`));
  expect(others).toEqual([]);
  expect(await partsOf({ location: 'DK' })).toEqual([part]);
});

it('runs in one country look its averages up once', async () => {
  const known: KnownBounds = new Map();
  const run = runOfRow();
  const entry = newEntry(run, figuresOf(run));
  const first = rangeOfEntry(entry, known);
  expect(first).toBeInstanceOf(Promise);
  expect(rangeOfEntry(entry, known)).toBeInstanceOf(Promise);
  const range = await first;
  expect(range?.parts.map(({ kind }) => kind)).toContain('intensity');
  expect(rangeOfEntry(entry, known)).toEqual(range);
  expect([...known.keys()]).toEqual(['DK']);
});

it.each([
  ['no place', { kind: 'world-average', location: null }],
  ['a place without a country', { kind: 'country-average', location: 'UNDETECTED' }],
  ['a country without averages', { kind: 'country-average', location: 'XX' }],
  ['an intensity of unknown kind', { kind: 'unknown', location: 'DK' }],
] as const)('%s: nothing is made up', async (_, intensity) => {
  expect(await partsOf(intensity)).toEqual([]);
});

it('an intensity that somebody chose has no alternatives', async () => {
  expect(await partsOf({ location: 'DK' }, { intensity: await countryAverage('DK', 2022) })).toEqual([]);
});

it('figures as logged have no range', async () => {
  await withFolder(async (folder) => {
    const { standard, output } = trackLog({ epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000 } }] });
    writeFiles(folder, { 'x_carbontracker.log': standard, 'x_carbontracker_output.log': output });
    expect((await totalOf(readEntries(folder), { range: true })).range).not.toBeNull();
    const options = { range: true, asLogged: true };
    expect((await totalOf(readEntries(folder, { asLogged: true }), options)).range).toBeNull();
  });
});
