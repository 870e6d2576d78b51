/** Lines about the carbon intensity: those of every version are read, those of carbontracker 2.4.3 written. */
import { formatDuration } from '../model/units.ts';
import { listWords, plainDecimal, readPrintedNumber } from './numbers.ts';

/** The carbon intensity in one line. */
export interface IntensityNote {
  /**
   * `live`: a fetched value; `list`: all values of the run; `average`: their mean; `predicted`: the forecast behind the
   * prediction; `fallback`: a yearly average that stands in for a live value.
   */
  source: 'live' | 'list' | 'average' | 'predicted' | 'fallback';
  /** Carbon intensities in g/kWh; several for a `list` only. */
  values: number[];
  /** Location; null when the line names none or calls it unknown. */
  location: string | null;
  /** Region of a fallback, such as `world`, `EU-28` or `DK`; null where the line has none. */
  averagedOver: string | null;
  /** Year of a fallback; null where the line has none. */
  year: number | null;
}

/** Above this an intensity is damage; oil-fired plants stay under 1,200 g/kWh. */
const MOST_PLAUSIBLE_G_PER_KWH = 100_000;

function readIntensity(text: string): number | null {
  return readPrintedNumber(text, MOST_PLAUSIBLE_G_PER_KWH)?.value ?? null;
}

function placeOrNull(text: string | undefined): string | null {
  const place = text?.trim() ?? '';
  return place === '' || place === 'UNDETECTED' || place === 'Unknown' ? null : place;
}

/**
 * `157.00 gCO2/kWh at detected location: ADDRESS.`; also `at ADDRESS` and without any place. Null for any other text.
 */
export function readValueAndPlace(source: 'live' | 'average' | 'predicted', text: string): IntensityNote | null {
  const match = /^([\d.]{1,20}) gCO2(?:eq)?\/kWh\.?(?: at (?:detected location:? ?)?(.{0,300}))?/.exec(text);
  const value = match === null ? null : readIntensity(match[1] ?? '');
  if (match === null || value === null) return null;
  const place = match[2]?.trimEnd();
  return {
    source,
    values: [value],
    location: placeOrNull(place?.endsWith('.') ? place.slice(0, -1) : place),
    averagedOver: null,
    year: null,
  };
}

/**
 * `gCO2/kWh) fetched every 900 s at detected location ADDRESS: [151.25, 170.75]`; the address may hold colons. Null
 * without a list.
 */
export function readList(text: string): IntensityNote | null {
  const open = text.lastIndexOf(': [');
  const close = text.indexOf(']', open);
  if (open === -1 || close === -1) return null;
  const marker = ' at detected location';
  const place = text.indexOf(marker);
  const values = listWords(text.slice(open + 3, close))
    .map(readIntensity)
    .filter((value) => value !== null);
  return {
    source: 'list',
    values,
    location: place === -1 ? null : placeOrNull(text.slice(place + marker.length, open).replace(/^:/, '')),
    averagedOver: null,
    year: null,
  };
}

const IN_YEAR = /average carbon intensity for (.{1,60}?)(?: in (\d{4}))? of ([\d.]{1,20}) gCO2/;
const GLOBAL_AVERAGE = /global average carbon intensity for (\d{4}): ([\d.]{1,20}) gCO2/;
const COUNTRY_AVERAGE = /average carbon intensity for ([A-Z]{2,3}): ([\d.]{1,20}) gCO2/;
/** The fallback in the err log of 1.1.x to 2.3.2, without place and year. */
const ANY_AVERAGE = /Defaulting to average carbon intensity ([\d.]{1,20}) gCO2/;
const DETECTED = /at detected location: (.{1,300}?)\. Defaulted/;

/** The value that stood in for a live one; null where the text has none. */
export function readFallback(text: string): IntensityNote | null {
  const location = placeOrNull(DETECTED.exec(text)?.[1]);
  const fallback = (
    over: string | undefined,
    year: string | undefined,
    value: string | undefined,
  ): IntensityNote | null => {
    const read = readIntensity(value ?? '');
    if (read === null) return null;
    return {
      source: 'fallback',
      values: [read],
      location,
      averagedOver: over ?? null,
      year: year ? Number(year) : null,
    };
  };
  const inYear = IN_YEAR.exec(text);
  if (inYear !== null) return fallback(inYear[1], inYear[2], inYear[3]);
  const global = GLOBAL_AVERAGE.exec(text);
  if (global !== null) return fallback('world', global[1], global[2]);
  const country = COUNTRY_AVERAGE.exec(text);
  if (country !== null) return fallback(country[1], undefined, country[2]);
  const any = ANY_AVERAGE.exec(text);
  return any === null ? null : fallback(undefined, undefined, any[1]);
}

/** Seconds between two looks at the carbon intensity. */
export const INTENSITY_PERIOD_S = 900;

/** Every carbon intensity of the run, in g/kWh. */
export const writeIntensityList = (values: readonly number[], location: string | null): string => {
  const list = values.map((value) => plainDecimal(Math.round(value * 100) / 100)).join(', ');
  const where = location ?? 'Unknown';
  return `Carbon intensities (gCO2eq/kWh) fetched every ${INTENSITY_PERIOD_S} s at detected location: ${where}: [${list}]`;
};

/** Mean carbon intensity of the run, in g/kWh. */
export const writeAverageIntensity = (gPerKwh: number): string =>
  `Average carbon intensity during training was ${gPerKwh.toFixed(2)} gCO2eq/kWh. `;

/** Each value fetched while the run goes on. */
export const writeFetchedIntensity = (gPerKwh: number, location: string | null): string =>
  `Carbon intensity fetched: ${gPerKwh.toFixed(2)} gCO2/kWh at ${location ?? 'Unknown'}`;

/** What is forecast for the time that is predicted. */
export const writeForecastIntensity = (durationS: number, gPerKwh: number, location: string | null): string =>
  `Carbon intensity for the next ${formatDuration(durationS)} is predicted to be ${gPerKwh.toFixed(2)} gCO2/kWh ` +
  `at detected location: ${location ?? 'Unknown'}.`;

/** Line of the err log: why a world average stands in for the intensity. */
export const writeWorldAverage = (gPerKwh: number, year: number): string =>
  'No carbon intensity provider specified and no location detected. ' +
  `Defaulting to global average carbon intensity for ${year}: ${gPerKwh.toFixed(2)} gCO2eq/kWh.`;

/** Line of the err log: which country average is used. */
export const writeCountryAverage = (country: string, gPerKwh: number): string =>
  `No carbon intensity provider specified. Using average carbon intensity for ${country}: ${gPerKwh.toFixed(2)} gCO2eq/kWh.`;
