/** Hashes of figures and texts: two lanes of MurmurHash3 (Austin Appleby, public domain). */

const FIRST_A = 0x9747b28c | 0;
const FIRST_B = 0x1b873593;

/** Hashes figures one after the other. A new one takes as long as the figures of a run, so it is used again. */
export class FigureHash {
  readonly #number = new Float64Array(1);
  readonly #words = new Uint32Array(this.#number.buffer);
  #a = FIRST_A;
  #b = FIRST_B;

  /** Adds a figure; null counts as NaN. */
  add(figure: number | null): void {
    this.#number[0] = figure ?? Number.NaN;
    this.#addWord(this.#words[0] as number);
    this.#addWord(this.#words[1] as number);
  }

  #addWord(word: number): void {
    const one = Math.imul(word, 0xcc9e2d51);
    const other = Math.imul(word, 0x85ebca6b);
    const a = this.#a ^ Math.imul((one << 15) | (one >>> 17), 0x1b873593);
    const b = this.#b ^ Math.imul((other << 16) | (other >>> 16), 0xc2b2ae35);
    this.#a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    this.#b = (Math.imul((b << 17) | (b >>> 15), 5) + 0x38495ab5) | 0;
  }

  /** The hash so far, an integer of 53 bits. */
  value(): number {
    return (mixed(this.#a) & 0x1fffff) * 2 ** 32 + (mixed(this.#b ^ this.#a) >>> 0);
  }

  /** Forgets what was added. */
  clear(): void {
    this.#a = FIRST_A;
    this.#b = FIRST_B;
  }

  /** The hash of a text alone. */
  ofText(text: string): number {
    this.clear();
    for (let i = 0; i < text.length; i += 2) {
      this.#addWord(text.charCodeAt(i) | (i + 1 < text.length ? text.charCodeAt(i + 1) << 16 : 0));
    }
    return this.value();
  }
}

function mixed(word: number): number {
  const one = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const other = Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return other ^ (other >>> 16);
}
