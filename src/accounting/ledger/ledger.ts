/** Rows of runs -> totals that do not depend on how the runs were split, copied or ordered. */
import type { Finding } from '../../model/run.ts';
import { type AggregateOptions, Aggregator } from '../aggregate.ts';
import { OneMachine } from '../one-machine.ts';
import type { RunRow } from '../row.ts';
import { type RunTrace, traceOfRow } from '../run-trace.ts';
import { byStart, type Claimant, SharedDevices } from '../shared-devices.ts';
import type { Account, Totals } from '../types.ts';
import { aboutCopy } from './copies.ts';
import { knownRow } from './known-run.ts';
import { ReadOrder } from './read-order.ts';
import { SameRuns, type Settled } from './same-runs.ts';

/** A row with what counts of it. */
export interface Entry {
  row: RunRow;
  account: Account;
  findings: Finding[];
}

export interface LedgerOptions extends AggregateOptions {
  /** Called for each run that counts. */
  onEntry?: (entry: Entry) => void;
  /** Called for each copy, earlier state or part of a run, which does not count. */
  onFinding?: (finding: Finding) => void;
}

/**
 * Adds rows up. Runs that may share a device wait until all rows are there and are then taken in the order of their
 * start: which of two runs a shared device counts for would else depend on the order of the rows.
 */
export class Ledger {
  readonly #aggregator: Aggregator;
  readonly #options: LedgerOptions;
  readonly #runs: SameRuns<ReadRow>;
  readonly #order = new ReadOrder<ReadRow>();
  #rows = 0;
  readonly #oneMachine: OneMachine;
  #waiting: WaitingRow[] = [];

  constructor(options: LedgerOptions = {}) {
    this.#options = options;
    this.#aggregator = new Aggregator(options);
    this.#oneMachine = new OneMachine(options.sameMachine);
    this.#runs = new SameRuns((copy, run) => options.onFinding?.(aboutCopy(copy, run)));
  }

  add(row: RunRow): void {
    this.#rows += 1;
    const settled = this.#runs.add(knownRow(row), { row, place: this.#rows });
    if (settled !== null) for (const one of this.#order.add(settled, this.#runs.waits)) this.#take(one);
  }

  /** Totals of all rows; none can be added any more. */
  close(): Totals {
    for (const settled of this.#order.close(this.#runs.close())) this.#take(settled);
    const shared = new SharedDevices();
    const isOnce = this.#options.asLogged !== true;
    if (isOnce) this.#oneMachine.decide();
    for (const { row, trace } of this.#waiting.sort(byStart)) {
      const own = isOnce ? shared.count(row.deviceEnergy, row.account) : { account: row.account, finding: null };
      const once = trace === null ? null : this.#oneMachine.count(trace, own.account);
      const findings = [own.finding, once?.finding ?? null].filter((finding) => finding !== null);
      this.#count(
        row,
        once?.account ?? own.account,
        findings.length === 0 ? row.findings : [...row.findings, ...findings],
      );
    }
    this.#waiting = [];
    for (const finding of this.#oneMachine.findings()) this.#options.onFinding?.(finding);
    return this.#aggregator.totals();
  }

  #take(settled: Settled<ReadRow>): void {
    const row = rowThatCounts(settled);
    const trace = traceOfRow(row);
    const waits = trace !== null && this.#oneMachine.add(trace);
    if (row.deviceEnergy === null && !waits) this.#count(row, row.account, row.findings);
    else this.#waiting.push({ row, trace, deviceEnergy: row.deviceEnergy, trackingId: row.trackingId });
  }

  #count(row: RunRow, account: Account, findings: Finding[]): void {
    this.#aggregator.add(account);
    this.#options.onEntry?.({ row, account, findings });
  }
}

/** A row that may share devices with another one. */
interface WaitingRow extends Claimant {
  row: RunRow;
  trace: RunTrace | null;
}

/** Rows cannot be joined: the one with the epochs knows its devices, the one with the totals knows the plan. */
function rowThatCounts({ item, totals }: Settled<ReadRow>): RunRow {
  return totals?.item.row.account.basis === 'predicted' ? totals.item.row : item.row;
}

/** A row and its place among all rows. */
interface ReadRow {
  row: RunRow;
  place: number;
}

/** Totals of rows at hand. */
export function totalsOfRows(rows: Iterable<RunRow>, options: LedgerOptions = {}): Totals {
  const ledger = new Ledger(options);
  for (const row of rows) ledger.add(row);
  return ledger.close();
}

/** Rows without those of which another one is a copy or a later state. */
export function withoutCopies(rows: Iterable<RunRow>): RunRow[] {
  const runs = new SameRuns<ReadRow>();
  const counted: RunRow[] = [];
  for (const row of rows) {
    const settled = runs.add(knownRow(row), { row, place: 0 });
    if (settled !== null) counted.push(rowThatCounts(settled));
  }
  return [...counted, ...runs.close().map(rowThatCounts)];
}
