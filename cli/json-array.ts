/** A JSON array on standard output, written item by item so that it need not fit in memory. */
import { print, toJson } from './terminal.ts';

/** Characters collected before they are written. */
const CHUNK_CHARS = 65_536;

export class JsonArray {
  length = 0;
  #pending = '[';

  async add(item: unknown): Promise<void> {
    this.#pending += `${this.length === 0 ? '\n' : ',\n'}${toJson(item)}`;
    this.length += 1;
    if (this.#pending.length >= CHUNK_CHARS) await this.#flush();
  }

  async end(): Promise<void> {
    this.#pending += this.length === 0 ? ']\n' : '\n]\n';
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    await print(text);
  }
}
