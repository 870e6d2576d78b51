/** Keys under which logs and rows of one run find each other, and the index of them. */
import { folderOf } from '../../model/stem.ts';
import { stampToMs } from '../../model/units.ts';
import type { FigureHash } from './figure-hash.ts';
import type { PrintedBlock } from './identity.ts';
import { type KnownRun, SAME_TIME_MS } from './known-run.ts';
import { ABSENT, NumberMap } from './number-map.ts';

/** Hashes of what a run shows. Keys only select the runs to compare, so those of two kinds may be equal. */
export interface RunKeys {
  /** Keys under which the run is found. */
  own: number[];
  /** Keys of neighbouring moments, under which other runs are looked for. */
  near: number[];
}

/** The keys of a run. */
export function keysOf(known: KnownRun, hash: FigureHash): RunKeys {
  const { trackingId, identity, startedAt, endedAt, name, epochs } = known;
  const own = [hash.ofText(`name ${startedAt} ${known.process ?? name}`)];
  const near: number[] = [];
  if (trackingId !== null) own.push(hash.ofText(`id ${trackingId}`));
  if (identity === null) own.push(hash.ofText(`hash ${known.contentHash}`));
  else {
    const { actual, predicted, prefixes } = identity;
    const startPlace = startedAt === null ? null : placeOf(startedAt);
    if (epochs > 0) own.push((startPlace ?? 0) + (prefixes[0] ?? 0));
    if (actual !== null && endedAt !== null) addBlock(ofBlock(actual, hash) + placeOf(endedAt), own, near);
    // Without the line of its devices the first stamp of an output log is not that of the run.
    if (predicted !== null && known.namesDevices && startPlace !== null) {
      addBlock(ofBlock(predicted, hash) + startPlace, own, near);
    }
  }
  if (known.isRow) own.push(hash.ofText(`row ${startedAt} ${endedAt} ${epochs}`));
  return { own, near };
}

/** Number of a moment: those of two lines of one moment are the same, or neighbours; NaN where the stamp is none. */
export const placeOf = (stamp: string): number => Math.floor(stampToMs(stamp) / SAME_TIME_MS);

/** The key of a block wherever and whenever it was printed. */
export function ofBlock({ epochs, durationS, energyKwh, co2eqG }: PrintedBlock, hash: FigureHash): number {
  hash.clear();
  hash.add(epochs);
  hash.add(durationS);
  hash.add(energyKwh);
  hash.add(co2eqG);
  return hash.value();
}

/** @param key hash of a block and place of its moment */
function addBlock(key: number, own: number[], near: number[]): void {
  own.push(key);
  near.push(key - 1, key + 1);
}

/** The key of a moment, and those of the moments around it. */
function keysNear(stamp: string, text: string): [string, string, string] {
  const at = placeOf(stamp);
  return [`${at} ${text}`, `${at - 1} ${text}`, `${at + 1} ${text}`];
}

/** Keys of a half of a run: its name, and when it ended, with the moments around that where `around` is 1. */
export function halfKeys({ name, endedAt }: KnownRun, around: 0 | 1): string[] {
  const times = endedAt === null ? [] : keysNear(endedAt, 'end');
  return [`name ${name}`, ...(around === 0 ? times.slice(0, 1) : times)];
}

/**
 * Keys of standard logs, and of output logs that may belong to them: when they began where the devices are named, else the
 * folder.
 */
export function outputKeys({ id, startedAt, namesDevices }: KnownRun, around: 0 | 1): string[] {
  const starts = startedAt === null ? [] : keysNear(startedAt, 'start');
  const folder = `in ${folderOf(id)}`;
  return around === 0 ? [...starts.slice(0, 1), folder] : namesDevices ? starts : [folder];
}

/** Keys of totals without a time, and of epochs that such a total may belong to: the duration to a second. */
export function durationKeys(durationS: number | null, around: 0 | 1): string[] {
  if (durationS === null) return [];
  const second = Math.round(durationS);
  return (around === 0 ? [second] : [second, second - 1, second + 1]).map((one) => `lasts ${one}`);
}

/** Groups that a run is compared with under one key. The bound keeps runs with equal made-up figures linear. */
export const MOST_COMPARED = 64;

const NONE: readonly number[] = [];
/** Entries that there is room for at first. */
const FIRST_ROOM = 1024;

/** Finds numbers of groups by keys. */
export class KeyIndex {
  /** The last entry of each key. */
  readonly #lastEntries = new NumberMap();
  /** The group of each entry, and the entry before it under the same key, `ABSENT` for none. */
  #groups = new Int32Array(FIRST_ROOM);
  #entriesBefore = new Int32Array(FIRST_ROOM);
  #entries = 0;

  /** Adds a group under a key; again has no effect where it is the last one of the key. */
  add(key: number, group: number): void {
    const last = this.#lastEntries.get(key);
    if (last !== ABSENT && this.#groups[last] === group) return;
    if (this.#entries === this.#groups.length) {
      this.#groups = grown(this.#groups);
      this.#entriesBefore = grown(this.#entriesBefore);
    }
    this.#groups[this.#entries] = group;
    this.#entriesBefore[this.#entries] = last;
    this.#lastEntries.set(key, this.#entries);
    this.#entries += 1;
  }

  /** The last groups that were added under a key, in the order in which they were. */
  find(key: number): readonly number[] {
    let at = this.#lastEntries.get(key);
    if (at === ABSENT) return NONE;
    const groups: number[] = [];
    for (; at !== ABSENT && groups.length < MOST_COMPARED; at = this.#entriesBefore[at] as number) {
      groups.push(this.#groups[at] as number);
    }
    return groups.reverse();
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
