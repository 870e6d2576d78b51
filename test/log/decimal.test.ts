import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecimalReader } from '../../src/log/numbers.ts';

const reader = new DecimalReader();
const read = (text: string, behind = '\n'): number => reader.read(Buffer.from(` ${text}${behind}`, 'latin1'), 1);

/** The value is that of `Number` or left to it; an exponent is left too. */
function expectSame(text: string): void {
  const value = read(text);
  if (!Number.isNaN(value) && reader.end === 1 + text.length) expect(Object.is(value, Number(text)), text).toBe(true);
}

describe('decimals from bytes', () => {
  it.each([
    '97.4894809523125',
    '390.8407968302104',
    '0.022941519974',
    '63.',
    '475',
    '0',
    '0.0',
    '99999.999999999999999',
  ])('%s is the number that its text is', (text) => {
    expect(read(text)).toBe(Number(text));
    expect(reader.end).toBe(1 + text.length);
    expect(reader.decimals).toBe(text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);
  });

  it.each(['', '.5', '-1.0', '+1.0', ' 1.0', 'nan', '100000.0', '1.0000000000000001'])(
    '%j is left to others',
    (text) => {
      expect(read(text)).toBeNaN();
    },
  );

  it.each(['3.0e-05', '1.2.3', '1.0 ', '1,5'])('of %j, what is behind the number stays', (text) => {
    expect(read(text)).toBe(Number(/^\d+(?:\.\d+)?/.exec(text)?.[0]));
    expect(reader.end).toBe(1 + (/^\d+(?:\.\d+)?/.exec(text)?.[0].length ?? 0));
  });

  it('ends with the bytes', () => {
    expect(read('12.5', '')).toBe(12.5);
  });

  it('every double that Python prints is read to the same double, or not at all', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 99_999, noNaN: true }), (value) => expectSame(String(value))),
      {
        numRuns: 20_000,
      },
    );
  });

  it('digits in any number are read to the nearest double, or not at all', () => {
    const digits = (max: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{1,${max}}$`));
    fc.assert(
      fc.property(digits(7), digits(18), (whole, decimals) => expectSame(`${whole}.${decimals}`)),
      {
        numRuns: 20_000,
      },
    );
  });

  it('numbers half-way between two doubles are read to the nearest, or not at all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 0, max: 2 ** 26 }), (whole, part) => {
        const value = whole + part / 2 ** 26;
        for (const decimals of [12, 13, 14, 15]) {
          const text = value.toFixed(decimals);
          expectSame(text);
          expectSame(text.replace(/.$/, (last) => String((Number(last) + 1) % 10)));
        }
      }),
    );
  });
});
