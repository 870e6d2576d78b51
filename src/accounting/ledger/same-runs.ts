/** The one place that decides which logs and rows are of one run, and which of them counts. */
import { columnsOf } from '../../model/column-run.ts';
import type { Finding } from '../../model/run.ts';
import type { Entry } from '../entry.ts';
import { aboutAlike } from './alike.ts';
import { CountedRuns } from './counted-runs.ts';
import { FigureHash } from './figure-hash.ts';
import { type Group, type Held, Joins, newGroup, type OnCopy, rootOf } from './groups.ts';
import {
  areHalves,
  hasMoreEpochs,
  hasMoreTotals,
  isWhole,
  type KnownRun,
  knownEntry,
  mayGoOn,
  printsAll,
  totalsWorth,
} from './known-run.ts';
import { ABSENT, NumberMap } from './number-map.ts';
import { joinOutputs } from './outputs.ts';
import { KeyIndex, keysOf, placeOf, type RunKeys } from './run-keys.ts';

/** A run that counts. */
export interface Settled<T> {
  /** What was added with the log of its epochs. */
  item: T;
  /** What was added with the log of its printed totals; null where that is the log of its epochs. */
  totals: T | null;
}

/**
 * Takes runs one after the other. A log that holds all of its run counts at once, so that a large folder need not be held
 * in memory; others wait until all logs are read, because a more complete one may follow.
 */
export class SameRuns<T> {
  readonly #joins: Joins<T>;
  /** Runs that counted as soon as they were read: nearly all, so they are no groups until a copy of them comes. */
  readonly #counted = new CountedRuns();
  readonly #groupsOfCounted = new Map<number, Group<T>>();
  readonly #otherGroups: Group<T>[] = [];
  readonly #index = new KeyIndex();
  /** Kept, because a new one for each block takes longer than its hash. */
  readonly #hash = new FigureHash();
  readonly #hasTables: boolean;
  /**
   * Runs by the moments at which they began and ended: the place of a counted run that was alone there, and is in no other
   * index, or `MET`. All keys of a run hold one of its moments, so nothing else is looked up of a run that meets nobody.
   */
  readonly #moments = new NumberMap();
  #waiting: Group<T>[] = [];
  readonly #findings: Finding[] = [];

  /** @param hasTables whether rows of tables come, too */
  constructor(onCopy: OnCopy = () => undefined, hasTables = false) {
    this.#joins = new Joins(onCopy, this.#hash);
    this.#hasTables = hasTables;
  }

  /**
   * Adds a run.
   *
   * @returns the run when it counts at once; null when it waits, or is one that counts already
   */
  add(entry: Entry, item: T): Settled<T> | null {
    const { startedAt, endedAt } = entry.run;
    const start = momentOf(startedAt, 0);
    const end = momentOf(endedAt, 1);
    if (this.#isAlone(start) && this.#isAlone(end) && !this.#hasTables && isOrdinary(entry)) {
      const place = this.#counted.add(entry);
      this.#moments.set(start, place);
      this.#moments.set(end, place);
      return { item, totals: null };
    }
    this.#meet(start);
    this.#meet(end);
    return this.#addMet(entry, item);
  }

  /** Adds a run that others may be copies of. */
  #addMet(entry: Entry, item: T): Settled<T> | null {
    const known = knownEntry(entry, this.#hasTables);
    const keys = keysOf(known, this.#hash);
    const found = this.#groupOf(known, keys);
    const own = { known, item };
    if (found === null && isWhole(known)) {
      this.#insert(keys, this.#counted.add(entry, known.contentHash));
      return { item, totals: null };
    }
    const group = found ?? this.#newGroup();
    this.#insert(keys, group.number);
    if (group.settled !== null) {
      this.#joins.leaveOut(known, group);
      return null;
    }
    group.members.push(known);
    if (group.held === null) {
      group.held = { epochs: own, totals: own };
      if (!isWhole(known)) this.#waiting.push(group);
    } else {
      if (hasMoreEpochs(known, group.held.epochs.known)) group.held.epochs = own;
      if (hasMoreTotals(known, group.held.totals.known)) group.held.totals = own;
    }
    return isWhole(known) ? this.#settle(group, own, null) : null;
  }

  /** Comparisons of two runs so far. */
  get comparisons(): number {
    return this.#joins.comparisons;
  }

  /** Whether a run was added that waits. */
  get waits(): boolean {
    return this.#waiting.length > 0;
  }

  /** The runs that waited, in the order in which they were read first. */
  close(): Settled<T>[] {
    const open = this.#waiting.filter(({ joined, settled }) => joined === null && settled === null);
    this.#waiting = [];
    this.#joins.joinUntimed(open, this.#settledRuns());
    this.#joins.joinHalves(open);
    joinOutputs(open, this.#joins);
    this.#findAlike(open);
    const settled: Settled<T>[] = [];
    for (const group of open) {
      if (group.joined !== null || group.held === null) continue;
      const { epochs, totals } = group.held;
      const isMore = totalsWorth(totals.known) > totalsWorth(epochs.known);
      const needsTotals = totals !== epochs && (isMore || areHalves(totals.known, epochs.known));
      settled.push(this.#settle(group, epochs, needsTotals ? totals : null));
    }
    return settled;
  }

  #findAlike(open: readonly Group<T>[]): void {
    const waiting = open.flatMap(({ held }) => (held === null ? [] : [printedBy(held)]));
    for (const finding of aboutAlike(waiting, this.#settledRuns(), this.#hash)) this.#findings.push(finding);
  }

  /** What `close` found about runs that count. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  #settle(group: Group<T>, { known, item }: Held<T>, totals: Held<T> | null): Settled<T> {
    group.settled = known;
    group.held = null;
    known.files = null;
    for (const member of group.members)
      if (member !== known && member !== totals?.known) this.#joins.leaveOut(member, group);
    group.members = [];
    return { item, totals: totals?.item ?? null };
  }

  #insert({ own }: RunKeys, group: number): void {
    for (const key of own) this.#index.add(key, group);
  }

  /** Whether nothing began, or ended, at a moment or next to it; NaN for a moment that is not known. */
  #isAlone(moment: number): boolean {
    const moments = this.#moments;
    return (
      moments.get(moment) === ABSENT &&
      moments.get(moment - MOMENT) === ABSENT &&
      moments.get(moment + MOMENT) === ABSENT
    );
  }

  /** From now on all runs at a moment, and next to it, are looked for by their keys. */
  #meet(moment: number): void {
    for (const near of [moment - MOMENT, moment, moment + MOMENT]) {
      const place = this.#moments.get(near);
      if (place === ABSENT || place === MET) continue;
      const known = this.#counted.at(place);
      this.#moments.set(momentOf(known.startedAt, 0), MET);
      this.#moments.set(momentOf(known.endedAt, 1), MET);
      this.#insert(keysOf(known, this.#hash), place);
    }
    this.#moments.set(moment, MET);
  }

  #newGroup(): Group<T> {
    const group = newGroup<T>(-1 - this.#otherGroups.length);
    this.#otherGroups.push(group);
    return group;
  }

  /** The group of a run, null where it is the first of it; groups that turn out to be one are joined. */
  #groupOf(known: KnownRun, { own, near }: RunKeys): Group<T> | null {
    let found: Group<T> | null = null;
    for (const keys of [own, near]) {
      for (const key of keys) {
        for (const number of this.#index.find(key)) {
          const group = this.#groupAt(number);
          if (group === found || !this.#joins.isOf(known, group)) continue;
          if (number >= 0) this.#groupsOfCounted.set(number, group);
          found = found === null ? group : this.#joins.join(found, group);
        }
      }
    }
    return found;
  }

  /** The group of a number, or the one that it was joined with. */
  #groupAt(number: number): Group<T> {
    if (number < 0) return rootOf(this.#otherGroups[-1 - number] as Group<T>);
    const known = this.#groupsOfCounted.get(number);
    return known ?? newGroup(number, this.#counted.at(number));
  }

  *#settledRuns(): Generator<KnownRun> {
    for (let place = 0; place < this.#counted.length; place += 1) yield this.#counted.at(place);
    for (const { settled, joined } of this.#otherGroups) if (settled !== null && joined === null) yield settled;
  }
}

/** The run of a total: that of its epochs where they were joined, which shows when it took place. */
function printedBy({ epochs, totals }: NonNullable<Group<unknown>['held']>): KnownRun {
  const { id, startedAt, endedAt } = epochs.known;
  return epochs === totals ? totals.known : { ...totals.known, id, startedAt, endedAt };
}

/** Stands for the runs of a moment of which others may be copies. */
const MET = -2;
/** Between the numbers of two moments, of which the even ones are starts and the odd ones ends. */
const MOMENT = 2;

const momentOf = (stamp: string | null, parity: 0 | 1): number =>
  stamp === null ? Number.NaN : MOMENT * placeOf(stamp) + parity;

/** Whether a log of carbontracker holds all of its run, and nothing of another one. */
function isOrdinary({ run, traits }: Entry): boolean {
  const { id, startedAt, endedAt, actual, end, components } = run;
  if (startedAt === null || endedAt === null || !printsAll(actual) || end === 'cut-off' || mayGoOn(run)) return false;
  if (id.includes('#') || (columnsOf(run)?.length ?? 0) === 0 || traits.trackingId !== null) return false;
  return components.some(({ devices }) => devices.length > 0);
}
