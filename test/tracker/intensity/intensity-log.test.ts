import { describe, expect, it } from 'vitest';
import type { KnownIntensity } from '../../../src/model/factors.ts';
import { IntensityLog } from '../../../src/tracker/intensity/intensity-log.ts';
import type { IntensityProvider, IntensityReport } from '../../../src/tracker/intensity/provider.ts';

const FALLBACK: KnownIntensity = { gPerKwh: 445, kind: 'world-average', location: null, year: 2024, source: 'x' };

function provider(...reports: (IntensityReport | Error)[]): IntensityProvider {
  return {
    name: 'Test',
    location: 'DK',
    fetch: async () => {
      const next = reports.length > 1 ? reports.shift() : reports[0];
      if (next === undefined || next instanceof Error) throw next ?? new Error('none');
      return next;
    },
  };
}

/** Looks until enough values and problems came. */
async function look(log: IntensityLog, events: number): Promise<{ values: number[]; problems: string[] }> {
  const seen = { values: [] as number[], problems: [] as string[] };
  await new Promise<void>((resolve) => {
    const count = () => seen.values.length + seen.problems.length >= events && resolve();
    const keepAlive = setTimeout(resolve, 5000);
    log.start({
      onValue: ({ gPerKwh }) => {
        seen.values.push(gPerKwh);
        count();
      },
      onProblem: (message) => {
        seen.problems.push(message);
        count();
      },
    });
    void keepAlive;
  });
  log.stop();
  return seen;
}

describe('IntensityLog', () => {
  it('without a provider, the fallback is the value', () => {
    const log = new IntensityLog(FALLBACK, null, 900);
    log.start({ onValue: () => undefined, onProblem: () => undefined });
    expect(log.values).toEqual([445]);
    expect(log.average).toBe(445);
    expect(log.forecast(3600, 0)).toBeNull();
  });

  it('live values replace the fallback, and are averaged', async () => {
    const log = new IntensityLog(
      FALLBACK,
      provider({ gPerKwh: 100, forecast: [] }, { gPerKwh: 200, forecast: [] }),
      0.005,
    );
    await look(log, 2);
    expect(log.values.slice(0, 2)).toEqual([100, 200]);
    expect(log.current).toMatchObject({ kind: 'live', location: 'DK', source: 'Test' });
  });

  it('a failure is told once, and the fallback stays', async () => {
    const log = new IntensityLog(
      FALLBACK,
      provider(new Error('no connection'), new Error('no connection'), { gPerKwh: 9, forecast: [] }),
      0.005,
    );
    expect(await look(log, 2)).toEqual({
      values: [9],
      problems: ['Test: no connection; the world average in 2024 (445 g/kWh) counts'],
    });
  });

  it('the end gives up what is not answered, and says what counts', () => {
    const signals: (AbortSignal | undefined)[] = [];
    const problems: string[] = [];
    const silent: IntensityProvider = {
      name: 'Test',
      location: 'DK',
      fetch: (signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    };
    const log = new IntensityLog(FALLBACK, silent, 900);
    log.start({ onValue: () => undefined, onProblem: (message) => void problems.push(message) });
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
    log.stop();
    log.stop();
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
    expect(problems).toEqual(['Test: no answer before the run ended; the world average in 2024 (445 g/kWh) counts']);
    expect(log.average).toBe(445);
  });

  it('averages the forecast over the time to come', async () => {
    const forecast = [0, 1, 2, 3].map((hour) => ({ fromMs: hour * 3_600_000, gPerKwh: 100 * (hour + 1) }));
    const log = new IntensityLog(FALLBACK, provider({ gPerKwh: 50, forecast }), 900);
    await look(log, 1);
    const hourMs = 3_600_000;
    expect(log.forecast(60, 10)).toEqual({ gPerKwh: 100, coveredS: 60, location: 'DK' });
    expect(log.forecast(7200, 0)).toEqual({ gPerKwh: 150, coveredS: 7200, location: 'DK' });
    // Half an hour of 100, an hour of 200, a quarter of 300.
    expect(log.forecast(6300, hourMs / 2)?.gPerKwh).toBeCloseTo((50 + 200 + 75) / 1.75, 9);
    expect(log.forecast(60, 1.5 * hourMs)?.gPerKwh).toBe(200);
    // The last value holds for an hour, as the others do.
    expect(log.forecast(9 * 3600, 3 * hourMs)).toEqual({ gPerKwh: 400, coveredS: 3600, location: 'DK' });
    expect(log.forecast(60, 99 * hourMs)).toBeNull();
    expect(log.forecast(0, 10)).toBeNull();
  });
});
