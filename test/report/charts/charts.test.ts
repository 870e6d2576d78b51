import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { figuresOf, newEntry } from '../../../src/accounting/index.ts';
import { readRuns } from '../../../src/index.ts';
import { formatEnergy } from '../../../src/model/numbers.ts';
import type { Consumption, Run } from '../../../src/model/run.ts';
import { CHART_KINDS, chart, describeChart, figure } from '../../../src/report/charts/index.ts';
import { powersByDevice } from '../../../src/report/charts/power-by-device.ts';
import { copyLogs, fixture, inRepository, withFolder } from '../../helpers/fixtures.ts';
import { longRun, makeRun } from '../runs.ts';

type Point = { x: number; y: number };
type Axis = { title: { text: string }; max: number };

const datasets = (runs: Run | Run[], kind: (typeof CHART_KINDS)[number]) => chart(runs, kind)?.data.datasets ?? [];
const axis = (runs: Run | Run[], kind: (typeof CHART_KINDS)[number], name: 'x' | 'y') =>
  (chart(runs, kind)?.options?.scales as unknown as Record<string, Axis> | undefined)?.[name];

const block = (kind: Consumption['block'], energyKwh: number, epochs: number): Consumption => ({
  block: kind,
  epochs,
  durationS: 120,
  energyKwh,
  co2eqG: energyKwh * 100,
  equivalents: null,
  energyResolutionKwh: 5e-13,
  co2eqResolutionG: 5e-10,
});

const two = makeRun({
  measured: [
    { durationS: 60, gpu: [220], cpu: [50] },
    { durationS: 120, gpu: [610], cpu: [60] },
  ],
});

describe('power over time', () => {
  it('draws a step an epoch with its real duration, each component and the total', () => {
    const lines = datasets(two, 'power');
    expect(lines.map(({ label }) => label)).toEqual(['GPU', 'CPU', 'Total']);
    expect(lines[2]?.data).toEqual([
      { x: 0, y: 270 },
      { x: 1, y: 270 },
      { x: 1, y: 670 },
      { x: 3, y: 670 },
    ]);
    expect(axis(two, 'power', 'x')?.title.text).toBe('Monitored time (min)');
    expect(axis(two, 'power', 'y')?.title.text).toBe('Power without PUE (W)');
    expect(describeChart(two, 'power')).toContain('Mean power: GPU 480 W, CPU 56.7 W, Total 537 W. Highest: 670 W.');
  });

  it('shows the sum of the devices where carbontracker averaged them', () => {
    const run = makeRun({
      writer: { tool: 'carbontracker', version: '2.2.0' },
      components: [{ name: 'gpu', devices: ['A', 'B'], method: 'sampled' }],
      epochs: [{ number: 1, durationS: 10, powerW: { gpu: { scope: 'mean', values: [100] } } }],
    });
    expect(datasets(run, 'power')[0]?.data[0]).toMatchObject({ y: 200 });
    expect(datasets(run, 'power')).toHaveLength(1);
  });

  it('breaks the line where nothing was measured', () => {
    const run = makeRun({
      measured: [
        { durationS: 30, gpu: null, cpu: null },
        { durationS: 120, gpu: [200], cpu: [50] },
      ],
    });
    const total = datasets(run, 'power')[2]?.data as Point[];
    expect(total.map(({ y }) => y)).toEqual([Number.NaN, Number.NaN, 250, 250]);
  });

  it('joins 10,000 epochs to few points and says so', () => {
    const run = longRun(10_000);
    const points = datasets(run, 'power').reduce((sum, { data }) => sum + data.length, 0);
    expect(points).toBeLessThan(2500);
    expect(figure(run, 'power')?.caption).toContain('Each point is the mean of 50 epochs');
    expect(axis(run, 'power', 'x')?.title.text).toBe('Monitored time (h)');
  });
});

describe('energy per epoch', () => {
  it('stacks components and PUE overhead up to the counted energy', () => {
    const layers = datasets(two, 'energy-per-epoch');
    expect(layers.map(({ label }) => label)).toEqual(['GPU', 'CPU', 'PUE overhead (1.58)']);
    const sumWh = layers.flatMap(({ data }) => data as number[]).reduce((a, b) => a + b, 0);
    expect(sumWh / 1000).toBeCloseTo(figuresOf(two).corrected.energyKwh, 12);
    expect(axis(two, 'energy-per-epoch', 'y')?.title.text).toBe('Energy per epoch (Wh)');
  });

  it('takes mWh for short epochs', () => {
    const run = makeRun({ measured: [{ durationS: 0.5, gpu: [30], cpu: [5] }] });
    expect(axis(run, 'energy-per-epoch', 'y')?.title.text).toBe('Energy per epoch (mWh)');
  });

  it('shows the mean of bins for many epochs and says so', () => {
    const run = longRun(10_000);
    const layers = datasets(run, 'energy-per-epoch');
    expect(layers[0]?.data).toHaveLength(50);
    expect(axis(run, 'energy-per-epoch', 'x')?.title.text).toBe('First of 200 epochs');
    const sumKwh = layers.flatMap(({ data }) => data as number[]).reduce((a, b) => a + b, 0) * 200 * 1e-3;
    expect(sumKwh).toBeCloseTo(figuresOf(run).corrected.energyKwh, 6);
  });

  it('leaves PUE out where the writer applied none', () => {
    const run = makeRun({ measured: [{ durationS: 60, gpu: [100], cpu: [50] }], pue: null });
    expect(datasets(run, 'energy-per-epoch').map(({ label }) => label)).toEqual(['GPU', 'CPU']);
  });
});

describe('breakdown', () => {
  it('names devices, shares and overhead', () => {
    const run = makeRun({
      components: [{ name: 'gpu', devices: ['A', 'B'], method: 'sampled' }],
      measured: [{ durationS: 3600, gpu: [100, 300] }],
      pue: { value: 1.5, source: 'x' },
    });
    expect(describeChart(run, 'breakdown')).toBe(
      'Bar chart of the energy by part, 600 Wh in all: GPU 1: B 300 Wh (50 %), GPU 0: A 100 Wh (17 %), PUE overhead 200 Wh (33 %).',
    );
  });

  it('adds runs up to their total', () => {
    expect(describeChart([two, two], 'breakdown')).toContain(
      `${formatEnergy(2 * figuresOf(two).corrected.energyKwh)} in all`,
    );
  });
});

describe('charts of many runs', () => {
  const many = Array.from({ length: 40 }, (_, i) =>
    makeRun({
      id: `logs/run-${i}`,
      measured: [{ durationS: 60 * (i + 1), gpu: [200], cpu: [50] }],
      endedAt: `2025-01-${String(1 + (i % 28)).padStart(2, '0')} 10:00:00`,
    }),
  );

  it('shows the largest runs first and groups the rest', () => {
    const bars = chart(many, 'energy-by-run')?.data;
    expect(bars?.labels?.[0]).toBe('run-39');
    expect(bars?.labels).toHaveLength(15);
    expect(figure(many, 'energy-by-run')?.caption).toContain('25 smaller runs used');
    expect(chart(many.slice(0, 17), 'energy-by-run')?.data.labels).toContain('2 smaller runs');
  });

  it('grows to the total over the calendar', () => {
    const points = datasets(many, 'cumulative-energy')[0]?.data as Point[];
    const totalKwh = many.reduce((sum, run) => sum + figuresOf(run).corrected.energyKwh, 0);
    expect(points.at(-1)?.y).toBeCloseTo(totalKwh, 9);
    expect(points.every(({ y }, i) => i === 0 || y >= (points[i - 1] as Point).y)).toBe(true);
  });

  it('compares predictions with what was measured', () => {
    const measured = [{ durationS: 60, gpu: [100], cpu: [50] }];
    const pair = (energyKwh: number) =>
      makeRun({ measured, actual: block('actual', 0.00395, 1), predicted: block('predicted', energyKwh, 1) });
    const three = [pair(0.005), pair(0.004), pair(0.003)];
    expect(datasets(three, 'prediction')[0]?.data).toHaveLength(3);
    expect(describeChart(three, 'prediction')).toContain('Half of the 3 predictions were within 24 %');
    expect(describeChart([pair(0.005), pair(0.005), pair(0.005)], 'prediction')).toContain(
      'All 3 predictions were within 27 %',
    );
    expect(chart(pair(0.005), 'prediction')).toBeNull();
    expect(chart([pair(0), pair(0), pair(0)], 'prediction')).toBeNull();
  });
});

describe('carbon intensity', () => {
  it('is drawn for several values only', () => {
    expect(chart(two, 'carbon-intensity')).toBeNull();
    const intensity = { gPerKwh: 110, kind: 'live' as const, location: 'DK', year: null, values: [100, 120] };
    expect(describeChart(makeRun({ intensity }), 'carbon-intensity')).toBe(
      'Line chart of 2 values of the carbon intensity: mean 110, lowest 100, highest 120 gCO₂eq/kWh.',
    );
  });
});

describe('every chart', () => {
  it('is null for a run without data and for no run', () => {
    for (const kind of CHART_KINDS) {
      expect(chart(makeRun(), kind), kind).toBeNull();
      expect(chart([], kind), kind).toBeNull();
    }
  });

  it('is the same for the same runs', () => {
    for (const kind of CHART_KINDS) expect(JSON.stringify(chart(two, kind))).toBe(JSON.stringify(chart(two, kind)));
  });
});

describe('where the energy went', () => {
  const totalOfBars = (runs: Run[]): number => {
    const unit = /\((\S+)\)/.exec(String(datasets(runs, 'breakdown')[0]?.label))?.[1];
    const factor = { MWh: 1e3, kWh: 1, Wh: 1e-3, mWh: 1e-6, µWh: 1e-9 }[unit ?? ''] ?? Number.NaN;
    const values = (datasets(runs, 'breakdown')[0]?.data ?? []) as number[];
    return values.reduce((sum, value) => sum + value * factor, 0);
  };
  const measured = [{ durationS: 3600, gpu: [100, 100], cpu: [50] }];

  it('adds up to the total, with an unknown split where a log prints more than its epochs', () => {
    const more = makeRun({ measured, actual: block('actual', 1, 1) });
    expect(figuresOf(more).corrected.energyKwh).toBe(1);
    expect(totalOfBars([more])).toBeCloseTo(1, 9);
    expect(chart(more, 'breakdown')?.data.labels).toContain('unknown split');
  });

  it('adds up to the total for each recorded run and all of them', async () => {
    const runs = await readRuns(inRepository('fixtures', 'carbontracker', '2.4.3'));
    const drawn = runs.filter((run) => chart(run, 'breakdown') !== null && figuresOf(run).corrected.energyKwh > 0);
    expect(drawn.length).toBeGreaterThan(5);
    for (const run of drawn) {
      expect(totalOfBars([run]) / figuresOf(run).corrected.energyKwh, run.id).toBeCloseTo(1, 2);
    }
    const totalKwh = drawn.reduce((sum, run) => sum + figuresOf(run).corrected.energyKwh, 0);
    expect(totalOfBars(drawn) / totalKwh).toBeCloseTo(1, 2);
  });
});

describe('power of each device', () => {
  const measured = [
    { durationS: 60, gpu: [100, 300], cpu: [50] },
    { durationS: 120, gpu: [130, 300], cpu: [50] },
  ];

  it('has a line for each device of a log with one value per device', () => {
    const components = [
      { name: 'gpu', devices: ['A100', 'A100'], method: 'sampled' as const },
      { name: 'cpu', devices: ['cpu:0'], method: 'counter' as const },
    ];
    const run = makeRun({ measured, components });
    expect(datasets(run, 'power-by-device').map(({ label }) => label)).toEqual(['GPU 0', 'GPU 1']);
    expect(describeChart(run, 'power-by-device')).toBe(
      'Line chart of the power of 2 devices: GPU 0 120 W, GPU 1 300 W on average.',
    );
  });

  it('is null where the log has one value for all, or one device', () => {
    expect(chart(makeRun({ measured: [{ durationS: 60, gpu: [100], cpu: [50] }] }), 'power-by-device')).toBeNull();
  });

  it('comes from the energy of each device where ct-track logged it, without samples', () =>
    withFolder(async (folder) => {
      copyLogs(fixture('findings', 'reading-failed'), folder);
      const name = readdirSync(folder).find((one) => one.endsWith('_carbontracker.log')) ?? '';
      const text = readFileSync(path.join(folder, name), 'utf8');
      // 9 kJ in the 30 s that are known of it.
      const known = text.replace('"energyJ":null,"coveredS":60', '"energyJ":9000,"coveredS":30');
      expect(known).not.toBe(text);
      writeFileSync(path.join(folder, name), known);
      const [run] = await readRuns(folder);
      expect(datasets(run as Run, 'power-by-device').map(({ label, data }) => [label, data])).toEqual([
        [
          'GPU 0',
          [
            { x: 0, y: 100 },
            { x: 60, y: 100 },
          ],
        ],
        [
          'GPU 1',
          [
            { x: 0, y: 300 },
            { x: 60, y: 300 },
          ],
        ],
      ]);
      const [asInLog] = await readRuns(fixture('findings', 'reading-failed'));
      expect(describeChart(asInLog as Run, 'power-by-device')).toContain('GPU 1 not measured');
    }));

  it('has a chart for each component with several devices', () => {
    const components = ['cpu', 'gpu'].map((name) => ({
      name,
      devices: ['a', 'b', 'c'].slice(name === 'cpu' ? 1 : 0),
      method: 'sampled' as const,
    }));
    const of = [{ durationS: 60, gpu: [100, 200, 300], cpu: [50, 60] }];
    const titles = powersByDevice(
      newEntry(makeRun({ measured: of, components }), figuresOf(makeRun({ measured: of }))),
    );
    expect(titles.map(({ title }) => title)).toEqual(['Power of each GPU', 'Power of each CPU']);
  });
});

it('the axis of CO2eq is that of the energy times the carbon intensity', () => {
  const measured = [{ durationS: 3600, gpu: [1000], cpu: [] }];
  const run = makeRun({ measured, pue: null, actual: { ...block('actual', 1, 1), co2eqG: 250 } });
  const scales = chart(run, 'energy-per-epoch')?.options?.scales as Record<
    string,
    { max?: number; title: { text: string } }
  >;
  expect(scales.y?.title.text).toBe('Energy per epoch (kWh)');
  expect(scales.carbon?.title.text).toBe('CO₂eq per epoch (g)');
  expect(scales.carbon?.max).toBeCloseTo(250 * (scales.y?.max ?? 0), 9);
});

describe('small and large runs', () => {
  it('counts each run once, in the step that holds its energy', () => {
    const energiesKwh = [...Array(19).fill(0.0015), 0.002, 0.0049, 0.005, 30];
    const runs = energiesKwh.map((energyKwh) =>
      makeRun({ measured: [{ durationS: 60, gpu: [100], cpu: [] }], actual: block('actual', energyKwh, 1) }),
    );
    const [ofRuns, ofEnergy] = datasets(runs, 'energy-distribution').map(({ data }) => data as number[]);
    const labels = chart(runs, 'energy-distribution')?.data.labels as string[][];
    expect(labels[0]).toEqual(['1 Wh', 'to 2 Wh']);
    expect(labels.at(-1)).toEqual(['20 kWh', 'to 50 kWh']);
    expect(ofRuns?.slice(0, 3).map((share) => Math.round((share * energiesKwh.length) / 100))).toEqual([19, 2, 1]);
    for (const shares of [ofRuns, ofEnergy]) expect(shares?.reduce((sum, share) => sum + share)).toBeCloseTo(100, 9);
    expect(chart(runs.slice(0, 5), 'energy-distribution')).toBeNull();
  });
});
