import { describe, expect, it } from 'vitest';
import {
  countriesWithAverages,
  countryAverage,
  countryBounds,
  INTENSITY_YEARS,
  LATEST_INTENSITY_YEAR,
} from '../../src/model/country.ts';

describe('countryAverage', () => {
  it('knows every year, in either case of the code', async () => {
    for (const year of INTENSITY_YEARS) {
      const average = await countryAverage('dk', year);
      expect(average).toMatchObject({ kind: 'country-average', location: 'DK', year });
      expect(average.gPerKwh).toBeGreaterThan(20);
      expect(average.gPerKwh).toBeLessThan(400);
      expect(average.source).toMatch(/Electricity Maps.*Denmark.*ODbL/);
    }
    expect((await countryAverage('DK', 2021)).gPerKwh).not.toBe((await countryAverage('DK')).gPerKwh);
    expect((await countryAverage('DK')).year).toBe(LATEST_INTENSITY_YEAR);
  });

  it.each(['XX', 'Denmark', '', 'US-CAL-CISO', 'constructor'])(
    'does not know %j and names what it knows',
    async (code) => {
      await expect(countryAverage(code)).rejects.toMatchObject({
        code: 'USAGE',
        message: /two-letter ISO code such as/,
      });
    },
  );

  it('names the years there are', async () => {
    await expect(countryAverage('DK', 1999)).rejects.toThrow('no average for 1999; available: 2021-2025');
    await expect(countryAverage('DK', Number.NaN)).rejects.toThrow('2021');
  });
});

describe('countryBounds', () => {
  it('are the lowest and the highest of the yearly averages', async () => {
    const averages = await Promise.all(INTENSITY_YEARS.map((year) => countryAverage('DK', year)));
    const values = averages.map(({ gPerKwh }) => gPerKwh).sort((a, b) => a - b);
    expect(await countryBounds('DK')).toEqual({
      lowGPerKwh: values[0],
      highGPerKwh: values.at(-1),
      years: INTENSITY_YEARS,
      source: averages[0]?.source,
    });
    expect(values[0]).toBeLessThan(values.at(-1) ?? 0);
  });

  it.each(['XX', 'constructor', ''])('are none of %j', async (code) => expect(await countryBounds(code)).toBeNull());
});

describe('countriesWithAverages', () => {
  it('lists each country once, by its name, and no other', async () => {
    const countries = await countriesWithAverages();
    const names = countries.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(countries).toContainEqual({ code: 'DK', name: 'Denmark' });
    const codes = countries.map(({ code }) => code);
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const known: string[] = [];
    for (const a of letters) for (const b of letters) if ((await countryBounds(a + b)) !== null) known.push(a + b);
    expect([...codes].sort()).toEqual(known);
  });
});
