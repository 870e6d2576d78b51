import { expect, it } from 'vitest';
import {
  countryAverage,
  INTENSITY_YEARS,
  type Intensity,
  rangeOfEntry,
  readEntries,
  totalOf,
} from '../../../src/index.ts';
import { countryBounds } from '../../../src/model/country.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { device, trackLog } from '../../helpers/track-logs.ts';

const years = (country: string): Promise<number[]> =>
  Promise.all(INTENSITY_YEARS.map(async (year) => (await countryAverage(country, year)).gPerKwh));

async function partsOf(intensity: Partial<Intensity>, pricing = {}): Promise<string[]> {
  return withFolder(async (folder) => {
    const { standard, output } = trackLog({
      devices: [device('cpu:0')],
      start: {
        intensity: { gPerKwh: 100, kind: 'country-average', location: null, year: 2024, source: 'test', ...intensity },
      },
      epochs: [{ startS: 0, endS: 10, energyJ: { 'cpu:0': 1000 } }],
    });
    writeFiles(folder, { 'x_carbontracker.log': standard, 'x_carbontracker_output.log': output });
    for await (const entry of readEntries(folder, { pricing })) {
      const range = await rangeOfEntry(entry);
      return (range?.parts ?? []).map(({ kind, lowCo2eqG, highCo2eqG, why }) => {
        const energyKwh = entry.figures.corrected.energyKwh;
        return `${kind} ${(100 + lowCo2eqG / energyKwh).toFixed(3)} ${(100 + highCo2eqG / energyKwh).toFixed(3)} ${why}`;
      });
    }
    return [];
  });
}

it('an average of a known country may have been that of any year', async () => {
  const values = await years('DK');
  expect(await countryBounds('DK')).toMatchObject({
    lowGPerKwh: Math.min(...values),
    highGPerKwh: Math.max(...values),
  });
  const [part, ...others] = await partsOf({ kind: 'world-average', location: 'Copenhagen, Capital Region, DK' });
  const [low, high] = [Math.min(100, ...values), Math.max(100, ...values)];
  expect(part).toMatch(new RegExp(`^intensity ${low.toFixed(3)} ${high.toFixed(3)} .*Denmark.*, 2021 to 2025$`));
  expect(others).toEqual([]);
  expect(await partsOf({ location: 'DK' })).toEqual([part]);
});

it.each([
  ['no place', { kind: 'world-average', location: null }],
  ['a place without a country', { kind: 'country-average', location: 'UNDETECTED' }],
  ['a country without averages', { kind: 'country-average', location: 'XX' }],
  ['an intensity of unknown kind', { kind: 'unknown', location: 'DK' }],
] as const)('%s: nothing is made up', async (_, intensity) => {
  expect(await partsOf(intensity)).toEqual([]);
});

it('an intensity that somebody chose has no alternatives', async () => {
  expect(await partsOf({ location: 'DK' }, { intensity: await countryAverage('DK', 2022) })).toEqual([]);
});

it('figures as logged have no range', async () => {
  await withFolder(async (folder) => {
    const { standard, output } = trackLog({ epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000 } }] });
    writeFiles(folder, { 'x_carbontracker.log': standard, 'x_carbontracker_output.log': output });
    expect((await totalOf(readEntries(folder), { range: true })).range).not.toBeNull();
    const options = { range: true, asLogged: true };
    expect((await totalOf(readEntries(folder, { asLogged: true }), options)).range).toBeNull();
  });
});
