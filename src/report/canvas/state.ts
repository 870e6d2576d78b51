/** The state that canvas saves and restores. */
import { type CssFont, readFont } from './font.ts';
import type { PageGradient } from './gradient.ts';
import { IDENTITY, type Matrix } from './matrix.ts';

/** A colour as CSS text, or a gradient. */
export type Paint = string | PageGradient;

export interface State {
  matrix: Matrix;
  fillStyle: Paint;
  strokeStyle: Paint;
  lineWidth: number;
  lineCap: CanvasLineCap;
  lineJoin: CanvasLineJoin;
  miterLimit: number;
  dash: number[];
  dashOffset: number;
  globalAlpha: number;
  fontText: string;
  font: CssFont;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  shadowColor: string;
  /** Clips that are open on the page. */
  clips: number;
}

const DEFAULT_FONT = '10px sans-serif';

/** The state of a fresh canvas. */
export function freshState(): State {
  return {
    matrix: IDENTITY,
    fillStyle: '#000000',
    strokeStyle: '#000000',
    lineWidth: 1,
    lineCap: 'butt',
    lineJoin: 'miter',
    miterLimit: 10,
    dash: [],
    dashOffset: 0,
    globalAlpha: 1,
    fontText: DEFAULT_FONT,
    font: readFont(DEFAULT_FONT),
    textAlign: 'start',
    textBaseline: 'alphabetic',
    shadowColor: 'rgba(0, 0, 0, 0)',
    clips: 0,
  };
}
