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

  /**
   * Adds a row, and returns its place.
   *
   * @param numbers as many as a row has
   */
  add(numbers: Float64Array): number {
    const row = this.length;
    if (row === this.#pieces.length * ROWS_PER_PIECE) {
      this.#pieces.push(new Float64Array(ROWS_PER_PIECE * this.#width));
    }
    const piece = this.#pieces[row >> PIECE_BITS] as Float64Array;
    const first = (row & (ROWS_PER_PIECE - 1)) * this.#width;
    for (let column = 0; column < this.#width; column += 1) piece[first + column] = numbers[column] as number;
    this.length += 1;
    return row;
  }

  /** One number of a row. */
  get(row: number, column: number): number {
    const piece = this.#pieces[row >> PIECE_BITS] as Float64Array;
    return piece[(row & (ROWS_PER_PIECE - 1)) * this.#width + column] as number;
  }
}
