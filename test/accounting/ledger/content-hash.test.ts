import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contentHash } from '../../../src/accounting/index.ts';
import { ColumnRun } from '../../../src/model/column-run.ts';
import { EpochRows, rowLayout } from '../../../src/model/epoch-columns.ts';
import type { Run } from '../../../src/model/run.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { trackLog } from '../../helpers/track-logs.ts';

const at = (id: string, powers: readonly string[] = ['100.0']): Run => ({
  ...runOf(standardLog({ epochs: powers.map((gpu) => ({ power: { gpu } })) }), outputLog([{}], 60)),
  id,
});

it('is the same in every folder, and whatever was found in the run', () => {
  const run = at('a/1.2_2025-01-01T080000Z');
  const copy = { ...run, id: 'b/c/1.2_2025-01-01T080000Z', findings: [] };
  expect(contentHash(copy)).toBe(contentHash(run));
  expect(contentHash(run)).toMatch(/^[0-9a-f]{32}$/);
});

it('is the same under every name', () => {
  const hash = contentHash(at('a/1.2_2025-01-01T080000Z'));
  for (const name of ['backup_1.2_2025-01-01T080000Z', '1.3_2025-01-01T080000Z', 'x#2']) {
    expect(contentHash(at(`b/${name}`))).toBe(hash);
  }
});

it('tells runs apart by each power', () => {
  const power = fc.integer({ min: 1, max: 9999 }).map((value) => (value / 10).toFixed(1));
  fc.assert(
    fc.property(fc.uniqueArray(power, { minLength: 2, maxLength: 6 }), fc.nat(), (powers, pick) => {
      const i = pick % (powers.length - 1);
      const swapped = powers.with(i, powers[i + 1] ?? '').with(i + 1, powers[i] ?? '');
      expect(contentHash(at('x', swapped))).not.toBe(contentHash(at('x', powers)));
    }),
  );
});

it('knows a run of ct-track by its id, under any name', () => {
  const { standard, output } = trackLog({ start: { id: 'one' } });
  const other = trackLog({ start: { id: 'two' } });
  const run = runOf(standard, output);
  expect(contentHash({ ...run, id: 'renamed' })).toBe(contentHash(run));
  expect(contentHash(runOf(other.standard, other.output))).not.toBe(contentHash(run));
});

it('tells runs apart by whatever they say', () => {
  const standard = standardLog({ epochs: [{ power: { gpu: '100.0' } }, { power: { gpu: 'None' } }] });
  const output = outputLog([{}, { heading: 'Predicted consumption for 2 epoch(s):' }], 60);
  const texts: [string, string][] = [
    [standard, output],
    [standard.replace('2.4.3', '2.4.2'), output],
    [standard.replace('carbontracker version', 'ct-track version'), output],
    [standard.replaceAll('2025-01-01 08:00', '2025-01-01 07:59'), output],
    [`${standard}2025-01-01 08:09:00 - odd\n`, output],
    [standard.replace(/.*thread ended.*\n/, ''), output.replace(/.*Finished.*\n/, '')],
    [standard.replace('NVIDIA A100', 'NVIDIA H100'), output],
    [standard.replace('1.58', '1.59'), output],
    [`${standard}2025-01-01 08:02:00 - Carbon intensity: 100.00 gCO2/kWh at DK\n`, output],
    [standard, output.replace('0.003950000000', '0.003950000001')],
    [standard, output.replace('Predicted consumption for 2', 'Predicted consumption for 3')],
    [standard.replace('Epoch 2', 'Epoch 3'), output],
    [standard.replace('Duration: 0:01:00.00', 'Duration: 0:01:00.01'), output],
    [standard.replace('Duration: 0:01:00.00', 'Duration: 0:01'), output],
    [standard.replace('gpu: 100.0', 'gpu: [100.0 nan]'), output],
  ];
  const hashes = texts.map(([one, other]) => contentHash({ ...runOf(one, other), id: 'x' }));
  expect(new Set(hashes).size).toBe(texts.length);
});

it('is the same of epochs in columns, also where some were not measured', () => {
  const { epochs, ...rest } = at('x', ['100.0', 'None', '120.0']);
  for (const values of [
    [100, 110, 120],
    [100, Number.NaN, 120],
  ]) {
    const rows = new EpochRows();
    for (const [i, value] of values.entries()) for (const number of [i + 1, 60, value]) rows.push(number);
    const columns = rows.columns(rowLayout([{ name: 'gpu', scope: 'device', width: 1 }]));
    expect(contentHash(new ColumnRun(rest, rest, columns))).toBe(contentHash({ ...rest, epochs: columns.epochs() }));
  }
});
