import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  gramsToKilograms,
  joulesToKwh,
  kwhToJoules,
  readableDuration,
  readDuration,
  stampToMs,
} from '../../src/model/units.ts';

describe('energy and mass', () => {
  it('a kWh is 3.6 MJ', () => {
    expect(joulesToKwh(3_600_000)).toBe(1);
    expect(kwhToJoules(0.5)).toBe(1_800_000);
    expect(gramsToKilograms(1053)).toBe(1.053);
  });
});

describe('readDuration', () => {
  it.each([
    ['0:01:05.43', 65.43, 2],
    ['0:00:00.00', 0, 2],
    ['9:59:59.99', 35_999.99, 2],
    ['0:01:05', 65, 0],
    ['0:01:5.43', 65.43, 2],
    ['0:00:60.00', 60, 2],
    ['0:59:60.00', 3600, 2],
    ['26:03:04.13', 93_784.13, 2],
    ['325:31:49', 1_171_909, 0],
    ['1 day, 2:03:04', 93_784, 0],
    ['12 days, 0:00:00', 1_036_800, 0],
    [' 0:01:05 ', 65, 0],
    ['3 days, 6:09:12.378000 s', 281_352.378, 6],
    ['0:01:05.430000 s', 65.43, 6],
    ['-0:00:01.00', -1, 2],
    ['-1 day, 23:59:59', -86_399 - 86_400, 0],
  ])('%s is %d s', (text, seconds, decimals) => {
    const read = readDuration(text);
    // Python's negative timedelta (`-1 day, 23:59:59`) is -1 s; any negative number is as good: it is invalid.
    if (text.startsWith('-1 day')) expect(read?.seconds).toBeLessThan(0);
    else expect(read?.seconds).toBeCloseTo(seconds, 9);
    expect(read?.decimals).toBe(decimals);
  });

  it('any time of up to ten hours in hundredths is read as it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_599_999 }), (hundredths) => {
        const two = (n: number): string => String(n).padStart(2, '0');
        const minutes = Math.floor(hundredths / 6000);
        const clock = `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(Math.floor(hundredths / 100) % 60)}`;
        const text = `${clock}.${two(hundredths % 100)}`;
        expect(readDuration(text)).toEqual({ seconds: expect.closeTo(hundredths / 100, 9), decimals: 2 });
      }),
    );
  });

  it('one sign that is no digit spoils it, wherever it stands', () => {
    for (const at of [0, 2, 3, 5, 6, 8, 9]) {
      for (const sign of ['/', ':', 'x', ';', '٣']) {
        const text = `${'0:01:05.43'.slice(0, at)}${sign}${'0:01:05.43'.slice(at + 1)}`;
        expect(readDuration(text), text).toBeNull();
      }
    }
    for (const at of [1, 4, 7]) {
      expect(readDuration(`${'0:01:05.43'.slice(0, at)};${'0:01:05.43'.slice(at + 1)}`)).toBeNull();
    }
  });

  it.each([
    '',
    '1:2',
    '0:01',
    'None',
    'nan',
    '0:01:xx.43',
    '0x01:05.43',
    'a:01:05.43',
    '0:01:05.4a',
    '1 week, 0:00:01',
  ])('refuses %j', (text) => expect(readDuration(text)).toBeNull());
});

describe('formatDuration', () => {
  it.each([
    [0, '0:00:00'],
    [59.6, '0:01:00'],
    [3599.5, '1:00:00'],
    [93_784, '26:03:04'],
    [-1, '-0:00:01'],
    [-0.2, '0:00:00'],
  ])('%d s is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('readableDuration: with decimals below ten seconds', () => {
  it.each([
    [0, '0:00:00'],
    [0.0123456, '0.0123 s'],
    [5, '5 s'],
    [9.99, '9.99 s'],
    [10, '0:00:10'],
    [3599.5, '1:00:00'],
    [-5, '-0:00:05'],
  ])('%d s is %s', (seconds, text) => expect(readableDuration(seconds)).toBe(text));
});

describe('stampToMs', () => {
  it('gives differences, across midnight and with milliseconds', () => {
    expect(stampToMs('2025-01-02 00:00:01') - stampToMs('2025-01-01 23:59:59')).toBe(2000);
    expect(stampToMs('2025-01-01 08:01:05.430') - stampToMs('2025-01-01 08:00:00.000')).toBe(65_430);
  });

  it('an impossible date is no number', () => expect(stampToMs('2025-13-41 08:00:00')).toBeNaN());

  it('is that of Date for every text of this shape', () => {
    const two = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
    const stamps = fc
      .tuple(two, two, two, two, two, two, two, fc.constantFrom('-', 'x'), fc.constantFrom(':', ';'))
      .map(([a, b, c, d, e, f, g, dash, colon]) => `${a}${b}${dash}${c}-${d} ${e}:${f}${colon}${g}`);
    const real = fc
      .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 19).replace('T', ' '));
    fc.assert(
      fc.property(fc.oneof(stamps, real), (stamp) => {
        expect(stampToMs(stamp)).toBe(Date.parse(`${stamp.replace(' ', 'T')}Z`));
      }),
      { numRuns: 2000 },
    );
  });
});
