import { expect, it } from 'vitest';
import { PartCopies, Zones } from '../../src/accounting/index.ts';
import { account, type Finding, type Run } from '../../src/index.ts';
import { epochText, outputLog, standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';
import { device, trackLog } from '../helpers/track-logs.ts';

const epochs = [{ power: { gpu: '100.5' } }, { power: { gpu: '99.5' } }];
const whole = runOf(standardLog({ epochs }), outputLog([{ heading: 'Actual consumption for 2 epoch(s):' }], 120));
const begun = runOf(standardLog({ epochs: epochs.slice(0, 1), closing: [] }));
const as = (run: Run, id: string): Run => ({ ...run, id });

function lookedAt(...runs: Run[]): (Finding | null)[] {
  const copies = new PartCopies();
  return runs.map((run) => copies.look(run, account(run)));
}

it.each([
  ['whole first', as(whole, 'a/7_x'), as(begun, 'b/7_x')],
  ['part first', as(begun, 'a/7_x'), as(whole, 'b/7_x')],
])('%s: the smaller of the two figures is counted twice', (_, first, second) => {
  const [none, finding] = lookedAt(first, second);
  const twiceKwh = (100.5 * 60 * 1.58) / 3.6e6;
  expect(none).toBeNull();
  expect(finding).toMatchObject({ code: 'copied-part', severity: 'warning' });
  expect(finding?.effectKwh).toBeCloseTo(-Math.min(twiceKwh, 0.00395), 12);
  expect(finding?.message).toContain('a/7_x');
});

it('a copy without its standard log has the same total', () => {
  const outputOnly = runOf(null, outputLog([{ heading: 'Actual consumption for 2 epoch(s):' }], 120));
  expect(lookedAt(as(whole, 'a/7_x'), as(outputOnly, 'b/7_x'))[1]).toMatchObject({ code: 'copied-part' });
});

it.each([
  ['another name', as(begun, 'b/8_x')],
  ['another first epoch', as(runOf(standardLog({ epochs: epochs.slice(1), closing: [] })), 'b/7_x')],
  ['another start', as(runOf(standardLog({ epochs: epochs.slice(0, 1), closing: [], start: 60 })), 'b/7_x')],
  ['nothing measured', as(runOf(standardLog({ epochs: [], closing: [] })), 'b/7_x')],
])('%s is another run', (_, other) => expect(lookedAt(as(whole, 'a/7_x'), other)).toEqual([null, null]));

it('without its output log it is one too, and with other figures it is none', () => {
  const lacking = as(runOf(standardLog({ epochs })), 'b/7_x');
  expect(lookedAt(as(whole, 'a/7_x'), lacking)[1]).toMatchObject({ code: 'copied-part' });
  const changed = [epochs[0] ?? { power: {} }, { power: { gpu: '9.5' } }];
  const other = runOf(standardLog({ epochs: changed }), outputLog([{ energy: '0.0020 kWh' }], 120));
  expect(lookedAt(as(whole, 'a/7_x'), as(other, 'b/7_x'))).toEqual([null, null]);
});

it('three runs of one name are compared with each other', () => {
  const other = runOf(standardLog({ closing: [] }) + epochText(120, 2, { power: { gpu: '3.5' } }));
  const found = lookedAt(as(other, 'a/7_x'), as(whole, 'b/7_x'), as(begun, 'c/7_x'));
  expect(found.map((finding) => finding?.code)).toEqual([undefined, undefined, 'copied-part']);
});

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
