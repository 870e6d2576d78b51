/** Markdown tables of the measurements. */

const DASH = '';

/** Seconds with two decimals. */
export const seconds = (value) => (value === undefined ? DASH : value.toFixed(2));
export const mib = (value) => (value === undefined ? DASH : value.toFixed(0));
export const ratio = (value, base) => (value / base).toFixed(1);

/** A Markdown table; the first row is its head. */
export function table([head, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
