/** Archives and gzip in a browser: the same files and limits as in the commands. */
import { crc32 } from '../../src/parser/find/archives/crc32.ts';
import {
  addFile,
  addSource,
  type Budget,
  type Entries,
  innerPath,
  isWanted,
  mayBeSource,
} from '../../src/parser/find/archives/entries.ts';
import { isGzip, mostUnpackedBytes } from '../../src/parser/find/decode.ts';
import { joined } from '../../src/parser/find/file.ts';
import type { Offers } from '../../src/parser/find/file-sets.ts';

/**
 * What compressed bytes hold.
 *
 * @throws Error for damaged data, and for more than a log may hold
 */
async function unpacked(bytes: Uint8Array, format: CompressionFormat, mostBytes: number): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream(format));
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(parts);
    parts.push(value);
    length += value.length;
    if (length > mostBytes) throw new RangeError('its content is too large for a log');
  }
}

/** The bytes that gzip compressed; the bytes themselves where they are damaged or no gzip, which their reader reports. */
export async function withoutGzip(bytes: Uint8Array): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  return unpacked(bytes, 'gzip', mostUnpackedBytes(bytes)).catch(() => bytes);
}

const emptyEntries = (): Entries => ({ files: new Map(), namesakes: new Map(), others: [], problems: [] });

const BLOCK_BYTES = 512;

/** Reads the logs of a tar archive; one that is cut keeps what lies in front of the cut. */
export function readTar(bytes: Uint8Array, budget: Budget, offers: Offers): Entries {
  const entries = emptyEntries();
  let longName: string | null = null;
  budget.addBytes(bytes.length, bytes.length, null);
  for (let at = 0; at + BLOCK_BYTES <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) break;
    const size = Number.parseInt(textAt(header, 124, 12).trim(), 8);
    if (!(size >= 0) || !hasChecksum(header)) {
      entries.problems.push('it is damaged (a header has a wrong checksum)');
      break;
    }
    budget.addEntry();
    const type = String.fromCharCode(header[156] as number);
    const body = bytes.subarray(at + BLOCK_BYTES, at + BLOCK_BYTES + size);
    at += BLOCK_BYTES + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
    if (type === 'L') {
      longName = textAt(body, 0, body.length);
      continue;
    }
    if (type === 'x') {
      longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(textAt(body, 0, body.length))?.[1] ?? longName;
      continue;
    }
    if (type === 'g') continue;
    const prefix = textAt(header, 257, 5) === 'ustar' ? textAt(header, 345, 155) : '';
    const name: string = longName ?? `${prefix === '' ? '' : `${prefix}/`}${textAt(header, 0, 100)}`;
    longName = null;
    const isFile = type === '0' || type === '\0' || type === '7';
    if (isFile && body.length < size) entries.problems.push('it is damaged (it is cut)');
    else if (isFile) take(entries, name, body, budget, offers);
    else if (type !== '5') entries.others.push(name);
  }
  return entries;
}

function hasChecksum(header: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < BLOCK_BYTES; i += 1) sum += i >= 148 && i < 156 ? 32 : (header[i] as number);
  return sum === Number.parseInt(textAt(header, 148, 8).trim(), 8);
}

/** A text that ends at a NUL. */
function textAt(bytes: Uint8Array, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
}

function take(entries: Entries, name: string, body: Uint8Array, budget: Budget, offers: Offers): void {
  const inner = innerPath(name);
  if (inner === null) entries.problems.push(`${name}: its path leaves the archive`);
  else if (isWanted(inner)) {
    budget.hold(body.length);
    addFile(entries, inner, body);
  } else if (mayBeSource(inner, body.length, offers)) addSource(entries, inner, body, budget, offers);
  else entries.others.push(inner);
}

const END_OF_LIST = 0x06054b50;
const IN_LIST = 0x02014b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;

/**
 * Reads the logs of a zip file.
 *
 * @throws Error when it is none, or passes a limit
 */
export async function readZip(bytes: Uint8Array, budget: Budget, offers: Offers): Promise<Entries> {
  const entries = emptyEntries();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const file of filesOfZip(view, bytes)) {
    budget.addEntry();
    const inner = innerPath(file.name);
    if (file.name.endsWith('/')) continue;
    if (inner === null) {
      entries.problems.push(`${file.name}: its path leaves the archive`);
      continue;
    }
    const isLog = isWanted(inner);
    const isLookedAt = mayBeSource(inner, file.size, offers) && budget.allows(file.size, file.packedSize);
    if (!(isLog || (isLookedAt && !file.isEncrypted)) || file.isLink) {
      entries.others.push(inner);
      continue;
    }
    if (file.isEncrypted) {
      entries.problems.push(`${inner}: it is encrypted`);
      continue;
    }
    budget.addBytes(file.size, file.size, file.packedSize);
    if (isLog) budget.hold(file.size);
    try {
      const body = await bodyOf(file, view, bytes);
      if (isLog) addFile(entries, inner, body);
      else addSource(entries, inner, body, budget, offers);
    } catch (error) {
      if (isLog) entries.problems.push(`${inner}: it is damaged (${error instanceof Error ? error.message : error})`);
      else entries.others.push(inner);
    }
  }
  return entries;
}

/** A file as the list at the end of a zip file has it. */
interface ZippedFile {
  name: string;
  size: number;
  packedSize: number;
  method: number;
  crc: number;
  isEncrypted: boolean;
  isLink: boolean;
  headerAt: number;
}

function* filesOfZip(view: DataView, bytes: Uint8Array): Generator<ZippedFile> {
  let end = bytes.length - END_BYTES;
  const first = Math.max(0, end - LONGEST_COMMENT);
  while (end >= first && view.getUint32(end, true) !== END_OF_LIST) end -= 1;
  if (end < first) throw new Error('it is no zip file, or it is cut');
  const { at: start, count } = listOf(view, end);
  let at = start;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== IN_LIST) throw new Error('its list of files is damaged');
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((place) => view.getUint16(at + place, true)) as [
      number,
      number,
      number,
    ];
    const isUnix = view.getUint8(at + 5) === 3;
    const [size, packedSize, headerAt] = largeNumbers(
      [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)],
      new DataView(bytes.buffer, bytes.byteOffset + at + 46 + nameBytes, extraBytes),
    );
    yield {
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes)),
      size,
      packedSize,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      isLink: isUnix && ((view.getUint32(at + 38, true) >>> 16) & 0o170000) === 0o120000,
      headerAt,
    };
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
}

/** Signs of Zip64, which archives of more than 65,535 files or 4 GB have, and those that some programs write as a stream. */
const END_OF_LIST_64 = 0x06064b50;
const PLACE_OF_END_64 = 0x07064b50;
const PLACE_OF_END_64_BYTES = 20;
const LARGE_NUMBERS = 1;
/** What stands in a field of 32 bits, or of 16, when its number needs more. */
const [IN_LARGE_32, IN_LARGE_16] = [0xffffffff, 0xffff];

/** Where the list of files begins, and how many it names. */
function listOf(view: DataView, end: number): { at: number; count: number } {
  const [at, count] = [view.getUint32(end + 16, true), view.getUint16(end + 10, true)];
  const place = end - PLACE_OF_END_64_BYTES;
  const isLarge = at === IN_LARGE_32 || count === IN_LARGE_16;
  if (!isLarge || place < 0 || view.getUint32(place, true) !== PLACE_OF_END_64) return { at, count };
  const large = Number(view.getBigUint64(place + 8, true));
  if (large + 56 > view.byteLength || view.getUint32(large, true) !== END_OF_LIST_64) {
    throw new Error('its list of files is damaged');
  }
  return { at: Number(view.getBigUint64(large + 48, true)), count: Number(view.getBigUint64(large + 32, true)) };
}

/**
 * Numbers of an entry, with those that stand in its extra field because they are too large for their own.
 *
 * @param numbers in the order of the extra field: size, packed size, place
 */
function largeNumbers(numbers: [number, number, number], extra: DataView): [number, number, number] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== LARGE_NUMBERS) continue;
    let next = at + 4;
    return numbers.map((number) => {
      if (number !== IN_LARGE_32 || next + 8 > extra.byteLength) return number;
      next += 8;
      return Number(extra.getBigUint64(next - 8, true));
    }) as [number, number, number];
  }
  return numbers;
}

async function bodyOf(file: ZippedFile, view: DataView, bytes: Uint8Array): Promise<Uint8Array> {
  const { headerAt, packedSize, size, method, crc } = file;
  const start = headerAt + 30 + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true);
  const packed = bytes.subarray(start, start + packedSize);
  if (method !== STORED && method !== DEFLATED) throw new Error('it is compressed in another way than by deflate');
  const body = method === STORED ? packed : await unpacked(packed, 'deflate-raw', size);
  if (body.length !== size || crc32(body) !== crc) throw new Error('its checksum is wrong');
  return body;
}
