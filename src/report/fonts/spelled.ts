/** Signs that no font of a document has, written so that they still keep names apart. */
import { clean, codePoints } from '../../model/text.ts';

/** What breaks or hides a text: control characters, soft hyphens, marks of no width. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g;

/**
 * Writes neighbouring signs that a font lacks as their code points in brackets, `[U+5B9E 9A8C]`, and what is unseen as a space.
 *
 * @param has whether the font has a sign for a code point
 * @param lacking receives each sign that the font lacks
 */
export function spelled(text: string, has: (codePoint: number) => boolean, lacking?: Set<string>): string {
  const seen = text.replace(UNSEEN, ' ');
  if (/^[\u0020-\u007e]*$/.test(seen)) return seen;
  const parts: string[] = [];
  let missing: string[] = [];
  const spell = (): void => {
    if (missing.length > 0) parts.push(codePoints(missing));
    missing = [];
  };
  for (const sign of clean(seen)) {
    if (has(sign.codePointAt(0) ?? 0)) {
      spell();
      parts.push(sign);
    } else {
      missing.push(sign);
      lacking?.add(sign);
    }
  }
  spell();
  return parts.join('');
}
