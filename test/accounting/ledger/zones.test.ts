import { expect, it } from 'vitest';
import { Zones } from '../../../src/accounting/ledger/zones.ts';
import type { Run } from '../../../src/index.ts';
import { standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { device, trackLog } from '../../helpers/track-logs.ts';

const whole = runOf(standardLog());

it('zones: the first run of each further offset is told', () => {
  const zones = new Zones();
  const at = (id: string, utcOffsetMinutes: number): Run => {
    const { standard, output } = trackLog({ devices: [device('gpu:0')], start: { utcOffsetMinutes } });
    return { ...runOf(standard, output), id };
  };
  const found = [at('a', 60), at('b', 60), at('c', -330), at('d', -330), at('e', 0), whole].map((run) =>
    zones.look(run),
  );
  expect(found.map((finding) => finding?.message ?? null)).toEqual([
    null,
    null,
    'logs local times of UTC-05:30, a those of UTC+01:00: compare no stamps of the two',
    null,
    'logs local times of UTC+00:00, a those of UTC+01:00: compare no stamps of the two',
    null,
  ]);
});
