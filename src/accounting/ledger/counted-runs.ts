/** What is kept of the runs that count, to recognise their copies: numbers and a few texts instead of objects. */
import type { Component, Run, Writer } from '../../model/run.ts';
import { readOwnName } from '../../model/stem.ts';
import type { Entry } from '../entry.ts';
import type { Basis } from '../types.ts';
import type { PrintedBlock } from './identity.ts';
import { comparable, type KnownRun, withoutEstimates } from './known-run.ts';
import { NumberRows } from './number-rows.ts';

/** Columns of the numbers, in which NaN stands for null; a block takes five of them. */
const EPOCHS = 0;
const PLANNED = 1;
const PROVEN = 2;
const ENERGY = 3;
const CO2EQ = 4;
const LOGGED = 5;
const FIRST_PREFIX = 6;
const PREFIXES = 7;
const ACTUAL = 8;
const PREDICTED = 13;
const WIDTH = 18;
/** Texts of a run: its id, start, end, content hash and tracking id. */
const TEXTS = 5;
const NONE: readonly never[] = [];

/** What runs of the same lines have in common. */
type Kind = Pick<KnownRun, 'writer' | 'components' | 'namesDevices' | 'end' | 'basis' | 'mayGoOn' | 'isRow'>;

/** Keeps runs of which nothing is missing, each under its place in the order in which they came. */
export class CountedRuns {
  readonly #texts: (string | null)[] = [];
  readonly #numbers = new NumberRows(WIDTH);
  readonly #prefixes: number[] = [];
  readonly #kinds: Kind[] = [];
  readonly #kindsByText = new Map<string, Kind>();

  /** Number of runs; their places are smaller. */
  get length(): number {
    return this.#kinds.length;
  }

  /**
   * Adds a run that counts.
   *
   * @returns the run's place
   */
  add({ run, traits, figures: { basis, logged, corrected } }: Entry, contentHash: string | null = null): number {
    this.#texts.push(run.id, comparable(run.startedAt), comparable(run.endedAt), contentHash, traits.trackingId);
    this.#kinds.push(this.#kindOf(run, basis, traits.isRow));
    const { identity } = traits;
    const prefixes = identity === null ? NONE : identity.prefixes;
    const place = this.#numbers.add();
    const piece = this.#numbers.pieceOf(place);
    const first = this.#numbers.firstOf(place);
    piece[first + EPOCHS] = traits.epochs;
    piece[first + PLANNED] = run.plannedEpochs ?? Number.NaN;
    piece[first + PROVEN] = identity?.provenEpochs ?? Number.NaN;
    piece[first + ENERGY] = corrected.energyKwh;
    piece[first + CO2EQ] = corrected.co2eqG ?? Number.NaN;
    piece[first + LOGGED] = logged.energyKwh;
    piece[first + FIRST_PREFIX] = this.#prefixes.length;
    piece[first + PREFIXES] = prefixes.length;
    setBlock(piece, first + ACTUAL, identity?.actual ?? null);
    setBlock(piece, first + PREDICTED, identity?.predicted ?? null);
    for (let i = 0; i < prefixes.length; i += 1) this.#prefixes.push(prefixes[i] as number);
    return place;
  }

  /** The run at a place as it was added. */
  at(place: number): KnownRun {
    const text = (index: number): string | null => this.#texts[place * TEXTS + index] ?? null;
    const id = text(0) ?? '';
    const count = this.#numbers.get(place, PREFIXES);
    const first = this.#numbers.get(place, FIRST_PREFIX);
    return {
      ...(this.#kinds[place] as Kind),
      ...readOwnName(id),
      id,
      startedAt: text(1),
      endedAt: text(2),
      contentHash: text(3),
      trackingId: text(4),
      files: null,
      epochs: this.#numbers.get(place, EPOCHS),
      plannedEpochs: this.#known(place, PLANNED),
      energyKwh: this.#numbers.get(place, ENERGY),
      co2eqG: this.#known(place, CO2EQ),
      loggedKwh: this.#numbers.get(place, LOGGED),
      identity: {
        prefixes: this.#prefixes.slice(first, first + count),
        provenEpochs: this.#known(place, PROVEN),
        recorded: null,
        actual: this.#block(place, ACTUAL),
        predicted: this.#block(place, PREDICTED),
      },
    };
  }

  #known(place: number, column: number): number | null {
    const value = this.#numbers.get(place, column);
    return Number.isNaN(value) ? null : value;
  }

  #block(place: number, column: number): PrintedBlock | null {
    const energyKwh = this.#known(place, column);
    if (energyKwh === null) return null;
    const [epochs, durationS] = [this.#known(place, column + 1), this.#known(place, column + 2)];
    const co2eqG = this.#known(place, column + 3);
    return { epochs, durationS, energyKwh, co2eqG, resolutionKwh: this.#numbers.get(place, column + 4) };
  }

  /** Runs that follow one another mostly have the same kind, which is quick to see. */
  #kindOf(run: Run, basis: Basis, isRow: boolean): Kind {
    const { writer, end, components: given } = run;
    const last = this.#kinds.at(-1);
    if (last !== undefined && last.end === end && last.basis === basis && last.isRow === isRow) {
      if (isSameWriter(last.writer, writer) && areSameComponents(last.components, given)) return last;
    }
    const components = withoutEstimates(given);
    const text = JSON.stringify([writer, components, end, basis, isRow]);
    let kind = this.#kindsByText.get(text);
    if (kind === undefined) {
      const namesDevices = components.some(({ devices }) => devices.length > 0);
      kind = { writer, components, namesDevices, end, basis, mayGoOn: false, isRow };
      this.#kindsByText.set(text, kind);
    }
    return kind;
  }
}

/** Sets the five numbers of a block from a place on. */
function setBlock(numbers: Float64Array, place: number, block: PrintedBlock | null): void {
  numbers[place] = block === null ? Number.NaN : block.energyKwh;
  if (block === null) return;
  numbers[place + 1] = block.epochs ?? Number.NaN;
  numbers[place + 2] = block.durationS ?? Number.NaN;
  numbers[place + 3] = block.co2eqG ?? Number.NaN;
  numbers[place + 4] = block.resolutionKwh;
}

const isSameWriter = (a: Writer, b: Writer): boolean => a === b || (a.tool === b.tool && a.version === b.version);

/** Whether components are those of a kind, apart from their estimates; rows of a table have objects of their own. */
function areSameComponents(known: readonly Component[], given: readonly Component[]): boolean {
  if (known === given) return true;
  return (
    known.length === given.length &&
    known.every((one, i) => {
      const other = given[i];
      return (
        other !== undefined &&
        one.name === other.name &&
        one.method === other.method &&
        one.devices.length === other.devices.length &&
        one.devices.every((device, k) => device === other.devices[k])
      );
    })
  );
}
