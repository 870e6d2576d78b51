/** Bytes of an output stream -> its lines as a terminal shows them: without colours, and redrawn lines marked as such. */

/** A line, or what has come of it so far. */
export interface OutputLine {
  /** Text without control sequences. */
  text: string;
  /** Whether no more text of the line can come. */
  isEnded: boolean;
  /** Whether it ended with a newline; a carriage return alone only goes back to its start. */
  isWhole: boolean;
  /** Whether it stands where another line was drawn, as each state of a progress bar does. */
  isRedrawn: boolean;
}

/** Longer lines are looked at in their first part only. */
const LINE_LIMIT_CHARS = 4096;

const ESC = '\u001b';

/** CSI and OSC sequences and two-character escapes; at the end of a text also one that is not complete yet. */
const ESCAPES = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*(?:[@-~]|$)|\\][^\\u0007\\r\\n${ESC}]*(?:\\u0007|${ESC}\\\\|$)|[ -/]*(?:[0-~]|$))`,
  'g',
);

/** CSI sequences that move the cursor to, or clear, what was drawn before. */
const REDRAWS = new RegExp(`${ESC}\\[(?:[0-9;]*[A-HJSTdf]|2K)`);

/** Takes out what a terminal does not show: colours, cursor movements, titles, links. */
function withoutEscapes(text: string): string {
  return text.includes(ESC) ? text.replaceAll(ESCAPES, '') : text;
}

/** Reads the lines of one stream, however its bytes are cut. */
export class OutputLines {
  readonly #onLine: (line: OutputLine) => void;
  readonly #mayMatter: (text: string) => boolean;
  readonly #decoder = new TextDecoder();
  /** The line that has not ended, as it came. */
  #rest = '';
  /** Whether that line began after a carriage return. */
  #isOver = false;

  /**
   * @param onLine called for each line when it ends, and for an unfinished line each time more of it comes
   * @param mayMatter false for text of many lines of which none is wanted, so that they are not looked at one by one
   */
  constructor(onLine: (line: OutputLine) => void, mayMatter: (text: string) => boolean = () => true) {
    this.#onLine = onLine;
    this.#mayMatter = mayMatter;
  }

  /** Takes the next bytes of the stream. */
  add(chunk: Uint8Array): void {
    const text = this.#rest + this.#decoder.decode(chunk, { stream: true });
    if (!this.#mayMatter(withoutEscapes(text))) {
      this.#skipLines(text);
      return;
    }
    let from = 0;
    for (let end = nextBreak(text, 0); end !== -1; end = nextBreak(text, from)) {
      const isReturn = text[end] === '\r';
      // Whether a newline follows is known from the next bytes only.
      if (isReturn && end + 1 === text.length) break;
      const isWhole = !isReturn || text[end + 1] === '\n';
      this.#look(text.slice(from, end), true, isWhole);
      this.#isOver = !isWhole;
      from = end + (isReturn && isWhole ? 2 : 1);
    }
    this.#keep(text, from);
    if (this.#rest === '') return;
    const waits = this.#rest.endsWith('\r');
    this.#look(waits ? this.#rest.slice(0, -1) : this.#rest, waits, false);
  }

  #look(raw: string, isEnded: boolean, isWhole: boolean): void {
    const line = raw.length > LINE_LIMIT_CHARS ? raw.slice(0, LINE_LIMIT_CHARS) : raw;
    const isRedrawn = this.#isOver || REDRAWS.test(line);
    this.#onLine({ text: withoutEscapes(line), isEnded, isWhole, isRedrawn });
  }

  #skipLines(text: string): void {
    const lastNewline = text.lastIndexOf('\n');
    // A return at the very end may be followed by a newline.
    const lastReturn = text.lastIndexOf('\r', text.length - 2);
    const last = Math.max(lastNewline, text.length > 1 ? lastReturn : -1);
    if (last !== -1) this.#isOver = last === lastReturn;
    this.#keep(text, last + 1);
  }

  #keep(text: string, from: number): void {
    const endsInReturn = text.length > from && text.endsWith('\r');
    const rest = text.slice(from, Math.min(text.length, from + LINE_LIMIT_CHARS));
    this.#rest = endsInReturn && !rest.endsWith('\r') ? `${rest}\r` : rest;
  }
}

function nextBreak(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  if (newline === -1) return text.indexOf('\r', from);
  for (let i = from; i < newline; i += 1) if (text.charCodeAt(i) === 13) return i;
  return newline;
}
