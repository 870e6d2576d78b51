/** Logs of which another program wrote something in front of each line: docker, kubectl, srun, torchrun. */
import { beginsWithStamp, type LogText } from '../../../log/records.ts';

/** A text, and what was taken off the front of its lines. */
export interface Unprefixed {
  text: LogText;
  /** As in front of the first record; null where nothing was. */
  prefix: string | null;
}

/** A line of an ordinary log. */
const PLAIN_LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})? -(?= |$)/m;
const STAMP = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})? -(?= |$)/m;
const LONGEST_PREFIX = 200;
/** Times that such a program prints: they differ from line to line. */
const TIMES = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/g;
const ANY_TIME = String.raw`(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)`;

/**
 * Removes one common prefix from the lines of a log. Lines without it stay unchanged. A log of lines with several
 * prefixes is one of several processes, and is left alone.
 */
export function withoutPrefix(text: LogText): Unprefixed {
  if (typeof text !== 'string' || beginsWithStamp(text) || PLAIN_LINE.test(text)) return { text, prefix: null };
  // A prefix may be preceded or followed by characters that every reader drops.
  const printed = text.replaceAll(/[\0\ufeff\r]+/g, '');
  const prefix = prefixOf(printed);
  if (prefix === null) return { text, prefix };
  // Editors take off the blanks of a line of which nothing else is left.
  const lines = new RegExp(`^(?:${patternOf(prefix)}|${patternOf(prefix.trimEnd())}$)`, 'gm');
  const plain = printed.replace(lines, '');
  return prefixOf(plain) === null && hasOnePrefix(plain) ? { text: plain, prefix } : { text, prefix: null };
}

/** Text before the first time stamp; null where there is none. */
function prefixOf(text: string): string | null {
  const found = STAMP.exec(text);
  if (found === null) return null;
  const lineStart = text.lastIndexOf('\n', found.index) + 1;
  const length = found.index - lineStart;
  return length === 0 || length > LONGEST_PREFIX ? null : text.slice(lineStart, found.index);
}

function patternOf(prefix: string): string {
  return prefix
    .split(TIMES)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`))
    .join(ANY_TIME);
}

/** Whether every record of the text begins its line. */
function hasOnePrefix(text: string): boolean {
  for (let lineStart = 0; lineStart < text.length; ) {
    const newline = text.indexOf('\n', lineStart);
    const line = text.slice(lineStart, newline === -1 ? text.length : newline);
    if ((STAMP.exec(line.slice(0, LONGEST_PREFIX + 30))?.index ?? 0) > 0) return false;
    lineStart += line.length + 1;
  }
  return true;
}
