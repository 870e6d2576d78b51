/** Each format in each form that an editor, a shell or a spreadsheet may store it in gives the same energy. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption } from '../../src/index.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';

const FILES = {
  'emissions.csv': ['codecarbon', '2.7.4', 'emissions.csv'],
  'run_events.jsonl': ['carbontracker-events', 'nested_events.jsonl'],
  'gpu_power.csv': ['power-trace', 'two-gpus.csv'],
  'slurm.out': ['console', 'srun-label.out'],
} as const;

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const FORMS: Record<string, (text: string) => Buffer> = {
  'a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16': utf16,
  'UTF-16 with the high byte first': (text) => utf16(text).swap16(),
  'UTF-16 without a byte order mark': (text) => Buffer.from(text, 'utf16le'),
  CRLF: (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
  'carriage returns alone': (text) => Buffer.from(text.replaceAll('\n', '\r')),
};

async function energyOf(name: string, bytes: Buffer): Promise<number> {
  return withFolder(async (folder) => {
    writeFileSync(path.join(folder, name), bytes);
    return (await aggregateConsumption(folder)).energyKwh;
  });
}

describe.each(Object.entries(FILES))('%s in a folder', (name, place) => {
  const text = readFileSync(fixture(...place), 'utf8');

  it.each(Object.keys(FORMS))('is read with %s', async (form) => {
    const plainKwh = await energyOf(name, Buffer.from(text));
    expect(plainKwh).toBeGreaterThan(0);
    expect(await energyOf(name, FORMS[form]?.(text) ?? Buffer.of())).toBeCloseTo(plainKwh, 12);
  });

  it('is read where gzip compressed it', async () => {
    const plainKwh = await energyOf(name, Buffer.from(text));
    expect(await energyOf(`${name}.gz`, gzipSync(text))).toBeCloseTo(plainKwh, 12);
  });
});

it.each(['utf16le', 'utf16be'] as const)(
  'ASCII behind %s, as Python appends it to what PowerShell wrote',
  async (form) => {
    const inUtf16 = (text: string): Buffer => (form === 'utf16le' ? utf16(text) : utf16(text).swap16());
    for (const name of ['emissions.csv', 'gpu_power.csv', 'slurm.out'] as const) {
      const text = readFileSync(fixture(...FILES[name]), 'utf8').replaceAll(/[^\0-\x7f]/g, '?');
      const half = text.indexOf('\n', text.length / 2) + 1;
      const plainKwh = await energyOf(name, Buffer.from(text));
      const mixed = Buffer.concat([inUtf16(text.slice(0, half)), Buffer.from(text.slice(half))]);
      expect(await energyOf(name, mixed), name).toBeCloseTo(plainKwh, 12);
    }
  },
);

it('the header of CodeCarbon may be in capitals', async () => {
  const [header = '', ...rows] = readFileSync(fixture('codecarbon', '2.7.4', 'emissions.csv'), 'utf8').split('\n');
  const capitals = [header.toUpperCase(), ...rows].join('\n');
  const plainKwh = await energyOf('emissions.csv', Buffer.from([header, ...rows].join('\n')));
  expect(await energyOf('emissions.csv', Buffer.from(capitals))).toBeCloseTo(plainKwh, 12);
});
