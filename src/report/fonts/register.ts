/** The fonts of reports and figures: small cuts of Arimo, Tinos and Cousine, or DejaVu Sans where a text needs more. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FontNames } from '../canvas/font.ts';
import type { PdfDocument } from '../canvas/page.ts';
import { mono } from './mono.ts';
import { sans } from './sans.ts';
import { sansBold } from './sans-bold.ts';
import { serif } from './serif.ts';
import { serifBold } from './serif-bold.ts';
import { spelled } from './spelled.ts';
import { sfntOfWoff } from './woff.ts';

export type { FontNames };

/** Names under which the faces are registered in a document. */
export const SANS: FontNames = { regular: 'sans', bold: 'sans-bold' };
/** Names of the faces for running text. */
export const SERIF: FontNames = { regular: 'serif', bold: 'serif-bold' };
/** Name of the face with characters of one width. */
export const MONO = 'mono';
/** Name of the whole font, which has more signs. */
const WHOLE = 'whole';

const CUTS: Readonly<Record<string, string>> = {
  [SANS.regular]: sans,
  [SANS.bold]: sansBold,
  [SERIF.regular]: serif,
  [SERIF.bold]: serifBold,
  [MONO]: mono,
};

/** Bytes of a face, for a canvas that is no PDF. */
export const fontBytes = (name: string): Buffer => Buffer.from(CUTS[name] ?? sans, 'base64');

interface OpenFont {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

/**
 * Registers the fonts of a report in a document and chooses the one for text.
 *
 * @param texts - everything that will be written; it decides whether the small cuts are enough
 */
export function registerFonts(doc: PdfDocument, texts: Iterable<string> = []): void {
  for (const name of Object.keys(CUTS)) doc.registerFont(name, fontBytes(name));
  doc.font(SERIF.regular);
  const small = openFont(doc);
  const lacking = [...distinctCodePoints(texts)].filter((point) => !small.hasGlyphForCodePoint(point));
  if (lacking.length > 0) registerWhole(doc, lacking);
}

/**
 * A text as the chosen font can write it; see `spelled`.
 *
 * @param lacking - receives each sign that the font lacks
 */
export const writable = (doc: PdfDocument, text: string, lacking?: Set<string>): string =>
  spelled(text, (codePoint) => openFont(doc).hasGlyphForCodePoint(codePoint), lacking);

/** Replaces the small cuts by the whole font, unless that lacks the same signs. */
function registerWhole(doc: PdfDocument, lacking: readonly number[]): void {
  const whole = wholeFont(400);
  doc.registerFont(WHOLE, whole).font(WHOLE);
  const font = openFont(doc);
  if (lacking.some((point) => font.hasGlyphForCodePoint(point))) {
    const bold = wholeFont(700);
    for (const { regular: name, bold: boldName } of [SANS, SERIF]) {
      doc.registerFont(name, whole);
      doc.registerFont(boldName, bold);
    }
    const page = doc as unknown as { _fontFamilies: Record<string, unknown> };
    page._fontFamilies = {};
  }
  doc.font(SERIF.regular);
}

function wholeFont(weight: 400 | 700): Buffer {
  const file = `@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff`;
  return sfntOfWoff(readFileSync(createRequire(import.meta.url).resolve(file)));
}

function openFont(doc: PdfDocument): OpenFont {
  return (doc as unknown as { _font: { font: OpenFont } })._font.font;
}

function distinctCodePoints(texts: Iterable<string>): Set<number> {
  const points = new Set<number>();
  for (const text of texts) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII is in every font.
    if (/^[\u0000-\u007f]*$/.test(text)) continue;
    for (const sign of text) {
      const point = sign.codePointAt(0) ?? 0;
      if (point > 0x9f) points.add(point);
    }
  }
  return points;
}
