/** Text that was decoded as UTF-16, and behind which a program appended ASCII, as one does to what PowerShell redirected. */

/** Bytes of a text: tab, ends of lines, escape, and what prints. */
const RANGES = [
  [0x09, 0x0a],
  [0x0d, 0x0d],
  [0x1b, 0x1b],
  [0x20, 0x7e],
] as const;
/** As many signs of which both bytes look so stand in no language one behind the other. */
const LEAST_PAIRS = 16;

const sign = (high: number, low: number): string => `\\u${((high << 8) | low).toString(16).padStart(4, '0')}`;

const PAIRS = new RegExp(
  `[${RANGES.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) =>
      RANGES.map(([from, to]) => `${sign(first + i, from)}-${sign(first + i, to)}`).join(''),
    ),
  ).join('')}]{${LEAST_PAIRS},}`,
  'g',
);

/** Takes pairs of ASCII characters apart that were taken for one sign each. */
export function withAsciiApart(text: string, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): string {
  if (encoding === 'utf-8') return text;
  return text.replace(PAIRS, (pairs) => {
    let ascii = '';
    for (let i = 0; i < pairs.length; i += 1) {
      const unit = pairs.charCodeAt(i);
      const [high, low] = [String.fromCharCode(unit >> 8), String.fromCharCode(unit & 0xff)];
      ascii += encoding === 'utf-16le' ? low + high : high + low;
    }
    return ascii;
  });
}
