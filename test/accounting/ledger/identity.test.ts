/** Figures prove that two logs are of one run only where they have enough digits. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { provesByDigits } from '../../../src/accounting/ledger/identity.ts';

const proves = (energyKwh: number): boolean =>
  provesByDigits({ epochs: null, durationS: null, energyKwh, co2eqG: null, resolutionKwh: 0 });

it('six digits prove, five do not, wherever the point is', () => {
  expect([231.123, 1.00001, 0.0123456, 123_456].map(proves)).toEqual([true, true, true, true]);
  expect([231.12, 231.12, 1, 0, 0.00012345, 99_999, 1_234_500].map(proves)).toEqual(Array(7).fill(false));
});

it('as the text of a figure shows, for every decimal', () => {
  const decimals = fc
    .tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: -9, max: 3 }))
    .map(([digits, exponent]) => Number(`${digits}e${exponent}`));
  fc.assert(
    fc.property(decimals, (figure) => {
      const [digits = ''] = Math.abs(figure).toExponential().split('e');
      expect(proves(figure)).toBe(digits.replace('.', '').length > 5);
    }),
    { numRuns: 5000 },
  );
});
