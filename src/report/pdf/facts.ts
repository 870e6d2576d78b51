/** The facts of a report: those of a statement, the runs one by one, and their groups. */
import {
  type Account,
  type AggregateOptions,
  aggregate,
  checkFigures,
  type Group,
  type GroupName,
  GroupTotals,
  type Pricing,
  type SameMachine,
  type Totals,
  withLoggedPowers,
} from '../../accounting/index.ts';
import type { Finding, Run } from '../../model/run.ts';
import { shortNames } from '../../model/short-names.ts';
import { countRuns, factsOfCounted, looseFindings } from '../statement/collect.ts';
import type { Facts as StatementFacts } from '../statement/facts.ts';
import { sentence } from '../statement/sentence.ts';

export interface AccountedRun {
  /** Priced anew where that was asked for; with its powers as they stand where figures count as logged. */
  run: Run;
  /** As the log has it. */
  asLogged: Run;
  /** `corrected` is the figure that the report counts. */
  account: Account;
}

export interface Facts extends StatementFacts {
  runs: readonly AccountedRun[];
  /** Findings of no run. */
  loose: readonly Finding[];
  /** As in the options, for the charts. */
  sameMachine: SameMachine | undefined;
  /** Short names of the runs. */
  names: ReadonlyMap<Run, string>;
  /** The citation-ready sentence. */
  sentence: string;
  /** What the runs add up to with corrections; the same as `totals` unless the report counts as logged. */
  correctedTotals: Totals;
  /** Null where the runs are not grouped. */
  groups: { by: string; groups: readonly Group[]; excluded: readonly string[] } | null;
}

/** How the runs of a report are grouped. */
export interface ReportGroups {
  /** What a group is: `folder`, `phase`. */
  by: string;
  nameOf: GroupName;
  /** Groups that come first; the others follow by name. */
  order?: readonly string[];
  /** What was left out of the runs, one line each. */
  excluded?: readonly string[];
}

/** Which figures a report counts. */
export interface FactsOptions extends AggregateOptions {
  /** Findings of no run; unless given, those that the runs themselves tell. */
  findings?: readonly Finding[];
  groups?: ReportGroups;
  pricing?: Pricing;
}

/**
 * Accounts for runs and adds them up.
 *
 * @throws CtError USAGE for factors that cannot be or that are given with `asLogged`
 */
export function factsOf(runs: readonly Run[], options: FactsOptions = {}): Facts {
  const { pricing = {}, asLogged = false, groups } = options;
  checkFigures(pricing, asLogged);
  const loose = options.findings ?? looseFindings(runs, options);
  const counted = countRuns(runs, options);
  const facts = factsOfCounted(counted, { pricing, asLogged }, loose);
  const accounted = counted.map(({ run, priced, account }) => ({ run: priced, asLogged: run, account }));
  const shown = asLogged ? accounted.map(withLoggedFigure) : accounted;
  return {
    ...facts,
    loose,
    sameMachine: options.sameMachine,
    runs: shown,
    names: shortNames(shown.map(({ run }) => run)),
    sentence: sentence(facts.totals, facts.tools, { pricing }),
    correctedTotals: asLogged ? aggregate(accounted.map((one) => one.account)) : facts.totals,
    groups: groups === undefined ? null : groupsOf(shown, groups),
  };
}

function groupsOf(
  runs: readonly AccountedRun[],
  { by, nameOf, order = [], excluded = [] }: ReportGroups,
): NonNullable<Facts['groups']> {
  const totals = new GroupTotals({ order });
  for (const { asLogged, run, account } of runs) totals.add(nameOf(asLogged), account, run);
  return { by, groups: totals.groups(), excluded };
}

function withLoggedFigure({ run, asLogged, account }: AccountedRun): AccountedRun {
  return { run: withLoggedPowers(run), asLogged, account: { ...account, corrected: account.logged } };
}
