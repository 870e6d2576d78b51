/** Names of runs as short as they can be told apart. */
import type { Run } from '../../model/run.ts';

/** The ids of runs without the folder that all share; of a single run its last folder and its stem. */
export function shortNames(runs: readonly Run[]): Map<Run, string> {
  const ids = runs.map(({ id }) => id.replaceAll('\\', '/'));
  const shared = runs.length === 1 ? folderOfOne(ids[0] ?? '') : sharedFolder(ids);
  return new Map(runs.map((run, i) => [run, ids[i]?.slice(shared.length) || run.id]));
}

function folderOfOne(id: string): string {
  const folder = id.lastIndexOf('/');
  return id.slice(0, id.lastIndexOf('/', folder - 1) + 1);
}

/** The longest start of all ids that ends at a slash. */
function sharedFolder(ids: readonly string[]): string {
  let shared = ids[0] ?? '';
  for (const id of ids) {
    while (!id.startsWith(shared)) shared = shared.slice(0, shared.lastIndexOf('/', shared.length - 2) + 1);
    if (shared === '') return '';
  }
  return shared.slice(0, shared.lastIndexOf('/') + 1);
}
