/** WOFF, a font with packed tables -> the font itself. */
import { inflateSync } from 'node:zlib';

const HEADER_BYTES = 44;
const ENTRY_BYTES = 20;
const SFNT_HEADER_BYTES = 12;
const SFNT_ENTRY_BYTES = 16;

/**
 * Unpacks the tables of a WOFF 1.0 font (W3C, 2012) into a TrueType or OpenType font. Readers of fonts unpack a table each time
 * that they need a glyph of it, which takes most of the time of a report.
 */
export function sfntOfWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, i) => tableAt(woff, HEADER_BYTES + i * ENTRY_BYTES));
  const parts = [sfntHeader(woff.readUInt32BE(4), count)];
  let offset = SFNT_HEADER_BYTES + count * SFNT_ENTRY_BYTES;
  for (const { tag, checksum, bytes } of tables) {
    const entry = Buffer.alloc(SFNT_ENTRY_BYTES);
    entry.write(tag, 'latin1');
    entry.writeUInt32BE(checksum, 4);
    entry.writeUInt32BE(offset, 8);
    entry.writeUInt32BE(bytes.length, 12);
    parts.push(entry);
    offset += bytes.length + paddingOf(bytes);
  }
  for (const { bytes } of tables) parts.push(bytes, Buffer.alloc(paddingOf(bytes)));
  return Buffer.concat(parts);
}

interface Table {
  tag: string;
  checksum: number;
  bytes: Buffer;
}

function tableAt(woff: Buffer, entry: number): Table {
  const [offset, packed, whole, checksum] = [4, 8, 12, 16].map((at) => woff.readUInt32BE(entry + at)) as [
    number,
    number,
    number,
    number,
  ];
  const stored = woff.subarray(offset, offset + packed);
  const bytes = packed < whole ? inflateSync(stored) : stored;
  return { tag: woff.toString('latin1', entry, entry + 4), checksum, bytes };
}

/** Tables begin at multiples of four bytes. */
const paddingOf = ({ length }: Buffer): number => (4 - (length % 4)) % 4;

/** The header, with the numbers by which a reader searches the list of tables. */
function sfntHeader(flavor: number, count: number): Buffer {
  const header = Buffer.alloc(SFNT_HEADER_BYTES);
  const power = Math.floor(Math.log2(count));
  header.writeUInt32BE(flavor, 0);
  header.writeUInt16BE(count, 4);
  header.writeUInt16BE(2 ** power * SFNT_ENTRY_BYTES, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE((count - 2 ** power) * SFNT_ENTRY_BYTES, 10);
  return header;
}
