import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalIn,
  listWords,
  plainDecimal,
  readPowerW,
  readPrintedNumber,
  unwrapNumpy,
} from '../../src/log/numbers.ts';

describe('readPrintedNumber', () => {
  it.each([
    ['0.022941519974', 0.022941519974, 5e-13],
    ['0', 0, 0.5],
    ['475.', 475, 0.5],
    ['3e-05', 3e-5, 5e-6],
    ['2.521e+02', 252.1, 0.05],
    ['+1.5', 1.5, 0.05],
    ['1e5', 1e5, 5e4],
    ['1e14', 1e14, 5e13],
  ])('%s', (text, value, resolution) => {
    const read = readPrintedNumber(text, 1e14);
    expect(read?.value).toBe(value);
    expect((read?.resolution ?? 0) / resolution).toBeCloseTo(1, 9);
  });

  it.each([
    'nan',
    'None',
    'inf',
    'Infinity',
    '-1.0',
    '-0.0',
    '',
    ' ',
    '1e999',
    '2e14',
    '0x10',
    '1.2.3',
    '1,5',
    '1 2',
    '.5',
  ])('refuses %j', (text) => expect(readPrintedNumber(text, 1e14)).toBeNull());
});

it('the precision of a printed number is finite', () => {
  for (const text of ['0e431', '0e-400', '0.0e999']) {
    const read = readPrintedNumber(text, 1e14);
    expect(read === null || Number.isFinite(read.resolution), text).toBe(true);
  }
});

describe('readPowerW', () => {
  it.each([
    ['97.4894809523125', 97.4894809523125],
    ['3.0000000000000004e-05', 3.0000000000000004e-5],
    ['63.', 63],
    ['0.0', 0],
    ['np.float64(151.65)', 151.65],
    [' 12.5 ', 12.5],
    ['1e9', 1e9],
  ])('%s', (text, value) => expect(readPowerW(text)).toBe(value));

  it.each([
    'None',
    'nan',
    '',
    '  ',
    '-5',
    'inf',
    'Infinity',
    '1e10',
    '...',
    'np.float64()',
    'np.float64(nan)',
    'np.float64(-1)',
  ])('%j is not measured', (text) => expect(readPowerW(text)).toBeNull());
});

describe('lists', () => {
  it.each([
    ['63.  58.7', ['63.', '58.7']],
    [' 83.47549433 102.252383  ', ['83.47549433', '102.252383']],
    ['1.5\n 2.5', ['1.5', '2.5']],
    ['38.0, 38.0, 37.0', ['38.0', '38.0', '37.0']],
    ['np.float64(151.65), np.float64(2.0)', ['151.65', '2.0']],
    ['', []],
  ])('%j', (text, words) => expect(listWords(text)).toEqual(words));

  it('unwraps numpy 2, and leaves the rest alone', () => {
    expect(unwrapNumpy('np.float64(1.5)')).toBe('1.5');
    expect(unwrapNumpy('np.float64(1.5')).toBe('np.float64(1.5');
    expect(unwrapNumpy('1.5')).toBe('1.5');
  });
});

describe('plainDecimal', () => {
  it.each([
    [0, '0.0'],
    [200, '200.0'],
    [3.0000000000000004e-5, '0.000030000000000000004'],
    [1e-7, '0.0000001'],
    [1.5e21, '1500000000000000000000.0'],
    [-2.5e-9, '-0.0000000025'],
  ])('%s: %s', (value, text) => {
    expect(plainDecimal(value)).toBe(text);
  });

  it('reads back as the same number, without an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = plainDecimal(value);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
        expect(text).toMatch(/^-?\d+\.\d+$/);
      }),
    );
  });
});

describe('a decimal in a text', () => {
  it('is what Number reads', () => {
    const decimal = fc.tuple(fc.stringMatching(/^\d{1,8}$/), fc.stringMatching(/^(?:\.\d{0,6})?$/));
    fc.assert(
      fc.property(decimal, fc.string(), fc.string(), ([whole, fraction], before, behind) => {
        const text = `${whole}${fraction}`;
        expect(decimalIn(before + text + behind, before.length, before.length + text.length)).toBe(Number(text));
      }),
    );
    for (const text of ['0', '63.', '999999999999999', '0.1234567890123', '00.5', '9007199254740.9'])
      expect(decimalIn(text, 0, text.length), text).toBe(Number(text));
  });

  it.each(['', '.', '.5', '-1', '+1', '1e3', '1.2.3', ' 1', '1 ', '0x1', '1,5', 'nan', '9007199254740993'])(
    '%j is none',
    (text) => expect(decimalIn(text, 0, text.length)).toBeNaN(),
  );
});
