/** A JSON array on standard output, written item by item so that it need not fit in memory. */
import { type Terminal, toJson } from './terminal.ts';
import { TextOutput } from './text-output.ts';

export class JsonArray {
  length = 0;
  readonly #output: TextOutput;

  constructor(terminal: Terminal) {
    this.#output = new TextOutput(terminal);
  }

  /** @returns what to wait for before the next item; undefined for nearly every one */
  add(item: unknown): Promise<void> | undefined {
    const lead = this.length === 0 ? '[\n' : ',\n';
    this.length += 1;
    return this.#output.add(lead + toJson(item));
  }

  async end(): Promise<void> {
    await this.#output.add(this.length === 0 ? '[]\n' : '\n]\n');
    await this.#output.end();
  }
}
