/** Readings that stand in a trace twice, as where a copy of a file was put behind it: they look like a clock that was set back. */
import { orderedParts, type Rhythm, Series } from './series.ts';

/** Sections of a series, and how many of its readings stand in them once although they were written twice. */
export interface Unrepeated {
  /** Sections without repeated readings, in their order. */
  sections: Series[];
  /** Number of repeated readings that were left out. */
  repeats: number;
}

/** Sections that a section is compared with, from the last one on. */
const MOST_COMPARED = 16;
/** Fewer readings can be the same by chance. */
const LEAST_SAME = 8;
/** So can those of a device with a power that does not change. */
const LEAST_VALUES = 3;

/** Runs of readings between which the clock was set back, without those that were written twice. */
export function sectionsOf(series: Series, rhythm: Rhythm): Unrepeated {
  const parts = orderedParts(series, rhythm);
  return parts.length > 1 ? withoutRepeats(parts) : { sections: parts, repeats: 0 };
}

/** Joins sections that have the same readings in all of the time that they have in common: each counts once. */
function withoutRepeats(sections: readonly Series[]): Unrepeated {
  const result: Unrepeated = { sections: [], repeats: 0 };
  for (const section of sections) {
    const known = result.sections;
    let place = known.length - 1;
    let same = 0;
    for (const last = Math.max(0, known.length - MOST_COMPARED); place >= last; place -= 1) {
      same = sameReadings(known[place] as Series, section);
      if (same > 0) break;
    }
    if (same > 0) {
      known[place] = union(known[place] as Series, section);
      result.repeats += same;
    } else known.push(section);
  }
  return result;
}

/** Number of readings that two sections have in common; 0 unless these are all of the common time, but for one that was cut. */
function sameReadings(a: Series, b: Series): number {
  const fromS = Math.max(a.timeS(0), b.timeS(0));
  const toS = Math.min(a.timeS(a.length - 1), b.timeS(b.length - 1));
  let [i, j] = [firstFrom(a, fromS), firstFrom(b, fromS)];
  let same = 0;
  let others = 0;
  const values = new Set<number>();
  while (i < a.length && j < b.length && a.timeS(i) <= toS && b.timeS(j) <= toS) {
    const [timeS, otherS] = [a.timeS(i), b.timeS(j)];
    if (timeS === otherS && a.value(i) === b.value(j)) {
      same += 1;
      if (values.size < LEAST_VALUES) values.add(a.value(i));
    } else others += 1;
    if (others > 1) return 0;
    if (timeS <= otherS) i += 1;
    if (otherS <= timeS) j += 1;
  }
  return same >= LEAST_SAME && values.size === LEAST_VALUES ? same : 0;
}

/** Index of the first reading at a time or later. */
function firstFrom(series: Series, atS: number): number {
  let [low, high] = [0, series.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.timeS(middle) < atS) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The readings of both in the order of time; of two at one time the first. */
function union(a: Series, b: Series): Series {
  const result = new Series(a.kind);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const isFirst = j === b.length || (i < a.length && a.timeS(i) <= b.timeS(j));
    const isSame = isFirst && j < b.length && a.timeS(i) === b.timeS(j);
    if (isFirst) result.push(a.timeS(i), a.value(i));
    else result.push(b.timeS(j), b.value(j));
    if (isFirst) i += 1;
    if (!isFirst || isSame) j += 1;
  }
  return result;
}
