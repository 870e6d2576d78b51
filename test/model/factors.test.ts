import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CAR_G_PER_KM,
  CAR_UNIT,
  CARBONTRACKER_EU_AVERAGE,
  CARBONTRACKER_WORLD_AVERAGES,
  PUE,
  PUE_MEANS,
  WORLD_INTENSITY,
} from '../../src/model/factors.ts';
import { fixture } from '../helpers/fixtures.ts';

/** Text of all recorded logs of these versions. */
function recorded(...versions: string[]): string {
  const base = fixture('carbontracker');
  const folders = readdirSync(base).filter((name) => statSync(path.join(base, name)).isDirectory());
  return folders
    .filter((version) => versions.length === 0 || versions.includes(version))
    .flatMap((version) => readdirSync(path.join(base, version)).map((scenario) => path.join(base, version, scenario)))
    .flatMap((folder) => readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8')))
    .join('\n');
}

/** The distinct hits of a pattern's groups, as numbers. */
const found = (text: string, pattern: RegExp): number[][] =>
  [...new Set([...text.matchAll(pattern)].map((hit) => hit.slice(1).join(' ')))].map((hit) =>
    hit.split(' ').map(Number),
  );

describe('what carbontracker printed, we know', () => {
  it('each PUE is the mean of a year', () => {
    const printed = found(recorded(), /PUE coefficient of ([\d.]+) /g).flat();
    expect(printed.length).toBeGreaterThan(2);
    expect(PUE_MEANS.map(({ value }) => value)).toEqual(expect.arrayContaining(printed));
    expect(found(recorded('2.4.3'), /PUE coefficient of ([\d.]+) /g).flat()).toEqual([PUE.value]);
  });

  it('each world average, with its year', () => {
    const printed = [
      ...found(recorded(), /for world in (\d{4}) of ([\d.]+) g/g),
      ...found(recorded(), /global average carbon intensity for (\d{4}): ([\d.]+) g/g),
    ];
    expect(printed.length).toBe(CARBONTRACKER_WORLD_AVERAGES.length);
    expect(CARBONTRACKER_WORLD_AVERAGES.map(({ year, value }) => [year, value])).toEqual(
      expect.arrayContaining(printed),
    );
    expect(printed).toContainEqual([WORLD_INTENSITY.year, WORLD_INTENSITY.value]);
  });

  it('the average of the EU-28, to the printed digits', () => {
    expect(found(recorded(), /for EU-28 in (\d{4}) of ([\d.]+) g/g)).toEqual([
      [CARBONTRACKER_EU_AVERAGE.year, Number(CARBONTRACKER_EU_AVERAGE.value.toFixed(2))],
    ]);
  });

  it('the distance by car', () => {
    const blocks = found(
      recorded('2.4.2', '2.4.3'),
      new RegExp(`CO2eq:\\s+([\\d.]+) g\\s+This is equivalent to:\\s+([\\d.]+) ${CAR_UNIT}`, 'g'),
    );
    expect(blocks.length).toBeGreaterThan(2);
    for (const [co2eqG = 0, distanceKm = 0] of blocks) {
      expect(Math.abs(distanceKm - co2eqG / CAR_G_PER_KM.value)).toBeLessThan(1e-6);
    }
  });
});

describe('means of the PUE', () => {
  it('one for each year of the survey, with its source', () => {
    expect(PUE_MEANS.map(({ year }) => year)).toEqual([2018, 2019, 2020, 2021, 2022, 2023, 2024]);
    for (const { year, source } of PUE_MEANS) expect(source).toContain(String(year));
  });

  it('the default is that of its year', () => {
    expect(PUE_MEANS.find(({ year }) => year === PUE.year)?.value).toBe(PUE.value);
  });
});
