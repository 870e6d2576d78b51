import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyColumn, massColumn } from '../../src/model/column-units.ts';

const shown = (values: readonly number[]): string[] => {
  const { unit, text } = energyColumn(values);
  return [unit, ...values.map(text)];
};

describe('a column of energies', () => {
  it.each([
    [
      [1, 2.345],
      ['kWh', '1.00', '2.35'],
    ],
    [
      [1234.5, 2000],
      ['MWh', '1.23', '2.00'],
    ],
    [
      [0.012, 0.5],
      ['Wh', '12.0', '500'],
    ],
    // The middle one decides on a smaller unit, as long as the largest does not grow to six digits.
    [
      [0.01, 0.02, 5],
      ['Wh', '10.0', '20.0', '5,000'],
    ],
    [
      [0.01, 0.02, 99.9],
      ['Wh', '10.0', '20.0', '99,900'],
    ],
    [
      [0.01, 0.02, 100],
      ['kWh', '0.0100', '0.0200', '100'],
    ],
    [
      [5, 0.02, 0.01],
      ['Wh', '5,000', '20.0', '10.0'],
    ],
    [
      [0.1, 0.1, 5],
      ['kWh', '0.100', '0.100', '5.00'],
    ],
    [
      [1e-7, 5, 5],
      ['kWh', '< 0.001', '5.00', '5.00'],
    ],
    [
      [0, 0, 3],
      ['kWh', '0', '0', '3.00'],
    ],
    [
      [0.0009995, 0.9994, 1],
      ['kWh', '< 0.001', '0.999', '1.00'],
    ],
    [
      [999.4, 1],
      ['kWh', '999', '1.00'],
    ],
    [[1e-12], ['µWh', '0.00100']],
    [
      [0, 0],
      ['Wh', '0', '0'],
    ],
    [[], ['Wh']],
  ])('%j: %j', (values, texts) => expect(shown(values)).toEqual(texts));

  it('keeps the order of its values, and shows each that is not 0', () => {
    const value = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e4, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), (values) => {
        const { text } = energyColumn(values);
        const numbers = values.map((one) => Number(text(one).replaceAll(',', '').replace('< 0.001', '0.0005')));
        for (const [i, one] of values.entries()) {
          expect(numbers[i] === 0).toBe(one === 0);
          for (const [j, other] of values.entries())
            if (one < other) expect(numbers[i]).toBeLessThanOrEqual(numbers[j] ?? 0);
        }
      }),
    );
  });
});

it('a column of masses has its own units', () => {
  expect(massColumn([0]).unit).toBe('g');
  expect(massColumn([2500]).unit).toBe('kg');
  expect(massColumn([2500]).text(2500)).toBe('2.50');
  expect(massColumn([2.5e6]).unit).toBe('t');
});
