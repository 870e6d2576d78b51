/** What the page knows and what the reader chose; everything that is shown follows from it. */
import { batch, computed, effect, signal } from '@preact/signals';
import {
  checkFactors,
  type Entry,
  type GivenFactors,
  type Group,
  type Grouping,
  GroupTotals,
  groupNameBy,
  RangeTotals,
  rangeOfEntry,
  type TotalRange,
  withFactors,
} from '../src/accounting/index.ts';
import { countryAverage } from '../src/model/country.ts';
import { CtError } from '../src/model/errors.ts';
import { GIVEN_BY_USER } from '../src/model/factors.ts';
import type { Finding } from '../src/model/run.ts';
import { entryAsCounted, type ReportDocument } from '../src/report/document/index.ts';
import { factsOfEntries } from '../src/report/statement/fact-totals.ts';
import { sentence } from '../src/report/statement/sentence.ts';
import { type Filter, keeps, NO_FILTER } from './filter.ts';
import { type Row, rowsOf, type Sort, sorted } from './rows.ts';

/** A document with its runs. */
interface Source {
  document: ReportDocument;
  /** With the factors of the logs, in the order of the document. */
  entries: readonly Entry[];
}

/** The document; null while there is none. */
export const source = signal<Source | null>(null);
/** Why nothing can be shown; null where nothing is wrong. */
export const problem = signal<string | null>(null);

/** What the reader asks for, as it stands in the fields; empty texts ask for nothing. */
export interface WhatIf {
  asLogged: boolean;
  pue: string;
  gPerKwh: string;
  country: string;
  year: string;
}

const NOTHING: WhatIf = { asLogged: false, pue: '', gPerKwh: '', country: '', year: '' };
export const whatIf = signal<WhatIf>(NOTHING);
/** Factors that are counted with, and why they are not those of the fields. */
export const given = signal<{ factors: GivenFactors; error: string | null }>({ factors: {}, error: null });

export const filter = signal<Filter>(NO_FILTER);
export const sort = signal<Sort>({ key: 'order', isDescending: false });
export const grouping = signal<Grouping | ''>('');

/** Shows a document, with the factors that it was written with. */
export function open(document: ReportDocument): void {
  const entries = document.entries.map(entryAsCounted);
  batch(() => {
    source.value = { document, entries };
    filter.value = NO_FILTER;
    whatIf.value = startOf(document);
    given.value = { factors: document.options.factors, error: null };
    problem.value = null;
  });
}

/** The fields as the document was written. */
function startOf({ options: { asLogged, factors } }: ReportDocument): WhatIf {
  const { pue, intensity } = factors;
  const isCountry = intensity?.kind === 'country-average';
  return {
    asLogged,
    pue: pue === undefined ? '' : String(pue.value),
    gPerKwh: intensity === undefined || isCountry ? '' : String(intensity.gPerKwh),
    country: isCountry ? (intensity.location ?? '') : '',
    year: isCountry ? String(intensity.year ?? '') : '',
  };
}

/** Puts the fields back to how the document was written. */
export function resetWhatIf(): void {
  if (source.value !== null) void ask(startOf(source.value.document));
}

/** Whether the fields differ from how the document was written. */
export const isChanged = computed(() => {
  if (source.value === null) return false;
  const start = startOf(source.value.document);
  return (Object.keys(start) as (keyof WhatIf)[]).some((name) => start[name] !== whatIf.value[name]);
});

/** Asks for other factors; figures as logged have none. */
export async function ask(asked: WhatIf): Promise<void> {
  whatIf.value = asked;
  try {
    const factors = await factorsOf(asked);
    if (whatIf.value === asked) given.value = { factors, error: null };
  } catch (error) {
    if (!(error instanceof CtError)) throw error;
    if (whatIf.value === asked) given.value = { ...given.value, error: error.message };
  }
}

async function factorsOf({ asLogged, pue, gPerKwh, country, year }: WhatIf): Promise<GivenFactors> {
  if (asLogged) return {};
  const written = source.value?.document.options.factors ?? {};
  const factors: GivenFactors = {};
  if (pue !== '') {
    const value = Number(pue);
    // Whoever gave a factor before is its source as long as it is the same.
    factors.pue = written.pue?.value === value ? written.pue : { value, source: GIVEN_BY_USER };
  }
  if (country !== '') factors.intensity = await countryAverage(country, year === '' ? undefined : Number(year));
  else if (gPerKwh !== '') {
    const value = Number(gPerKwh);
    factors.intensity =
      written.intensity?.gPerKwh === value
        ? written.intensity
        : { gPerKwh: value, kind: 'unknown', location: null, year: null, source: GIVEN_BY_USER };
  }
  checkFactors(factors);
  return factors;
}

/** All runs with the factors that the reader asks for. */
export const entries = computed<readonly Entry[]>(() =>
  (source.value?.entries ?? []).map((entry) => withFactors(entry, given.value.factors)),
);

/** All runs as rows of the table. */
export const rows = computed<readonly Row[]>(() => rowsOf(entries.value, whatIf.value.asLogged));

/** The runs that the filter keeps, in the order of the document. */
export const kept = computed<readonly Row[]>(() => rows.value.filter((row) => keeps(filter.value, row)));

/** Whether a filter leaves runs out. */
export const isFiltered = computed(() => kept.value.length < rows.value.length);

/** The runs of the table. */
export const sortedRows = computed<readonly Row[]>(() => sorted(kept.value, sort.value));

/** Everything that texts about the kept runs need. Findings of no run belong to all of them. */
export const facts = computed(() => {
  const loose = isFiltered.value ? [] : (source.value?.document.findings ?? []);
  const options = { factors: given.value.factors, asLogged: whatIf.value.asLogged };
  return factsOfEntries(keptEntries.value, options, loose);
});

const keptEntries = computed(() => kept.value.map(({ entry }) => entry));

/** The sentence for the kept runs. */
export const sentenceText = computed(() => {
  const { totals, tools } = facts.value;
  return sentence(totals, tools, { factors: given.value.factors });
});

/** The range of the total of the kept runs; null where it is unknown, and until it is computed. */
export const range = signal<TotalRange | null>(null);

effect(() => {
  const counted = keptEntries.value;
  const { asLogged } = whatIf.value;
  const loose = isFiltered.value ? [] : (source.value?.document.findings ?? []);
  range.value = null;
  // Figures as logged have no range, and rows of tables do not hold what it is made of.
  if (asLogged || counted.some(({ traits }) => traits.isRow)) return;
  let isWanted = true;
  void rangeOf(counted, loose).then((found) => {
    if (isWanted) range.value = found;
  });
  return () => {
    isWanted = false;
  };
});

async function rangeOf(counted: readonly Entry[], loose: readonly Finding[]): Promise<TotalRange | null> {
  const ranges = new RangeTotals();
  for (const entry of counted) ranges.add(entry.figures, await rangeOfEntry(entry));
  for (const finding of loose) ranges.addFinding(finding);
  return ranges.result();
}

/** Totals of the kept runs by group; null where none are asked for. */
export const groups = computed<readonly Group[] | null>(() => {
  const by = grouping.value;
  if (by === '') return null;
  const nameOf = groupNameBy(by);
  const sums = new GroupTotals({ asLogged: whatIf.value.asLogged });
  for (const entry of keptEntries.value) sums.add(nameOf(entry.run), entry);
  return sums.result();
});

/** The run that is looked at, by its place in the document; null where all are. */
export const openRun = signal<number | null>(runInAddress());

function runInAddress(): number | null {
  const place = /^#run-(\d+)$/.exec(location.hash)?.[1];
  return place === undefined ? null : Number(place) - 1;
}

addEventListener('hashchange', () => {
  openRun.value = runInAddress();
});
