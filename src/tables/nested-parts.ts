/** Values, structs and lists of a column, one row after the other, put together from its leaves. */
import type { Leaf } from './pages.ts';

/** A node of a nested column, at the entry that comes next. */
export interface Part {
  /** Whether no row has a value, not even an empty list. */
  readonly isNothing: boolean;
  /** How much of the path of the next entry is there. */
  readonly definition: number;
  /** Whether the next entry goes on with a list of this level. */
  goesOn(level: number): boolean;
  /** Makes the value of the next entry. */
  next(): unknown;
  /** Leaves the next entry out. */
  skip(): void;
}

/** A value; null where an entry has none. */
export class LeafPart implements Part {
  readonly #leaf: Leaf;
  readonly #level: number;
  #entry = 0;
  #value = 0;

  constructor(leaf: Leaf, level: number) {
    this.#leaf = leaf;
    this.#level = level;
  }

  get isNothing(): boolean {
    return this.#leaf.definition?.every((level) => level === 0) === true;
  }

  get definition(): number {
    const { definition } = this.#leaf;
    return definition === null ? this.#level : (definition[this.#entry] as number);
  }

  goesOn(level: number): boolean {
    const { repetition, entries } = this.#leaf;
    return repetition !== null && this.#entry < entries && (repetition[this.#entry] as number) >= level;
  }

  next(): unknown {
    const isThere = this.definition === this.#level;
    this.#entry += 1;
    return isThere ? this.#leaf.values[this.#value++] : null;
  }

  skip(): void {
    this.#entry += 1;
  }
}

/** A struct of named parts; null where an entry has none. */
export class StructPart implements Part {
  readonly #parts: readonly (readonly [string, Part])[];
  readonly #first: Part;
  readonly #level: number;

  constructor(parts: readonly (readonly [string, Part])[], level: number) {
    const [first] = parts;
    if (first === undefined) throw new Error('a struct without parts');
    this.#parts = parts;
    this.#first = first[1];
    this.#level = level;
  }

  get isNothing(): boolean {
    return this.#parts.every(([, part]) => part.isNothing);
  }

  get definition(): number {
    return this.#first.definition;
  }

  goesOn(level: number): boolean {
    return this.#first.goesOn(level);
  }

  next(): unknown {
    if (this.definition < this.#level) {
      this.skip();
      return null;
    }
    const struct: Record<string, unknown> = {};
    for (const [name, part] of this.#parts) struct[name] = part.next();
    return struct;
  }

  skip(): void {
    for (const [, part] of this.#parts) part.skip();
  }
}

/** A list; null where an entry has none, which an empty one is not. */
export class ListPart implements Part {
  readonly #item: Part;
  readonly #level: number;
  readonly #repetition: number;

  constructor(item: Part, level: number, repetition: number) {
    this.#item = item;
    this.#level = level;
    this.#repetition = repetition;
  }

  get isNothing(): boolean {
    return this.#item.isNothing;
  }

  get definition(): number {
    return this.#item.definition;
  }

  goesOn(level: number): boolean {
    return this.#item.goesOn(level);
  }

  next(): unknown {
    const { definition } = this.#item;
    if (definition <= this.#level) {
      this.skip();
      return definition < this.#level ? null : [];
    }
    const list: unknown[] = [];
    do list.push(this.#item.next());
    while (this.#item.goesOn(this.#repetition));
    return list;
  }

  skip(): void {
    this.#item.skip();
  }
}
