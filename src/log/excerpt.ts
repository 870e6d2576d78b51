/** A log -> the lines that matter to its figures, few enough to stand in a report. */
import type { LineSubject, LogExcerpt, LogLine } from '../model/log-lines.ts';
import { subjectOf } from './messages.ts';

/** Longer lines are cut. */
const LONGEST_CHARS = 400;
/** Lines that are kept from the beginning and from the end of a file, whatever they are. */
const [FIRST_LINES, LAST_LINES] = [3, 2];
/** Lines of one kind that are kept: the first ones and the last ones. */
const [FIRST_OF_KIND, LAST_OF_KIND] = [8, 8];

/** `2024-03-01 12:00:00 - `, in some versions with thread and level. */
const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3} - [^-]*? - [A-Z]+)? - ?/;

/** Keeps the first and the last of many lines. */
class Ends {
  readonly #first: LogLine[] = [];
  readonly #last: LogLine[] = [];
  readonly #mostFirst: number;
  readonly #mostLast: number;

  constructor(mostFirst: number, mostLast: number) {
    this.#mostFirst = mostFirst;
    this.#mostLast = mostLast;
  }

  add(line: LogLine): void {
    if (this.#first.length < this.#mostFirst) this.#first.push(line);
    else {
      this.#last.push(line);
      if (this.#last.length > this.#mostLast) this.#last.shift();
    }
  }

  lines(): LogLine[] {
    return [...this.#first, ...this.#last];
  }
}

/**
 * The lines of a file that matter: some of each kind, its first and its last lines, and those that name its run.
 *
 * @param pieces its text, in pieces that end at line feeds
 * @param name what the lines of the run hold where a file has those of many runs; null where it has one
 * @param isWhole false where the text is only the beginning of the file
 */
export function excerptOf(
  file: string,
  pieces: Iterable<string>,
  { name = null, isWhole = true }: { name?: string | null; isWhole?: boolean } = {},
): LogExcerpt {
  const anywhere = new Ends(FIRST_LINES, LAST_LINES);
  const named = new Ends(FIRST_OF_KIND, LAST_OF_KIND);
  const ofKind = new Map<LineSubject, Ends>();
  let before: LineSubject | null = null;
  let number = 0;
  for (const whole of linesOf(pieces)) {
    number += 1;
    if (whole.trim() === '') continue;
    const about = subjectOfLine(whole, before);
    before = about;
    const text = whole.length > LONGEST_CHARS ? `${whole.slice(0, LONGEST_CHARS - 1)}…` : whole;
    const line = { number, text, about };
    anywhere.add(line);
    if (name !== null && whole.includes(name)) named.add(line);
    if (about === null) continue;
    let kept = ofKind.get(about);
    if (kept === undefined) {
      kept = new Ends(FIRST_OF_KIND, LAST_OF_KIND);
      ofKind.set(about, kept);
    }
    kept.add(line);
  }
  const all = [anywhere, named, ...ofKind.values()].flatMap((ends) => ends.lines());
  const byNumber = new Map(all.map((line) => [line.number, line]));
  return {
    file,
    lines: [...byNumber.values()].sort((a, b) => a.number - b.number),
    allLines: isWhole ? number : null,
  };
}

/** Lines of a block and of arrays have no stamp of their own, and belong to the line before them. */
function subjectOfLine(line: string, before: LineSubject | null): LineSubject | null {
  const stamp = STAMP.exec(line)?.[0];
  const message = stamp === undefined ? line : line.slice(stamp.length);
  const own = subjectOf(message.trimStart());
  return own ?? (stamp === undefined && /^[\s\d[\]]/.test(line) ? before : null);
}

function* linesOf(pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces) {
    let start = 0;
    while (start < piece.length) {
      const newline = piece.indexOf('\n', start);
      const end = newline === -1 ? piece.length : newline;
      yield piece.slice(start, piece.charCodeAt(end - 1) === 13 ? end - 1 : end);
      start = end + 1;
    }
  }
}
