/** The one place where runs meet: each counts once, and so does each device that several of them measured. */
import type { Finding } from '../../model/run.ts';
import { type Entry, entryOf } from '../entry.ts';
import { examineClosely, examineEnergy } from '../findings/closely.ts';
import type { AggregateOptions } from '../types.ts';
import { aboutCopy } from './copies.ts';
import { DevicesOnce } from './devices-once.ts';
import { joinHalves } from './halves.ts';
import { knownEntry } from './known-run.ts';
import { ReadOrder } from './read-order.ts';
import { SameRuns, type Settled } from './same-runs.ts';
import { Zones } from './zones.ts';

export interface LedgerOptions extends AggregateOptions {
  /** Find also what only somebody who checks the numbers wants to know; nearly every log has some of it. */
  audit?: boolean;
  /** Whether rows of tables come, too. */
  hasTables?: boolean;
  /** Called for each copy, earlier state or part of a run, which does not count, and for findings about several runs. */
  onFinding?: (finding: Finding) => void;
}

/** An entry and its place among all that were read. */
interface ReadEntry {
  entry: Entry;
  place: number;
}

/**
 * Takes entries one after the other and gives back those that count. Of copies, earlier states and halves of a run the
 * most complete one counts. An entry that lacks a part of its run waits until all are there, as a more complete one may
 * follow. So do entries that may share a device: which of two runs it counts for would else depend on their order.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #runs: SameRuns<ReadEntry>;
  readonly #order = new ReadOrder<ReadEntry>();
  readonly #once: DevicesOnce;
  readonly #zones = new Zones();
  #places = 0;

  constructor(options: LedgerOptions = {}) {
    this.#options = options;
    this.#once = new DevicesOnce(options);
    this.#runs = new SameRuns((copy, run) => options.onFinding?.(aboutCopy(copy, run)));
  }

  /** @returns the entries that count now, which may have been added earlier */
  add(entry: Entry): Entry[] {
    this.#places += 1;
    const settled = this.#runs.add(knownEntry(entry, this.#options.hasTables === true), { entry, place: this.#places });
    return settled === null ? [] : this.#take(this.#order.add(settled, this.#runs.waits));
  }

  /** The entries that waited, then findings about several runs; none can be added any more. */
  *close(): Generator<Entry> {
    yield* this.#take(this.#order.close(this.#runs.close()));
    for (const { counted, findings } of this.#once.close()) {
      counted.run.findings.push(...findings);
      yield findings.length === 0 ? counted : { ...counted, judged: [...counted.judged, ...findings] };
    }
    for (const finding of this.#once.findings()) this.#options.onFinding?.(finding);
  }

  #take(some: readonly Settled<ReadEntry>[]): Entry[] {
    return some.map((settled) => this.#examined(this.#whole(settled))).filter((entry) => !this.#once.add(entry));
  }

  /** Rows cannot be joined: the one with the epochs knows its devices, the one with the totals knows the plan. */
  #whole({ item: { entry }, totals }: Settled<ReadEntry>): Entry {
    if (totals === null) return entry;
    const other = totals.item.entry;
    if (!entry.traits.isRow && !other.traits.isRow) return entryOf(joinHalves(entry.run, other.run));
    return other.figures.basis === 'predicted' ? other : entry;
  }

  /** An entry with the findings that are wanted of a run that counts. */
  #examined(entry: Entry): Entry {
    const { run, figures, traits } = entry;
    const { audit = false } = this.#options;
    const zone = audit ? this.#zones.look(run) : null;
    const closely = audit && !traits.isRow ? examineClosely(run, figures) : [];
    const judged = [...entry.judged, ...(zone === null ? [] : [zone]), ...closely];
    run.findings.unshift(...judged);
    if (audit) return { ...entry, judged };
    return { ...entry, judged, quiet: examineEnergy(run, figures) };
  }
}

/** Entries that count, of entries at hand. */
export function countOnce(entries: Iterable<Entry>, options: LedgerOptions = {}): Entry[] {
  const ledger = new Ledger({ ...options, hasTables: true });
  const counted: Entry[] = [];
  for (const entry of entries) counted.push(...ledger.add(entry));
  return [...counted, ...ledger.close()];
}
