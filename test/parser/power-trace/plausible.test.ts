/** Powers that no device draws: they count as they are written, and the range begins without them. */
import { describe, expect, it } from 'vitest';
import { figuresOf, type Run } from '../../../src/index.ts';
import { carbontrackerEvents } from '../../../src/parser/events/index.ts';
import { powerTraces } from '../../../src/parser/power-trace/index.ts';
import { readSourceText } from '../../helpers/sources.ts';

const implausible = (run: Run | undefined) => run?.findings.find(({ code }) => code === 'power-implausible');
const trace = (watts: (second: number) => number, header = 'gpu0_power_w'): Run | undefined =>
  readSourceText(powerTraces, `time,${header}\n${Array.from({ length: 61 }, (_, i) => `${i},${watts(i)}\n`).join('')}`)
    .runs[0];

describe('a power that no device draws', () => {
  it('of one reading is in the range', () => {
    const run = trace((i) => (i === 30 ? 1_000_000 : 200));
    // Two triangles of a second each above 3,000 W; the limit itself is reached within them.
    const excessJ = 2 * ((1_000_000 + 200) / 2 - (3000 + 200) / 2);
    const { rangeKwh, loggedKwh } = implausible(run)?.figures ?? {};
    expect(loggedKwh).toBeCloseTo(figuresOf(run as Run).corrected.energyKwh, 12);
    expect(((rangeKwh?.[1] ?? 0) - (rangeKwh?.[0] ?? 0)) * 3.6e6).toBeCloseTo(excessJ, 3);
    expect(implausible(run)?.message).toMatch(/^gpu0: up to 1(?:\.00)?e\+6|^gpu0: up to 1000000 W/);
  });

  it('of a whole column in mW without a unit is found, and none of a rack', () => {
    expect(implausible(trace(() => 200_000))).toBeDefined();
    expect(implausible(trace(() => 200_000, 'rack_power_w'))).toBeUndefined();
    expect(implausible(trace(() => 1400))).toBeUndefined();
    expect(implausible(trace((i) => 200_000 * i, 'gpu0_energy_j'))).toBeDefined();
  });

  it('is found in event logs', () => {
    const line = (second: number, watts: number): string => {
      const observed_at = `2026-04-01T09:00:${String(second).padStart(2, '0')}.000`;
      const samples = [
        { observed_at, domain: 'gpu', device_id: 'gpu:0', source: 'nvml', scope: 'device_total', watts },
      ];
      return `${JSON.stringify({ __type__: 'MeasurementEvent', provider_name: 'x', data: { timestamp: observed_at, samples } })}\n`;
    };
    const session = (watts: number): Run | undefined =>
      readSourceText(carbontrackerEvents, [0, 2, 4].map((second) => line(second, watts)).join('')).runs[0];
    expect(implausible(session(1e9))).toBeDefined();
    expect(implausible(session(300))).toBeUndefined();
  });
});
