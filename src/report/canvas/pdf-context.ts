/** The canvas 2D context that Chart.js draws on, forwarded to a page as vectors and text in the page's own fonts. */
import { CtError } from '../../model/errors.ts';
import type { FontNames } from './font.ts';
import { PageGradient } from './gradient.ts';
import type { Matrix } from './matrix.ts';
import type { Box, PdfDocument } from './page.ts';
import { PageCanvas } from './page-canvas.ts';
import { PageWriter } from './page-writer.ts';
import { Path } from './path.ts';
import { freshState, type State } from './state.ts';
import { StateMembers } from './state-members.ts';
import { type TextSize, TextWriter } from './text-writer.ts';

/** A canvas 2D context with the members that Chart.js uses; others throw. */
export class PdfContext extends StateMembers {
  readonly canvas: PageCanvas;
  readonly #text: TextWriter;
  readonly #page: PageWriter;
  readonly #path = new Path();
  #saved: State[] = [];
  #isMarked = false;
  #isFinished = false;

  /**
   * @param box - where the canvas lies on the page, in points
   * @param widthPx - width of the canvas in its own pixels; its height follows from the box
   */
  constructor(doc: PdfDocument, box: Box, widthPx: number, fonts: FontNames) {
    super();
    const scale = box.width / widthPx;
    this.canvas = new PageCanvas(this, widthPx, box.height / scale, () => this.reset());
    this.#text = new TextWriter(doc, fonts);
    this.#page = new PageWriter(doc, [scale, 0, 0, scale, box.x, box.y]);
    this.#page.push();
    Object.preventExtensions(this);
  }

  /** Restores the page and ends drawing with this context. */
  finish(): void {
    if (this.#isFinished) return;
    this.reset();
    this.#page.pop();
    this.#isFinished = true;
  }

  /** The state of a fresh canvas; what is on the page stays. */
  reset(): void {
    if (this.#isFinished) return;
    this.#closeClips(0);
    this.state = freshState();
    this.#saved = [];
    this.#path.clear();
  }

  save(): void {
    this.#saved.push({ ...this.state });
  }

  restore(): void {
    const state = this.#saved.pop();
    if (state === undefined) return;
    this.#closeClips(state.clips);
    this.state = state;
  }

  beginPath(): void {
    this.#path.clear();
  }

  closePath(): void {
    this.#path.close();
  }

  moveTo(x: number, y: number): void {
    this.#path.moveTo(this.#toPage, x, y);
  }

  lineTo(x: number, y: number): void {
    this.#path.lineTo(this.#toPage, x, y);
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    this.#path.curveTo(this.#toPage, x1, y1, x2, y2, x, y);
  }

  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.#path.quadraticTo(this.#toPage, cx, cy, x, y);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path.rect(this.#toPage, x, y, width, height);
  }

  arc(x: number, y: number, radius: number, start: number, end: number, counterclockwise = false): void {
    this.ellipse(x, y, radius, radius, 0, start, end, counterclockwise);
  }

  ellipse(
    x: number,
    y: number,
    radiusX: number,
    radiusY: number,
    rotation: number,
    start: number,
    end: number,
    counterclockwise = false,
  ): void {
    this.#path.ellipse(this.#toPage, [x, y], [radiusX, radiusY], rotation, start, end, counterclockwise);
  }

  fill(rule: CanvasFillRule = 'nonzero'): void {
    this.#fillPath(this.#path, rule);
  }

  stroke(path?: never): void {
    refusePath2D(path);
    this.#strokePath(this.#path);
  }

  /** A clip ends with Q only, so each opens a q that restore() closes. */
  clip(rule: CanvasFillRule = 'nonzero'): void {
    this.#mark();
    refusePath2D(rule);
    this.#page.push();
    this.state.clips += 1;
    const area = this.#path.isEmpty ? '0 0 0 0 re' : this.#path.operators;
    this.#page.write(`${area}\n${rule === 'evenodd' ? 'W*' : 'W'} n`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#fillPath(this.#rectangle(x, y, width, height), 'nonzero');
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#strokePath(this.#rectangle(x, y, width, height));
  }

  /** A page cannot be wiped: only an unmarked or finished one takes this. */
  clearRect(_x: number, _y: number, _width: number, _height: number): void {
    if (this.#isFinished || !this.#isMarked) return;
    throw new CtError('UNSUPPORTED', 'what is drawn on a PDF page cannot be cleared');
  }

  createLinearGradient(x0: number, y0: number, x1: number, y1: number): PageGradient {
    return new PageGradient([x0, y0, x1, y1]);
  }

  measureText(text: string): TextSize {
    return this.#text.measure(this.state, text);
  }

  fillText(text: string, x: number, y: number, maxWidth?: number): void {
    this.#mark();
    if (text === '' || !Number.isFinite(x + y) || !this.#page.setFill(this.state)) return;
    this.#text.write(this.state, this.#toPage, text, x, y, maxWidth);
  }

  get #toPage(): Matrix {
    return this.#page.toPage(this.state);
  }

  #mark(): void {
    if (this.#isFinished) throw new CtError('UNSUPPORTED', 'the page of this canvas is finished');
    this.#isMarked = true;
  }

  #rectangle(x: number, y: number, width: number, height: number): Path {
    const path = new Path();
    path.rect(this.#toPage, x, y, width, height);
    return path;
  }

  #fillPath(path: Path, rule: CanvasFillRule): void {
    this.#mark();
    refusePath2D(rule);
    if (path.isEmpty || !this.#page.setFill(this.state)) return;
    this.#page.write(`${path.operators}\n${rule === 'evenodd' ? 'f*' : 'f'}`);
  }

  #strokePath(path: Path): void {
    this.#mark();
    if (path.isEmpty || !this.#page.setStroke(this.state)) return;
    this.#page.write(`${path.operators}\nS`);
  }

  #closeClips(remaining: number): void {
    for (; this.state.clips > remaining; this.state.clips--) this.#page.pop();
  }
}

function refusePath2D(argument: unknown): void {
  if (typeof argument === 'object') throw new CtError('UNSUPPORTED', 'a Path2D cannot be drawn on a PDF page');
}
