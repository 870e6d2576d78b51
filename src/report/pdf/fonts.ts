/** The fonts of a report: a small cut of DejaVu Sans, or the whole of it when a text needs more characters. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FontNames } from '../canvas/font.ts';
import type { PdfDocument } from '../canvas/page.ts';
import { bold } from './fonts/bold.ts';
import { regular } from './fonts/regular.ts';

/** Names under which the fonts are registered in a document. */
export const FONTS: FontNames = { regular: 'body', bold: 'body-bold' };

interface OpenFont {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

/**
 * Registers the fonts of a report in a document and chooses the regular one.
 *
 * @param texts - everything that will be written; it decides whether the small cut is enough
 */
export function registerFonts(doc: PdfDocument, texts: Iterable<string> = []): void {
  doc.registerFont(FONTS.regular, Buffer.from(regular, 'base64'));
  doc.registerFont(FONTS.bold, Buffer.from(bold, 'base64'));
  doc.font(FONTS.regular);
  const small = openFont(doc);
  const isEnough = [...distinctCodePoints(texts)].every((point) => small.hasGlyphForCodePoint(point));
  if (isEnough) return;
  registerWhole(doc);
}

/** Characters that the chosen font lacks become the sign for an unknown character; control characters become spaces. */
export function writable(doc: PdfDocument, text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g, ' ');
  if (/^[\u0020-\u007e]*$/.test(clean)) return clean;
  const font = openFont(doc);
  return Array.from(clean, (sign) => (font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0) ? sign : '\ufffd')).join('');
}

function registerWhole(doc: PdfDocument): void {
  const require = createRequire(import.meta.url);
  const read = (weight: number): Buffer =>
    readFileSync(require.resolve(`@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff`));
  doc.registerFont(FONTS.regular, read(400));
  doc.registerFont(FONTS.bold, read(700));
  const page = doc as unknown as { _fontFamilies: Record<string, unknown> };
  page._fontFamilies = {};
  doc.font(FONTS.regular);
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
