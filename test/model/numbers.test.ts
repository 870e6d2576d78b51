import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ENERGY_UNITS,
  formatCount,
  formatEnergy,
  formatEnergyPair,
  formatEnergyRange,
  formatMass,
  formatMassPair,
  formatMassRange,
  formatNumber,
  formatShare,
  significant,
  withSeparators,
} from '../../src/model/numbers.ts';

describe('formatNumber: three significant digits, the whole part kept, never 0.000', () => {
  it.each([
    [0, '0'],
    [4.494, '4.49'],
    [0.423, '0.423'],
    [3.5149, '3.51'],
    [12_345.67, '12346'],
    [999.9995, '1000'],
    [999.9999, '1000'],
    [99.96, '100'],
    [16.004, '16.0'],
    [0.1, '0.100'],
    [1e-12, '0.00000000000100'],
    [0.0999999, '0.100'],
    [0.0999, '0.0999'],
    [0.01053333, '0.0105'],
    [0.0000351, '0.0000351'],
    [1.234e-9, '0.00000000123'],
    [3.51e-15, '3.51e-15'],
    [7.9e-10, '0.000000000790'],
  ])('%d is %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('keeps three digits at every size', () => {
    for (let exponent = -14; exponent <= 9; exponent += 1) {
      for (const digits of [1, 1.005, 2.5, 9.994, 9.996]) {
        const value = digits * 10 ** exponent;
        expect(Math.abs(Number(formatNumber(value)) / value - 1)).toBeLessThanOrEqual(0.005);
        expect(formatNumber(value)).not.toMatch(/^0?\.0*$/);
        expect(formatNumber(value).replace(/e.*|\D/g, '').length).toBeLessThan(19);
      }
    }
  });
});

describe('thousands separators', () => {
  it('stand between groups of three digits of the whole part only', () => {
    expect(formatCount(999)).toBe('999');
    expect(formatCount(20_000)).toBe('20,000');
    expect(withSeparators('1234567.12345')).toBe('1,234,567.12345');
    fc.assert(fc.property(fc.nat(), (count) => Number(formatCount(count).replaceAll(',', '')) === count));
  });
});

describe('the unit that fits', () => {
  it.each([
    [0, '0 Wh'],
    [0.0000382, '38.2 mWh'],
    [0.010533, '10.5 Wh'],
    [4.494, '4.49 kWh'],
    [0.9995, '1.00 kWh'],
    [-0.0000382, '-38.2 mWh'],
    [1234.5, '1.23 MWh'],
    [2e6, '2000 MWh'],
    [999_700, '999.7 MWh'],
    [7.9e-10, '0.790 µWh'],
  ])('%d kWh is %s', (energyKwh, text) => expect(formatEnergy(energyKwh)).toBe(text));

  it.each([
    [0, '0 g'],
    [1.05, '1.05 g'],
    [390.7667, '391 g'],
    [0.0123, '12.3 mg'],
    [2500, '2.50 kg'],
    [3.2e6, '3.20 t'],
    [1e-9, '0.00100 µg'],
  ])('%d g is %s', (massG, text) => expect(formatMass(massG)).toBe(text));
});

it('three digits or more, whatever the size, and never an exponent', () => {
  const figure = fc.double({ min: 1e-9, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(figure, (value) => {
      for (const text of [formatEnergy(value), formatMass(value), formatEnergyRange([value, value])])
        expect(text).toMatch(/^[\d.]+( to [\d.]+)? [a-zA-Zµ]+$/);
      const [digits = '', unit = ''] = formatEnergy(value).split(' ');
      const factor = ENERGY_UNITS.find(({ name }) => name === unit)?.factor ?? Number.NaN;
      expect(Math.abs(Number(digits) / factor / value - 1)).toBeLessThanOrEqual(0.005);
    }),
    { examples: [[999_700], [0.9995], [0.00099951]] },
  );
});

describe('formatEnergyPair', () => {
  it('tells two energies apart', () => {
    expect(formatEnergyPair(0.020899, 0.020903)).toEqual(['20.899 Wh', '20.903 Wh']);
    expect(formatEnergyPair(0.001, 0.002)).toEqual(['1.00 Wh', '2.00 Wh']);
  });

  it('does so for masses, which may be those of one energy', () => {
    expect(formatMassPair(10.1834, 10.1841)).toEqual(['10.183 g', '10.184 g']);
    expect(formatMassPair(5, 5)).toEqual(['5.00 g', '5.00 g']);
  });

  it('gives up where they are the same', () => expect(formatEnergyPair(1, 1)).toEqual(['1.00 kWh', '1.00 kWh']));
});

describe('ranges have the unit of their upper bound', () => {
  it.each([
    [[0.171, 0.195], '171 to 195 Wh'],
    [[0.0095, 0.0105], '9.50 to 10.5 Wh'],
    [[0, 1], '0 to 1.00 kWh'],
    [[0.0123, 999.4], '0.012 to 999 kWh'],
    [[0, 0], '0 to 0'],
    [[1, 9.99], '1.00 to 9.99 kWh'],
    [[0.0001, 1], '0.0001 to 1.00 kWh'],
    [[999_700, 1e6], '1000 to 1000 MWh'],
    [[2e5, 3e6], '200 to 3000 MWh'],
    [[1e-14, 1e-13], '0.00001 to 0.0001 µWh'],
    [[1e-12, 2e-9], '0.001 to 2.00 µWh'],
  ] as const)('%j kWh is %s', (bounds, text) => expect(formatEnergyRange(bounds)).toBe(text));

  it('of CO2eq too', () => expect(formatMassRange([0.5, 1234])).toBe('0.0005 to 1.23 kg'));
});

describe('significant: three digits without an exponent', () => {
  it.each([
    [0, '0'],
    [1.58, '1.58'],
    [1.5849, '1.58'],
    [0.0001234, '0.000123'],
    [99.96, '100'],
    [100.4, '100'],
    [1234.5, '1235'],
    [-250.6, '-251'],
  ])('%d is %s', (value, text) => expect(significant(value)).toBe(text));
});

describe('formatShare', () => {
  it.each([
    [0, '0.0 %'],
    [0.0005, '< 0.1 %'],
    [0.001, '0.1 %'],
    [0.004, '0.4 %'],
    [0.0994, '9.9 %'],
    [0.0995, '10 %'],
    [0.634, '63 %'],
    [1, '100 %'],
  ])('%d is %s', (share, text) => expect(formatShare(share)).toBe(text));
});
