/** A map from numbers to whole numbers in typed arrays, as a Map of 400,000 keys takes four times the memory. */

/** What is found under a key that has nothing. */
export const ABSENT = -1;
/** Stands for NaN, the key of whatever has an impossible stamp; other keys are moments or hashes. */
const NO_KEY = -1;
/** Keys that there is room for at first; a power of two. */
const FIRST_ROOM = 2048;

/** Finds a number by a key. */
export class NumberMap {
  /** NaN where there is none. */
  #keys = new Float64Array(FIRST_ROOM).fill(Number.NaN);
  #values = new Int32Array(FIRST_ROOM);
  #size = 0;

  /** The value of a key; `ABSENT` without one. */
  get(key: number): number {
    const slot = this.#slotOf(key);
    return Number.isNaN(this.#keys[slot]) ? ABSENT : (this.#values[slot] as number);
  }

  /** Sets the value of a key, which is not `ABSENT`. */
  set(key: number, value: number): void {
    if (this.#size * 2 >= this.#keys.length) this.#grow();
    const slot = this.#slotOf(key);
    if (Number.isNaN(this.#keys[slot])) {
      this.#keys[slot] = Number.isNaN(key) ? NO_KEY : key;
      this.#size += 1;
    }
    this.#values[slot] = value;
  }

  /** The slot of a key, or the free one where it belongs. */
  #slotOf(given: number): number {
    const key = Number.isNaN(given) ? NO_KEY : given;
    const keys = this.#keys;
    const mask = keys.length - 1;
    let slot = key & mask;
    while (keys[slot] !== key && !Number.isNaN(keys[slot])) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Float64Array(keys.length * 2).fill(Number.NaN);
    this.#values = new Int32Array(keys.length * 2);
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] as number;
      if (Number.isNaN(key)) continue;
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#values[slot] = values[i] as number;
    }
  }
}
