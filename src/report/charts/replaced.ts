/** Parts of a chart replaced by others: its fonts, colours and lines for a screen or a journal. */

/** Gives the replacement of a part, or the part itself. */
export type Change = (value: unknown, key: string | null) => unknown;

/** Goes through objects and lists that were made for this chart; functions and what others made stay. */
export function replacedIn(value: unknown, change: Change, key: string | null = null): unknown {
  const own = change(value, key);
  if (own !== value) return own;
  if (Array.isArray(value)) return value.map((item) => replacedIn(item, change));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, replacedIn(part, change, name)]));
}
