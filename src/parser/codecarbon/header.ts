/** The header of CodeCarbon's files, of any version and in any order, and of files that only look like them. */
import type { Separator } from '../csv-cells.ts';
import { csvRows } from '../csv-rows.ts';

const SEPARATORS: readonly Separator[] = [',', ';', '\t'];

/** The columns of a file by their names. */
export interface Header {
  /** What separates the cells. */
  separator: Separator;
  /** Names of the columns, in their order. */
  names: readonly string[];
  /** Places of the columns; that of the first where a name occurs twice. */
  places: ReadonlyMap<string, number>;
  /** Whether its rows are tasks, which lie within a run. */
  isOfTasks: boolean;
}

/** People add columns of their own, but not as many. */
const MOST_COLUMNS = 1024;
/** Characters of a head in which the header is looked for. */
const SEARCHED_CHARS = 32_768;
/** What every version writes. */
const REQUIRED = ['timestamp', 'project_name', 'duration', 'emissions', 'energy_consumed'];
/** What is enough where somebody left columns out. */
const SUFFICIENT = ['run_id', 'duration', 'emissions', 'energy_consumed'];

/** Takes the cells of a row for a header; null where they are none of CodeCarbon's. */
export function readHeader(cells: readonly string[], separator: Separator): Header | null {
  if (cells.length > MOST_COLUMNS) return null;
  const names = cells.map((name) => name.toLowerCase());
  const places = new Map<string, number>();
  for (const [place, name] of names.entries()) if (!places.has(name)) places.set(name, place);
  const has = (name: string): boolean => places.has(name);
  if (!REQUIRED.every(has) && !SUFFICIENT.every(has)) return null;
  return { separator, names, places, isOfTasks: has('task_name') };
}

/** Rows in front of a header, such as a title that somebody added. */
const SEARCHED_ROWS = 8;

/** The header among the first rows of a text; null where there is none. */
export function findHeader(text: string): Header | null {
  const head = text.slice(0, SEARCHED_CHARS);
  if (!namesEnergy(head)) return null;
  for (const separator of SEPARATORS) {
    let searched = 0;
    for (const { cells } of csvRows(head, separator)) {
      const header = readHeader(cells, separator);
      if (header !== null) return header;
      searched += 1;
      if (searched === SEARCHED_ROWS) break;
    }
  }
  return null;
}

/** Whether a text names the energy as CodeCarbon does, whatever else its header holds. */
export const namesEnergy = (text: string): boolean => /energy_consumed/i.test(text.slice(0, SEARCHED_CHARS));

/** Programs with other columns in their tables of emissions, and columns that identify them. */
const LOOK_ALIKES: readonly { program: string; columns: readonly string[] }[] = [
  { program: 'eco2ai', columns: ['power_consumption(kwh)', 'co2_emissions(kg)'] },
];

/** The program that wrote a table of emissions that is not CodeCarbon's; null where it is not known. */
export function lookAlikeOf(text: string): string | null {
  const head = text.slice(0, SEARCHED_CHARS).toLowerCase();
  return LOOK_ALIKES.find(({ columns }) => columns.every((name) => head.includes(name)))?.program ?? null;
}

/** Whether a file is what Git keeps in place of a large one that was not fetched. */
export const isGitLfsPointer = (text: string): boolean => text.startsWith('version https://git-lfs.github.com/spec/');
