/** The fonts of the page behind a canvas: CSS font strings and the widths of texts. */

import { CtError } from '../../model/errors.ts';
import type { PdfDocument } from './page.ts';

/** Names of fonts registered in the document. */
export interface FontNames {
  /** Name of the regular face. */
  regular: string;
  /** Name of the bold face. */
  bold: string;
}

/** A font as a CSS `font` string names it; the family is always that of the page. */
export interface CssFont {
  /** Size in canvas pixels. */
  sizePx: number;
  /** Whether the text is bold. */
  bold: boolean;
  /** Whether the text is italic or oblique. */
  italic: boolean;
}

const FONT = /^(.*?)(\d*\.?\d+)px(?:\s*\/\s*[\w.%]+)?\s+\S/;
const WORDS = new Set(['', 'normal', 'bold', 'bolder', 'lighter', 'italic', 'oblique']);

/** Reads a CSS font string such as `bold 12px sans-serif`; sizes must be in px, as Chart.js writes them. */
export function readFont(text: string): CssFont {
  const match = FONT.exec(text.trim());
  const words = (match?.[1] ?? '').trim().split(/\s+/);
  if (match === null || !words.every((word) => WORDS.has(word) || /^\d{3}$/.test(word))) {
    throw new CtError('UNSUPPORTED', `the font '${text.slice(0, 60)}' cannot be drawn`);
  }
  return {
    sizePx: Number(match[2]),
    bold: words.some((word) => word === 'bold' || word === 'bolder' || Number(word) >= 600),
    italic: words.some((word) => word === 'italic' || word === 'oblique'),
  };
}

/** Calls `use` with a font chosen in the document and puts the page's own font back. */
export function withFont<T>(doc: PdfDocument, name: string, size: number, use: () => T): T {
  const page = doc as unknown as { _font: unknown; _fontSize: number; _fontSource: unknown; _fontFamily: unknown };
  const { _font, _fontSize, _fontSource, _fontFamily } = page;
  doc.font(name).fontSize(size);
  try {
    return use();
  } finally {
    Object.assign(page, { _font, _fontSize, _fontSource, _fontFamily });
  }
}

/** Rise and fall of a font as shares of its size; the fall is negative. */
export interface FontMetrics {
  /** Rise above the baseline. */
  ascent: number;
  /** Fall below the baseline. */
  descent: number;
}

/** The metrics of a font registered in the document. */
export function metricsOf(doc: PdfDocument, name: string): FontMetrics {
  return withFont(doc, name, 1, () => {
    const { ascender, descender } = (doc as unknown as { _font: { ascender: number; descender: number } })._font;
    return { ascent: ascender / 1000, descent: descender / 1000 };
  });
}

/** Distance from a canvas baseline to the alphabetic one, as a share of the font size. */
export function baselineShift(baseline: CanvasTextBaseline, metrics: FontMetrics): number {
  switch (baseline) {
    case 'top':
      return metrics.ascent;
    case 'hanging':
      return 0.8 * metrics.ascent;
    case 'middle':
      return (metrics.ascent + metrics.descent) / 2;
    case 'ideographic':
    case 'bottom':
      return metrics.descent;
    default:
      return 0;
  }
}
