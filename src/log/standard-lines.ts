/** Lines of the standard log: head, epochs, durations and powers. Those of every version are read, those of 2.4.3 written. */
import type { Pue } from '../model/run.ts';
import { readDuration } from '../model/units.ts';
import type { Message, NamedDevices } from './message.ts';
import { listWords, plainDecimal, readPowerW } from './numbers.ts';

/** A message without its continuation lines. */
export const firstLine = (text: string): string => {
  const newline = text.indexOf('\n');
  return newline === -1 ? text : text.slice(0, newline);
};

/** Reads the PUE and its source from the rest of a PUE line; null where the value is not from 1 to below 100. */
export function readPue(rest: string): Message | null {
  const match = /^(\d{1,3}(?:\.\d{1,20})?)(?= |$)(?: \((.{0,300})\))?/.exec(firstLine(rest));
  const value = Number(match?.[1]);
  if (match === null || !(value >= 1 && value < 100)) return null;
  return { kind: 'pue', pue: { value, source: match[2] ?? 'carbontracker' } };
}

const WITH_DEVICES = ' with device(s) ';
const LONGEST_WORD = 40;

/** Reads components and devices from the rest of a component line; the list is empty where none is found. */
export function readComponents(rest: string): Message {
  return { kind: 'components', components: splitComponents(firstLine(rest).trim()) };
}

function splitComponents(line: string): NamedDevices[] {
  const body = line.endsWith('.') ? line.slice(0, -1) : line;
  const heads = headsOf(body);
  const components = new Map<string, NamedDevices>();
  for (const [i, head] of heads.entries()) {
    const name = componentName(body.slice(head.wordStart, head.at));
    const text = body.slice(head.at + WITH_DEVICES.length, heads[i + 1]?.start ?? body.length);
    const devices = text.split(', ').map((device) => device.trim());
    const known = components.get(name);
    if (known === undefined) components.set(name, { name, devices });
    else for (const device of devices) known.devices.push(device);
  }
  return [...components.values()];
}

/** Place where a component is named: its word at the start of the line, or after a full stop and blanks. */
interface Head {
  /** End of the devices of the component before. */
  start: number;
  wordStart: number;
  at: number;
}

function headsOf(body: string): Head[] {
  const heads: Head[] = [];
  for (let at = body.indexOf(WITH_DEVICES); at !== -1; at = body.indexOf(WITH_DEVICES, at + WITH_DEVICES.length)) {
    let wordStart = at;
    while (wordStart > 0 && at - wordStart <= LONGEST_WORD && isWordCharacter(body.charCodeAt(wordStart - 1))) {
      wordStart -= 1;
    }
    if (wordStart === at || at - wordStart > LONGEST_WORD) continue;
    let start = wordStart;
    while (start > 0 && body.charCodeAt(start - 1) === BLANK) start -= 1;
    const isBehindStop = start < wordStart && body.charCodeAt(start - 1) === FULL_STOP;
    if (wordStart === 0) heads.push({ start: 0, wordStart, at });
    else if (isBehindStop) heads.push({ start: start - 1, wordStart, at });
  }
  return heads;
}

/** As `\w` in a pattern. */
function isWordCharacter(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= DIGIT_ZERO && code <= DIGIT_ZERO + 9) || code === UNDERSCORE;
}

const BLANK = 32;
const FULL_STOP = 46;
const UNDERSCORE = 95;

/** End of the first line of a message. */
function lineEnd(source: string, from: number, to: number): number {
  const newline = source.indexOf('\n', from);
  return newline === -1 || newline > to ? to : newline;
}

const EPOCH_ENDINGS = new Map<string, 'unmarked' | 'started' | 'ended'>([
  [':', 'unmarked'],
  [' started.', 'started'],
  [' started', 'started'],
  [' ended:', 'ended'],
  [' ended.', 'ended'],
  [' ended', 'ended'],
]);

/** Reads the number from the rest of an epoch line; null where the line is damaged. */
export function readEpoch(source: string, from: number, to: number): Message | null {
  let at = from;
  let number = 0;
  for (; at < to && at - from < 9; at += 1) {
    const digit = source.charCodeAt(at) - DIGIT_ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    number = number * 10 + digit;
  }
  const isBare = at + 1 === to && source.charCodeAt(at) === COLON;
  const ends = isBare ? 'unmarked' : EPOCH_ENDINGS.get(source.slice(at, lineEnd(source, at, to)).trimEnd());
  return at === from || ends === undefined ? null : { kind: 'epoch', number, ends };
}

/** Reads the duration from the rest of a duration line; null where the line is damaged. */
export function readDurationLine(source: string, from: number, to: number): Message | null {
  const duration = readDuration(source.slice(from, lineEnd(source, from, to)));
  if (duration === null) return null;
  return { kind: 'duration', durationS: duration.seconds, resolutionS: resolutionS(duration.decimals) };
}

/** Whole seconds were cut, not rounded (1.0.7, 1.1.0), so the error reaches a full second. */
function resolutionS(decimals: number): number {
  if (decimals === 2) return 0.005;
  return decimals === 0 ? 1 : 0.5 * 10 ** -decimals;
}

const DIGIT_ZERO = 48;
const COLON = 58;
/** Lower case, and never the name of something that every object has. */
function componentName(word: string): string {
  const name = word.toLowerCase();
  return name in {} ? `${name}_` : name;
}

const LONGEST_COMPONENT_NAME = 40;

/** The word before `: `, lower case as components are named. */
function readComponentName(source: string, from: number, to: number): string | null {
  if (source.startsWith('gpu: ', from)) return 'gpu';
  if (source.startsWith('cpu: ', from)) return 'cpu';
  const head = source.slice(from, Math.min(to, from + LONGEST_COMPONENT_NAME + 2));
  const name = /^([a-z]\w*): /i.exec(head)?.[1];
  return name === undefined ? null : componentName(name);
}

/** `gpu: 97.48`, `gpu: None`, `gpu: [63.  58.7]` wrapped over lines or not; null where no component is named. */
export function readPower(source: string, from: number, to: number): Message | null {
  const component = readComponentName(source, from, to);
  if (component === null) return null;
  const value = from + component.length + 2;
  if (source.charCodeAt(value) !== OPEN_BRACKET) {
    const text = source.slice(value, lineEnd(source, value, to));
    return { kind: 'power', component, values: [readPowerW(text)], array: false };
  }
  const array = source.slice(value + 1, to);
  const close = array.indexOf(']');
  if (close === -1) return { kind: 'power', component, values: [null], array: true };
  return { kind: 'power', component, values: listWords(array.slice(0, close)).map(readPowerW), array: true };
}

const OPEN_BRACKET = 91;

/**
 * `gpu: [[210.5, 221.8], [214.0, 225.3]].`: one inner list per sample; the mean of each device over the samples. Null
 * where no component is named.
 */
export function readSamples(rest: string): Message | null {
  const component = readComponentName(rest, 0, rest.length);
  if (component === null) return null;
  const close = rest.lastIndexOf(']]');
  const open = rest.indexOf('[[', component.length);
  if (open === -1 || close < open) return { kind: 'power', component, values: [null], array: true };
  const sums: { sum: number; count: number }[] = [];
  for (const sample of rest.slice(open + 2, close).split(/\],\s*\[/)) {
    for (const [device, word] of listWords(sample).entries()) {
      sums[device] ??= { sum: 0, count: 0 };
      const powerW = readPowerW(word);
      if (powerW === null) continue;
      sums[device].sum += powerW;
      sums[device].count += 1;
    }
  }
  const values = sums.map(({ sum, count }) => (count === 0 ? null : sum / count));
  return { kind: 'power', component, values, array: true };
}

/**
 * `Training was interrupted before all 10 epochs were monitored.`; 2.3.0 to 2.3.2 print -1. Null where the number is
 * missing.
 */
export function readInterruption(rest: string): Message | null {
  const match = /^(-?\d{1,9}) epochs were monitored/.exec(rest);
  if (match === null) return null;
  const planned = Number(match[1]);
  return { kind: 'interrupted', plannedEpochs: planned > 0 ? planned : null };
}

/** The version of carbontracker that defines these lines. */
const FORMAT_VERSION = '2.4.3';

/** First line of a standard log; it names the version of carbontracker that defines the format, for its readers. */
export const writeVersion = (version: string): string =>
  `ct-track version ${version}, carbontracker version ${FORMAT_VERSION} log format`;

/** Line with the PUE and its source. */
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

/** Records of one epoch: heading, duration, and one line per component with the sum over its devices. */
export function writeEpoch(number: number, durationS: number, powerW: Record<string, number | null>): string[] {
  const powers = Object.entries(powerW).map(
    ([name, value]) => `Average power usage (W) for ${name}: ${value === null ? 'None' : plainDecimal(value)}`,
  );
  return [`Epoch ${number}:`, `Duration: ${writeDuration(durationS)}`, ...powers];
}

/** Line of a run that stopped before its last planned epoch; carbontracker prints -1 for an unknown plan. */
export const writeInterrupted = (plannedEpochs: number): string =>
  `Training was interrupted before all ${plannedEpochs} epochs were monitored.`;

/** Line at the start of the monitoring. */
export const MONITORING_STARTED = 'Monitoring thread started.';
/** Line at the end of the monitoring. */
export const MONITORING_ENDED = 'Monitoring thread ended.';
/** Line after the last monitored epoch. */
export const FINISHED_MONITORING = 'Finished monitoring.';

/** Local wall clock as log lines spell it: `2026-11-23 15:40:48`. */
export function writeStamp(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
