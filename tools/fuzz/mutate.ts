/** Mutations of texts and bytes: characters, lines, truncation, concatenation, hostile words, repetition. */
import { createHash } from 'node:crypto';
import { CHECKSUM_NOTE, seal } from '../../src/tables/checksum.ts';
import type { Random } from './target.ts';

/** What mutations of bytes draw on. */
interface ByteChance {
  /** A place below a length. */
  at: (length: number) => number;
  pick: <T>(list: readonly T[]) => T;
}

interface Chance extends ByteChance {
  random: Random;
  /** A further text. */
  other: () => string;
}

function chanceOf(random: Random): ByteChance {
  const at = (length: number): number => Math.floor(random() * Math.max(1, length));
  return { at, pick: <T>(list: readonly T[]): T => list[at(list.length)] as T };
}

/** Words that readers of numbers, names and dates stumble over. */
const WORDS = [
  ...[
    'nan',
    'inf',
    '-inf',
    'None',
    'null',
    '[]',
    '[',
    ']',
    '[[',
    'np.float64(',
    ')',
    'e999',
    '1e308',
    '-1e308',
    '5e-324',
  ],
  ...['9'.repeat(40), '-0', '-17', '0.0', '1,5', '1.2.3', '0x10', '9007199254740993', '1'.repeat(400)],
  ...[
    '-1 day, 23:59:59',
    '999999999 days, 0:00:00',
    '0:00:60',
    '99:99:99',
    '9999-99-99 99:99:99',
    '0000-00-00 00:00:00',
  ],
  ...[
    '\u0000',
    '\u001b[31m',
    '\u001b]0;title\u0007',
    '\ufeff',
    '\ud800',
    '\u202e',
    '\r',
    '\r\n',
    '\n',
    '\t',
    '\u2028',
    ' ',
  ],
  ...[
    '=1+1',
    '@SUM(A1)',
    '-2+3',
    '%s',
    '$(true)',
    '`',
    '\\input{x}',
    '\\',
    '{',
    '}',
    '"',
    "'",
    '<b>',
    '&',
    '#',
    '_',
    '~',
  ],
  ...[
    'CarbonTracker: ',
    'Actual consumption for 3 epoch(s):',
    'Predicted consumption for -1 epoch(s):',
    'Energy:',
    'CO2eq:',
  ],
  ...[
    'Epoch 1:',
    'Duration: ',
    'Average power usage (W) for gpu: ',
    'ct-track {',
    'ct-track {"event":"start"',
    '__proto__',
  ],
  ...['The following components were found: ', 'PUE', 'Carbon intensity', 'constructor', 'toString'],
  ...[
    '*a',
    '&a ',
    '<<: ',
    '!!binary ',
    '- ',
    '? ',
    ': ',
    '|\n',
    '>\n',
    '---\n',
    '...\n',
    '**',
    '!',
    '[!',
    ',',
    ';',
    '; ',
  ],
];

const MUTATIONS = [
  function flipCharacter(text: string, { at, random }: Chance): string {
    const i = at(text.length);
    return text.slice(0, i) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(i + 1);
  },
  function dropPart(text: string, { at }: Chance): string {
    const from = at(text.length);
    return text.slice(0, from) + text.slice(from + at(60));
  },
  function truncate(text: string, { at }: Chance): string {
    return text.slice(0, at(text.length));
  },
  function insertWord(text: string, { at, pick }: Chance): string {
    const i = at(text.length);
    return text.slice(0, i) + pick(WORDS) + text.slice(i);
  },
  function replaceNumber(text: string, { at, pick }: Chance): string {
    const from = at(text.length);
    const number = /-?\d[\d.e+-]*/.exec(text.slice(from));
    if (number === null) return text + pick(WORDS);
    const i = from + number.index;
    return text.slice(0, i) + pick(WORDS) + text.slice(i + number[0].length);
  },
  function dropLine(text: string, { at }: Chance): string {
    const lines = text.split('\n');
    lines.splice(at(lines.length), 1 + at(3));
    return lines.join('\n');
  },
  function swapLines(text: string, { at }: Chance): string {
    const lines = text.split('\n');
    const [a, b] = [at(lines.length), at(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
    return lines.join('\n');
  },
  function repeatLine(text: string, { at, random }: Chance): string {
    const lines = text.split('\n');
    const i = at(lines.length);
    const times = random() < 0.02 ? 2000 : 1 + at(20);
    lines.splice(i, 0, ...Array.from({ length: times }, () => lines[i] ?? ''));
    return lines.join('\n');
  },
  function repeatWord(text: string, { at, pick, random }: Chance): string {
    const i = at(text.length);
    return text.slice(0, i) + pick(WORDS).repeat(random() < 0.02 ? 2000 : 1 + at(30)) + text.slice(i);
  },
  function append(text: string, { other }: Chance): string {
    return text + other();
  },
  function splice(text: string, { at, other }: Chance): string {
    const more = other();
    const from = at(more.length);
    const i = at(text.length);
    return text.slice(0, i) + more.slice(from, from + at(400)) + text.slice(i);
  },
];

/** One to four mutations of a text; `other` gives a further one. */
export function mutate(text: string, random: Random, other: () => string): string {
  const chance: Chance = { ...chanceOf(random), random, other };
  let mutated = text;
  const times = 1 + chance.at(4);
  for (let i = 0; i < times; i += 1) mutated = chance.pick(MUTATIONS)(mutated, chance);
  return mutated;
}

const BYTE_MUTATIONS = [
  function flipByte(bytes: Buffer, { at }: ByteChance): Buffer {
    if (bytes.length > 0) bytes[at(bytes.length)] = at(256);
    return bytes;
  },
  function flipBit(bytes: Buffer, { at }: ByteChance): Buffer {
    const i = at(bytes.length);
    if (bytes.length > 0) bytes[i] = (bytes[i] ?? 0) ^ (1 << at(8));
    return bytes;
  },
  function dropBytes(bytes: Buffer, { at }: ByteChance): Buffer {
    const from = at(bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + at(20))]);
  },
  function truncateBytes(bytes: Buffer, { at }: ByteChance): Buffer {
    return bytes.subarray(0, at(bytes.length));
  },
  function copyBytes(bytes: Buffer, { at }: ByteChance): Buffer {
    const [from, to] = [at(bytes.length), at(bytes.length)];
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, from + at(200)), bytes.subarray(to)]);
  },
  function fillBytes(bytes: Buffer, { at, pick }: ByteChance): Buffer {
    const from = at(bytes.length);
    return bytes.fill(pick([0, 0x7f, 0x80, 0xff]), from, Math.min(bytes.length, from + 1 + at(8)));
  },
];

/** One to three mutations of bytes, or of their end, where a table of contents may be. */
export function mutateBytes(bytes: Uint8Array, random: Random): Buffer {
  const chance = chanceOf(random);
  const start = random() < 0.3 ? Math.max(0, bytes.length - 3000) : 0;
  let tail: Buffer = Buffer.from(bytes.subarray(start));
  const times = 1 + chance.at(3);
  for (let i = 0; i < times; i += 1) tail = chance.pick(BYTE_MUTATIONS)(tail, chance);
  return Buffer.concat([bytes.subarray(0, start), tail]);
}

/** Parquet of ours with a checksum that fits its bytes, damaged as they are; without a place for one it stays as it is. */
export function resealed(bytes: Buffer): Buffer {
  const { key, value } = CHECKSUM_NOTE;
  const at = bytes.lastIndexOf(key) + key.length + 2;
  if (at < key.length + 2 || at + value.length > bytes.length) return bytes;
  bytes.write(value, at, 'latin1');
  seal(bytes, createHash('sha256'));
  return bytes;
}
