/** What a user names -> logs and tables: the one place that decides which is which. */
import { statSync } from 'node:fs';
import { isPattern } from './model/glob.ts';
import { formatOfFile, placesOf, type SourceOptions } from './parser/index.ts';
import { isTableFile, tablesIn } from './tables/index.ts';

/** Inputs of a command. */
export interface Inputs {
  /** Paths and patterns of logs; null where the input is none that can be taken apart, which the reader refuses. */
  logs: readonly string[] | null;
  /** Tables of runs, and folders of them. */
  tables: readonly string[];
}

/**
 * Separates tables and datasets from logs, by what they hold. A folder is one of tables when it holds the parts of a dataset, or
 * tables and nothing else.
 *
 * @param paths files, folders or patterns
 * @param given those that the user calls tables
 * @throws CtError NOT_FOUND for a pattern of tables that matches nothing
 */
export function sortInputs(
  paths: string | readonly string[],
  given: readonly string[] = [],
  { inputFormat }: SourceOptions = {},
): Inputs {
  const list: unknown = typeof paths === 'string' ? [paths] : paths;
  const tables = given.flatMap((place) => (kindOf(place) === null && isPattern(place) ? placesOf(place) : [place]));
  if (!Array.isArray(list) || !list.every((path) => typeof path === 'string')) return { logs: null, tables };
  if (inputFormat !== undefined) return { logs: list, tables };
  const logs: string[] = [];
  for (const input of list) {
    const places = kindOf(input) === null && isPattern(input) ? placesOf(input) : [input];
    const others = places.filter((place) => {
      const isOne = isOfTables(place);
      if (isOne) tables.push(place);
      return !isOne;
    });
    // A pattern of logs stays one, for the messages of its reader.
    if (others.length === places.length) logs.push(input);
    else logs.push(...others);
  }
  return { logs, tables };
}

/** Whether some of the inputs are tables. */
export const hasTables = (paths: readonly string[], options: SourceOptions = {}): boolean =>
  sortInputs(paths, [], options).tables.length > 0;

function isOfTables(place: string): boolean {
  const kind = kindOf(place);
  if (kind === 'folder') return tablesIn(place) !== null;
  // Another program may write CSV that begins in the same way.
  return kind === 'file' && isTableFile(place) && formatOfFile(place) === null;
}

/** Null for what does not exist, or is neither. */
function kindOf(place: string): 'file' | 'folder' | null {
  try {
    const found = statSync(place);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : null;
  } catch {
    return null;
  }
}
