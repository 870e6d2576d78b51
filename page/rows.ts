/** Runs as rows of the table, and their order. */
import { type Entry, type Figure, type GivenFactors, meanPowerW, withFactors } from '../src/accounting/index.ts';
import { shortNames } from '../src/model/short-names.ts';
import { clean } from '../src/model/text.ts';

/** What is shown of a run whatever the factors are. */
export interface Known {
  /** Place in the document, from 0. */
  place: number;
  /** The entry with the factors of its log. */
  entry: Entry;
  /** Short name of the run. */
  name: string;
  /** Devices for people, with their number. */
  devices: string;
  /** Text that is searched, in lower case. */
  searched: string;
}

/** A run as a row. */
export interface Row extends Known {
  /** The figure that counts. */
  figure: Figure;
  /** Mean power over the counted time in W, without PUE; null without a time. */
  powerW: number | null;
}

/** Columns by which runs can be sorted. */
export type SortKey = 'order' | 'name' | 'start' | 'duration' | 'energy' | 'co2eq' | 'power' | 'basis' | 'findings';

/** An order of rows. */
export interface Sort {
  /** Column that decides. */
  key: SortKey;
  /** Whether the largest comes first. */
  isDescending: boolean;
}

/** Entries in the order of the document -> what is known of them. */
export function knownOf(entries: readonly Entry[]): Known[] {
  const names = shortNames(entries.map(({ run }) => run));
  return entries.map((entry, place) => {
    const { run, figures, traits } = entry;
    const devices = devicesText(traits.gpuDevices, traits.cpuDevices);
    const searched = [run.id, devices, run.writer.tool, run.writer.version, figures.basis, traits.host, run.startedAt];
    const name = clean(names.get(run) ?? run.id);
    return { place, entry, name, devices, searched: searched.join('\n').toLowerCase() };
  });
}

/** A run with other factors, or as its log prints it. */
export function rowOf(known: Known, factors: GivenFactors, asLogged: boolean): Row {
  const entry = withFactors(known.entry, factors);
  const { logged, corrected } = entry.figures;
  const figure = asLogged ? logged : corrected;
  // Written out, as a spread of ten thousand rows would take longer than all else.
  return {
    place: known.place,
    entry,
    name: known.name,
    devices: known.devices,
    searched: known.searched,
    figure,
    powerW: meanPowerW([entry], figure.durationS, asLogged),
  };
}

/** `8 × NVIDIA A100, 2 × AMD EPYC`. */
function devicesText(...kinds: (readonly string[])[]): string {
  const counts = new Map<string, number>();
  for (const name of kinds.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => clean(count === 1 ? name : `${count} × ${name}`)).join(', ');
}

const RANKS = ['none', 'simulated', 'estimated', 'recovered', 'predicted', 'measured'];
const SEVERITIES = { info: 1, warning: 1e3, error: 1e6 } as const;

const KEYS: Record<SortKey, (row: Row) => number | string> = {
  order: ({ place }) => place,
  // Numbers in names sort by their value.
  name: ({ name }) => name.replace(/\d+/g, (digits) => digits.padStart(12, '0')),
  start: ({ entry }) => entry.run.startedAt ?? '',
  duration: ({ figure }) => figure.durationS,
  energy: ({ figure }) => figure.energyKwh,
  co2eq: ({ figure }) => figure.co2eqG ?? -1,
  power: ({ powerW }) => powerW ?? -1,
  basis: ({ entry }) => RANKS.indexOf(entry.figures.basis),
  findings: ({ entry }) => entry.run.findings.reduce((sum, { severity }) => sum + SEVERITIES[severity], 0),
};

/** Rows in an order; equal ones stay in that of the document. */
export function sorted(rows: readonly Row[], { key, isDescending }: Sort): readonly Row[] {
  if (key === 'order') return rows;
  const keyed = rows.map((row) => ({ row, key: KEYS[key](row) }));
  const sign = isDescending ? -1 : 1;
  keyed.sort((a, b) => (a.key === b.key ? a.row.place - b.row.place : a.key < b.key ? -sign : sign));
  return keyed.map(({ row }) => row);
}
