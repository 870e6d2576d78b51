/** The one set of facts of a report: every section takes its figures from here. */
import {
  type Account,
  account,
  accountAll,
  aggregate,
  checkFigures,
  type Group,
  type GroupName,
  GroupTotals,
  gpuCount,
  isPriced,
  type Pricing,
  priceRun,
  type Totals,
  withLoggedPowers,
} from '../../accounting/index.ts';
import type { Run } from '../../model/run.ts';
import { shortNames } from '../charts/names.ts';
import { sentence } from '../statement/sentence.ts';
import { ToolsSeen } from '../statement/tools.ts';

export interface AccountedRun {
  /** Priced anew where that was asked for; with its powers as they stand where figures count as logged. */
  run: Run;
  /** As the log has it. */
  asLogged: Run;
  /** `corrected` is the figure that the report counts. */
  account: Account;
}

export interface Facts {
  runs: readonly AccountedRun[];
  totals: Totals;
  /** Short names of the runs. */
  names: ReadonlyMap<Run, string>;
  /** The citation-ready sentence. */
  sentence: string;
  /** First and last day of the logs, `YYYY-MM-DD`; null when no log has a time stamp. */
  period: { from: string; to: string } | null;
  /** Factors that replace the logged ones; empty where the energy keeps its price. */
  pricing: Pricing;
  /** Whether the report counts the figures as the logs print them. */
  asLogged: boolean;
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
export interface FactsOptions {
  groups?: ReportGroups;
  pricing?: Pricing;
  asLogged?: boolean;
}

/**
 * Accounts for runs and adds them up.
 *
 * @throws CtError USAGE for factors that cannot be or that are given with `asLogged`
 */
export function factsOf(runs: readonly Run[], options: FactsOptions = {}): Facts {
  const { pricing = {}, asLogged = false, groups } = options;
  checkFigures(pricing, asLogged);
  const tools = new ToolsSeen();
  for (const run of runs) tools.add(run);
  const priced = runs.map((run) => priceRun(run, pricing));
  const accounts = accountAll(priced);
  const accounted = accounts.map((counted, i) => {
    const original = runs[i] as Run;
    // Pricing anew does not change what the log printed.
    const logged = isPriced(pricing) ? account(original).logged : counted.logged;
    return { run: priced[i] as Run, asLogged: original, account: { ...counted, logged } };
  });
  const correctedTotals = aggregate(accounted.map((one) => one.account));
  const shown = asLogged ? accounted.map(withLoggedFigure) : accounted;
  const totals = aggregate(
    shown.map((one) => one.account),
    { asLogged },
  );
  return {
    runs: shown,
    names: shortNames(shown.map(({ run }) => run)),
    totals,
    sentence: sentence(totals, tools.tools, { pricing }),
    period: periodOf(runs),
    pricing,
    asLogged,
    correctedTotals,
    groups: groups === undefined ? null : groupsOf(shown, groups),
  };
}

function groupsOf(
  runs: readonly AccountedRun[],
  { by, nameOf, order = [], excluded = [] }: ReportGroups,
): NonNullable<Facts['groups']> {
  const totals = new GroupTotals({ order });
  for (const { asLogged, run, account } of runs) totals.add(nameOf(asLogged), account, gpuCount(run));
  return { by, groups: totals.groups(), excluded };
}

function withLoggedFigure({ run, asLogged, account }: AccountedRun): AccountedRun {
  return { run: withLoggedPowers(run), asLogged, account: { ...account, corrected: account.logged } };
}

function periodOf(runs: readonly Run[]): Facts['period'] {
  let from: string | null = null;
  let to: string | null = null;
  for (const { startedAt, endedAt } of runs) {
    const [first, last] = [startedAt ?? endedAt, endedAt ?? startedAt];
    if (first !== null && (from === null || first < from)) from = first;
    if (last !== null && (to === null || last > to)) to = last;
  }
  return from === null || to === null ? null : { from: from.slice(0, 10), to: to.slice(0, 10) };
}

/** Counts equal things: the most frequent first, ties by their name. */
export function counted(names: Iterable<string>): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const entries = [...counts].map(([name, count]) => ({ name, count }));
  return entries.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** `1 run`, `2 runs`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
