import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encodingOf, INFLATED_LIMIT_BYTES } from '../../../src/parser/find/decode.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';

const TEXT = standardLog() + outputLog().replace('Finished', 'São Paulo, 東京: Finished');

/** Bytes of a text in UTF-16, without a byte order mark. */
const wide = (text: string, bigEndian = false): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

describe('decode', () => {
  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16 BE with a mark', wide(`\ufeff${TEXT}`, true)],
    ['UTF-16 LE', wide(TEXT)],
    ['UTF-16 BE', wide(TEXT, true)],
    ['gzip', gzipSync(TEXT)],
    ['gzip of UTF-16', gzipSync(wide(TEXT))],
    ['two gzip files', Buffer.concat([gzipSync(TEXT.slice(0, 99)), gzipSync(TEXT.slice(99))])],
  ])('%s', (_, bytes) => expect(decode(bytes)).toBe(TEXT));

  it('NUL bytes in UTF-8 do not make it UTF-16', () => {
    for (const zeros of [1, 2, 7, 300]) {
      for (const text of ['\0'.repeat(zeros) + TEXT, TEXT.slice(0, 1) + '\0'.repeat(zeros) + TEXT.slice(1)]) {
        expect(encodingOf(Buffer.from(text))).toBe('utf-8');
        expect(decode(Buffer.from(text))).toBe(text);
      }
    }
  });

  it('any bytes are some text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const first = Buffer.from(bytes);
        fc.pre(first[0] !== 0x1f && first[0] !== 0x50);
        expect(typeof decode(first)).toBe('string');
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('damaged, cut and endless gzip data are errors that say so', () => {
    const packed = gzipSync(TEXT);
    const flipped = Buffer.from(packed);
    flipped[flipped.length - 5] = (flipped[flipped.length - 5] ?? 0) ^ 1;
    expect(() => decode(packed.subarray(0, -9))).toThrow(/damaged or cut/);
    expect(() => decode(flipped)).toThrow(/damaged or cut/);
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(INFLATED_LIMIT_BYTES / 1000);
    expect(() => decode(bomb)).toThrow(/too large for a log/);
  });

  it('an archive under the name of a log says what it is', () => {
    const tar = Buffer.alloc(1024);
    tar.write('ustar', 257);
    expect(() => decode(tar)).toThrow(/tar archive; give it a name that ends in \.tar/);
    expect(() => decode(Buffer.from('PK\x03\x04'))).toThrow(/zip archive/);
  });
});
