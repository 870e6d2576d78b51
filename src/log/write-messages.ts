/** The text of each message that we write: the lines of carbontracker 2.4.3, which `messages.ts` reads. */
import type { Consumption, Pue } from '../model/run.ts';
import { formatDuration } from '../model/units.ts';
import { plainDecimal } from './plain-decimal.ts';

/** The version of carbontracker whose lines these are. */
const FORMAT_VERSION = '2.4.3';

/** First line of a standard log. Readers that look for carbontracker find the version whose format it is. */
export const writeVersion = (version: string): string =>
  `ct-track version ${version}, carbontracker version ${FORMAT_VERSION} log format`;

export const writePue = ({ value, source }: Pue): string =>
  `Only predicted and actual consumptions are multiplied by a PUE coefficient of ${value} (${source}).`;

/** Dots end a list of devices and commas separate them, for readers that look no further. */
const plainDeviceName = (name: string): string =>
  name
    .replace(/[\s\0]+/g, ' ')
    .replace(/\.(?=\d)/g, '_')
    .replace(/\./g, '')
    .replace(/,/g, ';')
    .trim();

/** `The following components were found: GPU with device(s) A, B. CPU with device(s) cpu:0. ` without the last blank. */
export function writeComponents(components: readonly { name: string; devices: readonly string[] }[]): string {
  const parts = components.map(
    ({ name, devices }) => `${name.toUpperCase()} with device(s) ${devices.map(plainDeviceName).join(', ')}.`,
  );
  return ['The following components were found:', ...parts].join(' ');
}

/** `0:01:05.43`: hours unbounded, rounded to 0.01 s. */
export function writeDuration(durationS: number): string {
  const hundredths = Math.round(durationS * 100);
  const two = (n: number): string => String(n).padStart(2, '0');
  const seconds = Math.floor(hundredths / 100);
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
}

/** Records of one epoch: heading, duration, and a line a component with the sum over its devices. */
export function writeEpoch(number: number, durationS: number, powerW: Record<string, number | null>): string[] {
  const powers = Object.entries(powerW).map(
    ([name, value]) => `Average power usage (W) for ${name}: ${value === null ? 'None' : plainDecimal(value)}`,
  );
  return [`Epoch ${number}:`, `Duration: ${writeDuration(durationS)}`, ...powers];
}

/**
 * A consumption block of the output log.
 *
 * @param digits decimals of energy, CO2eq and equivalents
 */
export function writeBlock(
  kind: 'Actual' | 'Predicted',
  block: Pick<Consumption, 'epochs' | 'durationS' | 'energyKwh' | 'co2eqG' | 'equivalents'>,
  digits: number,
): string {
  const count = block.epochs === null ? '' : ` for ${block.epochs} epoch(s)`;
  const lines = [
    `${kind} consumption${count}:`,
    `\tTime:\t${formatDuration(block.durationS ?? 0)}`,
    `\tEnergy:\t${block.energyKwh.toFixed(digits)} kWh`,
    `\tCO2eq:\t${block.co2eqG === null ? 'nan' : block.co2eqG.toFixed(digits)} g`,
  ];
  const equivalents = Object.entries(block.equivalents ?? {});
  if (equivalents.length > 0) lines.push('\tThis is equivalent to:');
  for (const [unit, value] of equivalents) lines.push(`\t${value.toFixed(digits)} ${unit}`);
  return `\n${lines.join('\n')}`;
}

/** Seconds between two looks at the carbon intensity. */
export const INTENSITY_PERIOD_S = 900;

/** Every carbon intensity of the run, in g/kWh. */
export const writeIntensityList = (values: readonly number[], location: string | null): string => {
  const list = values.map((value) => plainDecimal(Math.round(value * 100) / 100)).join(', ');
  const where = location ?? 'Unknown';
  return `Carbon intensities (gCO2eq/kWh) fetched every ${INTENSITY_PERIOD_S} s at detected location: ${where}: [${list}]`;
};

export const writeAverageIntensity = (gPerKwh: number): string =>
  `Average carbon intensity during training was ${gPerKwh.toFixed(2)} gCO2eq/kWh. `;

/** Each value fetched while the run goes on. */
export const writeFetchedIntensity = (gPerKwh: number, location: string | null): string =>
  `Carbon intensity fetched: ${gPerKwh.toFixed(2)} gCO2/kWh at ${location ?? 'Unknown'}`;

/** For the err log: why a world average stands in for the intensity. */
export const writeWorldAverage = (gPerKwh: number, year: number): string =>
  'No carbon intensity provider specified and no location detected. ' +
  `Defaulting to global average carbon intensity for ${year}: ${gPerKwh.toFixed(2)} gCO2eq/kWh.`;

/** For the err log: which country average is used. */
export const writeCountryAverage = (country: string, gPerKwh: number): string =>
  `No carbon intensity provider specified. Using average carbon intensity for ${country}: ${gPerKwh.toFixed(2)} gCO2eq/kWh.`;

export const writeInterrupted = (plannedEpochs: number): string =>
  `Training was interrupted before all ${plannedEpochs} epochs were monitored.`;

export const MONITORING_STARTED = 'Monitoring thread started.';
export const MONITORING_ENDED = 'Monitoring thread ended.';
export const FINISHED_MONITORING = 'Finished monitoring.';

/** Local wall clock as log lines spell it: `2026-11-23 15:40:48`. */
export function writeStamp(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
