/** Runs at hand -> entries and totals. */
import type { Finding, Run } from '../model/run.ts';
import { type Entry, entryOfExamined } from './entry.ts';
import { withDevicesOnce } from './ledger/devices-once.ts';
import { type Pricing, withFactors } from './run/factors.ts';
import { Aggregator } from './totals/aggregator.ts';
import type { Account, AggregateOptions, Totals } from './types.ts';

/** Which figures entries have. */
export interface EntriesOptions extends AggregateOptions {
  /** Factors that replace the logged ones. */
  pricing?: Pricing;
  /** Called for each finding about several of the runs: those that may have measured the same devices. */
  onFinding?: (finding: Finding) => void;
}

/**
 * Entries of different runs that carry their findings, in their order. A device that several runs measured at the same time
 * counts once, unless the figures count as logged.
 */
export function entriesOf(runs: readonly Run[], { pricing = {}, onFinding, ...options }: EntriesOptions = {}): Entry[] {
  return withDevicesOnce(runs.map(entryOfExamined), options, onFinding).map((entry) => withFactors(entry, pricing));
}

/**
 * Totals over runs, in which a device that several runs measured at the same time counts once; or over figures as they
 * are.
 */
export function aggregate(items: Iterable<Run> | Iterable<Account>, options: AggregateOptions = {}): Totals {
  const all: (Run | Account)[] = [...items];
  const runs = all.filter((item): item is Run => !('basis' in item));
  const aggregator = new Aggregator(options);
  for (const { figures } of entriesOf(runs, options)) aggregator.add(figures);
  for (const item of all) if ('basis' in item) aggregator.add(item);
  return aggregator.totals();
}
