/** The file that keeps the compiled code of a command, in a folder of the user. */
import {
  closeSync,
  existsSync,
  constants as fs,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** Files of a command that stay: other builds and versions of Node may be in use at the same time. */
const MOST_FILES = 3;
/** An unfinished file of this age was left by a process that was killed. */
const LEFT_BEHIND_MS = 60_000;
/** Bits of a mode that let others than the owner write. */
const OTHERS_WRITE = 0o022;
/** A file begins with the checksum of what follows it, and the length of its index. */
const SUM_BYTES = 4;
const INDEX_AT = 8;
/** How a file's name goes on after the command. */
const NAME_END = /[0-9a-f]{8}\.bin(?:\.new)?$/;

/** Computes CRC-32. */
export type Checksum = (bytes: Uint8Array) => number;

/** Code that V8 made of a source text. */
export interface Code {
  /** Checksum of the source text. */
  sourceSum: number;
  /** The code, as V8 serialises it. */
  code: Buffer;
}

/** What stands before the code in a file: for each source file its name, its checksum and the length of its code. */
interface Index {
  writes: number;
  files: [string, number, number][];
}

/** The code of a command. */
export interface KeptCode {
  /** How often it was written, each time with the code of more functions. */
  writes: number;
  /** By names of source files. */
  files: Map<string, Code>;
}

/** Folder for kept code; null where the environment names none. */
export function codeFolder({ NODE_COMPILE_CACHE, XDG_CACHE_HOME = '', HOME = '' }: NodeJS.ProcessEnv): string | null {
  const home = isAbsolute(HOME) ? join(HOME, '.cache') : null;
  const parent = NODE_COMPILE_CACHE || (isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : home);
  return parent !== null && isAbsolute(parent) ? join(parent, 'ct-parse') : null;
}

/** Reads the kept code: none where the file is missing or damaged, or another user may have written it. */
export function readCode(path: string, checksum: Checksum): KeptCode {
  const files = new Map<string, Code>();
  try {
    const bytes = readOurs(path);
    if (bytes !== null && checksum(bytes.subarray(SUM_BYTES)) === bytes.readUInt32LE()) {
      let at = INDEX_AT + bytes.readUInt32LE(SUM_BYTES);
      const index: Index = JSON.parse(bytes.toString('utf8', INDEX_AT, at));
      for (const [name, sourceSum, length] of index.files) {
        files.set(name, { sourceSum, code: bytes.subarray(at, at + length) });
        at += length;
      }
      return { writes: index.writes, files };
    }
  } catch {
    // V8 compiles the code then.
  }
  return { writes: 0, files };
}

/** Writes the code that `compile` returns, unless another process is doing so, or the folder is not the user's own. */
export function writeCode(path: string, checksum: Checksum, compile: () => KeptCode): void {
  const unfinished = `${path}.new`;
  try {
    makeFolder(dirname(path));
    if (!isOurFolder(dirname(path))) return;
    const left = lstatSync(unfinished, { throwIfNoEntry: false });
    if (left !== undefined && Date.now() - left.mtimeMs > LEFT_BEHIND_MS) unlinkSync(unfinished);
    const descriptor = openSync(unfinished, 'wx', 0o600);
    try {
      writeFileSync(descriptor, pack(compile(), checksum));
      renameSync(unfinished, path);
    } catch {
      unlinkSync(unfinished);
    } finally {
      closeSync(descriptor);
    }
    removeOld(path);
  } catch {
    // The next start compiles again, and tries again to keep it.
  }
}

function pack({ writes, files }: KeptCode, checksum: Checksum): Buffer {
  const index: Index = {
    writes,
    files: [...files].map(([name, { sourceSum, code }]) => [name, sourceSum, code.length]),
  };
  const text = Buffer.from(JSON.stringify(index));
  const bytes = Buffer.concat([Buffer.alloc(INDEX_AT), text, ...[...files.values()].map(({ code }) => code)]);
  bytes.writeUInt32LE(text.length, SUM_BYTES);
  bytes.writeUInt32LE(checksum(bytes.subarray(SUM_BYTES)));
  return bytes;
}

/** Content of the file; null where another user may have written it, or put a link in its place. */
function readOurs(path: string): Buffer | null {
  if (!isOurFolder(dirname(path))) return null;
  const descriptor = openSync(path, fs.O_RDONLY | fs.O_NOFOLLOW | fs.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    return stats.isFile() && isOurs(stats) ? readFileSync(descriptor) : null;
  } finally {
    closeSync(descriptor);
  }
}

function isOurFolder(folder: string): boolean {
  const stats = lstatSync(folder);
  return stats.isDirectory() && isOurs(stats);
}

/** Whether only the user that this process acts for can write. */
const isOurs = ({ uid, mode }: Stats): boolean => uid === process.geteuid?.() && (mode & OTHERS_WRITE) === 0;

/** Makes the folder and those above it one by one, as `recursive` never returns below `/proc`. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  makeFolder(parent);
  // Root would leave a folder in another user's home that the user cannot remove.
  if (process.geteuid?.() === 0 && statSync(parent).uid !== 0) throw new Error(`${parent} is not root's`);
  mkdirSync(folder, { mode: 0o700 });
}

/** Removes the oldest files of the command. */
function removeOld(path: string): void {
  const folder = dirname(path);
  const command = basename(path).replace(NAME_END, '');
  const files = readdirSync(folder)
    .filter((name) => NAME_END.test(name) && name.replace(NAME_END, '') === command)
    .map((name) => ({ path: join(folder, name), writtenMs: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.writtenMs - a.writtenMs);
  for (const file of files.slice(MOST_FILES)) unlinkSync(file.path);
}
