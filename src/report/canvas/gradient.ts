/** Linear gradients: stops are collected as canvas does and become a PDF shading when they are used. */

import { CtError } from '../../model/errors.ts';
import { readColour } from './colour.ts';
import type { Matrix } from './matrix.ts';
import type { PdfDocument } from './page.ts';

/** A linear gradient, as `createLinearGradient` returns it. */
export class PageGradient {
  readonly #ends: readonly [number, number, number, number];
  readonly #stops: { offset: number; rgb: readonly [number, number, number] }[] = [];

  constructor(ends: readonly [number, number, number, number]) {
    this.#ends = ends;
  }

  /**
   * Adds a colour at a share of the way from 0 to 1.
   *
   * @throws RangeError for another offset
   * @throws CtError UNSUPPORTED for a transparent colour or an unknown one
   */
  addColorStop(offset: number, colour: string): void {
    if (!(offset >= 0 && offset <= 1)) throw new RangeError(`the offset ${offset} of a colour stop is not in [0, 1]`);
    const { rgb, alpha } = readColour(colour);
    if (alpha < 1)
      throw new CtError('UNSUPPORTED', 'a gradient with transparent colours cannot be drawn on a PDF page');
    this.#stops.push({ offset, rgb });
  }

  /** Makes the gradient the colour of the fills (or strokes) that follow on the page. */
  apply(doc: PdfDocument, m: Matrix, stroke: boolean): void {
    const gradient = doc.linearGradient(...this.#ends) as unknown as {
      stop(offset: number, colour: readonly number[]): void;
      setTransform(...m: number[]): void;
      apply(stroke: boolean): void;
    };
    const stops = [...this.#stops].sort((a, b) => a.offset - b.offset);
    for (const { offset, rgb } of stops)
      gradient.stop(
        offset,
        rgb.map((share) => Math.round(share * 255)),
      );
    gradient.setTransform(...m);
    gradient.apply(stroke);
  }

  /** Whether the gradient has stops; without any, canvas paints nothing. */
  get isEmpty(): boolean {
    return this.#stops.length === 0;
  }
}
