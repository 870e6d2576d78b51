import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { checkSnappy } from '../../src/tables/snappy.ts';

interface Copy {
  kind: 1 | 2 | 3;
  length: number;
}

/** Packs as any writer may: literals of every width of length, and copies of every kind. */
function packed(parts: readonly (Uint8Array | Copy)[]): { bytes: Uint8Array; size: number } {
  const bytes: number[] = [];
  let size = 0;
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      const length = part.length - 1;
      if (length < 60) bytes.push(length << 2);
      else if (length < 256) bytes.push(60 << 2, length);
      else bytes.push(61 << 2, length & 0xff, length >>> 8);
      bytes.push(...part);
      size += part.length;
    } else {
      const { kind, length } = part;
      bytes.push(kind === 1 ? ((length - 4) << 2) | 1 : ((length - 1) << 2) | kind, 1);
      bytes.push(...Array(kind === 1 ? 0 : kind === 2 ? 1 : 3).fill(0));
      size += length;
    }
  }
  return { bytes: Uint8Array.from([size & 0x7f, ...bytes]), size };
}

const literal = fc.uint8Array({ minLength: 1, maxLength: 700 });
const copy = fc
  .constantFrom<1 | 2 | 3>(1, 2, 3)
  .chain((kind) => fc.integer({ min: 4, max: kind === 1 ? 11 : 64 }).map((length) => ({ kind, length })));
const page = fc
  .tuple(literal, fc.array(fc.oneof(literal, copy), { maxLength: 8 }))
  .map(([first, rest]) => packed([first, ...rest]));

describe('packed bytes', () => {
  it('are sound where hyparquet unpacks them', () => {
    fc.assert(
      fc.property(page, ({ bytes, size }) => {
        snappyUncompress(bytes, new Uint8Array(size));
        expect(() => checkSnappy(bytes, size)).not.toThrow();
        expect(() => checkSnappy(bytes, size + 1)).toThrow('do not add up');
        expect(() => checkSnappy(bytes.subarray(0, -1), size)).toThrow('do not add up');
      }),
    );
  });

  it('whose length leads back are none', () => {
    const back = Uint8Array.from([10, 63 << 2, 0xf0, 0xff, 0xff, 0xff, ...Array(20).fill(0)]);
    expect(() => checkSnappy(back, 10)).toThrow('do not add up');
  });

  it('an empty page is one', () => expect(() => checkSnappy(Uint8Array.from([0]), 0)).not.toThrow());
});
