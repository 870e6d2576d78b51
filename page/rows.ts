/** Runs as rows of the table, and their order. */
import {
  type Entry,
  type Factors,
  type Figure,
  type Figures,
  figuresWithFactors,
  type GivenFactors,
  meanPowerW,
  withFactors,
} from '../src/accounting/index.ts';
import type { Run } from '../src/model/run.ts';
import { distinctiveNames, shortNames } from '../src/model/short-names.ts';
import { clean } from '../src/model/text.ts';

/** What is shown of a run whatever the factors are. */
export class Known {
  /** Place in the document, from 0. */
  readonly place: number;
  /** The entry with the factors of its log. */
  readonly entry: Entry;
  /** Short name of the run. */
  readonly name: string;
  /** The name in the table, where names are cut at their end. */
  readonly shownName: string;
  #devices: string | null = null;
  #searched: string | null = null;

  constructor(place: number, entry: Entry, { name, shownName }: { name: string; shownName: string }) {
    this.place = place;
    this.entry = entry;
    this.name = name;
    this.shownName = shownName;
  }

  /** Devices for people, with their number. */
  get devices(): string {
    const { gpuDevices, cpuDevices } = this.entry.traits;
    this.#devices ??= devicesText(gpuDevices, cpuDevices);
    return this.#devices;
  }

  /** Lower case, for the search. */
  get searched(): string {
    const { run, figures, traits } = this.entry;
    const { writer, startedAt } = run;
    this.#searched ??= [run.id, this.devices, writer.tool, writer.version, figures.basis, traits.host, startedAt]
      .join('\n')
      .toLowerCase();
    return this.#searched;
  }
}

/** A run as a row. */
export class Row {
  /** What holds of the run whatever the factors are. */
  readonly known: Known;
  /** As logged, and corrected with the factors that are asked for. */
  readonly figures: Figures;
  /** The figure that counts. */
  readonly figure: Figure;
  readonly #factors: GivenFactors;
  readonly #asLogged: boolean;
  #entry: Entry | null = null;

  /** @param asLogged whether the figure is the one that the log prints */
  constructor(known: Known, factors: GivenFactors, asLogged: boolean) {
    this.known = known;
    this.#factors = factors;
    this.#asLogged = asLogged;
    this.figures = figuresWithFactors(known.entry, factors);
    this.figure = asLogged ? this.figures.logged : this.figures.corrected;
  }

  /** With the factors that are asked for; made only for the rows and texts that need more than the figures. */
  get entry(): Entry {
    this.#entry ??= withFactors(this.known.entry, this.#factors);
    return this.#entry;
  }

  /** Place in the document, from 0. */
  get place(): number {
    return this.known.place;
  }

  /** Short name of the run. */
  get name(): string {
    return this.known.name;
  }

  /** Devices for people, with their number. */
  get devices(): string {
    return this.known.devices;
  }

  /** The PUE of the corrected figure. */
  get factors(): Pick<Factors, 'pue'> {
    const { pue } = this.#factors;
    const { traits, factors } = this.known.entry;
    return pue === undefined || traits.hidesPue ? factors : { pue };
  }

  /** Mean power over the counted time in W, without PUE; null without a time. */
  get powerW(): number | null {
    return meanPowerW([this], this.figure.durationS, this.#asLogged);
  }
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
  const runs = entries.map(({ run }) => run);
  const [names, shown] = [shortNames(runs), distinctiveNames(runs)];
  const nameIn = (of: ReadonlyMap<Run, string>, { run }: Entry): string => clean(of.get(run) ?? run.id);
  return entries.map((entry, place) => {
    return new Known(place, entry, { name: nameIn(names, entry), shownName: nameIn(shown, entry) });
  });
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
  start: ({ known }) => known.entry.run.startedAt ?? '',
  duration: ({ figure }) => figure.durationS,
  energy: ({ figure }) => figure.energyKwh,
  co2eq: ({ figure }) => figure.co2eqG ?? -1,
  power: ({ powerW }) => powerW ?? -1,
  basis: ({ figures }) => RANKS.indexOf(figures.basis),
  findings: ({ known }) => known.entry.run.findings.reduce((sum, { severity }) => sum + SEVERITIES[severity], 0),
};

/** Rows in an order; equal ones stay in that of the document. */
export function sorted(rows: readonly Row[], { key, isDescending }: Sort): readonly Row[] {
  if (key === 'order') return rows;
  const keyed = rows.map((row) => ({ row, key: KEYS[key](row) }));
  const sign = isDescending ? -1 : 1;
  keyed.sort((a, b) => (a.key === b.key ? a.row.place - b.row.place : a.key < b.key ? -sign : sign));
  return keyed.map(({ row }) => row);
}
