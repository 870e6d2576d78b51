/** The kinds of files that hold tables, by how their names end. */

/** Endings of the names of tables. */
export const TABLE_SUFFIXES = ['.parquet', '.ndjson', '.csv'] as const;

/** One of these endings. */
export type Suffix = (typeof TABLE_SUFFIXES)[number];

/** The ending of a name; null for one that is not that of a table. */
export const suffixOf = (file: string): Suffix | null =>
  TABLE_SUFFIXES.find((suffix) => file.toLowerCase().endsWith(suffix)) ?? null;

/** Whether a path may name a table of runs rather than logs, by its ending. */
export const isTable = (file: string): boolean => suffixOf(file) !== null;
