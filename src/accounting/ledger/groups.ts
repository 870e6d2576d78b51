/** What was read of each run, in groups of copies, earlier states and halves, and how two groups turn out to be one. */
import type { FigureHash } from './figure-hash.ts';
import { hasMoreEpochs, hasMoreTotals, isUntimed, type KnownRun, totalsWorth } from './known-run.ts';
import { durationKeys, halfKeys, MOST_COMPARED, ofBlock } from './run-keys.ts';
import { isSameRun, isTotalOf, showsOtherEpochs } from './same-run.ts';

/** A copy, an earlier state or a part of a run, and the run that counts. */
export type OnCopy = (copy: KnownRun, run: KnownRun) => void;

/** A run that waits, and what its reader gave with it. */
export interface Held<T> {
  /** What identifies the run. */
  known: KnownRun;
  /** What is handed out once the run counts. */
  item: T;
}

/** What was read of one run. */
export interface Group<T> {
  /** Its number in the index: the place of a run that counted at once, -1, -2 ... for the other groups. */
  number: number;
  /** The most complete epochs and totals so far; null once the run counts. */
  held: { epochs: Held<T>; totals: Held<T> } | null;
  /** The run that counts; null until one does. */
  settled: KnownRun | null;
  /** Runs that were found to be one and wait for it to count; empty once it counts. */
  members: KnownRun[];
  /** Copies of the run that counts which show other epochs, and so recognise logs that it does not. */
  others: KnownRun[];
  /** The group that this one turned out to belong to; null while it stands for itself. */
  joined: Group<T> | null;
}

/** A group of nothing yet, or of a run that counts. */
export const newGroup = <T>(number: number, settled: KnownRun | null = null): Group<T> => ({
  number,
  held: null,
  settled,
  members: [],
  others: [],
  joined: null,
});

/** Copies with other epochs that a group keeps: each is compared with all logs of the same keys. */
const MOST_OTHERS = 8;

/** Compares runs with groups, and joins those of one run. */
export class Joins<T> {
  readonly #onCopy: OnCopy;
  readonly #hash: FigureHash;
  /** Comparisons of two runs so far. */
  comparisons = 0;

  constructor(onCopy: OnCopy, hash: FigureHash) {
    this.#onCopy = onCopy;
    this.#hash = hash;
  }

  /** Whether a run is that of a group. */
  isOf(known: KnownRun, { held, settled, others }: Group<T>): boolean {
    const all = settled !== null ? [settled, ...others] : held === null ? [] : [held.epochs.known, held.totals.known];
    return all.some((other, i) => {
      if (i > 0 && other === all[0]) return false;
      this.comparisons += 1;
      return isSameRun(known, other);
    });
  }

  /** Reports a copy of a run that counts. */
  leaveOut(copy: KnownRun, group: Group<T>): void {
    const { settled, others } = group;
    if (settled === null) return;
    this.#onCopy(copy, settled);
    if (others.length === MOST_OTHERS || !showsOtherEpochs(copy, settled)) return;
    copy.files = null;
    others.push(copy);
  }

  /**
   * Joins two groups of one run.
   *
   * @returns the group that both are now; two that count already stay apart
   */
  join(a: Group<T>, b: Group<T>): Group<T> {
    const [into, from] = b.settled !== null && a.settled === null ? [b, a] : [a, b];
    if (from.held === null) return into;
    if (into.settled !== null) for (const member of from.members) this.leaveOut(member, into);
    else into.members.push(...from.members);
    if (into.held !== null) {
      const { epochs, totals } = from.held;
      if (hasMoreEpochs(epochs.known, into.held.epochs.known)) into.held.epochs = epochs;
      if (hasMoreTotals(totals.known, into.held.totals.known)) into.held.totals = totals;
    }
    from.joined = into;
    from.held = null;
    from.members = [];
    return into;
  }

  /**
   * Joins runs without times, which are looked for among all others by what they print: nothing else recognises them.
   *
   * @param settled runs that count already
   */
  joinUntimed(open: readonly Group<T>[], settled: Iterable<KnownRun>): void {
    const untimed = new Map<number, Group<T>[]>();
    for (const group of open) {
      const known = group.held?.totals.known;
      if (known !== undefined && isUntimed(known)) for (const key of this.#blockKeys(known)) push(untimed, key, group);
    }
    if (untimed.size === 0) return;
    for (const known of settled) {
      for (const group of this.#printedBy(known, untimed)) {
        for (const member of group.members) this.#onCopy(member, known);
        Object.assign(group, { settled: known, held: null, members: [] });
      }
    }
    for (const group of open) {
      if (group.held === null) continue;
      for (const other of this.#printedBy(group.held.totals.known, untimed)) {
        if (rootOf(group) !== rootOf(other)) this.join(rootOf(group), rootOf(other));
      }
    }
  }

  /** Groups without times that are the run of other figures. */
  #printedBy(known: KnownRun, untimed: ReadonlyMap<number, Group<T>[]>): Group<T>[] {
    const found = new Set<Group<T>>();
    for (const key of this.#blockKeys(known)) {
      for (const group of untimed.get(key)?.slice(-MOST_COMPARED) ?? []) {
        if (group.held !== null && this.isOf(known, group)) found.add(group);
      }
    }
    return [...found];
  }

  #blockKeys({ identity }: KnownRun): number[] {
    const blocks = [identity?.actual ?? null, identity?.predicted ?? null];
    return blocks.flatMap((block) => (block === null ? [] : [ofBlock(block, this.#hash)]));
  }

  /** Joins logs that hold epochs only with those that hold their totals, in another folder or under another name. */
  joinHalves(open: readonly Group<T>[]): void {
    const halves = new Map<string, Group<T>[]>();
    for (const group of open) {
      if (group.held === null || totalsWorth(group.held.totals.known) === 2) continue;
      const { known } = group.held.epochs;
      if (known.epochs === 0) continue;
      for (const key of [...halfKeys(known, 0), ...durationKeys(known.identity?.recorded?.durationS ?? null, 0)])
        push(halves, key, group);
    }
    for (const group of open) {
      if (group.held === null || group.held.epochs.known.epochs > 0) continue;
      const { known } = group.held.totals;
      if (totalsWorth(known) === 0) continue;
      const other = this.#halfOf(known, halves);
      if (other !== null) this.join(other, group);
    }
  }

  #halfOf(known: KnownRun, halves: ReadonlyMap<string, Group<T>[]>): Group<T> | null {
    const durationS = known.identity?.actual?.durationS ?? null;
    for (const key of [...halfKeys(known, 1), ...(isUntimed(known) ? durationKeys(durationS, 1) : [])]) {
      for (const group of halves.get(key)?.slice(-MOST_COMPARED) ?? []) {
        const { held } = group;
        if (held === null || totalsWorth(held.totals.known) === 2) continue;
        this.comparisons += 1;
        if (isTotalOf(known, held.epochs.known)) return group;
      }
    }
    return null;
  }
}

/** Adds an item to the list of a key, unless it is the last one there. */
export function push<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else if (list.at(-1) !== item) list.push(item);
}

/** The group that a group is part of now, through all that it was joined to. */
export function rootOf<G extends { joined: G | null }>(group: G): G {
  let root = group;
  while (root.joined !== null) root = root.joined;
  return root;
}
