/** Rows of numbers, a fixed count each: a hundred thousand runs kept this way take a tenth of the memory of objects. */

/** Bits of a row's place within its piece of memory. */
const PIECE_BITS = 10;
const ROWS_PER_PIECE = 2 ** PIECE_BITS;

/** Grows by one piece of memory at a time, so that nothing is copied. */
export class NumberRows {
  readonly #width: number;
  readonly #pieces: Float64Array[] = [];
  /** Number of rows. */
  length = 0;

  /** @param width numbers per row */
  constructor(width: number) {
    this.#width = width;
  }

  /** Adds a row of zeros, and returns its place. */
  add(): number {
    if (this.length === this.#pieces.length * ROWS_PER_PIECE) {
      this.#pieces.push(new Float64Array(ROWS_PER_PIECE * this.#width));
    }
    this.length += 1;
    return this.length - 1;
  }

  /** One number of a row. */
  get(row: number, column: number): number {
    const piece = this.#pieces[row >> PIECE_BITS] as Float64Array;
    return piece[(row & (ROWS_PER_PIECE - 1)) * this.#width + column] as number;
  }

  /** Replaces one number of a row. */
  set(row: number, column: number, value: number): void {
    const piece = this.#pieces[row >> PIECE_BITS] as Float64Array;
    piece[(row & (ROWS_PER_PIECE - 1)) * this.#width + column] = value;
  }
}
