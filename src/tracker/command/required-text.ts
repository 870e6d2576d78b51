/** Text that a regular expression cannot match without. */

const HEXADECIMALS: Readonly<Record<string, number>> = { x: 2, u: 4, c: 1 };

/** The longest text that stands in every match; null where none is certain. */
export function requiredText({ source, flags }: RegExp): string | null {
  if (/[iuv]/.test(flags)) return null;
  const runs = [''];
  const endRun = (): void => void runs.push('');
  for (let i = 0; i < source.length; i += 1) {
    const character = source[i] ?? '';
    if (character === '|') return null;
    if (character === '\\') {
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
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best));
  return longest === '' ? null : longest;
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
