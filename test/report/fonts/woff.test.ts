import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sfntOfWoff } from '../../../src/report/fonts/woff.ts';
import { withFolder } from '../../helpers/fixtures.ts';

const woffOf = (weight: number): Buffer =>
  readFileSync(
    createRequire(import.meta.url).resolve(`@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff`),
  );

/** The tables of a font by its own list. */
function tablesOf(font: Buffer): { tag: string; checksum: number; offset: number; bytes: Buffer }[] {
  return Array.from({ length: font.readUInt16BE(4) }, (_, i) => {
    const entry = 12 + i * 16;
    const [checksum, offset, length] = [4, 8, 12].map((at) => font.readUInt32BE(entry + at)) as [
      number,
      number,
      number,
    ];
    const tag = font.toString('latin1', entry, entry + 4);
    return { tag, checksum, offset, bytes: font.subarray(offset, offset + length) };
  });
}

/** The checksum of a table as OpenType defines it: its words added up; that of `head` leaves its own adjustment out. */
function checksumOf(tag: string, bytes: Buffer): number {
  const words = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let sum = 0;
  for (let at = 0; at < words.length; at += 4) {
    if (tag === 'head' && at === 8) continue;
    sum = (sum + words.readUInt32BE(at)) >>> 0;
  }
  return sum;
}

describe.each([400, 700])('DejaVu Sans of weight %i', (weight) => {
  const woff = woffOf(weight);
  const font = sfntOfWoff(woff);

  it('has the tables and the size that the WOFF names, each with its checksum', () => {
    expect(font.length).toBe(woff.readUInt32BE(16));
    const tables = tablesOf(font);
    expect(tables.map(({ tag }) => tag)).toEqual(expect.arrayContaining(['cmap', 'glyf', 'head', 'hmtx', 'loca']));
    for (const { tag, checksum, offset, bytes } of tables) {
      expect([tag, offset % 4, checksumOf(tag, bytes)]).toEqual([tag, 0, checksum]);
    }
  });

  it('is a font for another program, where it is there', (context) =>
    withFolder((folder) => {
      const file = path.join(folder, 'font.ttf');
      writeFileSync(file, font);
      const { status, stdout } = spawnSync('fc-scan', ['--format', '%{family}', file], { encoding: 'utf8' });
      if (status === null) return context.skip('fc-scan is missing');
      expect(stdout).toBe('DejaVu Sans');
    }));
});
