/** The one place where runs meet: each counts once, and so does each device that several of them measured. */
import { newFinding } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';
import { type Entry, entryOf } from '../entry.ts';
import { examineClosely } from '../findings/examine.ts';
import { PueExaminer } from '../findings/factors.ts';
import type { AggregateOptions } from '../types.ts';
import { aboutCopy, joinHalves } from './copies.ts';
import { DevicesOnce } from './devices-once.ts';
import { SameRuns, type Settled } from './same-runs.ts';

/** Options of the ledger. */
export interface LedgerOptions extends AggregateOptions {
  /** Whether to find also what only an audit shows, which nearly every log has. */
  audit?: boolean;
  /** Whether rows of tables come, too. */
  hasTables?: boolean;
  /** Called for each copy, earlier state or part of a run, which does not count, and for findings about several runs. */
  onFinding?: (finding: Finding) => void;
}

const NONE: readonly never[] = [];

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
  readonly #order = new ReadOrder();
  readonly #once: DevicesOnce;
  readonly #zones = new Zones();
  readonly #pue = new PueExaminer();
  #places = 0;

  constructor(options: LedgerOptions = {}) {
    this.#options = options;
    this.#once = new DevicesOnce(options);
    this.#runs = new SameRuns((copy, run) => options.onFinding?.(aboutCopy(copy, run)), options.hasTables);
  }

  /**
   * Adds an entry.
   *
   * @returns the entries that count now, which may have been added earlier
   */
  add(entry: Entry): readonly Entry[] {
    this.#places += 1;
    const settled = this.#runs.add(entry, { entry, place: this.#places });
    return settled === null ? NONE : this.#take(this.#order.add(settled, this.#runs.waits));
  }

  /** The entries that waited, then findings about several runs; none can be added any more. */
  *close(): Generator<Entry> {
    yield* this.#take(this.#order.close(this.#runs.close()));
    for (const finding of this.#runs.findings) this.#options.onFinding?.(finding);
    for (const { counted, findings } of this.#once.close()) {
      counted.run.findings.push(...findings);
      yield findings.length === 0 ? counted : { ...counted, judged: [...counted.judged, ...findings] };
    }
    for (const finding of this.#once.findings()) this.#options.onFinding?.(finding);
  }

  #take(some: readonly Settled<ReadEntry>[]): Entry[] {
    const taken: Entry[] = [];
    for (const settled of some) {
      const entry = this.#examined(this.#whole(settled));
      if (!this.#once.add(entry)) taken.push(entry);
    }
    return taken;
  }

  /** Rows cannot be joined: the one with the epochs has the devices, the one with the totals has the plan. */
  #whole({ item: { entry }, totals }: Settled<ReadEntry>): Entry {
    if (totals === null) return entry;
    const other = totals.entry;
    if (!entry.traits.isRow && !other.traits.isRow) return entryOf(joinHalves(entry.run, other.run));
    return other.figures.basis === 'predicted' ? other : entry;
  }

  /** An entry with the findings that are wanted of a run that counts. */
  #examined(entry: Entry): Entry {
    const { run, figures, traits } = entry;
    const { audit = false } = this.#options;
    if (!audit) {
      if (entry.judged.length > 0) run.findings.unshift(...entry.judged);
      const ofPue = this.#pue.aboutEnergy(run, run.startedAt, figures);
      return { ...entry, quiet: ofPue === null ? NONE : [ofPue] };
    }
    const zone = this.#zones.look(run);
    const closely = traits.isRow ? [] : examineClosely(run, figures);
    const judged = [...entry.judged, ...(zone === null ? [] : [zone]), ...closely];
    run.findings.unshift(...judged);
    return { ...entry, judged };
  }
}

/** Finds stamps of different zones: logs hold local times, and those of ct-track also how far they are from UTC. */
export class Zones {
  readonly #firstIds = new Map<number, string>();

  /**
   * Looks at the offset of a run.
   *
   * @returns a finding for the first run of a further offset; null for other runs
   */
  look({ id, tracking }: Run): Finding | null {
    if (tracking === null || this.#firstIds.has(tracking.utcOffsetMinutes)) return null;
    const [known] = this.#firstIds;
    this.#firstIds.set(tracking.utcOffsetMinutes, id);
    if (known === undefined) return null;
    const [offset, first] = known;
    const message = `logs local times of UTC${offsetText(tracking.utcOffsetMinutes)}, ${first} those of UTC${offsetText(offset)}: their time stamps cannot be compared`;
    return newFinding('zones-differ', message);
  }
}

function offsetText(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Epochs of complete runs that are held behind a run that waits. */
const MOST_HELD_EPOCHS = 100_000;

/** Holds complete runs while a run before them waits; from many epochs on they come first. */
class ReadOrder {
  #held: Settled<ReadEntry>[] = [];
  #heldEpochs = 0;

  /** @returns the runs that count now */
  add(settled: Settled<ReadEntry>, isWaiting: boolean): Settled<ReadEntry>[] {
    if (!isWaiting && this.#held.length === 0) return [settled];
    this.#held.push(settled);
    this.#heldEpochs += 1 + settled.item.entry.traits.epochs;
    if (isWaiting && this.#heldEpochs <= MOST_HELD_EPOCHS) return [];
    const held = this.#held;
    this.#held = [];
    return held;
  }

  /** The runs that are left, with those that waited. */
  close(waited: readonly Settled<ReadEntry>[]): Settled<ReadEntry>[] {
    return [...this.#held, ...waited].sort((a, b) => a.item.place - b.item.place);
  }
}
