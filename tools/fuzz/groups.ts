/** The runs of the fixtures in small groups: what few runs do not show, many seldom do, and they take longer to read. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from '../../src/accounting/index.ts';
import { readEntries } from '../../src/index.ts';

/** Runs of one group; a copy, a half or a device that others measured too stands in the same one. */
const MOST_RUNS = 6;

/** Folders of fixtures, each with logs that belong together. */
export function folderGroups(root: string): string[] {
  return ['carbontracker/2.4.3', 'defects', 'findings', 'codecarbon'].flatMap((name) => {
    const folder = path.join(root, 'fixtures', name);
    const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return inner.map((entry) => path.join(folder, entry.name));
  });
}

/** Entries in groups of some runs, from all these folders. */
export async function entryGroups(root: string): Promise<Entry[][]> {
  const groups: Entry[][] = [];
  let group: Entry[] = [];
  for (const folder of folderGroups(root)) {
    for await (const entry of readEntries(folder)) {
      if (group.length < 2 * MOST_RUNS) group.push(entry);
    }
    if (group.length < MOST_RUNS) continue;
    groups.push(group);
    group = [];
  }
  return groups;
}
