/**
 * The lines of the logs that a reading pass has met, as a tree: what came behind what. Nearly all logs of a folder differ in
 * stamps, epochs and figures only, so that they go one way through it, and at its end stands what their lines mean.
 */
import type { Layout } from './epoch-layout.ts';
import { Literal } from './line-bytes.ts';
import type { LogPart, StampLength, Template } from './template.ts';
import { BLOCK_FORMS, type BlockForm } from './total-blocks.ts';

/** Ways that go on from one line; a line that differs in every log is not worth more. */
const MOST_NEXT = 8;
/** Lines and blocks of one pair, beside its epochs. */
const MOST_PARTS = 500;

/** A line, and the place behind it. */
export interface KnownLine {
  /** The line behind its stamp. */
  text: Literal;
  /** Length of the stamp in front of it, in bytes. */
  stamp: StampLength;
  /** The place behind the line. */
  place: KnownPlace;
}

/** A place in the logs of a run, reached by all that stands in front of it. */
export class KnownPlace {
  /** The part that leads here; null at the beginning. */
  readonly part: LogPart | null;
  readonly #before: KnownPlace | null;
  /** Number of parts up to here. */
  readonly #depth: number;
  /**
   * Templates of pairs that end here, by whether their CPU is unknown to its writer; null where they are not ordinary.
   */
  readonly templates: (Template | null | undefined)[] = [undefined, undefined];
  #lines: KnownLine[] = [];
  #epochs: { layout: Layout; place: KnownPlace }[] = [];
  readonly #blocks: (KnownPlace | undefined)[] = BLOCK_FORMS.map(() => undefined);
  readonly #files: { output: KnownPlace | null; error: KnownPlace | null } = { output: null, error: null };

  constructor(part: LogPart | null = null, before: KnownPlace | null = null) {
    this.part = part;
    this.#before = before;
    this.#depth = before === null ? 0 : before.#depth + 1;
  }

  /** Whether no part can follow: a set with more is not ordinary. */
  get isFull(): boolean {
    return this.#depth >= MOST_PARTS;
  }

  /** A line that was met here before; null where it was not. @param stamp length of what is in front of its message */
  line(view: DataView, at: number, stamp: StampLength): KnownLine | null {
    const lines = this.#lines;
    for (let i = 0; i < lines.length; i += 1) {
      const known = lines[i] as KnownLine;
      if (known.stamp === stamp && known.text.isAt(view, at + stamp)) return known;
    }
    return null;
  }

  /** The place behind a line that was not met here before. */
  addLine(bytes: Uint8Array, stamp: StampLength): KnownPlace {
    const text = new Literal(bytes);
    const place = new KnownPlace({ kind: 'line', stamp, text }, this);
    this.#lines = [{ text, stamp, place }, ...this.#lines.slice(0, MOST_NEXT - 1)];
    return place;
  }

  /** Places behind epochs that were met here. */
  get epochs(): readonly { layout: Layout; place: KnownPlace }[] {
    return this.#epochs;
  }

  /** Adds the place behind epochs of a layout. */
  addEpochs(layout: Layout): KnownPlace {
    const place = new KnownPlace({ kind: 'epochs', layout }, this);
    this.#epochs = [{ layout, place }, ...this.#epochs.slice(0, MOST_NEXT - 1)];
    return place;
  }

  /** The place behind a block of a form. */
  block(form: number): KnownPlace {
    this.#blocks[form] ??= new KnownPlace({ kind: 'block', form: BLOCK_FORMS[form] as BlockForm }, this);
    return this.#blocks[form];
  }

  /** The beginning of the next file. */
  file(kind: 'output' | 'error'): KnownPlace {
    const known = this.#files[kind];
    if (known !== null) return known;
    const place = new KnownPlace({ kind }, this);
    this.#files[kind] = place;
    return place;
  }

  /** All parts up to here, in their order. */
  path(): LogPart[] {
    const parts: LogPart[] = [];
    for (let place: KnownPlace | null = this; place !== null; place = place.#before)
      if (place.part !== null) parts.push(place.part);
    return parts.reverse();
  }
}
