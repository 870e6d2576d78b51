/**
 * Paths as the system takes them. A name that is not UTF-8, as old archives and other systems leave them, stays text and
 * still leads to its file: each byte above 0x7f stands as a lone surrogate, U+DC80 to U+DCFF, as in Python.
 */
import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

const FIRST_SURROGATE = 0xdc00;
const REPLACED = '\ufffd';

/** What the system takes for a path: the text, or the bytes of a name that is not UTF-8. */
export function systemPath(file: string): string | Buffer {
  if (!ANY_SUCH_SURROGATE.test(file) || !BYTES_AS_SURROGATES.test(file)) return file;
  const parts = file.split(SINGLE_SURROGATE);
  return Buffer.concat(
    parts.map((part, i) => (i % 2 === 0 ? Buffer.from(part) : Buffer.of(part.charCodeAt(0) - FIRST_SURROGATE))),
  );
}

/** Nearly every path has none, which shows much sooner than which of them are single. */
const ANY_SUCH_SURROGATE = /[\udc80-\udcff]/;
const BYTES_AS_SURROGATES = /(?<![\ud800-\udbff])[\udc80-\udcff]/;
const SINGLE_SURROGATE = /((?<![\ud800-\udbff])[\udc80-\udcff])/;

/**
 * The entries of a folder, in no order.
 *
 * @throws Error of the file system
 */
export function entriesOf(folder: string): Dirent[] {
  const place = systemPath(folder);
  const entries = readdirSync(place, { withFileTypes: true });
  // A decoded name holds this sign where bytes were not UTF-8, or where the name itself has it.
  if (!entries.some(({ name }) => name.includes(REPLACED))) return entries;
  const raw = readdirSync(place, { withFileTypes: true, encoding: 'buffer' });
  return raw.map((entry) => Object.assign(entry as unknown as Dirent, { name: textOf(entry.name) }));
}

function textOf(name: Buffer): string {
  const text = name.toString('utf8');
  if (Buffer.from(text).equals(name)) return text;
  return name
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (sign) => String.fromCharCode(FIRST_SURROGATE + sign.charCodeAt(0)));
}

/**
 * Which folder a path leads to, whatever links are on the way: the same text for every path to one folder. Its number on the disk takes one call; a path spelt out takes one for each
 * of its parts.
 *
 * @throws Error of the file system
 */
export function identityOf(folder: string): string {
  const { dev, ino } = statSync(systemPath(folder), { bigint: true });
  // Some network drives number nothing.
  return ino === 0n ? realpathSync(systemPath(folder)) : `${dev}:${ino}`;
}

/**
 * Paths that a shell may have meant: Node decodes its arguments and replaces bytes that are not UTF-8.
 *
 * @returns none where the path exists as it is, or holds no replaced byte
 */
export function pathsMeant(input: string): string[] {
  if (!input.includes(REPLACED) || existsSync(input)) return [];
  const folder = path.dirname(input);
  const folders = existsSync(folder) || folder === input ? [folder] : pathsMeant(folder);
  const base = path.basename(input);
  return folders.flatMap((one) => {
    try {
      const names = entriesOf(one).map(({ name }) => name);
      return names.filter((name) => decoded(name) === base).map((name) => path.join(one, name));
    } catch {
      return [];
    }
  });
}

/** A name as Node decodes it. */
function decoded(name: string): string {
  const bytes = systemPath(name);
  return typeof bytes === 'string' ? bytes : bytes.toString('utf8');
}
