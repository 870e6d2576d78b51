/** Members of a canvas context that a PDF page cannot follow: each throws instead of drawing something else. */
import { CtError } from '../../model/errors.ts';

function refuse(what: string): never {
  throw new CtError('UNSUPPORTED', `the canvas member ${what} cannot be drawn on a PDF page`);
}

/**
 * The members of `CanvasRenderingContext2D` that are refused.
 *
 * @throws CtError UNSUPPORTED from each of them
 */
export abstract class UnsupportedMembers {
  drawImage(): never {
    return refuse('drawImage');
  }
  createPattern(): never {
    return refuse('createPattern');
  }
  createRadialGradient(): never {
    return refuse('createRadialGradient');
  }
  createConicGradient(): never {
    return refuse('createConicGradient');
  }
  strokeText(): never {
    return refuse('strokeText');
  }
  getImageData(): never {
    return refuse('getImageData');
  }
  putImageData(): never {
    return refuse('putImageData');
  }
  isPointInPath(): never {
    return refuse('isPointInPath');
  }
  isPointInStroke(): never {
    return refuse('isPointInStroke');
  }

  get shadowBlur(): number {
    return 0;
  }
  set shadowBlur(value: number) {
    if (value > 0) refuse('shadowBlur');
  }
  get shadowOffsetX(): number {
    return 0;
  }
  set shadowOffsetX(value: number) {
    if (value !== 0) refuse('shadowOffsetX');
  }
  get shadowOffsetY(): number {
    return 0;
  }
  set shadowOffsetY(value: number) {
    if (value !== 0) refuse('shadowOffsetY');
  }
  get globalCompositeOperation(): string {
    return 'source-over';
  }
  set globalCompositeOperation(value: string) {
    if (value !== 'source-over') refuse(`globalCompositeOperation '${value}'`);
  }
  get filter(): string {
    return 'none';
  }
  set filter(value: string) {
    if (value !== 'none') refuse('filter');
  }
  get direction(): string {
    return 'ltr';
  }
  set direction(value: string) {
    if (value === 'rtl') refuse("direction 'rtl'");
  }
}
