/** The one set of facts of a report: every section takes its figures from here. */
import {
  type Account,
  account,
  accountAll,
  aggregate,
  isPriced,
  type Pricing,
  priceRun,
  type Totals,
} from '../../accounting/index.ts';
import type { Run } from '../../model/run.ts';
import { shortNames } from '../charts/names.ts';
import { sentence } from '../statement/sentence.ts';
import { ToolsSeen } from '../statement/tools.ts';

export interface AccountedRun {
  /** Priced anew where that was asked for. */
  run: Run;
  /** As the log has it. */
  asLogged: Run;
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
}

/** Accounts for runs and adds them up. */
export function factsOf(runs: readonly Run[], pricing: Pricing = {}): Facts {
  const tools = new ToolsSeen();
  for (const run of runs) tools.add(run);
  const priced = runs.map((run) => priceRun(run, pricing));
  const accounts = accountAll(priced);
  const accounted = accounts.map((counted, i) => {
    const asLogged = runs[i] as Run;
    // Pricing anew does not change what the log printed.
    const logged = isPriced(pricing) ? account(asLogged).logged : counted.logged;
    return { run: priced[i] as Run, asLogged, account: { ...counted, logged } };
  });
  const totals = aggregate(accounted.map((one) => one.account));
  return {
    runs: accounted,
    names: shortNames(accounted.map(({ run }) => run)),
    totals,
    sentence: sentence(totals, tools.tools),
    period: periodOf(runs),
    pricing,
  };
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
