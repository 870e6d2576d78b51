/** Which runs of the table the reader wants to see. */
import { folderAndStem, type Grouping, groupNameBy } from '../src/accounting/index.ts';
import { counted } from '../src/model/text.ts';
import type { Known } from './rows.ts';

/** Choices of the reader; an empty text chooses nothing. */
export interface Filter {
  /** Words that must all occur in id, devices, writer, basis, host or start of a run. */
  text: string;
  /** Basis of the figure. */
  basis: string;
  /** Name of a device. */
  device: string;
  /** Program with its version. */
  version: string;
  /** Folder of the run. */
  folder: string;
  /** Code of a finding. */
  finding: string;
  /** A group of runs that was clicked; null for none. */
  group: { by: Grouping; name: string } | null;
}

/** Keeps every run. */
export const NO_FILTER: Filter = {
  ...{ text: '', basis: '', device: '', version: '', folder: '', finding: '' },
  group: null,
};

/** Choices from a list; the name of a field is its heading, too. */
export const CHOICES = ['basis', 'device', 'version', 'folder', 'finding'] as const;

/** A field with a list. */
export type Choice = (typeof CHOICES)[number];

/** The values of a run by field. */
const VALUES: Record<Choice, (row: Known) => readonly string[]> = {
  basis: ({ entry }) => [entry.figures.basis],
  device: ({ entry }) => [...new Set([...entry.traits.gpuDevices, ...entry.traits.cpuDevices])],
  version: ({ entry: { run } }) => [`${run.writer.tool ?? 'unknown program'} ${run.writer.version ?? ''}`.trim()],
  folder: ({ entry: { run } }) => [folderAndStem(run.id).folder || '.'],
  finding: ({ entry }) => [...new Set([...entry.run.findings, ...entry.quiet].map(({ code }) => code))],
};

/** The values that runs have, those of most runs first. */
export const valuesOf = (choice: Choice, rows: readonly Known[]): { name: string; count: number }[] =>
  counted(rows.flatMap(VALUES[choice]));

/** Whether a run is one that the reader wants to see. */
export function keeps(filter: Filter, row: Known): boolean {
  const { text, group } = filter;
  if (filter === NO_FILTER) return true;
  if (group !== null && groupNameBy(group.by)(row.entry.run, row.entry.traits) !== group.name) return false;
  const fits = (choice: Choice): boolean => filter[choice] === '' || VALUES[choice](row).includes(filter[choice]);
  if (!CHOICES.every(fits)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => row.searched.includes(word));
}
