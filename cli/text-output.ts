/** Writes many small texts to standard output in larger pieces. */
import type { Terminal } from './terminal.ts';

/** Characters collected before they are written. */
const CHUNK_CHARS = 65_536;

/** Collects texts and writes them in pieces. */
export class TextOutput {
  readonly #terminal: Terminal;
  #pending = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /**
   * Adds a text, and writes what was collected where it is long enough.
   *
   * @returns what to wait for before more is added; undefined for nearly every text, as waiting takes longer than most
   * of them
   */
  add(text: string): Promise<void> | undefined {
    this.#pending += text;
    return this.#pending.length >= CHUNK_CHARS ? this.end() : undefined;
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    await this.#terminal.print(text);
  }
}
