/** Finds the lines of a stream in which a pattern occurs. Most of a long output is passed over without being decoded. */
import { type OutputLine, OutputLines } from '../output-lines.ts';
import { requiredBytes, requiredText } from './required-text.ts';

/** What is kept of an unfinished line: `OutputLines` looks at no more. */
const KEPT_BYTES = 4096;

const NEWLINE = 10;
const RETURN = 13;
const ESCAPE = 27;

/** Searches the chunks of one stream. */
export class LineSearch {
  readonly #lines: OutputLines;
  /** Bytes that stand in every match; null where none are certain. */
  readonly #required: Buffer | null;
  /** Bytes of which one stands in every match; null where none are certain. */
  readonly #anyOf: Buffer | null;
  readonly #pattern: RegExp;
  #found: OutputLine[] = [];
  /** End of what was passed over: the last line break and what follows it. */
  #kept: Buffer = Buffer.alloc(0);
  /** Whether a part of a match may stand in what was passed over. */
  #keptMayHold = false;
  /** Whether the lines have the beginning of a line that has not ended. */
  #isInLine = false;

  constructor(pattern: RegExp) {
    const required = requiredText(pattern);
    this.#required = required === null ? null : Buffer.from(required);
    this.#anyOf = requiredBytes(pattern);
    this.#pattern = pattern;
    this.#lines = new OutputLines((line) => this.#look(line), mayMatch(pattern));
  }

  /**
   * Takes the next bytes; they are not held on to.
   *
   * @returns each line with the pattern when it ends, and an unfinished one each time more of it comes
   */
  add(chunk: Buffer): OutputLine[] {
    if (this.#anyOf === null) this.#lines.add(chunk);
    else if (this.#mayHold(chunk, this.#anyOf)) this.#addToLines(chunk);
    else this.#passOver(chunk);
    const found = this.#found;
    if (found.length > 0) this.#found = [];
    return found;
  }

  /** Control sequences may stand between any two characters, but in no byte. */
  #mayHold(chunk: Buffer, anyOf: Buffer): boolean {
    const hasByte = anyOf.some((byte) => chunk.includes(byte));
    if (!hasByte && !this.#keptMayHold) return false;
    const required = this.#required;
    this.#keptMayHold = required !== null;
    if (required === null || chunk.includes(ESCAPE) || chunk.includes(required)) return true;
    if (this.#kept.length === 0) return false;
    const beyond = required.length - 1;
    const seam = Buffer.concat([this.#kept.subarray(-beyond), chunk.subarray(0, beyond)]);
    return beyond > 0 && seam.includes(required);
  }

  #addToLines(chunk: Buffer): void {
    if (this.#kept.length > 0) this.#lines.add(this.#kept);
    this.#kept = Buffer.alloc(0);
    this.#keptMayHold = false;
    this.#lines.add(chunk);
    this.#isInLine = true;
  }

  #passOver(chunk: Buffer): void {
    const lastBreak = Math.max(chunk.lastIndexOf(NEWLINE), chunk.lastIndexOf(RETURN));
    if (this.#isInLine) {
      this.#lines.add(lastBreak === -1 ? chunk : chunk.subarray(0, lastBreak + 1));
      if (lastBreak === -1) return;
      this.#isInLine = false;
    }
    if (lastBreak !== -1) this.#kept = Buffer.from(chunk.subarray(lastBreak, lastBreak + KEPT_BYTES));
    else if (this.#kept.length < KEPT_BYTES) this.#kept = Buffer.concat([this.#kept, chunk]).subarray(0, KEPT_BYTES);
  }

  #look(line: OutputLine): void {
    const last = this.#found.at(-1);
    if (last?.text === line.text && last.isRedrawn === line.isRedrawn && last.isWhole === line.isWhole) return;
    if (this.#pattern.test(line.text)) this.#found.push(line);
  }
}

/** Whether any line of a text can match; lookarounds may look at what is beyond their line. */
function mayMatch({ source, flags }: RegExp): (text: string) => boolean {
  if (/\(\?<?[=!]/.test(source)) return () => true;
  const anywhere = new RegExp(source, `${flags.replace('m', '')}m`);
  return (text) => anywhere.test(text);
}
