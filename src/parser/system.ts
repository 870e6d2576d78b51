/**
 * What reading needs of the system it runs on, and no more: this is Node's. The page is built with another one for browsers
 * in its place, `page/reader/system.ts`, which exports the same.
 */
import { isAscii as isAsciiOfNode } from 'node:buffer';
import path from 'node:path';
import { nodeZlib } from './node-parts.ts';

/** Whether all bytes are below 0x80. */
export const isAscii = (bytes: Uint8Array): boolean => isAsciiOfNode(bytes);

/** The text of bytes that are all below 0x80. */
export const textOfAscii = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** The text of UTF-8; what is none becomes U+FFFD, and a byte order mark stays. */
export const textOfUtf8 = (bytes: Uint8Array, from = 0, to = bytes.length): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', from, to);

/** Where some bytes lie in others at or behind a place; -1 where they do not. */
export const placeOf = (bytes: Uint8Array, part: Uint8Array, from: number): number =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(part, from);

/**
 * The bytes that gzip compressed.
 *
 * @throws RangeError for more than `mostBytes`, any other error for damaged data
 */
export const inflate = (bytes: Uint8Array, mostBytes: number): Uint8Array =>
  nodeZlib().gunzipSync(bytes, { maxOutputLength: mostBytes });

/** As `inflate`, for the beginning of a file: what follows is missing. */
export function inflateHead(bytes: Uint8Array, mostBytes: number): Uint8Array {
  const { gunzipSync, constants } = nodeZlib();
  return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostBytes });
}

/** The last part of a path. */
export const baseName = (file: string): string => path.basename(file);

/** Parts of a path as one, without `.` and doubled slashes. */
export const joinPath = (...parts: string[]): string => path.join(...parts);

/** What separates the parts of a path. */
export const SEPARATOR = path.sep;
