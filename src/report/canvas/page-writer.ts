/** Writes graphics operators on a page: each state operator only when its value changes. */

import { readColour } from './colour.ts';
import { type Matrix, multiply, uniformScale } from './matrix.ts';
import type { PdfDocument } from './page.ts';
import { operand } from './path.ts';
import type { Paint, State } from './state.ts';

const CAPS: Record<CanvasLineCap, number> = { butt: 0, round: 1, square: 2 };
const JOINS: Record<CanvasLineJoin, number> = { miter: 0, round: 1, bevel: 2 };

/** Last operator written for each kind of state. */
type Written = Record<string, string>;

/** Writes the operators of one canvas. */
export class PageWriter {
  readonly #doc: PdfDocument;
  readonly #base: Matrix;
  #written: Written = {};
  readonly #outer: Written[] = [];

  /** @param base - from canvas pixels to points of the page */
  constructor(doc: PdfDocument, base: Matrix) {
    this.#doc = doc;
    this.#base = base;
  }

  /** Transforms the user space of a state to the page. */
  toPage(state: State): Matrix {
    return multiply(this.#base, state.matrix);
  }

  /** Writes operators of a content stream as they are. */
  write(operators: string): void {
    this.#doc.addContent(operators);
  }

  /** Saves the state of the page. */
  push(): void {
    this.#doc.save();
    this.#outer.push({ ...this.#written });
  }

  /** Restores the state that was saved last. */
  pop(): void {
    this.#doc.restore();
    this.#written = this.#outer.pop() ?? {};
  }

  /**
   * Writes the fill colour of a state.
   *
   * @returns false where nothing would be seen
   */
  setFill(state: State): boolean {
    return this.#setPaint(state, state.fillStyle, false);
  }

  /**
   * Writes the line colour, width and dashes of a state.
   *
   * @returns false where nothing would be seen
   */
  setStroke(state: State): boolean {
    if (!this.#setPaint(state, state.strokeStyle, true)) return false;
    const scale = uniformScale(this.toPage(state));
    const dash = state.dash.some((length) => length > 0) ? state.dash.map((length) => operand(length * scale)) : [];
    this.#change('width', `${operand(state.lineWidth * scale)} w`);
    this.#change('cap', `${CAPS[state.lineCap]} J`);
    this.#change('join', `${JOINS[state.lineJoin]} j`);
    this.#change('miter', `${operand(state.miterLimit)} M`);
    this.#change('dash', `[${dash.join(' ')}] ${operand(dash.length > 0 ? state.dashOffset * scale : 0)} d`);
    return true;
  }

  #setPaint(state: State, paint: Paint, stroke: boolean): boolean {
    const kind = stroke ? 'stroke' : 'fill';
    if (typeof paint !== 'string') {
      if (paint.isEmpty || state.globalAlpha === 0) return false;
      this.#written[kind] = 'gradient';
      this.#setOpacity(state.globalAlpha, stroke);
      paint.apply(this.#doc, this.toPage(state), stroke);
      return true;
    }
    const { rgb, alpha } = readColour(paint);
    if (alpha * state.globalAlpha === 0) return false;
    const shares = rgb.map((share) => String(Math.round(share * 1000) / 1000));
    this.#change(kind, `${shares.join(' ')} ${stroke ? 'RG' : 'rg'}`);
    this.#setOpacity(alpha * state.globalAlpha, stroke);
    return true;
  }

  #setOpacity(alpha: number, stroke: boolean): void {
    const kind = stroke ? 'strokeOpacity' : 'fillOpacity';
    const rounded = Math.round(alpha * 1000) / 1000;
    if ((this.#written[kind] ?? '1') === String(rounded)) return;
    this.#written[kind] = String(rounded);
    this.#doc[kind](rounded);
  }

  #change(kind: string, operator: string): void {
    if (this.#written[kind] === operator) return;
    this.#written[kind] = operator;
    this.write(operator);
  }
}
