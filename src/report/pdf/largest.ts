/** Selects the largest entries of a long list, because each row of a tagged table takes memory. */

/** Rows of a list of runs or groups, so that a report of any number of runs has at most about ten pages. */
export const MOST_ROWS = 100;

/** The entries of a list that are drawn, and the others. */
export interface Largest<T> {
  /** The ones of most energy, in the order of the list. */
  shown: readonly T[];
  /** The others, in the order of the list; empty where all are drawn. */
  rest: readonly T[];
}

/**
 * Splits a list that is too long into its largest entries and the others, which one row can sum up.
 *
 * @param most - entries to draw; a single other one is drawn too, because it takes the same room
 */
export function largestOf<T>(list: readonly T[], energyKwhOf: (entry: T) => number, most: number): Largest<T> {
  if (list.length <= most + 1) return { shown: list, rest: [] };
  const places = list.map((entry, place) => ({ place, energyKwh: energyKwhOf(entry) }));
  places.sort((a, b) => b.energyKwh - a.energyKwh || a.place - b.place);
  const chosen = new Set(places.slice(0, most).map(({ place }) => place));
  return {
    shown: list.filter((_, place) => chosen.has(place)),
    rest: list.filter((_, place) => !chosen.has(place)),
  };
}
