/** Which runs a dataset holds already. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { columnGroups } from './columns.ts';
import { isDataFile, liveTablesIn } from './folder.ts';

/**
 * The content hashes of the runs in the files of a dataset; none for a folder that is not there.
 *
 * @throws CtError NOT_A_TABLE for a damaged file, UNREADABLE for one that cannot be read
 */
export async function heldRuns(folder: string): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  if (!existsSync(folder)) return held;
  for (const file of await liveTablesIn(folder)) {
    if (!isDataFile(file)) continue;
    for await (const group of columnGroups(path.join(folder, file))) {
      const hashes = group.column('content_hash');
      for (let row = 0; row < group.rows; row += 1) held.add(String(hashes[row]));
    }
  }
  return held;
}
