/** Whether bytes can be what Snappy makes of a page; a damaged length sends hyparquet's reader back to where it was. */

/** Kinds of elements, in the lowest two bits of the byte that begins one. */
const KIND = { literal: 0, near: 1, far: 2 };
/** Lengths of literals from here on say how many bytes hold the length. */
const LONG_LITERAL = 60;

/**
 * @param size - of the page when it is unpacked
 * @throws Error when the elements do not end with the bytes, or unpack to another size
 */
export function checkSnappy(bytes: Uint8Array, size: number): void {
  const byteAt = (index: number): number => bytes[index] ?? 0;
  let at = 0;
  // The unpacked size, of which the header of the page tells too.
  while (byteAt(at) >= 0x80) at += 1;
  at += 1;
  let unpacked = 0;
  while (at < bytes.length) {
    const tag = byteAt(at);
    const kind = tag & 3;
    at += 1;
    if (kind === KIND.literal) {
      let length = tag >>> 2;
      if (length >= LONG_LITERAL) {
        const count = length - LONG_LITERAL + 1;
        length = 0;
        for (let i = 0; i < count; i += 1) length += byteAt(at + i) * 2 ** (8 * i);
        at += count;
      }
      at += length + 1;
      unpacked += length + 1;
    } else if (kind === KIND.near) {
      at += 1;
      unpacked += ((tag >>> 2) & 7) + 4;
    } else {
      at += kind === KIND.far ? 2 : 4;
      unpacked += (tag >>> 2) + 1;
    }
  }
  if (at !== bytes.length || unpacked !== size) throw new Error('packed bytes that do not add up');
}
