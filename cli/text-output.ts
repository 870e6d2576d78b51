/** Many small texts on standard output, written in larger pieces. */
import type { Terminal } from './terminal.ts';

/** Characters collected before they are written. */
const CHUNK_CHARS = 65_536;

export class TextOutput {
  readonly #terminal: Terminal;
  #pending = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  async add(text: string): Promise<void> {
    this.#pending += text;
    if (this.#pending.length >= CHUNK_CHARS) await this.end();
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    await this.#terminal.print(text);
  }
}
