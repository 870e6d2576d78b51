import { describe, expect, it } from 'vitest';
import {
  readFallback,
  readList,
  readValueAndPlace,
  writeAverageIntensity,
  writeCountryAverage,
  writeFetchedIntensity,
  writeIntensityList,
  writeWorldAverage,
} from '../../src/log/intensity-lines.ts';
import { readText } from '../helpers/message.ts';

describe('values with a place', () => {
  it.each([
    ['151.25 gCO2/kWh at Copenhagen, Capital Region, DK', 151.25, 'Copenhagen, Capital Region, DK'],
    ['157.00 gCO2/kWh at detected location: Copenhagen, Capital Region, DK.', 157, 'Copenhagen, Capital Region, DK'],
    ['157.00 gCO2/kWh at detected location DK.', 157, 'DK'],
    ['157.00 gCO2/kWh at detected location:DK. ', 157, 'DK'],
    ['157.00 gCO2eq/kWh. ', 157, null],
    ['475.00 gCO2/kWh at detected location: UNDETECTED.', 475, null],
    [
      '163.50 gCO2/kWh at detected location: Nova Iguaçu, Rio de Janeiro, BR.',
      163.5,
      'Nova Iguaçu, Rio de Janeiro, BR',
    ],
    ['180.00 gCO2/kWh at detected location: Unknown.', 180, null],
  ])('%s', (text, value, location) => {
    expect(readValueAndPlace('average', text)).toEqual({
      source: 'average',
      values: [value],
      location,
      averagedOver: null,
      year: null,
    });
  });

  it.each(['nan gCO2/kWh at X', '', '-5.00 gCO2/kWh', '999999 gCO2/kWh', '1.2.3 gCO2/kWh', '100.00 g/kWh'])(
    'refuses %j',
    (text) => expect(readValueAndPlace('live', text)).toBeNull(),
  );
});

describe('lists', () => {
  it.each([
    [
      'gCO2/kWh) fetched every 900 s at detected location Copenhagen, Capital Region, DK: [151.25, 170.75]',
      [151.25, 170.75],
      'Copenhagen, Capital Region, DK',
    ],
    [
      'gCO2eq/kWh) fetched every 900 s at detected location: Copenhagen, Capital Region, DK: [151.25]',
      [151.25],
      'Copenhagen, Capital Region, DK',
    ],
    ['gCO2/kWh) fetched every 900 s at detected location Unknown: [475]', [475], null],
    [
      'gCO2/kWh) fetched every 900 s at detected location São: Paulo: [1], BR: [92.0, 86.0]',
      [92, 86],
      'São: Paulo: [1], BR',
    ],
    [
      'gCO2/kWh) fetched every 900 s at detected location DK: [np.float64(151.65), np.float64(152.0)]',
      [151.65, 152],
      'DK',
    ],
    ['gCO2/kWh) fetched every 900 s at detected location DK: [nan, 38.0]', [38], 'DK'],
    ['gCO2/kWh) fetched every 900 s at detected location DK: []', [], 'DK'],
    ['gCO2/kWh) fetched every 900 s: [38.0]', [38], null],
  ])('%s', (text, values, location) => {
    expect(readList(text)).toEqual({ source: 'list', values, location, averagedOver: null, year: null });
  });

  it.each(['gCO2/kWh) fetched every 900 s at detected location DK', 'x: [1, 2', 'x] [1]', ''])('refuses %j', (text) =>
    expect(readList(text)).toBeNull(),
  );
});

describe('fallbacks', () => {
  it.each([
    [
      'Location specific carbon intensity could not be fetched. Used average carbon intensity for EU-28 in 2017 of 294.21 gCO2/kWh.',
      294.21,
      'EU-28',
      2017,
      null,
    ],
    [
      'Live carbon intensity could not be fetched for your location. Defaulted to average carbon intensity for EU-28 in 2017 of 294.21 gCO2/kWh.',
      294.21,
      'EU-28',
      2017,
      null,
    ],
    [
      'Live carbon intensity could not be fetched at detected location: Copenhagen, Capital Region, DK. Defaulted to average carbon intensity for DK in 2021 of 150.34 gCO2/kWh.',
      150.34,
      'DK',
      2021,
      'Copenhagen, Capital Region, DK',
    ],
    [
      'Live carbon intensity could not be fetched at detected location: Unknown. Defaulted to average carbon intensity for world in 2019 of 475.00 gCO2/kWh at detected location: UNDETECTED.',
      475,
      'world',
      2019,
      null,
    ],
    [
      'No carbon intensity provider specified and no location detected. Defaulting to global average carbon intensity for 2024: 445.00 gCO2eq/kWh.',
      445,
      'world',
      2024,
      null,
    ],
    [
      'No carbon intensity provider specified. Using average carbon intensity for DK: 143.30 gCO2eq/kWh.',
      143.3,
      'DK',
      null,
      null,
    ],
    [
      'Live carbon intensity could not be fetched. Used average carbon intensity for DK of 150.34 gCO2/kWh.',
      150.34,
      'DK',
      null,
      null,
    ],
    [
      'Failed to retrieve carbon intensity: Defaulting to average carbon intensity 143.3 gCO2/kWh.',
      143.3,
      null,
      null,
      null,
    ],
  ])('%s', (text, value, averagedOver, year, location) => {
    expect(readFallback(text)).toEqual({ source: 'fallback', values: [value], location, averagedOver, year });
  });

  it.each([
    'Live carbon intensity could not be fetched.',
    '',
    'average carbon intensity for DK in 2021 of nan gCO2/kWh',
    'average carbon intensity for DK in 2021 of 999999 gCO2/kWh',
  ])('refuses %j', (text) => expect(readFallback(text)).toBeNull());
});

it('what we write is read', () => {
  const list = writeIntensityList([143.304, 150], 'Copenhagen, Capital Region, DK');
  expect(readText(list)).toMatchObject({
    note: { source: 'list', values: [143.3, 150], location: 'Copenhagen, Capital Region, DK' },
  });
  expect(readText(writeIntensityList([445], null))).toMatchObject({ note: { location: null, values: [445] } });
  expect(readText(writeAverageIntensity(146.65))).toMatchObject({ note: { source: 'average', values: [146.65] } });
  expect(readText(writeWorldAverage(445, 2024))).toMatchObject({
    note: { averagedOver: 'world', year: 2024, values: [445] },
  });
  expect(readText(writeFetchedIntensity(146.65, 'Copenhagen, DK'))).toMatchObject({
    note: { source: 'live', values: [146.65], location: 'Copenhagen, DK' },
  });
  expect(readText(writeFetchedIntensity(146.65, null))).toMatchObject({ note: { location: null } });
  expect(writeCountryAverage('DK', 143.3)).toContain('average carbon intensity for DK: 143.30 gCO2eq/kWh.');
});
