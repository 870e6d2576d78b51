/** The epochs of a run as columns, so that a million of them need no objects. */
import type { Epoch, Power, PowerScope } from './run.ts';

/** Mean power of one component in each epoch, in W without PUE; NaN where it was not measured. */
export interface PowerColumn {
  /** Lower case, as in `Component`. */
  name: string;
  scope: PowerScope;
  /** Values per epoch: the number of devices where `scope` is `device`, else 1. */
  width: number;
  /** Epoch after epoch, each with its devices in their order. */
  valuesW: Float64Array;
}

/** Epochs that all have the same components in the same order, with the same number of values. */
export class EpochColumns {
  constructor(
    /** The number that the log prints for each epoch. */
    readonly numbers: Float64Array,
    /** Seconds. */
    readonly durationsS: Float64Array,
    readonly powers: readonly PowerColumn[],
  ) {}

  /** Number of epochs. */
  get length(): number {
    return this.numbers.length;
  }

  /** The epochs as objects. */
  epochs(): Epoch[] {
    return Array.from(this.numbers, (number, i) => {
      const epoch: Epoch = { number, durationS: this.durationsS[i] as number, powerW: {} };
      for (const column of this.powers) epoch.powerW[column.name] = powerAt(column, i);
      return epoch;
    });
  }
}

function powerAt({ scope, width, valuesW }: PowerColumn, epoch: number): Power | null {
  const values = Array.from(valuesW.subarray(epoch * width, (epoch + 1) * width), (valueW) =>
    Number.isNaN(valueW) ? null : valueW,
  );
  return values.some((value) => value !== null) ? { scope, values } : null;
}

/** Sum of the values of a component in one epoch, in W; NaN where none was measured. */
export function totalAtW({ width, valuesW }: PowerColumn, epoch: number): number {
  if (width === 1) return valuesW[epoch] as number;
  let sumW = Number.NaN;
  for (let i = epoch * width; i < (epoch + 1) * width; i += 1) {
    const valueW = valuesW[i] as number;
    if (!Number.isNaN(valueW)) sumW = (Number.isNaN(sumW) ? 0 : sumW) + valueW;
  }
  return sumW;
}

const FIRST_ROOM = 1024;

/** Collects epochs one number after the other, in memory that is used again for the next run. */
export class EpochRows {
  #rows = new Float64Array(FIRST_ROOM);
  #used = 0;

  clear(): void {
    this.#used = 0;
  }

  /** Adds the next number of an epoch. */
  push(value: number): void {
    if (this.#used === this.#rows.length) this.#grow();
    this.#rows[this.#used] = value;
    this.#used += 1;
  }

  /** Takes back what was added last. */
  drop(count: number): void {
    this.#used -= count;
  }

  get length(): number {
    return this.#used;
  }

  /**
   * Copies rows of a number, a duration and the powers of an epoch into columns.
   *
   * @param powers names, scopes and widths of the power columns, in the order of a row
   */
  columns(powers: readonly Omit<PowerColumn, 'valuesW'>[]): EpochColumns {
    let stride = 2;
    for (const { width } of powers) stride += width;
    const length = this.#used / stride;
    let offset = 2;
    const columns = powers.map(({ name, scope, width }) => {
      const column = { name, scope, width, valuesW: this.#column(offset, width, stride, length) };
      offset += width;
      return column;
    });
    return new EpochColumns(this.#column(0, 1, stride, length), this.#column(1, 1, stride, length), columns);
  }

  #column(offset: number, width: number, stride: number, length: number): Float64Array {
    const rows = this.#rows;
    const column = new Float64Array(length * width);
    let to = 0;
    for (let from = offset; to < column.length; from += stride) {
      for (let i = 0; i < width; i += 1) {
        column[to] = rows[from + i] as number;
        to += 1;
      }
    }
    return column;
  }

  #grow(): void {
    const larger = new Float64Array(this.#rows.length * 2);
    larger.set(this.#rows);
    this.#rows = larger;
  }
}
