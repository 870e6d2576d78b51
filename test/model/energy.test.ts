import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loggedEpochEnergyKwh, totalDurationS, totalPowerW } from '../../src/model/energy.ts';
import type { Epoch, Power } from '../../src/model/run.ts';

const power = (...values: (number | null)[]): Power => ({ scope: 'device', values });
const epoch = (durationS: number | null, powerW: Epoch['powerW'] = {}): Epoch => ({ number: 1, durationS, powerW });

describe('totalPowerW', () => {
  it.each<[string, Power | null | undefined, number | null]>([
    ['two devices', power(100, 50.5), 150.5],
    ['one that was not measured', power(null, 50), 50],
    ['0 W', power(0), 0],
    ['none that was measured', power(null, null), null],
    ['no value', power(), null],
    ['no reading', null, null],
    ['no line', undefined, null],
  ])('%s', (_, line, totalW) => expect(totalPowerW(line)).toBe(totalW));
});

describe('loggedEpochEnergyKwh', () => {
  it.each<[string, Epoch, number | null]>([
    ['an hour at 100 W and 50 W', epoch(3600, { gpu: power(60, 40), cpu: power(50) }), 0.15],
    ['a component that was not measured', epoch(3600, { gpu: null, cpu: power(50) }), 0.05],
    ['0 W', epoch(3600, { gpu: power(0) }), 0],
    ['nothing measured', epoch(3600, { gpu: null, cpu: power(null) }), null],
    ['no component', epoch(3600), null],
    ['no duration', epoch(null, { gpu: power(100) }), null],
  ])('%s', (_, of, energyKwh) => {
    expect(loggedEpochEnergyKwh(of)).toEqual(energyKwh === null ? null : expect.closeTo(energyKwh, 12));
  });

  it('of two halves is that of the whole', () => {
    const watts = fc.double({ min: 0, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(watts, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 1e6 }),
        (values, halfS) => {
          const of = (durationS: number) =>
            loggedEpochEnergyKwh(epoch(durationS, { gpu: power(...values) })) ?? Number.NaN;
          expect(of(halfS) * 2).toBeCloseTo(of(halfS * 2), 9);
        },
      ),
    );
  });
});

it('totalDurationS leaves out what is not known', () => {
  expect(totalDurationS([epoch(60), epoch(null), epoch(0.5)])).toBe(60.5);
  expect(totalDurationS([])).toBe(0);
});
