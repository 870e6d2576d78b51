/** Selects the largest entries of a long list, because each row of a tagged table takes memory. */

/** Rows of a list of runs or groups; some ten pages. */
export const MOST_ROWS = 500;

/** The entries of a list that are drawn, and the others. */
export interface Largest<T> {
  /** The ones of most energy, in the order of the list. */
  shown: readonly T[];
  rest: readonly T[];
}

/** Splits a list that is too long into its largest entries and the others, which one row can sum up. */
export function largestOf<T>(list: readonly T[], energyKwhOf: (entry: T) => number, most = MOST_ROWS): Largest<T> {
  if (list.length <= most) return { shown: list, rest: [] };
  const places = list.map((entry, place) => ({ place, energyKwh: energyKwhOf(entry) }));
  places.sort((a, b) => b.energyKwh - a.energyKwh || a.place - b.place);
  const chosen = new Set(places.slice(0, most - 1).map(({ place }) => place));
  return {
    shown: list.filter((_, place) => chosen.has(place)),
    rest: list.filter((_, place) => !chosen.has(place)),
  };
}
