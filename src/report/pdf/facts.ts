/** The facts of a report: those of a statement, the runs one by one, and their groups. */
import {
  type AggregateOptions,
  aggregate,
  asLoggedEntry,
  checkFigures,
  type Entry,
  type GivenFactors,
  type Group,
  type GroupName,
  GroupTotals,
  type Totals,
  withDevicesOnce,
} from '../../accounting/index.ts';
import type { Finding, Run } from '../../model/run.ts';
import { shownNames } from '../../model/short-names.ts';
import { factsOfEntries } from '../statement/fact-totals.ts';
import type { Facts as StatementFacts } from '../statement/facts.ts';
import { sentence } from '../statement/sentence.ts';
import { MOST_ROWS } from './largest.ts';

/** Everything that the sections of a report show. */
export interface Facts extends StatementFacts {
  /** Entries with the figures that the report counts. */
  runs: readonly Entry[];
  /** Findings of no run. */
  loose: readonly Finding[];
  /** Short names of the runs. */
  names: ReadonlyMap<Run, string>;
  /** The citation-ready sentence. */
  sentence: string;
  /** Corrected totals; equal to `totals` unless the report counts figures as logged. */
  correctedTotals: Totals;
  /** Most rows of the tables of runs and groups. */
  mostRows: number;
  /** Groups; null where runs are not grouped. */
  groups: { by: string; groups: readonly Group[]; excluded: readonly string[] } | null;
}

/** How the runs of a report are grouped. */
export interface ReportGroups {
  /** Kind of the groups: `folder`, `phase`. */
  by: string;
  /** Names the group of an entry. */
  nameOf: GroupName;
  /** Groups that come first; the others follow by name. */
  order?: readonly string[];
  /** Excluded runs, one line per reason. */
  excluded?: readonly string[];
}

/** Options of the figures of a report. */
export interface FactsOptions extends AggregateOptions {
  /** Findings of no run. */
  findings?: readonly Finding[];
  /** How the runs are grouped; absent where they are not. */
  groups?: ReportGroups;
  /** Most runs, and most groups, that are listed; `Infinity` for all, 100 unless given. */
  mostRows?: number;
  /** Factors that replaced those of the logs. */
  factors?: GivenFactors;
}

/**
 * Adds entries up.
 *
 * @throws CtError USAGE for factors that cannot be or that are given with `asLogged`
 */
export function factsOf(entries: readonly Entry[], options: FactsOptions = {}): Facts {
  const { factors = {}, asLogged = false, groups, findings: loose = [] } = options;
  checkFigures(factors, asLogged);
  const facts = factsOfEntries(entries, { factors, asLogged }, loose);
  const shown = asLogged ? entries.map(asLoggedEntry) : entries;
  return {
    ...facts,
    loose,
    mostRows: options.mostRows ?? MOST_ROWS,
    runs: shown,
    names: shownNames(shown.map(({ run }) => run)),
    sentence: sentence(facts.totals, facts.tools, { factors }),
    correctedTotals: asLogged ? correctedTotals(entries, options) : facts.totals,
    groups: groups === undefined ? null : groupsOf(shown, groups),
  };
}

/** Entries as logged still hold devices that runs share. */
function correctedTotals(entries: readonly Entry[], { sameMachine }: FactsOptions): Totals {
  return aggregate(withDevicesOnce(entries, { sameMachine }).map(({ figures }) => figures));
}

function groupsOf(
  entries: readonly Entry[],
  { by, nameOf, order = [], excluded = [] }: ReportGroups,
): NonNullable<Facts['groups']> {
  const totals = new GroupTotals({ order });
  for (const entry of entries) totals.add(nameOf(entry.run, entry.traits), entry);
  return { by, groups: totals.result(), excluded };
}
