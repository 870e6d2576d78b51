import { describe, expect, it } from 'vitest';
import { spelled } from '../../../src/report/fonts/spelled.ts';

const isLatin = (codePoint: number): boolean => codePoint < 0x250;

describe('a text whose signs a font lacks', () => {
  it('shows their code points, neighbours in one pair of brackets', () => {
    expect(spelled('实验一/run 二', isLatin)).toBe('[U+5B9E 9A8C 4E00]/run [U+4E8C]');
    expect(spelled('é 😀', isLatin)).toBe('é [U+1F600]');
    expect(spelled('实验一', () => true)).toBe('实验一');
  });

  it('names each lacking sign once', () => {
    const lacking = new Set<string>();
    for (const name of ['实验一', '实验二', 'plain', 'é']) spelled(name, isLatin, lacking);
    expect([...lacking]).toEqual(['实', '验', '一', '二']);
  });

  it('has spaces for what is unseen, and the bytes of what is not UTF-8', () => {
    expect(spelled('a\u0007b\u200bc\u202ed', () => true)).toBe('a b c d');
    expect(spelled('caf\udce9', isLatin)).toBe('caf\\xe9');
  });
});
