/** Which readings of a session count, and what is found about them, with figures that follow by hand. */
import { describe, expect, it } from 'vitest';
import { type Finding, figuresOf, type Run } from '../../../src/index.ts';
import { carbontrackerEvents } from '../../../src/parser/events/index.ts';
import { event, finished, powers, sample, spanStart, spanStop, started } from '../../helpers/event-logs.ts';
import { codesOf } from '../../helpers/runs.ts';
import { readSourceText } from '../../helpers/sources.ts';

function sessionOf(...lines: string[]): Run {
  const { runs } = readSourceText(carbontrackerEvents, lines.join(''));
  expect(runs).toHaveLength(1);
  return runs[0] as Run;
}

const span = (text: string, fromS = 0, toS = 10): Run =>
  sessionOf(started(), spanStart('a', fromS), text, spanStop('a', toS), finished(20));
const energyJ = (run: Run): number => figuresOf(run).corrected.energyKwh * 3.6e6;
const found = (run: Run, code: string): Finding | undefined => run.findings.find((finding) => finding.code === code);
const steady = (watts: number, count = 6): number[] => Array.from({ length: count }, () => watts);
const kwh = (joules: number): unknown => expect.closeTo(joules / 3.6e6, 12);

describe('devices that count', () => {
  const gpu = { domain: 'gpu', device_id: 'g', source: 'nvml' };

  it('are those as a whole where any was read so, else the shares of processes', () => {
    const share = powers(0, steady(30), { scope: 'process' });
    expect(energyJ(span(share))).toBeCloseTo(300, 6);
    expect(energyJ(span(share + powers(0, steady(50), gpu)))).toBeCloseTo(500, 6);
    expect(energyJ(span(powers(0, steady(50), gpu) + share))).toBeCloseTo(500, 6);
  });

  it('are the machine alone where it was read beside its parts', () => {
    const run = span(powers(0, steady(50), gpu) + powers(0, steady(300), { domain: 'system', device_id: 'psu' }));
    expect(energyJ(run)).toBeCloseTo(3000, 6);
    expect(run.components).toMatchObject([{ name: 'other', devices: ['psu'] }]);
    expect(codesOf(run)).not.toContain('cpu-not-measured');
  });

  it('are read by the program that read them most, whichever came first', () => {
    const often = powers(0, steady(60), { source: 'b' });
    const seldom = powers(0, steady(10, 2), { source: 'a' });
    expect(energyJ(span(often + seldom))).toBeCloseTo(600, 6);
    expect(energyJ(span(seldom + often))).toBeCloseTo(600, 6);
  });

  it('are several of one component, with the least sure of their methods', () => {
    const run = span(
      powers(0, steady(50), gpu) +
        powers(0, steady(70), { ...gpu, device_id: 'h', source: 'generic' }) +
        powers(0, steady(20), { domain: 'ram', device_id: 'r' }),
    );
    expect(run.components).toEqual([
      { name: 'gpu', devices: ['g', 'h'], method: 'estimated' },
      { name: 'ram', devices: ['r'], method: 'sampled' },
    ]);
    expect(run.epochs[0]?.powerW).toEqual({
      gpu: { scope: 'sum', values: [expect.closeTo(120, 9)] },
      ram: { scope: 'sum', values: [expect.closeTo(20, 9)] },
    });
    expect(found(run, 'cpu-not-measured')?.message).toContain('2 components (gpu, ram)');
  });

  it('without a CPU are less than the computer used; without any nothing is said of it', () => {
    expect(codesOf(span(powers(0, steady(50), gpu)))).toContain('cpu-not-measured');
    expect(codesOf(span(powers(0, steady(50), gpu) + powers(0, steady(5))))).not.toContain('cpu-not-measured');
    expect(codesOf(span(''))).not.toContain('cpu-not-measured');
  });
});

describe('parts of a run', () => {
  it('are its spans, numbered, and those without a reading have no power', () => {
    const run = sessionOf(
      started(),
      spanStart('a', 0) + powers(0, [100, 100, 100]) + spanStop('a', 4),
      spanStart('b', 100) + spanStop('b', 104),
      spanStart('c', 200) + powers(200, [50, 50, 50], { domain: 'gpu' }) + spanStop('c', 204),
      finished(204),
    );
    expect(run.epochs).toEqual([
      { number: 1, durationS: 4, powerW: { cpu: { scope: 'sum', values: [100] }, gpu: null } },
      { number: 2, durationS: 4, powerW: { cpu: null, gpu: null } },
      { number: 3, durationS: 4, powerW: { cpu: null, gpu: { scope: 'sum', values: [50] } } },
    ]);
    expect(run).toMatchObject({
      files: { standard: null, output: null, error: null, samples: null, source: 'logs/file' },
    });
  });

  it('are the time of the readings of all devices where no span is on record', () => {
    const run = sessionOf(
      started() + powers(4, steady(100)) + powers(2, steady(10, 5), { device_id: 'cpu:1' }) + finished(20),
    );
    // From 2 to 14 s, as far as a reading holds beyond its own time.
    expect(run.epochs.map(({ durationS }) => durationS)).toEqual([12]);
    expect(energyJ(run)).toBeCloseTo(12 * 110, 6);
    expect(found(run, 'head-missing')?.message).toContain('no span');
    expect(codesOf(span(powers(0, steady(100))))).not.toContain('head-missing');
  });

  it('are none where all spans have no length, or nothing was read', () => {
    const empty = sessionOf(started(), spanStart('a', 5), spanStop('a', 5), powers(0, steady(100)), finished(10));
    expect(empty.epochs).toEqual([]);
    expect(codesOf(empty)).not.toContain('head-missing');
    const unread = sessionOf(started(), finished(10, { total_power_usage_kwh: 1 }));
    expect([unread.epochs, codesOf(unread)]).toEqual([[], []]);
    const once = sessionOf(started(), sample(5, { watts: 9 }), finished(10));
    expect([once.epochs.length, codesOf(once).includes('head-missing')]).toEqual([0, false]);
  });
});

describe('findings', () => {
  it('of steady readings over the whole span are none', () => {
    expect(codesOf(span(powers(0, steady(100))))).toEqual([]);
  });

  it('a gap: what is missing at the mean power, over all devices', () => {
    // 100 s, of which each device was read for 10 s and its last reading holds 6 s more.
    const run = span(powers(0, steady(100)) + powers(0, steady(40), { device_id: 'cpu:1' }), 0, 100);
    expect(energyJ(run)).toBeCloseTo(16 * 140, 6);
    const gap = found(run, 'reading-gaps');
    expect(gap?.message).toBe(
      'nothing was read for 0:01:24 of 0:01:40: no energy is counted for it; at the mean power it would be 3.27 Wh more',
    );
    expect(gap?.figures).toMatchObject({ loggedKwh: kwh(16 * 140), rangeKwh: [kwh(16 * 140), kwh(100 * 140)] });
  });

  it('a gap of the whole span has no mean power', () => {
    const run = sessionOf(started(), spanStart('a', 100) + spanStop('a', 110), powers(0, steady(100)), finished(110));
    const gap = found(run, 'reading-gaps');
    expect(gap?.message).toBe('nothing was read for 0:00:10 of 0:00:10: no energy is counted for it');
    expect(gap?.figures).toMatchObject({ loggedKwh: 0, rangeKwh: null });
  });

  it('power that changes from reading to reading: the lower to the higher of each two', () => {
    const swing = [100, 200, 100, 200, 100, 200];
    const finding = found(span(powers(0, swing) + powers(0, swing, { device_id: 'cpu:1' })), 'power-at-instants');
    expect(finding?.figures).toMatchObject({ loggedKwh: kwh(3000), rangeKwh: [kwh(2000), kwh(4000)] });
    expect(codesOf(span(powers(0, [1000, 1001, 1000, 1001, 1000, 1001])))).not.toContain('power-at-instants');
  });

  it('energy outside the spans, from the first to the last reading of each device', () => {
    const both = powers(0, steady(100, 11)) + powers(0, steady(20, 11), { device_id: 'cpu:1' });
    const finding = found(span(both, 5, 15), 'energy-outside-epochs');
    expect(finding?.message).toBe('50 % of the measured energy, 333 mWh, is outside the spans and not counted');
    expect(finding?.figures).toMatchObject({ loggedKwh: kwh(1200), rangeKwh: [kwh(1200), kwh(2400)] });
    // 5 % is none yet: 1 of 20 s.
    expect(codesOf(span(both, 1, 20))).not.toContain('energy-outside-epochs');
    expect(codesOf(span(both, 2, 20))).toContain('energy-outside-epochs');
    // Where the span is longer than the readings, nothing is known beyond them.
    expect(codesOf(span(powers(8, steady(100)), 0, 19))).not.toContain('energy-outside-epochs');
  });

  it('none of it about a session without a device', () => {
    const codes = codesOf(span(''));
    expect(codes).not.toContain('energy-outside-epochs');
    expect(codes).not.toContain('power-at-instants');
  });
});

describe('the id of the writer', () => {
  const idOf = (stamp: unknown): string | undefined =>
    sessionOf(
      event('StartedSession', { timestamp: stamp }) + spanStart('a', 0) + powers(0, steady(1)) + spanStop('a', 10),
    ).writerId;

  it('is the first stamp where it has microseconds', () => {
    expect(idOf('2026-04-01T09:00:00.123456')).toBe('carbontracker-tui 2026-04-01T09:00:00.123456');
    expect(idOf('2026-04-01T09:00:00.123456+02:00')).toContain('2026-04-01T09:00:00.123456');
  });

  it.each([
    '2026-04-01T09:00:00.123',
    '2026-04-01T09:00:00',
    'x 2026-04-01T09:00:00.123456',
    '2026-04-01T09:00:00.1234567',
  ])('%j does not distinguish one', (stamp) => expect(idOf(stamp)).toBeUndefined());
});
