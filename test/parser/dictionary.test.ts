import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnRun } from '../../src/model/column-run.ts';
import { EpochColumns, rowLayout } from '../../src/model/epoch-columns.ts';
import { toComponents, toDictionary } from '../../src/parser/dictionary.ts';
import { block, outputLog, standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';

describe("carbontracker's own keys", () => {
  it('a pair', () => {
    const output =
      block(60, { heading: 'Predicted consumption for 2 epoch(s):', energy: '0.0079 kWh', co2eq: '0.79 g' }) +
      outputLog();
    expect(toDictionary(runOf(standardLog(), output))).toEqual({
      output_filename: 'x_carbontracker_output.log',
      standard_filename: 'x_carbontracker.log',
      components: {
        gpu: {
          'avg_power_usages (W)': [[100]],
          'avg_energy_usages (J)': [[6000]],
          'epoch_durations (s)': [60],
          devices: ['NVIDIA A100'],
        },
        cpu: {
          'avg_power_usages (W)': [[50]],
          'avg_energy_usages (J)': [[3000]],
          'epoch_durations (s)': [60],
          devices: ['cpu:0'],
        },
      },
      early_stop: false,
      actual: {
        epochs: 1,
        'duration (s)': 60,
        'energy (kWh)': 0.00395,
        'co2eq (g)': 0.395,
        equivalents: { 'km travelled by car': 0.003698501873 },
      },
      pred: {
        epochs: 2,
        'duration (s)': 60,
        'energy (kWh)': 0.0079,
        'co2eq (g)': 0.79,
        equivalents: { 'km travelled by car': 0.003698501873 },
      },
    });
  });

  it('a heading without a count stands for the epochs on record', () => {
    expect(toDictionary(runOf(standardLog(), outputLog([{ heading: 'Actual consumption:' }]))).actual?.epochs).toBe(1);
    expect(toDictionary(runOf(null, outputLog([{ heading: 'Actual consumption:' }]))).actual?.epochs).toBeNull();
  });

  it('figures are as logged: the mean of averaged devices', () => {
    const run = runOf(standardLog({ components: 'GPU with device(s) A, B.' }), outputLog());
    expect(toDictionary(run).components.gpu?.['avg_power_usages (W)']).toEqual([[100]]);
    expect(toDictionary(run).actual?.['energy (kWh)']).toBe(0.00395);
  });

  it('null for what was not measured', () => {
    const epochs = [
      { power: { gpu: 'None' } },
      { power: { gpu: '10.0' } },
      { duration: '-0:00:01.00', power: { gpu: '20.0' } },
    ];
    expect(toComponents(runOf(standardLog({ epochs }))).gpu).toEqual({
      'avg_power_usages (W)': [[null], [10], [20]],
      'avg_energy_usages (J)': [[null], [600], [null]],
      'epoch_durations (s)': [60, 60, null],
      devices: ['NVIDIA A100'],
    });
    expect(toComponents(runOf(standardLog({ epochs }))).cpu?.['avg_power_usages (W)']).toBeNull();
    expect(toComponents(runOf(standardLog({ epochs: [] }))).gpu).toEqual({
      'avg_power_usages (W)': null,
      'avg_energy_usages (J)': null,
      'epoch_durations (s)': null,
      devices: ['NVIDIA A100'],
    });
  });

  it('an epoch without a reading is a row as wide as the others', () => {
    const epochs = [{ power: {} }, { power: { gpu: '[1. 2.]' } }];
    const run = runOf(standardLog({ version: '1.2.5', components: 'GPU with device(s) A, B.', epochs }));
    expect(toComponents(run).gpu?.['avg_power_usages (W)']).toEqual([
      [null, null],
      [1, 2],
    ]);
  });

  it('early_stop', () => {
    const closing = ['Training was interrupted before all 10 epochs were monitored.'];
    expect(toDictionary(runOf(standardLog({ closing }))).early_stop).toBe(true);
    expect(toDictionary(runOf(standardLog({ closing: [] }))).early_stop).toBe(false);
  });
});

it('epochs in columns are the same as epochs that are objects', () => {
  const head = runOf(standardLog({ components: 'GPU with device(s) A, B. CPU with device(s) cpu:0.' }), outputLog());
  const reading = fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0, max: 400, noNaN: true }));
  const widths = fc.record({ gpu: fc.integer({ min: 1, max: 3 }), other: fc.boolean() });
  const logs = fc.record({ widths, numbers: fc.array(reading, { maxLength: 60 }) });
  fc.assert(
    fc.property(logs, ({ widths: { gpu, other }, numbers }) => {
      const names = [
        { name: 'gpu', width: gpu },
        ...(other ? [{ name: 'dram', width: 1 }] : [{ name: 'cpu', width: 1 }]),
      ];
      const layout = rowLayout(names.map((power) => ({ ...power, scope: 'device' as const })));
      const count = Math.floor(numbers.length / layout.stride);
      const rows = Float64Array.from(numbers.slice(0, count * layout.stride));
      for (let epoch = 0; epoch < count; epoch += 1) rows.set([epoch + 1, epoch * 1.5], epoch * layout.stride);
      const inColumns = () => new ColumnRun(head, { ...head }, new EpochColumns(rows, layout));
      const asObjects = inColumns();
      expect(asObjects.epochs).toHaveLength(count);
      expect(asObjects.columns).toBeNull();
      expect(toDictionary(inColumns())).toEqual(toDictionary(asObjects));
    }),
  );
});
