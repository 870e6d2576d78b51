/** A file of any size -> the lines on and behind which carbontracker may have printed something. */
import { encodingOf } from '../find/decode.ts';
import { joined, type RawFile } from '../find/file.ts';
import { placeOf, textOfUtf8 } from '../system.ts';

/** Text in each line that starts a message, and in the heading of a block without its first line. */
const MARKS = ['CarbonTracker:', 'Actual consumption', 'Predicted consumption'].map((mark) =>
  new TextEncoder().encode(mark),
);
const LONGEST_MARK_BYTES = Math.max(...MARKS.map(({ length }) => length));

/** Other programs' lines may stand within a block; this many behind the last mark are gone through. */
const LINES_BEHIND = 40;
/** A line is cut here in front of its first mark, as bars that are drawn again and again have no end. */
const MOST_IN_FRONT_BYTES = 4096;
/** A line is cut here, so that one endless line cannot fill the memory. */
const LONGEST_LINE_BYTES = 65_536;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Yields the lines that matter, without their ends, in order; `null` where lines between them were passed over. Bytes are
 * searched as a whole, and nothing is split into lines before a mark is found. A carriage return ends a line, too: behind it
 * the terminal begins the line again.
 */
export function* linesNear(file: RawFile): Generator<string | null> {
  let rest: Uint8Array = new Uint8Array(0);
  let left = 0;
  for (const chunk of utf8Chunks(file)) {
    const bytes = rest.length === 0 ? chunk : joined([rest, chunk]);
    const found: { from: number; left: number } = yield* linesIn(bytes, left, false);
    left = found.left;
    // The chunk is overwritten by the next one.
    rest = new Uint8Array(bytes.subarray(found.from));
  }
  yield* linesIn(rest, left, true);
}

/**
 * @param left lines that are still gone through; 0 while the next mark is looked for
 * @param isLast nothing follows these bytes
 * @returns from where on the bytes are needed again
 */
function* linesIn(
  bytes: Uint8Array,
  left: number,
  isLast: boolean,
): Generator<string | null, { from: number; left: number }> {
  let at = 0;
  let more = left;
  const marks = new Marks(bytes);
  let mark = marks.next(0);
  while (at < bytes.length) {
    if (more === 0) {
      if (mark === -1) return { from: Math.max(at, bytes.length - MOST_IN_FRONT_BYTES - LONGEST_MARK_BYTES), left: 0 };
      const start = lineStart(bytes, mark, at);
      if (start > at) yield null;
      at = start;
    }
    const end = lineEnd(bytes, at, isLast);
    if (end === -1) return { from: at, left: more };
    const hasMark = mark !== -1 && mark < end;
    more = hasMark ? LINES_BEHIND : Math.max(0, more - 1);
    yield textOfUtf8(bytes, at, end);
    if (hasMark) mark = marks.next(end);
    at = isLineEnd(bytes[end]) ? end + 1 : end;
  }
  return { from: bytes.length, left: more };
}

/** Where marks lie in bytes; each is looked for once. */
class Marks {
  readonly #bytes: Uint8Array;
  /** Place of the next of each; the length of the bytes where there is none. */
  readonly #next: number[];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#next = MARKS.map(() => -1);
  }

  /** @returns the place of the first at or behind a place; -1 where there is none */
  next(from: number): number {
    let first = this.#bytes.length;
    for (const [i, mark] of MARKS.entries()) {
      if ((this.#next[i] as number) < from) {
        const at = placeOf(this.#bytes, mark, from);
        this.#next[i] = at === -1 ? this.#bytes.length : at;
      }
      first = Math.min(first, this.#next[i] as number);
    }
    return first === this.#bytes.length ? -1 : first;
  }
}

function lineStart(bytes: Uint8Array, mark: number, from: number): number {
  const first = Math.max(from, mark - MOST_IN_FRONT_BYTES);
  for (let at = mark; at > first; at -= 1) if (isLineEnd(bytes[at - 1])) return at;
  return first;
}

/** @returns -1 where the line goes on behind the bytes */
function lineEnd(bytes: Uint8Array, from: number, isLast: boolean): number {
  const last = Math.min(bytes.length, from + LONGEST_LINE_BYTES);
  for (let at = from; at < last; at += 1) if (isLineEnd(bytes[at])) return at;
  return isLast || last < bytes.length ? last : -1;
}

const isLineEnd = (byte: number | undefined): boolean => byte === LINE_FEED || byte === CARRIAGE_RETURN;

/** UTF-16, as PowerShell redirects it, becomes UTF-8. */
function* utf8Chunks(file: RawFile): Generator<Uint8Array> {
  if (encodingOf(file.head()) === 'utf-8') yield* file.chunks();
  else for (const piece of file.pieces()) yield new TextEncoder().encode(piece);
}
