import { describe, expect, it } from 'vitest';
import { fittedNames, fittedText } from '../../../src/report/pdf/fitted-texts.ts';

/** A font of one width. */
const room = (widthPt: number) => ({ widthPt, widthOf: (text: string) => Array.from(text).length });

describe('texts of one line', () => {
  it('lose their end or their middle, and no more than they must', () => {
    expect(fittedText('measured', 'end', room(8))).toBe('measured');
    expect(fittedText('measured', 'end', room(5))).toBe('meas…');
    expect(fittedText('abcdefghijkl', 'middle', room(7))).toBe('ab…ijkl');
  });

  it('stay apart where they differ in their middle', () => {
    const names = ['[U+5927 89C4 4E00 5341 4E8C]', '[U+5927 89C4 4E8C 5341 4E8C]', 'short'];
    const fitted = fittedNames(names, room(17));
    expect(new Set(fitted).size).toBe(3);
    expect(fitted[2]).toBe('short');
    for (const text of fitted) expect(text.length).toBeLessThanOrEqual(17);
    expect(new Set(names.map((name) => fittedText(name, 'middle', room(17)))).size).toBe(2);
  });

  it('are the same for the same name', () => {
    expect(fittedNames(['abcdefgh', 'abcdefgh'], room(5))).toEqual(['a…fgh', 'a…fgh']);
  });
});
