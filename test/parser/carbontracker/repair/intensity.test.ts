import { describe, expect, it } from 'vitest';
import type { IntensityNote } from '../../../../src/log/intensity-lines.ts';
import { settleIntensity } from '../../../../src/parser/carbontracker/repair/intensity.ts';

const note = (source: IntensityNote['source'], values: number[], more: Partial<IntensityNote> = {}): IntensityNote => ({
  source,
  values,
  location: null,
  averagedOver: null,
  year: null,
  ...more,
});

describe('settleIntensity', () => {
  it('no line, no value', () => {
    expect(settleIntensity([], false)).toBeNull();
    expect(settleIntensity([note('list', [])], false)).toBeNull();
  });

  it('the list wins over the printed average; its values weigh alike', () => {
    const list = note('list', [151.25, 170.75, 149], { location: 'DK' });
    expect(settleIntensity([list, note('average', [157])], false)).toEqual({
      gPerKwh: 157,
      kind: 'live',
      location: 'DK',
      year: null,
      values: [151.25, 170.75, 149],
    });
  });

  it('live lines count where there is no list', () => {
    expect(settleIntensity([note('live', [100]), note('live', [200])], true)).toMatchObject({
      gPerKwh: 150,
      kind: 'live',
    });
  });

  it.each([
    ['world', 2024, 445, 'world-average'],
    ['EU-28', 2017, 294.21, 'region-average'],
    ['DK', 2021, 150.34, 'country-average'],
  ])('a fallback for %s is a %s average', (averagedOver, year, value, kind) => {
    expect(settleIntensity([note('fallback', [value], { averagedOver, year })], false)).toMatchObject({
      gPerKwh: value,
      kind,
      year,
    });
  });

  it('a list of one value is live where each fetch has no line of its own, else an average', () => {
    const list = note('list', [143.3], { location: 'Copenhagen, DK' });
    expect(settleIntensity([list], false)?.kind).toBe('live');
    expect(settleIntensity([list], true)?.kind).toBe('country-average');
    expect(settleIntensity([list, note('live', [143.3])], true)?.kind).toBe('live');
  });

  it.each([
    [475, 2019],
    [481, 2019],
    [445, 2024],
  ])('%d g/kWh without a place is the world average of %d', (value, year) => {
    expect(settleIntensity([note('list', [value])], true)).toMatchObject({ kind: 'world-average', year });
  });

  it('else it is unknown', () => {
    expect(settleIntensity([note('list', [123])], true)).toMatchObject({ gPerKwh: 123, kind: 'unknown', year: null });
    expect(settleIntensity([note('predicted', [99])], false)).toMatchObject({
      gPerKwh: 99,
      kind: 'unknown',
      values: [],
    });
  });

  it('the err log of a failed fetch tells that the value is an average of the country', () => {
    const list = note('list', [141.77, 141.77], { location: 'Rio de Janeiro, BR' });
    expect(settleIntensity([list, note('fallback', [141.77])], false)).toMatchObject({
      kind: 'country-average',
      location: 'Rio de Janeiro, BR',
      year: null,
    });
    expect(settleIntensity([note('list', [475]), note('fallback', [475])], false)?.kind).toBe('world-average');
  });

  it('a failed fetch beside one that succeeded does not', () => {
    const list = note('list', [141.77, 90], { location: 'Rio de Janeiro, BR' });
    expect(settleIntensity([list, note('fallback', [141.77])], false)).toMatchObject({
      kind: 'live',
      gPerKwh: 115.885,
    });
    const other = note('list', [90], { location: 'Rio de Janeiro, BR' });
    expect(settleIntensity([other, note('fallback', [141.77])], false)?.kind).toBe('live');
  });

  it('the average of the EU-28 is known by its value where the line that names it is missing', () => {
    expect(settleIntensity([note('list', [294.2060978])], false)).toMatchObject({ kind: 'region-average', year: 2017 });
  });

  it('the printed average counts where there is no list, and it before a forecast', () => {
    expect(settleIntensity([note('predicted', [99]), note('average', [157])], false)).toMatchObject({
      gPerKwh: 157,
      values: [],
    });
  });

  it('of several lists the last one with values counts', () => {
    expect(settleIntensity([note('list', [1, 2]), note('list', [3, 5]), note('list', [])], false)).toMatchObject({
      gPerKwh: 4,
      values: [3, 5],
    });
  });

  it('a fallback that names what was averaged comes before one that does not', () => {
    const named = note('fallback', [150.34], { averagedOver: 'DK', year: 2021 });
    const bare = note('fallback', [143.3]);
    expect(settleIntensity([named, bare], false)).toMatchObject({
      gPerKwh: 150.34,
      kind: 'country-average',
      year: 2021,
    });
    expect(settleIntensity([bare, note('fallback', [160])], false)).toMatchObject({
      gPerKwh: 160,
      kind: 'country-average',
      year: null,
    });
  });

  it('a fallback beside live values stands aside', () => {
    const fallback = note('fallback', [445], { averagedOver: 'world', year: 2024 });
    expect(settleIntensity([fallback, note('live', [90])], true)).toMatchObject({
      gPerKwh: 90,
      kind: 'live',
      year: null,
      values: [90],
    });
  });

  it('a world average at a known place is live, or the average of a country that happens to have it', () => {
    const list = note('list', [475], { location: 'Rio de Janeiro, BR' });
    expect(settleIntensity([list], false)).toMatchObject({ kind: 'live', year: null });
    expect(settleIntensity([list], true)?.kind).toBe('country-average');
  });

  it('the place is the last one that a line names', () => {
    const lines = [note('live', [1], { location: 'A' }), note('live', [2], { location: 'B' }), note('average', [1.5])];
    expect(settleIntensity(lines, true)?.location).toBe('B');
  });
});
