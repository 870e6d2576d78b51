/** The files of a run -> the lines that matter in them. */
import { excerptOf } from '../log/excerpt.ts';
import type { LogExcerpt } from '../model/log-lines.ts';
import type { Run } from '../model/run.ts';
import { presentFiles } from '../model/run-files.ts';
import type { RawFile } from './find/file.ts';

/** Of larger files only the beginning is looked at. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * The lines that matter in each file of a run, but its samples. Files that cannot be read are left out.
 *
 * @param fileOf throws, or gives null, for a file that is not at hand
 */
export function excerptsOf(
  { files, writerId }: Pick<Run, 'files' | 'writerId'>,
  fileOf: (path: string) => RawFile | null,
): LogExcerpt[] {
  const name = writerId ?? null;
  return presentFiles({ ...files, samples: null }).flatMap((path) => {
    try {
      const file = fileOf(path);
      if (file === null) return [];
      const isWhole = file.size <= MOST_BYTES;
      const pieces = isWhole ? file.pieces() : [new TextDecoder().decode(file.head())];
      return [excerptOf(path, pieces, { name, isWhole })];
    } catch {
      return [];
    }
  });
}
