/** Sizes of single figures, as papers want them. */
import type { Figure } from './charts/index.ts';
import { type FigureStyle, styleOf } from './figure-style.ts';

const PT_PER_CM = 72 / 2.54;

/** Charts are laid out no narrower than this many pixels, so that labels have room; the text shrinks instead. */
const NARROWEST_PX = 320;

/** Narrow figures need more height for the same axes and legend. */
const NARROW_ASPECT = 1.3;

/** Size of a figure on paper, and of its layout. */
export interface FigureSize {
  /** Width on paper, in points. */
  widthPt: number;
  /** Height on paper, in points. */
  heightPt: number;
  /** Width of the layout; the scale of the text is `widthPt / widthPx`. */
  widthPx: number;
}

/**
 * Size of a chart at a width in the paper.
 *
 * @param widthCm - width in the paper
 * @param name of the style, which may fix the size of the text
 */
export function figureSize({ aspect }: Figure, widthCm: number, name: FigureStyle = 'plain'): FigureSize {
  const widthPt = widthCm * PT_PER_CM;
  const { textPt, mostHeightCm } = styleOf(name);
  if (textPt !== null) {
    const heightPt = widthPt * aspect * (widthPt < NARROWEST_PX ? NARROW_ASPECT : 1);
    return {
      widthPt,
      widthPx: widthPt,
      heightPt: Math.min(heightPt, (mostHeightCm ?? Number.POSITIVE_INFINITY) * PT_PER_CM),
    };
  }
  const widthPx = Math.max(widthPt, NARROWEST_PX);
  return { widthPt, widthPx, heightPt: widthPt * aspect * (widthPt < NARROWEST_PX ? NARROW_ASPECT : 1) };
}
