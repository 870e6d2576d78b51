/** Text that a regular expression cannot match without. */

const HEXADECIMALS: Readonly<Record<string, number>> = { x: 2, u: 4, c: 1 };

/** The longest text that stands in every match; null where none is certain. */
export function requiredText({ source, flags }: RegExp): string | null {
  if (/[iuv]/.test(flags)) return null;
  const [runs = [], ...others] = requiredRuns(source);
  if (others.length > 0) return null;
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  return longest === '' ? null : longest;
}

/**
 * Few bytes of which at least one stands in every match, in the UTF-8 of the text; null where none are certain. Looking for
 * one byte is much faster than looking for a pattern.
 */
export function requiredBytes({ source, flags }: RegExp): Buffer | null {
  if (/[uv]/.test(flags)) return null;
  const ignoresCase = flags.includes('i');
  // Of each alternative the characters that stand in all of its matches; blanks are everywhere.
  let alternatives = requiredRuns(source).map((runs) => new Set(runs.join('').match(/[!-~]/g)));
  const bytes = new Set<string>();
  while (alternatives.length > 0) {
    const best = rarest(alternatives, ignoresCase);
    if (best === null) return null;
    for (const spelling of spellings(best, ignoresCase)) bytes.add(spelling);
    alternatives = alternatives.filter((characters) => !characters.has(best));
  }
  return Buffer.from([...bytes].join(''));
}

/** The character of most alternatives for each byte that stands for it; null where an alternative has none. */
function rarest(alternatives: readonly ReadonlySet<string>[], ignoresCase: boolean): string | null {
  if (alternatives.some((characters) => characters.size === 0)) return null;
  const counts = new Map<string, number>();
  for (const character of alternatives.flatMap((characters) => [...characters])) {
    counts.set(character, (counts.get(character) ?? 0) + 1 / spellings(character, ignoresCase).length);
  }
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return best?.[0] ?? null;
}

/** Without the flag for Unicode, letters of ASCII match only each other. */
const spellings = (character: string, ignoresCase: boolean): string[] =>
  ignoresCase ? [...new Set([character.toLowerCase(), character.toUpperCase()])] : [character];

/** Of each alternative of an expression the texts that stand in all of its matches. */
function requiredRuns(source: string): string[][] {
  const alternatives: string[][] = [];
  let runs = [''];
  const endRun = (): void => void runs.push('');
  for (let i = 0; i < source.length; i += 1) {
    const character = source[i] ?? '';
    if (character === '|') {
      alternatives.push(runs);
      runs = [''];
    } else if (character === '\\') {
      const next = source[i + 1] ?? '';
      if (/[\w]/.test(next)) endRun();
      else runs.push((runs.pop() ?? '') + next);
      i = endOfEscape(source, i);
    } else if (character === '[') {
      endRun();
      i = endOfClass(source, i);
    } else if (character === '(') {
      endRun();
      i = endOfGroup(source, i);
    } else if ('*?{'.includes(character)) {
      runs.push((runs.pop() ?? '').slice(0, -1));
      endRun();
      if (character === '{') i = endOf(source, i, '}');
    } else if ('.^$+'.includes(character) || /[\ud800-\udfff]/.test(character)) endRun();
    else runs.push((runs.pop() ?? '') + character);
  }
  return [...alternatives, runs];
}

/** Places of the last character of what begins at `from`. */
function endOf(source: string, from: number, last: string): number {
  const end = source.indexOf(last, from);
  return end === -1 ? source.length : end;
}

function endOfEscape(source: string, from: number): number {
  const next = source[from + 1] ?? '';
  if (/\d/.test(next)) return from + (/^\d+/.exec(source.slice(from + 1))?.[0].length ?? 1);
  if (next === 'k' && source[from + 2] === '<') return endOf(source, from, '>');
  return from + 1 + (HEXADECIMALS[next] ?? 0);
}

function endOfClass(source: string, from: number): number {
  for (let i = from + 1; i < source.length; i += 1) {
    if (source[i] === '\\') i += 1;
    else if (source[i] === ']') return i;
  }
  return source.length;
}

function endOfGroup(source: string, from: number): number {
  let depth = 0;
  for (let i = from; i < source.length; i += 1) {
    if (source[i] === '\\') i += 1;
    else if (source[i] === '[') i = endOfClass(source, i);
    else if (source[i] === '(') depth += 1;
    else if (source[i] === ')') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return source.length;
}
