import { expect, it } from 'vitest';
import { assess } from '../../../src/accounting/index.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

it('the range of a run with missing readings never goes below nothing', () => {
  // As in a damaged log: the total says 0 kWh, yet an epoch had a power and another had none.
  const epochs = [{ power: { gpu: '300.0' } }, { power: { gpu: 'None' } }];
  const run = runOf(standardLog({ epochs }), outputLog([{ energy: '0.000000000000 kWh', co2eq: '0 g' }]));
  const finding = assess(run).findings.find(({ code }) => code === 'epoch-not-measured');
  expect(finding?.figures?.rangeKwh?.[0]).toBeGreaterThanOrEqual(0);
});
