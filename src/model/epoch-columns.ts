/** The epochs of a run as columns of numbers, so that a million of them need no objects. */
import type { Epoch, Power, PowerScope } from './run.ts';

/** The power of one component: mean power of each epoch, in W without PUE; NaN where it was not measured. */
export interface PowerColumn {
  /** Name of the component, as in `Component`. */
  name: string;
  /** Meaning of the values, the same in all epochs. */
  scope: PowerScope;
  /** Values per epoch: the number of devices where `scope` is `device`, else 1. */
  width: number;
}

/** Numbers in front of the powers of an epoch: its number and its duration. */
const FIRST_POWER = 2;

/** Meaning of the numbers of an epoch: its number, its duration in s, then the values of each power in W. */
export interface RowLayout {
  /** Powers of an epoch, in the order of their values in a row. */
  powers: readonly PowerColumn[];
  /** Place of the first value of each power in a row. */
  places: readonly number[];
  /** Whether each power is the mean of several devices. */
  areMeans: readonly boolean[];
  /** Numbers per epoch. */
  stride: number;
}

/** Lays out the rows of epochs with these powers. */
export function rowLayout(powers: readonly PowerColumn[]): RowLayout {
  const places: number[] = [];
  let stride = FIRST_POWER;
  for (const { width } of powers) {
    places.push(stride);
    stride += width;
  }
  return { powers, places, areMeans: powers.map(({ scope }) => scope === 'mean'), stride };
}

/**
 * Epochs that all have the same components in the same order, with the same number of values. The columns lie in one piece
 * of memory, row after row, which costs less than a piece for each of them.
 */
export class EpochColumns {
  /** Number of epochs. */
  readonly length: number;
  /** Rows one after the other; treat them as read-only. */
  readonly rows: Float64Array;
  /** Meaning of the numbers of a row. */
  readonly layout: RowLayout;

  /** @param rows of one epoch after the other, as the layout has them */
  constructor(rows: Float64Array, layout: RowLayout) {
    this.length = rows.length / layout.stride;
    this.rows = rows;
    this.layout = layout;
  }

  /** The number that the log prints for an epoch. */
  number(epoch: number): number {
    return this.rows[epoch * this.layout.stride] as number;
  }

  /** Duration of an epoch in s. */
  durationS(epoch: number): number {
    return this.rows[epoch * this.layout.stride + 1] as number;
  }

  /**
   * The value of one device of a component in an epoch, in W; NaN where it was not measured.
   *
   * @param power place among the powers of the layout
   */
  valueW(epoch: number, power: number, device: number): number {
    const { stride, places } = this.layout;
    return this.rows[epoch * stride + (places[power] as number) + device] as number;
  }

  /** Sum of the values of a component in an epoch, in W; NaN where none was measured. */
  powerW(epoch: number, power: number): number {
    const { width } = this.layout.powers[power] as PowerColumn;
    if (width === 1) return this.valueW(epoch, power, 0);
    let sumW = Number.NaN;
    for (let device = 0; device < width; device += 1) {
      const valueW = this.valueW(epoch, power, device);
      if (!Number.isNaN(valueW)) sumW = (Number.isNaN(sumW) ? 0 : sumW) + valueW;
    }
    return sumW;
  }

  /** The epochs as objects. */
  epochs(): Epoch[] {
    const epochs = Array<Epoch>(this.length);
    for (let i = 0; i < epochs.length; i += 1) epochs[i] = this.epoch(i);
    return epochs;
  }

  /** One epoch as an object. */
  epoch(i: number): Epoch {
    const { powers } = this.layout;
    const powerW: Epoch['powerW'] = {};
    for (let power = 0; power < powers.length; power += 1) {
      powerW[(powers[power] as PowerColumn).name] = this.#powerOf(i, power);
    }
    return { number: this.number(i), durationS: this.durationS(i), powerW };
  }

  /** The value of each device of a component in an epoch, in W; null where it was not measured. */
  valuesW(epoch: number, power: number): (number | null)[] {
    const { width } = this.layout.powers[power] as PowerColumn;
    // A list that grows takes room for many more.
    const values = Array<number | null>(width);
    for (let device = 0; device < width; device += 1) {
      const valueW = this.valueW(epoch, power, device);
      values[device] = Number.isNaN(valueW) ? null : valueW;
    }
    return values;
  }

  #powerOf(epoch: number, power: number): Power | null {
    const { scope } = this.layout.powers[power] as PowerColumn;
    const values = this.valuesW(epoch, power);
    return values.some((value) => value !== null) ? { scope, values } : null;
  }
}

/** Numbers in a piece of memory for the epochs of many runs: some two hundred of ten epochs. The first pieces are smaller. */
const PIECE = 8192;
const FIRST_PIECE = 256;

/**
 * Collects the epochs of one run after another, one number after the other. What was collected stays where it is, as a piece of
 * memory for each run costs more than reading its epochs; a long run has one for itself.
 */
export class EpochRows {
  /** Place behind the last number of the run; an earlier one takes back what was added last. */
  end = 0;
  /** Place of the first number of the run. */
  start = 0;
  #piece = new Float64Array(FIRST_PIECE);

  /** Adds the next number of an epoch. */
  push(value: number): void {
    this.room(1)[this.end] = value;
    this.end += 1;
  }

  /** The memory that the numbers lie in, with room for so many more; another one where the run has to move. */
  room(count: number): Float64Array {
    if (this.end + count > this.#piece.length) this.#move(count);
    return this.#piece;
  }

  #move(count: number): void {
    const { start, end } = this;
    const held = this.#piece.subarray(start, end);
    const size = Math.min(PIECE, 2 * this.#piece.length);
    this.#piece = new Float64Array(Math.max(size, 2 * (held.length + count)));
    this.#piece.set(held);
    this.start = 0;
    this.end = held.length;
  }

  /** What was added, as the epochs of a run; those of the next run follow. */
  columns(layout: RowLayout): EpochColumns {
    const { start, end } = this;
    const piece = this.#piece;
    const columns = new EpochColumns(
      new Float64Array(piece.buffer, start * piece.BYTES_PER_ELEMENT, end - start),
      layout,
    );
    this.start = end;
    // Else a short run that is kept would keep a long one.
    if (piece.length > PIECE) [this.#piece, this.start, this.end] = [new Float64Array(PIECE), 0, 0];
    return columns;
  }
}
