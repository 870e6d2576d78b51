/** The members of a canvas context that only change its state: matrix, styles, dashes; wrong values are ignored as canvas does. */
import { CtError } from '../../model/errors.ts';
import { readColour } from './colour.ts';
import { readFont } from './font.ts';
import { PageGradient } from './gradient.ts';
import { IDENTITY, type Matrix, multiply } from './matrix.ts';
import { freshState, type Paint, type State } from './state.ts';
import { UnsupportedMembers } from './unsupported.ts';

/** The members of `CanvasRenderingContext2D` that only change the state. */
export abstract class StateMembers extends UnsupportedMembers {
  protected state: State = freshState();

  translate(x: number, y: number): void {
    this.transform(1, 0, 0, 1, x, y);
  }

  scale(x: number, y: number): void {
    this.transform(x, 0, 0, y, 0, 0);
  }

  rotate(angle: number): void {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.transform(cos, sin, -sin, cos, 0, 0);
  }

  transform(...m: Matrix): void {
    if (m.every(Number.isFinite)) this.state.matrix = multiply(this.state.matrix, m);
  }

  setTransform(...m: Matrix): void {
    if (m.every(Number.isFinite)) this.state.matrix = m;
  }

  resetTransform(): void {
    this.state.matrix = IDENTITY;
  }

  setLineDash(lengths: Iterable<number>): void {
    const dash = [...lengths];
    if (dash.every((length) => Number.isFinite(length) && length >= 0)) this.state.dash = dash;
  }

  getLineDash(): number[] {
    return [...this.state.dash];
  }

  get fillStyle(): Paint {
    return this.state.fillStyle;
  }
  set fillStyle(paint: Paint) {
    this.state.fillStyle = checkedPaint(paint);
  }
  get strokeStyle(): Paint {
    return this.state.strokeStyle;
  }
  set strokeStyle(paint: Paint) {
    this.state.strokeStyle = checkedPaint(paint);
  }
  get lineWidth(): number {
    return this.state.lineWidth;
  }
  set lineWidth(width: number) {
    if (width > 0 && Number.isFinite(width)) this.state.lineWidth = width;
  }
  get lineCap(): CanvasLineCap {
    return this.state.lineCap;
  }
  set lineCap(cap: CanvasLineCap) {
    if (['butt', 'round', 'square'].includes(cap)) this.state.lineCap = cap;
  }
  get lineJoin(): CanvasLineJoin {
    return this.state.lineJoin;
  }
  set lineJoin(join: CanvasLineJoin) {
    if (['miter', 'round', 'bevel'].includes(join)) this.state.lineJoin = join;
  }
  get miterLimit(): number {
    return this.state.miterLimit;
  }
  set miterLimit(limit: number) {
    if (limit > 0 && Number.isFinite(limit)) this.state.miterLimit = limit;
  }
  get lineDashOffset(): number {
    return this.state.dashOffset;
  }
  set lineDashOffset(offset: number) {
    if (Number.isFinite(offset)) this.state.dashOffset = offset;
  }
  get globalAlpha(): number {
    return this.state.globalAlpha;
  }
  set globalAlpha(alpha: number) {
    if (alpha >= 0 && alpha <= 1) this.state.globalAlpha = alpha;
  }
  get shadowColor(): string {
    return this.state.shadowColor;
  }
  set shadowColor(colour: string) {
    this.state.shadowColor = colour;
  }
  get font(): string {
    return this.state.fontText;
  }
  set font(text: string) {
    this.state.font = readFont(text);
    this.state.fontText = text;
  }
  get textAlign(): CanvasTextAlign {
    return this.state.textAlign;
  }
  set textAlign(align: CanvasTextAlign) {
    this.state.textAlign = align;
  }
  get textBaseline(): CanvasTextBaseline {
    return this.state.textBaseline;
  }
  set textBaseline(baseline: CanvasTextBaseline) {
    this.state.textBaseline = baseline;
  }
}

function checkedPaint(paint: Paint): Paint {
  if (paint instanceof PageGradient) return paint;
  if (typeof paint !== 'string') throw new CtError('UNSUPPORTED', 'only colours and linear gradients can be drawn');
  readColour(paint);
  return paint;
}
