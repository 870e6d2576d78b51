/** Runs in memory -> entries and totals. */
import type { Finding, Run } from '../model/run.ts';
import { type Entry, entryOfExamined } from './entry.ts';
import { withDevicesOnce } from './ledger/devices-once.ts';
import { type GivenFactors, withFactors } from './run/factors.ts';
import { RunTotals } from './totals/run-totals.ts';
import type { AggregateOptions, Figures, Totals } from './types.ts';

/** Options of `entriesOf`. */
export interface EntriesOptions extends AggregateOptions {
  /** Factors that replace the logged ones. */
  factors?: GivenFactors;
  /** Called for each finding about several of the runs: those that may have measured the same devices. */
  onFinding?: (finding: Finding) => void;
}

/**
 * Entries of different runs that carry their findings, in their order. A device that several runs measured at the same time
 * counts once, unless the figures count as logged.
 */
export function entriesOf(runs: readonly Run[], { factors = {}, onFinding, ...options }: EntriesOptions = {}): Entry[] {
  return withDevicesOnce(runs.map(entryOfExamined), options, onFinding).map((entry) => withFactors(entry, factors));
}

/**
 * Totals over runs, in which a device that several runs measured at the same time counts once; or over figures as they
 * are.
 */
export function aggregate(items: Iterable<Run> | Iterable<Figures>, options: AggregateOptions = {}): Totals {
  const all: (Run | Figures)[] = [...items];
  const runs = all.filter((item): item is Run => !('basis' in item));
  const sums = new RunTotals(options);
  for (const { figures } of entriesOf(runs, options)) sums.add(figures);
  for (const item of all) if ('basis' in item) sums.add(item);
  return sums.result();
}
