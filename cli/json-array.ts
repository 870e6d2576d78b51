/** JSON on standard output, written item by item so that its text need not fit in memory. */
import { type Terminal, toJson } from './terminal.ts';
import { TextOutput } from './text-output.ts';

/** A JSON array of which the items come one after the other. */
export class JsonArray {
  /** Number of items so far. */
  length = 0;
  readonly #output: TextOutput;

  constructor(terminal: Terminal) {
    this.#output = new TextOutput(terminal);
  }

  /**
   * Writes an item.
   *
   * @returns what to wait for before the next item; undefined for nearly every one
   */
  add(item: unknown): Promise<void> | undefined {
    const lead = this.length === 0 ? '[\n' : ',\n';
    this.length += 1;
    return this.#output.add(lead + toJson(item));
  }

  /** Closes the array and writes what is left. */
  async end(): Promise<void> {
    await this.#output.add(this.length === 0 ? '[]\n' : '\n]\n');
    await this.#output.end();
  }
}

/**
 * Prints an object of which the last member is a list, indented as by `toJson(value, 2)`.
 *
 * @param name of the list
 */
export async function printWithList(
  terminal: Terminal,
  value: object,
  name: string,
  items: Iterable<unknown>,
): Promise<void> {
  const output = new TextOutput(terminal);
  const closing = ']\n}';
  await output.add(toJson({ ...value, [name]: [] }, 2).slice(0, -closing.length));
  let lead = '';
  for (const some of partsOf(items)) {
    const full = output.add(lead + toJson(some, 2).slice('['.length, -'\n]'.length).replaceAll('\n', '\n  '));
    if (full !== undefined) await full;
    lead = ',';
  }
  await output.add(`${lead === ',' ? '\n  ' : ''}${closing}\n`);
  await output.end();
}

/** Items that become text together, because a call for each takes longer than its text. */
const ITEMS_A_PART = 64;

function* partsOf<Item>(items: Iterable<Item>): Generator<Item[]> {
  let part: Item[] = [];
  for (const item of items) {
    if (part.push(item) < ITEMS_A_PART) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
