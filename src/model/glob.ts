/**
 * Patterns of paths: `*`, `?`, `[ab]`, `{a,b}` and `**`. Matched in steps that grow with pattern times text: matchers that
 * turn patterns into regular expressions take hours for `*a*a*a*a*b` and a name of many a.
 */
import { CtError } from './errors.ts';

/** Matches one character of a name; `*` matches any number of characters. */
type Token = '*' | ((sign: string) => boolean);

/** One part of a path; a part without wildcards is a name as it is. */
export type Segment = '**' | { name: string } | { matches: (name: string) => boolean };

/** Most alternatives of a pattern. */
const MOST_ALTERNATIVES = 1000;
const MOST_BRACES = 64;
/** Longest pattern, above the path length of all systems. */
const MOST_CHARS = 4096;

/** Whether a text may be a pattern. */
export function isPattern(text: string): boolean {
  const holds = (open: string, close: string): boolean => {
    const at = text.indexOf(open);
    return at !== -1 && text.indexOf(close, at) !== -1;
  };
  return /[*?]/.test(text) || holds('[', ']') || holds('{', '}');
}

/**
 * The alternatives of a pattern, each as the parts of a path.
 *
 * @throws CtError USAGE for a pattern that is too long or has too many alternatives
 */
export function readPattern(pattern: string): Segment[][] {
  if (pattern.length > MOST_CHARS) throw tooLarge(pattern, `is longer than ${MOST_CHARS} characters`);
  if (pattern.split('{').length > MOST_BRACES) throw tooLarge(pattern, `has more than ${MOST_BRACES} braces`);
  return expandBraces(pattern).map((one) => one.split('/').map(readSegment));
}

/**
 * A test for whole paths, with `/` between their parts.
 *
 * @throws CtError USAGE, as `readPattern`
 */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const alternatives = readPattern(pattern.replace(/^(?:\.\/+)+/, '')).map((segments) =>
    segments.map((segment) => (segment === '**' ? '*' : testOf(segment))),
  );
  return (path) => {
    const names = path.split('/');
    return alternatives.some((tests) => matchesAll(names, tests));
  };
}

const testOf =
  (segment: Exclude<Segment, '**'>) =>
  (name: string): boolean =>
    'name' in segment ? segment.name === name : segment.matches(name);

/** Whether tests fit items one by one. A star takes as few as it can, and more only while nothing behind it fits. */
function matchesAll<T>(items: ArrayLike<T>, tests: readonly ('*' | ((item: T) => boolean))[]): boolean {
  let at = 0;
  let test = 0;
  let starAt = -1;
  let starTest = -1;
  while (at < items.length) {
    const wanted = tests[test];
    if (wanted === '*') {
      starTest = test;
      starAt = at;
      test += 1;
    } else if (wanted?.(items[at] as T)) {
      at += 1;
      test += 1;
    } else if (starTest >= 0) {
      starAt += 1;
      at = starAt;
      test = starTest + 1;
    } else return false;
  }
  while (tests[test] === '*') test += 1;
  return test === tests.length;
}

function readSegment(text: string): Segment {
  if (text === '**') return '**';
  const tokens: Token[] = [];
  let name = '';
  let isPlain = true;
  for (let i = 0; i < text.length; ) {
    const sign = text[i] as string;
    const set = sign === '[' ? readSet(text, i) : null;
    if (sign === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*');
    } else if (sign === '?') tokens.push(() => true);
    else if (set !== null) tokens.push(set.has);
    else {
      const literal = sign === '\\' && i + 1 < text.length ? (text[i + 1] as string) : sign;
      tokens.push((other) => other === literal);
      name += literal;
      i += sign === '\\' && i + 1 < text.length ? 2 : 1;
      continue;
    }
    isPlain = false;
    i = set?.end ?? i + 1;
  }
  return isPlain ? { name } : { matches: (candidate) => matchesAll(candidate, tokens) };
}

/** A set such as `[a-c_]` or `[!0-9]`; null where no `]` ends it. */
function readSet(text: string, start: number): { has: (sign: string) => boolean; end: number } | null {
  const isNegated = /[!^]/.test(text[start + 1] ?? '');
  const from = start + (isNegated ? 2 : 1);
  // A `]` that comes first is one of the signs.
  const close = text.indexOf(']', from + 1);
  if (close === -1) return null;
  const ranges: [string, string][] = [];
  for (let i = from; i < close; i += 1) {
    const isRange = text[i + 1] === '-' && i + 2 < close;
    ranges.push([text[i] as string, text[isRange ? i + 2 : i] as string]);
    if (isRange) i += 2;
  }
  const isIn = (sign: string): boolean => ranges.some(([low, high]) => low <= sign && sign <= high);
  return { has: (sign) => isIn(sign) !== isNegated, end: close + 1 };
}

/** `{a,b}` and `{1..3}` spelt out, from the first pair of braces on. */
function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    const braces = findBraces(text);
    if (braces === null) done.push(text);
    else for (const choice of braces.choices.reverse()) open.push(braces.before + choice + braces.after);
    if (done.length + open.length > MOST_ALTERNATIVES) {
      throw tooLarge(pattern, `has more than ${MOST_ALTERNATIVES} alternatives`);
    }
  }
  return done;
}

/** The first pair of braces that offers a choice. */
function findBraces(text: string): { before: string; choices: string[]; after: string } | null {
  for (let start = text.indexOf('{'); start !== -1; start = text.indexOf('{', start + 1)) {
    if (text[start - 1] === '\\') continue;
    const parts = partsWithin(text, start);
    if (parts === null) continue;
    const choices = parts.texts.length > 1 ? parts.texts : rangeOf(parts.texts[0] ?? '');
    if (choices !== null) return { before: text.slice(0, start), choices, after: text.slice(parts.end) };
  }
  return null;
}

/** The texts between the commas of a pair of braces; null where it is never closed. */
function partsWithin(text: string, start: number): { texts: string[]; end: number } | null {
  const texts: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let i = start; i < text.length; i += 1) {
    const sign = text[i];
    if (sign === '\\') i += 1;
    else if (sign === '{') depth += 1;
    else if (sign === ',' && depth === 1) {
      texts.push(text.slice(from, i));
      from = i + 1;
    } else if (sign === '}') {
      depth -= 1;
      if (depth === 0) return { texts: [...texts, text.slice(from, i)], end: i + 1 };
    }
  }
  return null;
}

/** `1..3` and `01..12`; null where there is no range of numbers. */
function rangeOf(text: string): string[] | null {
  const [, first = '', last = ''] = /^(\d{1,15})\.\.(\d{1,15})$/.exec(text) ?? [];
  if (first === '') return null;
  const [low, high] = [Math.min(Number(first), Number(last)), Math.max(Number(first), Number(last))];
  const digits = first.startsWith('0') || last.startsWith('0') ? Math.max(first.length, last.length) : 1;
  // One more than is allowed is enough to be refused.
  const count = Math.min(high - low, MOST_ALTERNATIVES) + 1;
  return Array.from({ length: count }, (_, i) => String(low + i).padStart(digits, '0'));
}

function tooLarge(pattern: string, why: string): CtError {
  const shown = pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern;
  return new CtError('USAGE', `The pattern ${shown} ${why}: name folders, or give several patterns`);
}
