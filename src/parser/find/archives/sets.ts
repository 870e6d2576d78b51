/** An archive -> the files of each run in it, as if it were a folder. */
import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { systemReason } from '../../../model/errors.ts';
import { fileFinding } from '../../../model/findings.ts';
import type { Finding } from '../../../model/run.ts';
import { archiveKindOf, isGzip } from '../decode.ts';
import { unpackedHead } from '../file.ts';
import { type FileSet, LOGS_ONLY, leftOut, type Offers } from '../file-sets.ts';
import { systemPath } from '../system-path.ts';
import { Budget, baseNameOf, type Entries, isArchiveName, type ReadEntries } from './entries.ts';
import { setsInMemory } from './in-memory.ts';

/** Kind of an archive; one in gzip is a `tar`. */
export type ArchiveKind = 'zip' | 'tar';

/** Where an archive lies, and what is called for what is wrong with it. */
interface Place {
  path: string;
  kind: ArchiveKind;
  depth: number;
  offers: Offers;
  onFinding: (finding: Finding) => void;
}

/**
 * The sets of an archive on the disk, folder by folder. What cannot be read becomes a finding, and the rest is read.
 *
 * @param file its files are named `FILE/inner/name`
 */
export async function* setsOfArchive(
  file: string,
  kind: ArchiveKind,
  onFinding: (finding: Finding) => void,
  offers: Offers = LOGS_ONLY,
): AsyncGenerator<FileSet> {
  yield* setsOf(file, { path: file, kind, depth: 1, offers, onFinding }, new Budget());
}

async function* setsOf(source: string | Uint8Array, place: Place, budget: Budget): AsyncGenerator<FileSet> {
  const { onFinding } = place;
  let entries: Entries;
  try {
    budget.enter(place.depth);
    entries = await (await readerOf(place.kind))(source, budget, place.offers);
  } catch (error) {
    onFinding(fileFinding('unreadable', `cannot read the archive ${place.path}: ${systemReason(error)}`, place.path));
    return;
  }
  for (const problem of entries.problems) {
    onFinding(fileFinding('unreadable', `cannot read all of the archive ${place.path}: ${problem}`, place.path));
  }
  for (const name of entries.others) {
    const others = leftOut(path.join(place.path, name));
    if (others !== null) onFinding(others);
  }
  const archives = [...entries.files.keys()].filter((name) => isArchiveName(baseNameOf(name)));
  yield* setsInMemory(entries.files, place);
  for (const name of archives.sort()) {
    const bytes = entries.files.get(name) as Uint8Array;
    const inner: Place = { ...place, path: path.join(place.path, name), depth: place.depth + 1 };
    const kind = kindOfBytes(bytes);
    if (kind === null) {
      const message = `cannot read the archive ${inner.path}: it is not a zip or tar archive`;
      onFinding(fileFinding('unreadable', message, inner.path));
    } else yield* setsOf(bytes, { ...inner, kind }, budget);
  }
}

/** The libraries are loaded only where there is an archive. */
async function readerOf(kind: ArchiveKind): Promise<ReadEntries> {
  return kind === 'zip' ? (await import('./zip.ts')).readZip : (await import('./tar.ts')).readTar;
}

/** Bytes of a file's head that show an archive, also behind gzip. */
const HEAD_BYTES = 4096;

/** What archive a file is, by its first bytes; null for anything else and for what cannot be read. */
export function kindOfFile(file: string): ArchiveKind | null {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(systemPath(file), 'r');
    const head = Buffer.alloc(HEAD_BYTES);
    return kindOfBytes(head.subarray(0, readSync(descriptor, head, 0, HEAD_BYTES, 0)));
  } catch {
    return null;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function kindOfBytes(bytes: Uint8Array): ArchiveKind | null {
  return archiveKindOf(isGzip(bytes) ? unpackedHead(bytes.subarray(0, HEAD_BYTES)) : bytes);
}
