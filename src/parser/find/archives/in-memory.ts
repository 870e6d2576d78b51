/** Files in memory, of an archive or handed to a page -> the files of each run among them, as if they lay in folders. */
import type { Finding } from '../../../model/run.ts';
import { joinPath } from '../../system.ts';
import { contentOf } from '../content.ts';
import { decode } from '../decode.ts';
import { type RawFile, unpackedFile } from '../file.ts';
import { type FileSet, leftOut, type Offers, sourceSets } from '../file-sets.ts';
import { groupByStem } from '../group.ts';
import { baseNameOf, isArchiveName } from './entries.ts';

/** Where files come from, and what is called for those that are not read. */
export interface FilesPlace {
  /** Path in front of those of the files. */
  path: string;
  /** Formats that the files may have. */
  offers: Offers;
  /** Called for each file that cannot be read or is left out. */
  onFinding: (finding: Finding) => void;
}

const NOTHING = new Uint8Array(0);

/** The sets of files, folder by folder; archives among them are passed over. @param files by their path, with `/` */
export function* setsInMemory(
  files: ReadonlyMap<string, Uint8Array>,
  { path: root, offers, onFinding }: FilesPlace,
): Generator<FileSet> {
  const folders = new Map<string, string[]>();
  for (const name of [...files.keys()].sort()) {
    const baseName = baseNameOf(name);
    if (isArchiveName(baseName)) continue;
    const folder = name.slice(0, name.length - baseName.length);
    const names = folders.get(folder);
    if (names === undefined) folders.set(folder, [baseName]);
    else names.push(baseName);
  }
  const byPath = new Map([...files].map(([name, bytes]) => [joinPath(root, name), bytes]));
  const bytes = (file: string): Uint8Array => byPath.get(file) ?? NOTHING;
  const read: FileSet['read'] = (file) => contentOf(() => decode(bytes(file)));
  for (const [folder, names] of folders) {
    const where = joinPath(root, folder).replace(/[/\\]$/, '');
    const grouped = groupByStem(where, names);
    if (offers.readsLogs) for (const set of grouped.sets) yield { ...set, read, bytes };
    const fileOf = (name: string): RawFile => unpackedFile(joinPath(where, name), files.get(folder + name) ?? NOTHING);
    const taken = yield* sourceSets(where, offers.readsLogs ? grouped.others : names, offers, fileOf, onFinding, {
      read,
      bytes,
    });
    for (const name of grouped.leftOut) {
      if (taken.has(name)) continue;
      const finding = leftOut(joinPath(root, folder, name));
      if (finding !== null) onFinding(finding);
    }
  }
}
