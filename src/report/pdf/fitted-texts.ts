/** Texts that fit in one line of a column. */
import { cutApart, cutEnd, cutMiddle } from '../../model/text.ts';

/** Room of a line. */
export interface Room {
  /** Width of the line, in points. */
  widthPt: number;
  /** Width of a text in the font in use, in points. */
  widthOf: (text: string) => number;
}

/** Longer texts are not measured as a whole. */
const LONGEST = 400;
/** Longer texts never fit. */
const MOST_SIGNS = 200;
const LEAST_SIGNS = 2;
/** Names that are compared with one another, which takes the square of their number. */
const MOST_COMPARED = 200;

/** A text that fits, with its middle or end left out if it must be. */
export function fittedText(text: string, cut: 'middle' | 'end', { widthPt, widthOf }: Room): string {
  if (text.length <= LONGEST && widthOf(text) <= widthPt) return text;
  const cutTo = (length: number): string => (cut === 'middle' ? cutMiddle(text, length) : cutEnd(text, length));
  let length = Math.min(Array.from(text).length - 1, MOST_SIGNS);
  while (length > LEAST_SIGNS && widthOf(cutTo(length)) > widthPt) {
    const excess = widthOf(cutTo(length)) / widthPt;
    length = Math.max(LEAST_SIGNS, Math.min(length - 1, Math.ceil(length / excess)));
  }
  return cutTo(length);
}

/** Names that fit; those that a cut in the middle would make alike show the part in which they differ. */
export function fittedNames(names: readonly string[], room: Room): string[] {
  const fitted = new Map<string, string>();
  const alike = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const text = fittedText(name, 'middle', room);
    fitted.set(name, text);
    alike.set(text, [...(alike.get(text) ?? []), name]);
  }
  for (const [text, same] of alike) {
    if (same.length < 2 || same.length > MOST_COMPARED) continue;
    let length = Array.from(text).length;
    let apart = cutApart(same, length);
    while (length > LEAST_SIGNS && apart.some((one) => room.widthOf(one) > room.widthPt)) {
      length -= 1;
      apart = cutApart(same, length);
    }
    for (const [i, name] of same.entries()) fitted.set(name, apart[i] ?? text);
  }
  return names.map((name) => fitted.get(name) ?? name);
}
