/** SHA-256 of the files that are read, so that a report can name its inputs and anybody can check them. */

import type { RunFiles } from '../../model/run.ts';
import { nodeCrypto } from '../node-parts.ts';
import type { FileSet } from './file-sets.ts';
import { storedBytes } from './raw-file.ts';

/** Digests of the files of runs by their path, taken while the files are read. */
export class FileDigests {
  readonly #digests = new Map<string, string>();

  /** Takes the digests of the files of a set. Must be called before the next set of an archive is asked for. */
  add({ files, bytes, source }: FileSet): void {
    for (const file of namesOf(files)) {
      if (this.#digests.has(file)) continue;
      const digest = digestOf(source?.file.stored() ?? (bytes === undefined ? storedBytes(file) : [bytes(file)]));
      if (digest !== null) this.#digests.set(file, digest);
    }
  }

  /** The files of a run that could be read, each with the SHA-256 of its bytes as stored, in hexadecimal. */
  of(files: RunFiles): FileDigest[] {
    return namesOf(files).flatMap((path) => {
      const sha256 = this.#digests.get(path);
      return sha256 === undefined ? [] : [{ path, sha256 }];
    });
  }
}

/** A file and the SHA-256 of its bytes. */
export interface FileDigest {
  /** Path of the file. */
  path: string;
  /** SHA-256 of the bytes as stored, in hexadecimal. */
  sha256: string;
}

const namesOf = (files: RunFiles): string[] => Object.values(files).filter((file): file is string => file !== null);

/** Null for bytes that cannot be read. */
function digestOf(chunks: Iterable<Uint8Array>): string | null {
  try {
    const hash = nodeCrypto().createHash('sha256');
    for (const chunk of chunks) hash.update(chunk);
    return hash.digest('hex');
  } catch {
    return null;
  }
}

/** SHA-256 over the sorted digests of files, one per line, whatever their order and names. */
export function digestOfFiles(files: readonly FileDigest[]): string {
  const lines = files.map(({ sha256 }) => sha256).sort();
  return nodeCrypto().createHash('sha256').update(lines.join('\n')).digest('hex');
}
