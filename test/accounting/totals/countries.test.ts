import { expect, it } from 'vitest';
import { compareCountries, countryAverage } from '../../../src/index.ts';

it('gives the CO2eq of one energy in several countries', async () => {
  const averages = [await countryAverage('dk', 2021), await countryAverage('FR', 2021)];
  const [dk, fr] = compareCountries(2, averages);
  // CO2.js, Electricity Maps: 211 g/kWh in Denmark in 2021.
  expect(dk).toMatchObject({ country: 'DK', year: 2021, gPerKwh: 211, co2eqG: 422 });
  expect(dk?.equivalents['km travelled by car']).toBeCloseTo(422 / 106.8, 12);
  expect(fr?.co2eqG).toBe(2 * (averages[1]?.gPerKwh ?? Number.NaN));
  expect(fr?.source).toContain('France');
});
