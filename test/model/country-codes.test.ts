import { expect, it } from 'vitest';
import { twoLetterCode } from '../../src/model/country-codes.ts';

it.each([
  // The first two letters of three, and others.
  ['FRA', 'FR'],
  ['DEU', 'DE'],
  ['USA', 'US'],
  ['ZWE', 'ZW'],
  ['AFG', 'AF'],
  ['DNK', 'DK'],
  ['SWE', 'SE'],
  ['CHN', 'CN'],
  ['AUT', 'AT'],
  ['URY', 'UY'],
  ['ABW', 'AW'],
  ['XXX', null],
  ['DK', null],
  ['dnk', null],
  ['', null],
])('%s: %s', (three, two) => expect(twoLetterCode(three)).toBe(two));

it('every code stands for one country, by the names that this Node has for both', () => {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  const found = letters
    .flatMap((a) => letters.flatMap((b) => letters.map((c) => twoLetterCode(a + b + c))))
    .filter((code) => code !== null);
  expect(found.length).toBeGreaterThan(200);
  expect(new Set(found).size).toBe(found.length);
  for (const code of found) expect(names.of(code), code).toBeTruthy();
});
