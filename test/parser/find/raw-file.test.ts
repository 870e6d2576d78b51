import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { HEAD_BYTES, LONGEST_LINE_CHARS, unpackedFile } from '../../../src/parser/find/file.ts';
import { rawFile } from '../../../src/parser/find/raw-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(bytes: Buffer | string): string {
  const file = path.join(folder, `${Math.random()}.txt`);
  writeFileSync(file, bytes);
  return file;
}

const pieces = (bytes: Buffer): string[] => [...rawFile(written(bytes)).pieces()];

describe('a raw file', () => {
  it('has its head and all its bytes, from the disk and from an archive', () => {
    const bytes = Buffer.alloc(3 * 1024 * 1024, 'energy\n');
    for (const file of [rawFile(written(bytes)), unpackedFile('a.zip/b.txt', bytes)]) {
      expect(file.size).toBe(bytes.length);
      expect(Buffer.from(file.head()).equals(bytes.subarray(0, HEAD_BYTES))).toBe(true);
      expect(Buffer.concat(Array.from(file.chunks(), (chunk) => Buffer.from(chunk))).equals(bytes)).toBe(true);
    }
  });

  it('is unpacked where gzip compressed it', () => {
    const rows = Array.from({ length: 700_000 }, (_, i) => `${i},${(i * 7919) % 1000}\n`);
    const text = `timestamp,power\n${rows.join('')}`;
    const packed = gzipSync(text);
    expect(packed.length).toBeGreaterThan(1024 * 1024);
    const file = rawFile(written(packed));
    expect(file.head().toString()).toBe(text.slice(0, HEAD_BYTES));
    expect([...file.pieces()].join('') === text).toBe(true);
  });

  it('throws for a file that is missing or whose gzip data are damaged', () => {
    expect(() => rawFile(path.join(folder, 'none')).head()).toThrow(/ENOENT/);
    const damaged = gzipSync('a'.repeat(1000)).subarray(0, 20);
    expect(() => [...rawFile(written(damaged)).chunks()]).toThrow(/damaged or cut/);
    expect(rawFile(written(damaged)).head().length).toBeLessThanOrEqual(1000);
  });

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffä,b\n1,2\n'), 'ä,b\n1,2\n'],
    ['UTF-16', Buffer.from('\ufeffä,b\r\n1,2\r\n', 'utf16le'), 'ä,b\r\n1,2\r\n'],
    ['bytes that are not UTF-8', Buffer.from([0x61, 0xff, 0x0a]), 'a\ufffd\n'],
    ['nothing', Buffer.alloc(0), ''],
  ])('is text: %s', (_, bytes, text) => {
    expect(pieces(bytes).join('')).toBe(text);
  });

  it('is cut into pieces at line feeds only, whatever characters lie between its chunks', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n\ufeff]/g, ''));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.nat(5), (lines, shift) => {
        const text = `${'x'.repeat(shift)}${lines.join('\n')}\n`.repeat(30_000).slice(0, 2_500_000);
        const found = pieces(Buffer.from(text));
        expect(found.join('') === Buffer.from(text).toString()).toBe(true);
        for (const piece of found.slice(0, -1)) expect(piece.endsWith('\n')).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it('hands out an endless line in parts', () => {
    const found = pieces(Buffer.alloc(2 * LONGEST_LINE_CHARS, 'a'));
    expect(found.length).toBeGreaterThan(1);
    expect(found.reduce((sum, { length }) => sum + length, 0)).toBe(2 * LONGEST_LINE_CHARS);
  });
});
