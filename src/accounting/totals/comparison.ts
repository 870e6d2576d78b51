/** Comparisons: two sets of runs side by side, and the same energy with the electricity of several countries. */
import type { CountryAverage } from '../../model/country.ts';
import type { Equivalents } from '../../model/run.ts';
import { ownName, readStem, splitNumber } from '../../model/stem.ts';
import type { Entry } from '../entry.ts';
import { isSameAmount } from '../ledger/copies.ts';
import type { Amount } from '../row.ts';
import { equivalentsOf } from '../run/factors.ts';
import type { Basis, Totals } from '../types.ts';
import { RunTotals } from './run-totals.ts';

/** A run of one side, with its whole figure. */
export interface ComparedRun extends Amount {
  /** Id of the run, as in `Run`. */
  runId: string;
  /** How the figure was obtained. */
  basis: Basis;
}

/** Difference from A to B; positive where B is larger. */
export interface Difference {
  /** Difference in kWh. */
  energyKwh: number;
  /** Difference in percent of A; null where A is 0. */
  energyPercent: number | null;
  /** Difference in g; null where the CO2eq of one side is unknown. */
  co2eqG: number | null;
  /** Difference in percent of A; null where the CO2eq of A is 0 or that of one side is unknown. */
  co2eqPercent: number | null;
}

/** A run that both sides have, with other figures. */
export interface ChangedRun extends Difference {
  /** The run of side A. */
  a: ComparedRun;
  /** The run of side B. */
  b: ComparedRun;
}

/** Two sets of runs, side by side. */
export interface Comparison {
  /** Totals of each side. */
  totals: { a: Totals; b: Totals };
  /** Difference of the totals. */
  difference: Difference;
  /** Runs that both sides have with the same figures. */
  same: number;
  /** Runs that only B has. */
  added: ComparedRun[];
  /** Runs that only A has. */
  gone: ComparedRun[];
  /** Runs that both sides have with other figures. */
  changed: ChangedRun[];
}

/**
 * Compares two sets of runs. A run of both sides is recognised by its content, ct-track's id or its first epoch; else by its folder and stem, or
 * its stem alone where that holds more than a time. Totals take devices that runs share once, figures of runs are whole,
 * so a run is not changed by another that is missing.
 */
export function compareRuns(a: readonly Entry[], b: readonly Entry[]): Comparison {
  let rest: Sides = { a: [...a].sort(byName), b: [...b].sort(byName) };
  const pairs: Pair[] = [];
  for (const identity of IDENTITIES) {
    const matched = match(rest, identity);
    for (const pair of matched.pairs) pairs.push(pair);
    rest = matched.rest;
  }
  const changed = pairs.filter(isChanged);
  const totals = { a: totalsOfEntries(a), b: totalsOfEntries(b) };
  return {
    totals,
    difference: differenceOf(totals.a, totals.b),
    same: pairs.length - changed.length,
    added: rest.b.map(comparedRun),
    gone: rest.a.map(comparedRun),
    changed: changed
      .map(([one, other]) => {
        const [runA, runB] = [comparedRun(one), comparedRun(other)];
        return { a: runA, b: runB, ...differenceOf(runA, runB) };
      })
      .sort((one, other) => compareTexts(one.a.runId, other.a.runId)),
  };
}

function totalsOfEntries(entries: readonly Entry[]): Totals {
  const sums = new RunTotals();
  for (const { figures } of entries) sums.add(figures);
  return sums.result();
}

type Pair = readonly [Entry, Entry];

interface Sides {
  a: Entry[];
  b: Entry[];
}

/** Identities of a run, most certain first; null where unknown. */
const IDENTITIES: readonly ((entry: Entry) => string | null)[] = [
  // Runs with made-up figures look alike; the process in their names separates them.
  ({ run, traits }) => `${traits.contentHash} ${processOf(run.id)}`,
  ({ traits }) => traits.trackingId,
  ({ run, traits: { identity } }) =>
    identity?.provenEpochs === 1 ? `${run.startedAt} ${identity.prefixes[0]} ${processOf(run.id)}` : null,
  ({ run }) => run.id.split('/').slice(-2).join('/'),
  ({ run }) => distinctStem(run.id.split('/').at(-1) ?? ''),
];

const processOf = (runId: string): string => readStem(splitNumber(ownName(runId)).stem).pid ?? '';

/** The oldest versions name files by the minute alone, which many runs share. */
const distinctStem = (stem: string): string | null => (/^\d{4}-\d\d-\d\dT/.test(stem) ? null : stem);

/** Pairs runs of the same identity in the order of their names. */
function match({ a, b }: Sides, identity: (entry: Entry) => string | null): { pairs: Pair[]; rest: Sides } {
  const known = new Map<string, Entry[]>();
  const rest: Sides = { a: [], b: [] };
  for (const entry of b) {
    const key = identity(entry);
    const group = key === null ? undefined : known.get(key);
    if (key === null) rest.b.push(entry);
    else if (group === undefined) known.set(key, [entry]);
    else group.push(entry);
  }
  const pairs: Pair[] = [];
  for (const entry of a) {
    const partner = known.get(identity(entry) ?? '')?.shift();
    if (partner === undefined) rest.a.push(entry);
    else pairs.push([entry, partner]);
  }
  for (const group of known.values()) for (const entry of group) rest.b.push(entry);
  rest.b.sort(byName);
  return { pairs, rest };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byName = (a: Entry, b: Entry): number => compareTexts(a.run.id, b.run.id);

function isChanged([a, b]: Pair): boolean {
  return a.figures.basis !== b.figures.basis || !isSameAmount(a.whole, b.whole);
}

function comparedRun({ run, figures, whole }: Entry): ComparedRun {
  return { runId: run.id, basis: figures.basis, energyKwh: whole.energyKwh, co2eqG: whole.co2eqG };
}

function differenceOf(a: Amount, b: Amount): Difference {
  const co2eqG = a.co2eqG === null || b.co2eqG === null ? null : b.co2eqG - a.co2eqG;
  return {
    energyKwh: b.energyKwh - a.energyKwh,
    energyPercent: percentOf(b.energyKwh - a.energyKwh, a.energyKwh),
    co2eqG,
    co2eqPercent: co2eqG === null ? null : percentOf(co2eqG, a.co2eqG ?? 0),
  };
}

const percentOf = (part: number, whole: number): number | null => (whole === 0 ? null : (part / whole) * 100);

/** CO2eq of an energy with the yearly average of one country. */
export interface ComparedCountry {
  /** Code of the country, two capital letters. */
  country: string;
  /** Year that the average covers. */
  year: number;
  /** Yearly average of the carbon intensity, in g/kWh. */
  gPerKwh: number;
  /** CO2eq of the energy, in g. */
  co2eqG: number;
  /** That CO2eq in everyday terms. */
  equivalents: Equivalents;
  /** Name of the database, as its licence asks. */
  source: string;
}

/**
 * CO2eq of the same energy with the electricity of other countries.
 *
 * @param energyKwh with PUE
 */
export function compareCountries(energyKwh: number, averages: readonly CountryAverage[]): ComparedCountry[] {
  return averages.map(({ location, year, gPerKwh, source }) => {
    const co2eqG = energyKwh * gPerKwh;
    return { country: location, year, gPerKwh, co2eqG, equivalents: equivalentsOf(co2eqG), source };
  });
}
