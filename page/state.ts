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
  RunTotals,
  type TotalRange,
  type Totals,
} from '../src/accounting/index.ts';
import { countryAverage } from '../src/model/country.ts';
import { CtError } from '../src/model/errors.ts';
import { GIVEN_BY_USER } from '../src/model/factors.ts';
import type { LogExcerpt } from '../src/model/log-lines.ts';
import type { Finding } from '../src/model/run.ts';
import { excerptsOf } from '../src/parser/excerpts.ts';
import type { RawFile } from '../src/parser/find/file.ts';
import { entryAsCounted, type ReportDocument } from '../src/report/document/index.ts';
import { FactTotals } from '../src/report/statement/fact-totals.ts';
import type { Facts } from '../src/report/statement/facts.ts';
import { sentence } from '../src/report/statement/sentence.ts';
import { ToolTotals } from '../src/report/statement/tools.ts';
import { type Filter, keeps, NO_FILTER } from './filter.ts';
import { type Known, knownOf, Row, type Sort, sorted } from './rows.ts';
import { Turns } from './turns.ts';

/** A file of a run by its path; null for one that the page does not have. */
export type FileOf = (path: string) => RawFile | null;

/** A document with its runs. */
interface Source {
  document: ReportDocument;
  /** With the factors of the logs, in the order of the document. */
  entries: readonly Entry[];
  /** The files that the page read itself; null where the document came without them. */
  fileOf: FileOf | null;
}

/** The document; null while there is none. */
export const source = signal<Source | null>(null);
/** Why nothing can be shown; null where nothing is wrong. */
export const problem = signal<string | null>(null);

/** True until the page knows whether it holds data. */
export const isReading = signal(true);

/** What the reader asks for, as it stands in the fields; empty texts ask for nothing. */
export interface WhatIf {
  /** Whether figures are those that the logs print. */
  asLogged: boolean;
  /** Power usage effectiveness. */
  pue: string;
  /** Carbon intensity in g/kWh. */
  gPerKwh: string;
  /** Code of the country with the average to use. */
  country: string;
  /** Year of that average. */
  year: string;
}

const NOTHING: WhatIf = { asLogged: false, pue: '', gPerKwh: '', country: '', year: '' };
/** The fields of other factors. */
export const whatIf = signal<WhatIf>(NOTHING);
/** Factors that are counted with, and why they are not those of the fields. */
export const given = signal<{ factors: GivenFactors; error: string | null }>({ factors: {}, error: null });

/** Which runs are kept. */
export const filter = signal<Filter>(NO_FILTER);
/** Order of the table of runs. */
export const sort = signal<Sort>({ key: 'order', isDescending: false });
/** What runs of a group have in common; empty where they are not grouped. */
export const grouping = signal<Grouping | ''>('');

/** Shows a document, with the factors that it was written with, and the files that it was read from if they are at hand. */
export function open(document: ReportDocument, fileOf: FileOf | null = null): void {
  const entries = document.entries.map(entryAsCounted);
  globalThis.document.title = document.title;
  batch(() => {
    source.value = { document, entries, fileOf };
    filter.value = NO_FILTER;
    whatIf.value = startOf(document);
    given.value = { factors: document.options.factors, error: null };
    problem.value = null;
  });
}

/** Shows a later state of the document that is shown: what the reader chose stays. */
export function update(document: ReportDocument): void {
  const before = source.value;
  if (before === null) {
    open(document);
    return;
  }
  const at = openRun.value === null ? undefined : before.document.entries[openRun.value];
  const place = at === undefined ? -1 : document.entries.findIndex(({ row }) => row.runId === at.row.runId);
  batch(() => {
    source.value = { document, entries: document.entries.map(entryAsCounted), fileOf: null };
    if (place !== -1) openRun.value = place;
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

/** The range of the total of the kept runs; null where it is unknown, and until it is computed. */
export const range = signal<TotalRange | null>(null);

/** What is known of all runs, whatever the factors are. */
export const known = computed<readonly Known[]>(() => knownOf(source.value?.entries ?? []));

const keptKnown = computed(() => known.value.filter((run) => keeps(filter.value, run)));

/** The runs that the filter keeps, in the order of the document, with the factors that the reader asks for. */
export const kept = computed<readonly Row[]>(() => {
  const { factors } = given.value;
  const { asLogged } = whatIf.value;
  return keptKnown.value.map((run) => new Row(run, factors, asLogged));
});

/** Whether a filter leaves runs out. */
export const isFiltered = computed(() => keptKnown.value.length < known.value.length);

/** The runs of the table. */
export const sortedRows = computed<readonly Row[]>(() => sorted(kept.value, sort.value));

/** One run, whether the filter keeps it or not; null where the document has none at that place. */
export function rowAt(place: number): Row | null {
  const run = known.value[place];
  return run === undefined ? null : new Row(run, given.value.factors, whatIf.value.asLogged);
}

/** The programs that measured the kept runs. */
const tools = computed(() => {
  const tools = new ToolTotals();
  for (const { entry } of keptKnown.value) tools.add(entry);
  return tools.result();
});

/** The lines of the logs of a run, from the files where the page has them; none where nothing has any. */
export function linesOfRun(place: number): readonly LogExcerpt[] {
  const { document, entries, fileOf } = source.value ?? {};
  const run = entries?.[place]?.run;
  if (run !== undefined && fileOf != null) return excerptsOf(run, fileOf);
  return document?.entries[place]?.lines ?? [];
}

/** The total of the kept runs. */
export const totals = computed<Totals>(() => {
  const sums = new RunTotals({ asLogged: whatIf.value.asLogged });
  for (const { figures } of kept.value) sums.add(figures);
  return sums.result();
});

/** The sentence for the kept runs. */
export const sentenceText = computed(() => sentence(totals.value, tools.value, { factors: given.value.factors }));

/** What all else follows from, a moment later: figures come first. */
interface Settled {
  rows: readonly Row[];
  factors: GivenFactors;
  asLogged: boolean;
  /** Findings of no run belong to all of them. */
  loose: readonly Finding[];
  /** Everything that texts about the runs need. */
  facts: Facts;
}

const NO_FACTS = new FactTotals().result();

/** The kept runs and their factors, which follow the fields after a short pause. */
export const settled = signal<Settled>({ rows: [], factors: {}, asLogged: false, loose: [], facts: NO_FACTS });

/** Everything that texts about the kept runs need. */
export const facts = computed(() => settled.value.facts);

const SETTLING_MS = 100;

effect(() => {
  const next: Omit<Settled, 'facts'> = {
    rows: kept.value,
    factors: given.value.factors,
    asLogged: whatIf.value.asLogged,
    loose: isFiltered.value ? [] : (source.value?.document.findings ?? []),
  };
  const written = !isFiltered.value && !isChanged.value ? source.value?.document.range : undefined;
  range.value = written ?? null;
  let isWanted = true;
  const timer = setTimeout(() => {
    const turns = new Turns(() => isWanted);
    void settle(next, turns).then(async () => {
      if (written === undefined) await findRange(next, turns);
    });
  }, SETTLING_MS);
  return () => {
    isWanted = false;
    clearTimeout(timer);
  };
});

async function settle(next: Omit<Settled, 'facts'>, turns: Turns): Promise<void> {
  const { rows, factors, asLogged, loose } = next;
  const totals = new FactTotals({ factors, asLogged });
  for (const { entry } of rows) {
    totals.add(entry);
    if (turns.isOver && !(await turns.goesOn())) return;
  }
  for (const finding of loose) totals.addFinding(finding);
  settled.value = { ...next, facts: totals.result() };
}

async function findRange({ rows, asLogged, loose }: Omit<Settled, 'facts'>, turns: Turns): Promise<void> {
  // Figures as logged have no range, and rows of tables do not hold what it is made of.
  if (asLogged || rows.some(({ known }) => known.entry.traits.isRow)) return;
  const ranges = new RangeTotals();
  for (const { entry } of rows) {
    await ranges.addEntry(entry);
    if (turns.isOver && !(await turns.goesOn())) return;
  }
  for (const finding of loose) ranges.addFinding(finding);
  if (await turns.goesOn()) range.value = ranges.result();
}

/** Totals of the kept runs by group; null where none are asked for. */
export const groups = computed<readonly Group[] | null>(() => {
  const by = grouping.value;
  if (by === '') return null;
  const nameOf = groupNameBy(by);
  const { rows, asLogged } = settled.value;
  const byName = new GroupTotals({ asLogged });
  for (const { entry } of rows) byName.add(nameOf(entry.run, entry.traits), entry);
  return byName.result();
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
