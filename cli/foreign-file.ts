/** Refuses to replace a file that the user wrote. */
import { promises as files } from 'node:fs';
import { CtError } from '../src/model/errors.ts';
import { readGiven } from './given-file.ts';

/** How a file of our own is recognised, and what to do where the file is not ours. */
export interface OwnFile {
  /** Whether a text is what ct-parse writes. */
  isOwn: (text: string) => boolean;
  /** What the user can do instead. */
  advice: string;
}

/**
 * Checks a file that is about to be replaced. One that is absent, empty or not regular, such as `/dev/null`, holds nothing to lose.
 *
 * @throws CtError USAGE where it was not written by ct-parse, UNREADABLE where that cannot be seen
 */
export async function refuseForeign(file: string, { isOwn, advice }: OwnFile): Promise<void> {
  const found = await files.stat(file).catch(() => null);
  if (found === null || !found.isFile() || found.size === 0) return;
  if (isOwn((await readGiven(file)).toString('utf8'))) return;
  throw new CtError('USAGE', `${file} exists and was not written by ct-parse: ${advice}`);
}
