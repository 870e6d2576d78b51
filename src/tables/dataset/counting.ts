/** The note of a dataset that lists the files counted together, and the findings about several of their runs. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../model/run.ts';
import { unfinishedName } from './folder.ts';

/** Readers of Parquet leave files with such names alone. */
const NAME = '_ct-parse-counting.json';

const SCHEMA = 'ct-parse counting 1';

/** Which files were counted together: they are named by their content, so their names stand for it. */
export interface Counting {
  /** Paths below the folder of the dataset, in order. */
  files: readonly string[];
  /** Findings of no run: copies, and devices that may count twice. */
  findings: readonly Finding[];
}

/** Writes the note, beside and renamed. */
export function writeCounting(folder: string, { files, findings }: Counting): void {
  const temporary = path.join(folder, unfinishedName());
  try {
    writeFileSync(temporary, `${JSON.stringify({ schema: SCHEMA, files, findings })}\n`);
    renameSync(temporary, path.join(folder, NAME));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The note, if it is about these very files; else null. */
export function countingOf(folder: string, files: readonly string[]): Counting | null {
  const place = path.join(folder, NAME);
  if (!existsSync(place)) return null;
  let counting: Partial<Counting & { schema: string }>;
  try {
    counting = JSON.parse(readFileSync(place, 'utf8')) as typeof counting;
  } catch {
    return null;
  }
  const { schema, files: counted, findings } = counting;
  if (schema !== SCHEMA || !Array.isArray(counted) || !Array.isArray(findings)) return null;
  const isSame = counted.length === files.length && files.every((file, i) => counted[i] === file);
  return isSame ? { files: counted, findings } : null;
}
