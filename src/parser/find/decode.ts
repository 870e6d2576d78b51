/** Bytes of a file -> text, whatever it was stored as: UTF-8 or UTF-16, compressed by gzip or not. */
import { inflate, isAscii, textOfAscii, textOfUtf8 } from '../system.ts';
import { withAsciiApart } from './mixed-encodings.ts';

/** Most text that a compressed file may hold, in bytes; the logs of a year of training stay far below. */
export const INFLATED_LIMIT_BYTES = 256 * 1024 * 1024;
/** Largest ratio of unpacked to packed bytes: logs shrink some 30-fold, and far more is made to fill the memory. */
export const MOST_TIMES_LARGER = 400;
/** Below this size a high ratio does no harm. */
export const HARMLESS_BYTES = 16 * 1024 * 1024;

/** Bytes that show the encoding of a text. */
const PROBE_BYTES = 512;

/**
 * Text of the bytes of a file. Nearly all logs are ASCII, for which no decoding is needed. Bytes that are not UTF-8
 * become U+FFFD.
 *
 * @throws Error when the bytes are a compressed file that is damaged or too large, or an archive
 */
export function decode(bytes: Uint8Array): string {
  if (isGzip(bytes)) return decode(gunzip(bytes));
  const kind = archiveKindOf(bytes);
  if (kind !== null) throw new Error(`it is a ${kind} archive; give it a name that ends in .${kind}`);
  const encoding = encodingOf(bytes);
  if (encoding !== 'utf-8') return withAsciiApart(new TextDecoder(encoding).decode(bytes), encoding);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return isAscii(bytes) ? textOfAscii(bytes) : textOfUtf8(bytes, start);
}

/** The encoding that the first bytes show; PowerShell writes UTF-16, with a byte order mark or without. */
export function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = [bytes[0], bytes[1]];
  if (first === undefined || second === undefined) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Processes that write at once leave runs of NUL in UTF-8, of which none lies between every two characters.
  if ((first === 0) === (second === 0)) return 'utf-8';
  const probe = bytes.subarray(0, PROBE_BYTES);
  const zeros: [number, number] = [0, 0];
  for (let i = 0; i < probe.length; i += 1) if (probe[i] === 0) zeros[i & 1 ? 1 : 0] += 1;
  const [even, odd] = zeros;
  const most = probe.length * 0.4;
  if (odd > most && even === 0) return 'utf-16le';
  return even > most && odd === 0 ? 'utf-16be' : 'utf-8';
}

/**
 * Text of the beginning of a file as its reader is given it: UTF-16 is decoded, a byte order mark is dropped, and carriage
 * returns end lines where nothing else does.
 */
export function headText(head: Uint8Array): string {
  const encoding = encodingOf(head);
  const text = withAsciiApart(new TextDecoder(encoding).decode(head), encoding);
  return endsLinesByReturns(text) ? text.replaceAll('\r', '\n') : text;
}

/** Whether carriage returns alone end the lines of a text, as in CSV files that spreadsheets on a Mac save. */
export const endsLinesByReturns = (text: string): boolean => text.includes('\r') && !text.includes('\n');

/** Whether bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Offset of `ustar` in the first header of a tar archive. */
const TAR_MAGIC_AT = 257;
const TAR_MAGIC = 'ustar';
const LETTER_U = 0x75;

/** The archive that bytes begin; null where they begin none. */
export function archiveKindOf(bytes: Uint8Array): 'zip' | 'tar' | null {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)) return 'zip';
  return isTar(bytes, bytes.length) ? 'tar' : null;
}

/** Whether a buffer, up to an end, begins as a tar archive does. */
export function isTar(bytes: Uint8Array, end: number): boolean {
  if (bytes[TAR_MAGIC_AT] !== LETTER_U || end < TAR_MAGIC_AT + TAR_MAGIC.length) return false;
  return [...TAR_MAGIC].every((sign, i) => bytes[TAR_MAGIC_AT + i] === sign.charCodeAt(0));
}

/** Most bytes that a file which gzip compressed may hold. */
export const mostUnpackedBytes = ({ length }: Uint8Array): number =>
  Math.min(INFLATED_LIMIT_BYTES, Math.max(HARMLESS_BYTES, length * MOST_TIMES_LARGER));

/**
 * The bytes that gzip compressed.
 *
 * @throws Error when the bytes are damaged, or grow beyond what a log may hold
 */
export function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    return inflate(bytes, mostUnpackedBytes(bytes));
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    throw new Error(isTooLarge ? 'its content is too large for a log' : 'its gzip data are damaged or cut', {
      cause: error,
    });
  }
}
