import { describe, expect, it } from 'vitest';
import { energyUnit, formatPower, massUnit, powerUnit, timeUnit } from '../../src/model/axis-units.ts';

describe('the unit of an axis is the largest in which its largest value reads at least 1', () => {
  it.each([
    [1000, 'MWh'],
    [999, 'kWh'],
    [1, 'kWh'],
    [0.999, 'Wh'],
    [1e-3, 'Wh'],
    [9e-4, 'mWh'],
    [1e-6, 'mWh'],
    [1e-9, 'µWh'],
    [1e-15, 'µWh'],
    [0, 'Wh'],
  ])('%d kWh: %s', (largest, name) => expect(energyUnit(largest).name).toBe(name));

  it.each([
    [1e6, 't'],
    [999_999, 'kg'],
    [1000, 'kg'],
    [1, 'g'],
    [0.5, 'mg'],
    [1e-6, 'µg'],
    [1e-12, 'µg'],
    [0, 'g'],
  ])('%d g: %s', (largest, name) => expect(massUnit(largest).name).toBe(name));

  it.each([
    // Four digits of watts read better than small kilowatts.
    [10_000, 'kW'],
    [9999, 'W'],
    [1000, 'W'],
    [1, 'W'],
    [0.9, 'mW'],
    [1e-3, 'mW'],
    [1e-4, 'µW'],
    [1e-9, 'µW'],
    [0, 'W'],
  ])('%d W: %s', (largest, name) => expect(powerUnit(largest).name).toBe(name));

  it.each([
    [10_800, 'h'],
    [10_799, 'min'],
    [180, 'min'],
    [179, 's'],
    [0.1, 's'],
    [0, 's'],
  ])('%d s: %s', (largest, name) => expect(timeUnit(largest).name).toBe(name));

  it('its factor leads from the base unit to it', () => {
    expect(2 * energyUnit(2).factor).toBe(2);
    expect(2500 * energyUnit(2500).factor).toBe(2.5);
    expect(7200 * timeUnit(20_000).factor).toBe(2);
    expect(90 * timeUnit(200).factor).toBe(1.5);
    expect(20_000 * powerUnit(20_000).factor).toBe(20);
  });
});

it.each([
  [350, '350 W'],
  [350.4, '350 W'],
  [99.96, '100 W'],
  [99.94, '99.9 W'],
  [1234.5, '1,235 W'],
  [12_345, '12.3 kW'],
  [1_234_567, '1,235 kW'],
  [0.0123, '12.3 mW'],
  [0, '0 W'],
  [-20, '-20.0 W'],
])('%d W reads %s', (powerW, text) => expect(formatPower(powerW)).toBe(text));
