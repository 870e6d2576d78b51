/** Hashes of figures and texts: two lanes of MurmurHash3 (Austin Appleby, public domain). */

const FIRST_A = 0x9747b28c | 0;
const FIRST_B = 0x1b873593;

/** Words of 32 bits that are collected before they are hashed, all in one loop. */
const ROOM = 256;

/** Hashes figures one after the other. A new one takes as long as the figures of a run, so it is used again. */
export class FigureHash {
  readonly #words = new Uint32Array(ROOM);
  readonly #figures = new Float64Array(this.#words.buffer);
  /** Collected words; those of figures are two each. */
  #count = 0;
  #a = FIRST_A;
  #b = FIRST_B;

  /** Adds a figure; null counts as NaN. */
  add(figure: number | null): void {
    if (this.#count === ROOM) this.#hash();
    this.#figures[this.#count >> 1] = figure ?? Number.NaN;
    this.#count += 2;
  }

  #hash(): void {
    const words = this.#words;
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < this.#count; i += 1) {
      const word = words[i] as number;
      const one = Math.imul(word, 0xcc9e2d51);
      const other = Math.imul(word, 0x85ebca6b);
      a ^= Math.imul((one << 15) | (one >>> 17), 0x1b873593);
      b ^= Math.imul((other << 16) | (other >>> 16), 0xc2b2ae35);
      a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
      b = (Math.imul((b << 17) | (b >>> 15), 5) + 0x38495ab5) | 0;
    }
    this.#a = a;
    this.#b = b;
    this.#count = 0;
  }

  /** The hash so far, an integer of 53 bits. */
  value(): number {
    this.#hash();
    return (mixed(this.#a) & 0x1fffff) * 2 ** 32 + (mixed(this.#b ^ this.#a) >>> 0);
  }

  /** Forgets what was added. */
  clear(): void {
    this.#count = 0;
    this.#a = FIRST_A;
    this.#b = FIRST_B;
  }

  /** The hash of a text alone. */
  ofText(text: string): number {
    this.clear();
    for (let i = 0; i < text.length; i += 2) {
      if (this.#count === ROOM) this.#hash();
      this.#words[this.#count] = text.charCodeAt(i) | (i + 1 < text.length ? text.charCodeAt(i + 1) << 16 : 0);
      this.#count += 1;
    }
    return this.value();
  }
}

function mixed(word: number): number {
  const one = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const other = Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return other ^ (other >>> 16);
}
