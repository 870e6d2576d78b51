/** What the events of a session mean, each with the figures that follow by hand. */
import { describe, expect, it } from 'vitest';
import { figuresOf, type Run } from '../../../src/index.ts';
import { carbontrackerEvents } from '../../../src/parser/events/index.ts';
import {
  event,
  eventStamp,
  exited,
  finished,
  intensityRead,
  powers,
  sample,
  spanStart,
  spanStop,
  started,
} from '../../helpers/event-logs.ts';
import { codesOf } from '../../helpers/runs.ts';
import { readSourceText } from '../../helpers/sources.ts';

function sessionOf(...lines: string[]): Run {
  const { runs } = readSourceText(carbontrackerEvents, lines.join(''));
  expect(runs).toHaveLength(1);
  return runs[0] as Run;
}

const energyJ = (run: Run): number => figuresOf(run).corrected.energyKwh * 3.6e6;
const durationsS = (run: Run): (number | null)[] => run.epochs.map(({ durationS }) => durationS);
const messageOf = (run: Run, code: string): string | undefined =>
  run.findings.find((finding) => finding.code === code)?.message;
const TEN_S = [100, 100, 100, 100, 100, 100];
const SPAN = spanStart('a', 0) + powers(0, TEN_S) + spanStop('a', 10);

describe('spans', () => {
  it('without an id or a time are none', () => {
    const lost =
      event('SpanStart', { started_at: eventStamp(0) }) + event('SpanStart', { span_id: 'b', started_at: 7 });
    expect(durationsS(sessionOf(started(), lost, SPAN, finished(20)))).toEqual([10]);
  });

  it.each([
    ['whose end has no time', event('SpanStop', { span_id: 'a', ended_at: null })],
    ['that another end closes', event('SpanStop', { span_id: 'b', ended_at: eventStamp(3) })],
    ['that an end without an id closes', event('SpanStop', { ended_at: eventStamp(3) })],
  ])('%s end with the session', (_, stop) => {
    expect(durationsS(sessionOf(started(), spanStart('a', 0), powers(0, TEN_S), stop, finished(10)))).toEqual([10]);
  });

  it('that are open end with the last event, of whatever type', () => {
    const open = [started(), spanStart('a', 0), powers(0, [100, 100])];
    const note = { message: 'x' };
    expect(durationsS(sessionOf(...open))).toEqual([2]);
    expect(durationsS(sessionOf(...open, event('DiagnosticEvent', { ...note, timestamp: eventStamp(6) })))).toEqual([
      6,
    ]);
    expect(durationsS(sessionOf(...open, event('DiagnosticEvent', { ...note, created_at: eventStamp(7) })))).toEqual([
      7,
    ]);
    expect(durationsS(sessionOf(...open, exited(8, { return_code: 0 })))).toEqual([8]);
  });

  it('that are open do not go on with what was read behind the end, nor end with an event without a time', () => {
    const open = [started(), spanStart('a', 0), powers(0, TEN_S)];
    expect(durationsS(sessionOf(...open, finished(11), powers(14, [100, 100])))).toEqual([11]);
    expect(durationsS(sessionOf(...open, event('DiagnosticEvent', { message: 'x' })))).toEqual([10]);
  });

  it('that end twice keep their first end; one id may be used again', () => {
    const again = spanStop('a', 14) + spanStart('a', 20) + powers(20, [100, 100]) + spanStop('a', 22);
    expect(durationsS(sessionOf(started(), SPAN, again, finished(22)))).toEqual([10, 2]);
  });

  describe('of which only the profile is on record', () => {
    const profile = (fields: object): string =>
      event('SpanProfileEvent', { span_id: 'a', started_at: eventStamp(2), ended_at: eventStamp(8), ...fields });
    const run = (fields: object, more = ''): Run =>
      sessionOf(started(), powers(0, TEN_S), more, profile(fields), finished(10));

    it('count', () => {
      expect(durationsS(run({}))).toEqual([6]);
      expect(energyJ(run({}))).toBeCloseTo(600, 6);
    });

    it('count once where their start is on record too', () => {
      expect(durationsS(run({}, spanStart('a', 2) + spanStop('a', 8)))).toEqual([6]);
    });

    it('lie inside their parent', () => {
      expect(durationsS(run({ span_id: 'b', parent_span_id: 'a' }, spanStart('a', 0) + spanStop('a', 10)))).toEqual([
        10,
      ]);
      expect(durationsS(run({ span_id: 'b', parent_span_id: 'lost' }, spanStart('a', 0) + spanStop('a', 1)))).toEqual([
        1, 6,
      ]);
    });

    it.each([
      ['without an id', { span_id: null }],
      ['without a length', { ended_at: eventStamp(2) }],
      ['that end before they start', { ended_at: eventStamp(1) }],
      ['without an end', { ended_at: null }],
    ])('%s are none: the time of the readings counts', (_, fields) => {
      const session = run(fields);
      expect(durationsS(session)).toEqual([10]);
      expect(codesOf(session)).toContain('head-missing');
    });
  });

  it('add up what others used for them; negative figures are none', () => {
    const used = (energy: number, grams: number): string =>
      event('SpanProfileEvent', { span_id: 'a', external_accounting: { energy_kwh: energy, emissions_g: grams } });
    const run = sessionOf(started(), SPAN, used(0.002, 0.5), used(0.001, 0.25), used(-1, -1), finished(10));
    expect(messageOf(run, 'external-energy')).toMatch(/^3\.00 Wh and 0\.75 g of CO2eq of external services/);
    expect(messageOf(sessionOf(started(), SPAN, used(0.002, 0), finished(10)), 'external-energy')).toMatch(
      /^2\.00 Wh of external/,
    );
    expect(messageOf(sessionOf(started(), SPAN, used(0, 2), finished(10)), 'external-energy')).toMatch(
      /and 2 g of CO2eq/,
    );
    expect(codesOf(sessionOf(started(), SPAN, used(0, 0), finished(10)))).not.toContain('external-energy');
  });
});

describe('the end', () => {
  it.each([
    [
      { interrupted: true, return_code: -2 },
      'stopped-early',
      'the command was interrupted: what was measured is counted',
    ],
    [
      { interrupted: false, return_code: 3 },
      'finished',
      'the command failed with exit code 3: what was measured is counted',
    ],
    [{ interrupted: 'true', return_code: 0 }, 'finished', undefined],
    [{ return_code: null }, 'finished', undefined],
  ] as const)('%j: %s', (fields, end, message) => {
    const run = sessionOf(started(), SPAN, exited(10, fields), finished(10));
    expect(run.end).toBe(end);
    expect(messageOf(run, 'command-failed')).toBe(message);
    expect(sessionOf(started(), SPAN, exited(10, fields)).end).toBe('cut-off');
  });

  it('is that of the session, not of what was read behind it', () => {
    const run = sessionOf(started(), SPAN, finished(12), powers(14, [100, 100]));
    expect([run.startedAt, run.endedAt]).toEqual(['2026-04-01 09:00:00', '2026-04-01 09:00:12']);
    expect(sessionOf(spanStart('a', 3), powers(4, [100, 100])).startedAt).toBe('2026-04-01 09:00:03');
  });

  it.each([
    [
      { total_power_usage_kwh: 0.5, total_emissions_g: 20, duration_s: 9.5 },
      { energyKwh: 0.5, co2eqG: 20, co2eqResolutionG: 0, durationS: 9.5 },
    ],
    [{ total_power_usage_kwh: 0.5 }, { energyKwh: 0.5, co2eqG: null, co2eqResolutionG: null, durationS: null }],
    [{ total_power_usage_kwh: 0 }, { energyKwh: 0 }],
    [{ total_power_usage_kwh: -1 }, null],
    [{ total_power_usage_kwh: '0.5' }, null],
    [{}, null],
  ])('with the sums %j', (stats, actual) => {
    const run = sessionOf(started(), SPAN, finished(10, stats));
    if (actual === null) expect(run.actual).toBeNull();
    else expect(run.actual).toMatchObject(actual);
  });

  it('may have no sums at all', () => {
    expect(sessionOf(started(), SPAN, event('FinishedSession', { timestamp: eventStamp(10) })).actual).toBeNull();
  });
});

describe('the configuration', () => {
  it.each([
    [{ pue: 1.5 }, true],
    [{ pue: 1 }, false],
    [{ pue: '1.5' }, false],
    [{}, false],
    [null, false],
  ])('%j names a PUE that was not applied: %j', (config, isNoted) => {
    const codes = codesOf(sessionOf(started(config), SPAN, finished(10)));
    expect(codes.includes('pue-not-applied')).toBe(isNoted);
  });

  it.each([
    // One reading stands for three intervals before and behind it: of 2 s where nothing else is on record.
    [null, 11],
    [{ power_sampling_interval: 3 }, 14],
    [{ power_sampling_interval: 10 }, 20],
    [{ power_sampling_interval: 0 }, 11],
    [{ power_sampling_interval: -5 }, 11],
  ])('%j: one reading at 5 s stands for %d of 20 s', (config, seconds) => {
    const run = sessionOf(
      started(config),
      spanStart('a', 0),
      sample(5, { watts: 60 }),
      spanStop('a', 20),
      finished(20),
    );
    expect(energyJ(run)).toBeCloseTo(60 * seconds, 6);
    expect(codesOf(run).includes('reading-gaps')).toBe(seconds < 20);
  });
});

describe('readings', () => {
  const around = (text: string): Run => sessionOf(started(), spanStart('a', 0), text, spanStop('a', 10), finished(10));

  it('without an id, a time or a place are none', () => {
    const broken =
      sample(4, { device_id: null, watts: 900 }) +
      sample(4, { observed_at: 'soon', watts: 900 }) +
      event('MeasurementEvent', { timestamp: eventStamp(4) }) +
      event('MeasurementEvent', { timestamp: null, data: { carbon_intensity: 7 } }) +
      event('MeasurementEvent', { timestamp: eventStamp(4), data: { samples: [null, 5, 'x', [1]] } });
    const run = around(powers(0, TEN_S) + broken);
    expect(energyJ(run)).toBeCloseTo(1000, 6);
    expect(run.components).toMatchObject([{ name: 'cpu', devices: ['cpu:0'] }]);
    expect(run.intensity).toBeNull();
  });

  it('have the time of their event where they name none', () => {
    const data = { timestamp: null, location: 'DK', carbon_intensity: 80 };
    const line = event('MeasurementEvent', { timestamp: eventStamp(4), provider_name: 'Energinet', data });
    expect(around(powers(0, TEN_S) + line).intensity?.gPerKwh).toBe(80);
  });

  it.each([null, 'x', -5, 1e300])('of %j W are none', (watts) => {
    const other = sample(4, { device_id: 'cpu:1', watts });
    expect(around(powers(0, TEN_S) + other).components[0]?.devices).toEqual(['cpu:0']);
  });

  it('of a counter, and of intervals, count by their energy', () => {
    const counter = [0, 5, 10].map((at) => sample(at, { cumulative_energy_j: 5000 + 30 * at, watts: 999 })).join('');
    expect(energyJ(around(counter))).toBeCloseTo(300, 6);
    expect(around(counter).components[0]?.method).toBe('counter');
    const interval = (fields: object): string =>
      sample(10, { interval_energy_j: 400, interval_start: eventStamp(0), interval_end: eventStamp(10), ...fields });
    expect(energyJ(around(interval({})))).toBeCloseTo(400, 6);
    for (const fields of [{ interval_end: eventStamp(0) }, { interval_energy_j: -1 }, { interval_start: null }]) {
      expect(around(powers(0, TEN_S, { device_id: 'b' }) + interval(fields)).components[0]?.devices).toEqual(['b']);
    }
    // An interval of no energy is a measurement of 0.
    expect(around(interval({ interval_energy_j: 0 })).components[0]?.devices).toEqual(['cpu:0']);
  });

  it.each([
    [{ source: 'simulator' }, 'cpu:0', 'simulated'],
    [{ source: 'generic_cpu' }, 'cpu:0', 'estimated'],
    [{ label: 'AMD EPYC' }, 'AMD EPYC', 'sampled'],
    [{ label: '' }, 'cpu:0', 'sampled'],
    [{ source: 'powermetrics', label: 'x' }, 'Apple Silicon CPU', 'sampled'],
    [{ source: null }, 'cpu:0', 'sampled'],
  ])('%j: named %s, %s', (fields, name, method) => {
    expect(around(powers(0, TEN_S, fields)).components).toEqual([{ name: 'cpu', devices: [name], method }]);
  });

  it('without a domain are of another kind, and without a scope of the whole device', () => {
    expect(around(powers(0, TEN_S, { domain: null })).components[0]?.name).toBe('other');
    const run = around(powers(0, TEN_S, { scope: null }) + powers(0, [500, 500], { scope: 'process', source: 'b' }));
    expect(energyJ(run)).toBeCloseTo(1000, 6);
  });

  it.each([
    ['DK-DK1', 'DK-DK1'],
    [{ country_code: 'DK', zone: 'x' }, 'DK'],
    [{ country_code: '', zone: 'DK-DK1' }, 'DK-DK1'],
    [{ code: 'DK' }, 'DK'],
    [{ name: 'Denmark' }, 'Denmark'],
    [{ latitude: 55.7, longitude: 12.6 }, '55.7, 12.6'],
    [{ latitude: 55.7 }, null],
    [{ longitude: 12.6 }, null],
    [['DK'], null],
    [null, null],
  ])('of the carbon intensity at %j', (location, expected) => {
    const run = around(powers(0, TEN_S) + intensityRead(1, 80, 'Energinet', location));
    expect(run.intensity).toMatchObject({ gPerKwh: 80, kind: 'live', location: expected });
  });

  it('of an intensity below 0 are none, of 0 are one', () => {
    expect(around(powers(0, TEN_S) + intensityRead(1, -1)).intensity).toBeNull();
    expect(around(powers(0, TEN_S) + intensityRead(1, 0)).intensity?.gPerKwh).toBe(0);
  });
});

it('numbers above all that can be measured are none', () => {
  const run = sessionOf(started(), SPAN, finished(10, { total_power_usage_kwh: 1e308, total_emissions_g: 9e18 }));
  expect(run.actual).toBeNull();
  expect(energyJ(run)).toBeCloseTo(1000, 9);
  expect(energyJ(sessionOf(started(), spanStart('a', 0), powers(0, [1e308, 1e308]), spanStop('a', 10)))).toBe(0);
});
