/** Runs in memory -> the entries that count, and their total: the part of the pipeline that reads nothing. */
import {
  decideAveraging,
  type Entry,
  entryOf,
  FigureHash,
  type Figures,
  type GivenFactors,
  Ledger,
  type LedgerOptions,
  RangeTotals,
  RunTotals,
  type TotalRange,
  type Totals,
  withFactors,
} from './accounting/index.ts';
import type { DevicePowers, Finding, Run } from './model/run.ts';
import { sentence } from './report/statement/sentence.ts';
import { ToolTotals } from './report/statement/tools.ts';

/** How runs are counted. */
export interface CountingOptions extends Pick<LedgerOptions, 'asLogged' | 'sameMachine' | 'audit'> {
  /**
   * Whether one power for several devices is their mean or their sum, for versions of carbontracker that may log
   * either; without it their figures stay as logged, which a finding reports.
   */
  devices?: DevicePowers | undefined;
  /** Factors that replace the logged ones. */
  factors?: GivenFactors;
  /** Runs that are read, but neither yielded nor counted: no other run is a copy of them or shares a device with them. */
  leaveOut?: (run: Run) => boolean;
  /** Called once for each distinct excluded run, with its figures. */
  onLeftOut?: (run: Run, figures: Figures) => void;
  /** Called for each entry that counts, with the factors of its log, before it is yielded. */
  onCounted?: (entry: Entry) => void;
}

/** Passes runs through the ledger and applies given factors to their figures. */
export class Counting {
  readonly #options: CountingOptions;
  readonly #ledger: Ledger;
  readonly #hash = new FigureHash();
  readonly #leftOut = new Set<string>();

  constructor(options: CountingOptions & LedgerOptions) {
    this.#options = options;
    this.#ledger = new Ledger(options);
  }

  /** Counts runs. Yields the entries that are final; others come later, or from `rest`. */
  *runs(runs: Iterable<Run>): Generator<Entry> {
    for (const run of runs) {
      decideAveraging(run, this.#options.devices);
      const entry = entryOf(run, this.#hash);
      if (this.#options.leaveOut?.(run) === true) this.#leave(entry);
      else for (const counted of this.#ledger.add(entry)) yield this.#counted(counted);
    }
  }

  /** Counts entries, as `runs`. */
  *entries(entries: Iterable<Entry>): Generator<Entry> {
    for (const entry of entries) for (const counted of this.#ledger.add(entry)) yield this.#counted(counted);
  }

  /** The entries that waited for more complete copies or for shared devices. */
  *rest(): Generator<Entry> {
    for (const counted of this.#ledger.close()) yield this.#counted(counted);
  }

  #counted(entry: Entry): Entry {
    this.#options.onCounted?.(entry);
    return this.#withFactors(entry);
  }

  #withFactors(entry: Entry): Entry {
    return withFactors(entry, this.#options.factors ?? {});
  }

  #leave(entry: Entry): void {
    const { contentHash } = entry.traits;
    if (!this.#leftOut.has(contentHash)) this.#options.onLeftOut?.(entry.run, this.#withFactors(entry).figures);
    this.#leftOut.add(contentHash);
  }
}

/** Options of `totalOf`. */
export interface TotalOptions {
  /** Count the figures as the logs print them, without corrections. */
  asLogged?: boolean;
  /** Factors that replaced the logged ones, for the sentence. */
  factors?: GivenFactors;
  /** Computes the range of the total and adds it to the sentence. */
  range?: boolean;
  /** Leaves the range out of the sentence. */
  plainSentence?: boolean;
  /** Findings that belong to no run, collected while runs were read; the range includes them. */
  loose?: readonly Finding[];
  /** Called for each entry. */
  onEntry?: (entry: Entry) => void;
}

/** The total of entries. */
export interface Total {
  /** Sums over the entries. */
  totals: Totals;
  /** Range of the totals; null where it is not requested or unknown. */
  range: TotalRange | null;
  /** The citation-ready sentence. */
  sentence: string;
}

/** Totals entries as they come, with the range if requested, and the sentence. */
export function totalOf(entries: AsyncIterable<Entry>, options: TotalOptions = {}): Promise<Total> {
  async function* parts(): AsyncGenerator<Iterable<Entry>> {
    for await (const entry of entries) yield [entry];
  }
  return totalOfParts(parts(), options);
}

/** As `totalOf`, over parts that are iterated without waiting. */
export async function totalOfParts(parts: AsyncIterable<Iterable<Entry>>, options: TotalOptions = {}): Promise<Total> {
  const { factors = {}, onEntry, asLogged = false, plainSentence = false } = options;
  // Only corrected figures have a range.
  const wantsRange = options.range === true && !asLogged;
  const ranges = new RangeTotals();
  const tools = new ToolTotals();
  const sums = new RunTotals({ asLogged });
  for await (const part of parts) {
    for (const entry of part) {
      sums.add(entry.figures);
      tools.add(entry);
      const pending = wantsRange ? ranges.addEntry(entry) : undefined;
      if (pending !== undefined) await pending;
      onEntry?.(entry);
    }
  }
  for (const finding of wantsRange ? (options.loose ?? []) : []) ranges.addFinding(finding);
  const totals = sums.result();
  const range = ranges.result();
  const inSentence = plainSentence ? null : range;
  return { totals, range, sentence: sentence(totals, tools.result(), { factors, range: inSentence }) };
}
