/** Canvas texts on a page: measured and written in the document's own fonts. */
import { writable } from '../fonts/register.ts';
import { baselineShift, type FontMetrics, type FontNames, metricsOf, withFont } from './font.ts';
import { isUpright, type Matrix, multiply, place } from './matrix.ts';
import type { PdfDocument } from './page.ts';
import type { State } from './state.ts';

/** Metrics of a text, in canvas pixels. */
export interface TextSize {
  /** Width of the text. */
  width: number;
  /** Rise of the font above the baseline of the state. */
  actualBoundingBoxAscent: number;
  /** Fall of the font below the baseline of the state. */
  actualBoundingBoxDescent: number;
}

/** The share of a text's width that lies left of its anchor. */
const ALIGN: Record<CanvasTextAlign, number> = { left: 0, start: 0, center: 0.5, right: 1, end: 1 };

/** Measures and writes texts in the fonts of one document. */
export class TextWriter {
  readonly #doc: PdfDocument;
  readonly #fonts: FontNames;
  readonly #metrics = new Map<string, FontMetrics>();

  constructor(doc: PdfDocument, fonts: FontNames) {
    this.#doc = doc;
    this.#fonts = fonts;
  }

  /** Measures a text in the font of a state. */
  measure(state: State, text: string): TextSize {
    const name = this.#nameOf(state);
    const { sizePx } = state.font;
    const { ascent, descent } = this.#metricsOf(name);
    const shift = baselineShift(state.textBaseline, { ascent, descent });
    return {
      width: withFont(this.#doc, name, sizePx, () => this.#doc.widthOfString(this.#asOneLine(text))),
      actualBoundingBoxAscent: (ascent - shift) * sizePx,
      actualBoundingBoxDescent: (shift - descent) * sizePx,
    };
  }

  /**
   * Writes a text in the colour that the page has.
   *
   * @param toPage - from the user space of the state to the page
   * @param maxWidth - canvas pixels that the text is squeezed into
   */
  write(state: State, toPage: Matrix, text: string, x: number, y: number, maxWidth = Number.POSITIVE_INFINITY): void {
    const line = this.#asOneLine(text);
    const { width } = this.measure(state, line);
    const squeeze = maxWidth < width ? maxWidth / width : 1;
    if (squeeze <= 0) return;
    const { sizePx } = state.font;
    const left = x - ALIGN[state.textAlign] * width * squeeze;
    const baseline = y + baselineShift(state.textBaseline, this.#metricsOf(this.#nameOf(state))) * sizePx;
    if (isUpright(toPage) && squeeze === 1) {
      this.#writeAt(state, line, place(toPage, left, baseline), sizePx * toPage[0]);
      return;
    }
    this.#doc.save();
    this.#doc.transform(...multiply(toPage, [squeeze, 0, 0, 1, left, baseline]));
    this.#writeAt(state, line, [0, 0], sizePx);
    this.#doc.restore();
  }

  #writeAt(state: State, line: string, [x, y]: readonly [number, number], size: number): void {
    const { x: pageX, y: pageY } = this.#doc;
    const oblique = state.font.italic ? { oblique: true } : {};
    withFont(this.#doc, this.#nameOf(state), size, () =>
      this.#doc.text(line, x, y, { lineBreak: false, baseline: 'alphabetic', ...oblique }),
    );
    Object.assign(this.#doc, { x: pageX, y: pageY });
  }

  /** Canvas draws line breaks and tabs as spaces. */
  #asOneLine(text: string): string {
    return writable(this.#doc, String(text));
  }

  #metricsOf(name: string): FontMetrics {
    const metrics = this.#metrics.get(name) ?? metricsOf(this.#doc, name);
    this.#metrics.set(name, metrics);
    return metrics;
  }

  #nameOf(state: State): string {
    return state.font.bold ? this.#fonts.bold : this.#fonts.regular;
  }
}
