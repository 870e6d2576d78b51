/** What reading needs of the system, in a browser: stands in place of `src/parser/system.ts` when the page is built. */

/** Whether all bytes are below 0x80. */
export function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i += 1) if ((bytes[i] as number) > 0x7f) return false;
  return true;
}

/** The text of bytes that are all below 0x80. */
export const textOfAscii = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/** The text of UTF-8; what is none becomes U+FFFD, and a byte order mark stays. */
export const textOfUtf8 = (bytes: Uint8Array, from = 0, to = bytes.length): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(from, to));

/** Where some bytes lie in others at or behind a place; -1 where they do not. */
export function placeOf(bytes: Uint8Array, part: Uint8Array, from: number): number {
  const first = part[0] as number;
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < part.length && bytes[at + same] === part[same]) same += 1;
    if (same === part.length) return at;
  }
  return -1;
}

/** Browsers unpack gzip only step by step: files are unpacked before they are read, and what still is packed is damaged. */
export function inflate(_bytes: Uint8Array, _mostBytes: number): Uint8Array {
  throw new Error('its gzip data are damaged or cut');
}

/** As `inflate`. */
export const inflateHead = inflate;

/** The last part of a path. */
export function baseName(file: string): string {
  const trimmed = file.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** Parts of a path as one, without `.` and doubled slashes. */
export function joinPath(...parts: string[]): string {
  const whole = parts.filter((part) => part !== '').join('/');
  const [isAbsolute, isFolder] = [whole.startsWith('/'), whole.endsWith('/')];
  const kept: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isAbsolute) kept.push(part);
  }
  if (kept.length === 0) return isAbsolute ? '/' : isFolder ? './' : '.';
  return `${isAbsolute ? '/' : ''}${kept.join('/')}${isFolder ? '/' : ''}`;
}

/** What separates the parts of a path. */
export const SEPARATOR = '/';
