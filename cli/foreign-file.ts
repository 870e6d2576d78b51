/** Refuses to replace a file that the user wrote. */
import { promises as files } from 'node:fs';
import { CtError, systemReason } from '../src/model/errors.ts';
import { STDOUT } from './target.ts';

/** How a file of our own is recognised, and what to do where the file is not ours. */
export interface OwnFile {
  /** Whether these bytes are what ct-parse writes. */
  isOwn: (bytes: Buffer) => boolean;
  /** What a work of this kind looks like: a file that does not, such as a single word, is replaced. By default all are works. */
  work?: RegExp;
  /** Reads only so many bytes at the end, where those are enough; the files of others may be large. */
  lastBytes?: number;
  /** What the user can do instead; by default naming another file. */
  advice?: string;
}

const holds =
  (text: string) =>
  (bytes: Buffer): boolean =>
    bytes.includes(text);

/** A PDF report or figure; other PDFs that include a figure do not take over its metadata. */
export const OWN_PDF: OwnFile = { work: /^%PDF/, isOwn: holds('<xmp:CreatorTool>ct-parse</xmp:CreatorTool>') };

/** A page, with or without data. */
export const OWN_PAGE: OwnFile = { work: /^\s*</, isOwn: holds('<meta name="generator" content="ct-parse ') };

/** A table of runs or epochs as Parquet, which holds its version behind all rows. */
export const OWN_PARQUET: OwnFile = { work: /PAR1$/, isOwn: holds('ct-parse.schema_version'), lastBytes: 65_536 };

/**
 * Checks a file that is about to be replaced. One that is absent, empty or not regular, such as `/dev/null`, or no work of its kind, holds nothing to lose.
 *
 * @throws CtError USAGE where it was not written by ct-parse, UNREADABLE where that cannot be seen
 */
export async function refuseForeign(
  target: string,
  { isOwn, work = /^/, lastBytes, advice = 'name another file, or remove this one first' }: OwnFile,
): Promise<void> {
  if (target === STDOUT) return;
  const found = await files.stat(target).catch(() => null);
  if (found === null || !found.isFile() || found.size === 0) return;
  const bytes = await bytesOf(target, found.size, lastBytes);
  if (isOwn(bytes) || !work.test(bytes.toString('latin1'))) return;
  throw new CtError('USAGE', `${target} exists and was not written by ct-parse: ${advice}`);
}

async function bytesOf(target: string, size: number, lastBytes = size): Promise<Buffer> {
  try {
    const file = await files.open(target);
    try {
      const length = Math.min(size, lastBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CtError('UNREADABLE', `cannot read ${target}: ${systemReason(error)}`, { cause: error });
  }
}
