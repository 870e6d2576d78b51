/**
 * A PDF made smaller: objects without a stream are packed, compressed, into object streams, and the table of offsets
 * into a stream too (PDF 1.5). Most of a tagged table is one small object a cell, so that halves long reports and more.
 */
import { deflateSync } from 'node:zlib';

/** Objects of one stream; readers unpack a whole stream to see one of its objects. */
const OBJECTS_PER_STREAM = 200;

interface Entry {
  id: number;
  /** First byte of the object in the original. */
  offset: number;
}

/** One line of the new table of offsets: its kind, and the two numbers that the kind asks for. */
type Place = [kind: 0 | 1 | 2, first: number, second: number];

/**
 * Packs a PDF that was written in one go and has only objects of generation 0, as pdfkit writes them.
 *
 * @returns the original where it is not of that kind
 */
export function compact(pdf: Buffer): Buffer {
  const table = readTable(pdf);
  if (table === null) return pdf;
  const { entries, size, trailer, tableAt } = table;
  const parts: Buffer[] = [];
  const places: Place[] = Array.from({ length: size }, () => [0, 0, 0]);
  const packed: { id: number; body: Buffer }[] = [];
  let length = 0;
  const append = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  const sorted = [...entries].sort((a, b) => a.offset - b.offset);
  append(pdf.subarray(0, sorted[0]?.offset ?? 0));
  for (const [i, { id, offset }] of sorted.entries()) {
    const text = pdf.subarray(offset, sorted[i + 1]?.offset ?? tableAt);
    const body = bodyOf(text, id);
    if (body !== null) {
      packed.push({ id, body });
      continue;
    }
    places[id] = [1, length, 0];
    append(text);
  }
  for (let first = 0; first < packed.length; first += OBJECTS_PER_STREAM) {
    const group = packed.slice(first, first + OBJECTS_PER_STREAM);
    const id = places.push([1, length, 0]) - 1;
    for (const [i, { id: inner }] of group.entries()) places[inner] = [2, id, i];
    append(objectStream(id, group));
  }
  const id = places.push([1, length, 0]) - 1;
  const start = length;
  append(offsetStream(id, places, trailer));
  append(Buffer.from(`startxref\n${start}\n%%EOF\n`));
  return Buffer.concat(parts);
}

/** The classic table of offsets at the end of a PDF. */
function readTable(pdf: Buffer): { entries: Entry[]; size: number; trailer: string; tableAt: number } | null {
  const end = pdf.toString('latin1', Math.max(0, pdf.length - 64));
  const tableAt = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(end)?.[1] ?? Number.NaN);
  if (!Number.isInteger(tableAt)) return null;
  const text = pdf.toString('latin1', tableAt);
  const head = /^xref\n0 (\d+)\n/.exec(text);
  const trailer = /trailer\n<<([\s\S]*)>>\nstartxref/.exec(text);
  if (head === null || trailer === null) return null;
  const size = Number(head[1]);
  const entries: Entry[] = [];
  for (let id = 1; id < size; id += 1) {
    const at = head[0].length + id * LINE_BYTES;
    const line = /^(\d{10}) 00000 n/.exec(text.slice(at, at + LINE_BYTES));
    if (line === null) return null;
    entries.push({ id, offset: Number(line[1]) });
  }
  return { entries, size, trailer: (trailer[1] ?? '').replace(/\/Size \d+\s*/, ''), tableAt };
}

/** Bytes of a line of the classic table. */
const LINE_BYTES = 20;
const END = Buffer.from('\nendobj\n');

/** An object without its frame; null for a stream, which has to stay as it is. */
function bodyOf(text: Buffer, id: number): Buffer | null {
  const head = Buffer.from(`${id} 0 obj\n`);
  if (!text.subarray(0, head.length).equals(head) || !text.subarray(-END.length).equals(END)) return null;
  const body = text.subarray(head.length, -END.length);
  return body.subarray(-'endstream'.length).toString('latin1') === 'endstream' ? null : body;
}

function objectStream(id: number, group: readonly { id: number; body: Buffer }[]): Buffer {
  let offset = 0;
  const head = group.map(({ id: inner, body }) => {
    const text = `${inner} ${offset}`;
    offset += body.length + 1;
    return text;
  });
  const first = Buffer.from(`${head.join(' ')}\n`);
  const content = [first, ...group.flatMap(({ body }) => [body, Buffer.from('\n')])];
  const facts = `/Type /ObjStm\n/N ${group.length}\n/First ${first.length}`;
  return stream(id, facts, Buffer.concat(content));
}

/** Bytes of the three numbers of a line of the table. */
const WIDTHS = [1, 4, 2] as const;

function offsetStream(id: number, places: readonly Place[], trailer: string): Buffer {
  const content = Buffer.alloc(places.length * 7);
  for (const [i, [kind, first, second]] of places.entries()) {
    content.writeUInt8(kind, i * 7);
    content.writeUInt32BE(first, i * 7 + 1);
    content.writeUInt16BE(i === 0 ? 0xffff : second, i * 7 + 5);
  }
  return stream(id, `/Type /XRef\n/W [${WIDTHS.join(' ')}]\n/Size ${places.length}\n${trailer.trim()}`, content);
}

function stream(id: number, facts: string, content: Buffer): Buffer {
  const bytes = deflateSync(content);
  const head = `${id} 0 obj\n<<\n${facts}\n/Length ${bytes.length}\n/Filter /FlateDecode\n>>\nstream\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes, Buffer.from('\nendstream\nendobj\n')]);
}
