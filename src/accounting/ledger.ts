/** Rows of runs -> totals that do not depend on how the runs were split, copied or ordered. */
import { newFinding } from '../model/findings.ts';
import type { Finding } from '../model/run.ts';
import { type AggregateOptions, Aggregator } from './aggregate.ts';
import { OneMachine } from './one-machine.ts';
import type { Amount, RunRow } from './row.ts';
import { type RunTrace, traceOfRow } from './run-trace.ts';
import { byStart, type Claimant, SharedDevices } from './shared-devices.ts';
import type { Account, Totals } from './types.ts';

/** A row with what counts of it. */
export interface Entry {
  row: RunRow;
  account: Account;
  findings: Finding[];
}

export interface LedgerOptions extends AggregateOptions {
  /** Hears of each run that counts. */
  onEntry?: (entry: Entry) => void;
  /** Hears of copies, which do not count. */
  onFinding?: (finding: Finding) => void;
}

/** Figures of one run that differ by less are the same. */
const SAME_FIGURE = 1e-9;

/**
 * Adds rows up. Runs that may share a device wait until all rows are there and are then taken in the order of their
 * start: which of two runs a shared device counts for would else depend on the order of the rows.
 */
export class Ledger {
  readonly #aggregator: Aggregator;
  readonly #options: LedgerOptions;
  readonly #seen = new Map<string, { runId: string } & Amount>();
  readonly #oneMachine: OneMachine;
  #waiting: WaitingRow[] = [];

  constructor(options: LedgerOptions = {}) {
    this.#options = options;
    this.#aggregator = new Aggregator(options);
    this.#oneMachine = new OneMachine(options.sameMachine);
  }

  add(row: RunRow): void {
    const first = this.#seen.get(row.contentHash);
    const { energyKwh, co2eqG } = row.account.corrected;
    if (first !== undefined) {
      this.#options.onFinding?.(aboutCopy(row, first));
      return;
    }
    this.#seen.set(row.contentHash, { runId: row.runId, energyKwh, co2eqG });
    const trace = traceOfRow(row);
    const waits = trace !== null && this.#oneMachine.add(trace);
    if (row.deviceEnergy === null && !waits) this.#count(row, row.account, row.findings);
    else this.#waiting.push({ row, trace, deviceEnergy: row.deviceEnergy, trackingId: row.trackingId });
  }

  /** Totals of all rows; none can be added any more. */
  close(): Totals {
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

/** Totals of rows at hand. */
export function totalsOfRows(rows: Iterable<RunRow>, options: LedgerOptions = {}): Totals {
  const ledger = new Ledger(options);
  for (const row of rows) ledger.add(row);
  return ledger.close();
}

/** Whether two figures of one run agree; they may not where one was priced anew or made by another version. */
export function isSameAmount(a: Amount, b: Amount): boolean {
  return isSame(a.energyKwh, b.energyKwh) && isSame(a.co2eqG, b.co2eqG);
}

function isSame(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= SAME_FIGURE * Math.max(Math.abs(a), Math.abs(b));
}

function aboutCopy(row: RunRow, first: { runId: string } & Amount): Finding {
  if (isSameAmount(row.account.corrected, first)) {
    return newFinding('copied-run', `${row.runId} is a copy of ${first.runId}`);
  }
  const effectKwh = first.energyKwh - row.account.corrected.energyKwh;
  return newFinding('copies-differ', `${row.runId} has other figures than its copy ${first.runId}`, effectKwh);
}
