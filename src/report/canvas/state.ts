/** The state that canvas saves and restores. */
import { type CssFont, readFont } from './font.ts';
import type { PageGradient } from './gradient.ts';
import { IDENTITY, type Matrix } from './matrix.ts';

/** A colour as CSS text, or a gradient. */
export type Paint = string | PageGradient;

/** The state of a context, by the names of canvas where it has them; lengths are in canvas pixels. */
export interface State {
  /** Maps user space to canvas pixels. */
  matrix: Matrix;
  /** Colour of fills and texts. */
  fillStyle: Paint;
  /** Colour of lines. */
  strokeStyle: Paint;
  /** Width of lines. */
  lineWidth: number;
  /** Ends of lines. */
  lineCap: CanvasLineCap;
  /** Corners of lines. */
  lineJoin: CanvasLineJoin;
  /** Longest corner as a multiple of the width of the line. */
  miterLimit: number;
  /** Lengths of dashes and gaps; empty for an unbroken line. */
  dash: number[];
  /** Where the pattern of dashes starts. */
  dashOffset: number;
  /** Opacity of everything that is drawn, 0 to 1. */
  globalAlpha: number;
  /** The font as it was set. */
  fontText: string;
  /** The font as it was read. */
  font: CssFont;
  /** Side of a text that its anchor is on. */
  textAlign: CanvasTextAlign;
  /** Line of a text that its anchor is on. */
  textBaseline: CanvasTextBaseline;
  /** Colour of shadows, which are never drawn: a blur or an offset is refused. */
  shadowColor: string;
  /** Number of clips that are open on the page. */
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
