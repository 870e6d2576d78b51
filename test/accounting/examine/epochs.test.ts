import { expect, it } from 'vitest';
import { assess } from '../../../src/accounting/index.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

it('the range of a run with missing readings never goes below nothing', () => {
  // As in a damaged log: the total says 0 kWh, yet an epoch had a power and another had none.
  const epochs = [{ power: { gpu: 'None' } }, { power: { gpu: '150.0' } }];
  const nothing = { heading: 'Actual consumption for 2 epoch(s):', time: '0:02:00', energy: '0.000000000000 kWh' };
  const run = runOf(standardLog({ components: 'GPU with device(s) A.', epochs }), outputLog([nothing]));
  const finding = assess(run).findings.find(({ code }) => code === 'epoch-not-measured');
  expect(finding?.figures?.rangeKwh?.[0]).toBeGreaterThanOrEqual(0);
});
