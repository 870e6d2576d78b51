import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requiredText } from '../../../src/tracker/command/required-text.ts';

describe('requiredText', () => {
  it.each([
    [/Epoch (\d+)/, 'Epoch '],
    [/^\s*Epoch (\d+)\/\d+/, 'Epoch '],
    [/'epoch': '?(\d+)/, "'epoch': "],
    [/\[(\d+)\]\[train\]/, '][train]'],
    [/ab?cd*e{0}fgh(ij|k)+/, 'fgh'],
    [/a+b/, 'a'],
    [/(x)\x41\u0042\cAlong\1more/, 'long'],
    [/[^\]a]z(?:(?:b)c[)])y+?w/, 'z'],
    [/(\d+)/, null],
    [/Epoch|(\d+)/, null],
    [/Epoch (\d+)/i, null],
  ])('%s', (pattern, text) => {
    expect(requiredText(pattern)).toBe(text);
  });

  it('stands in whatever matches', () => {
    const atoms = fc.constantFrom(
      'a',
      'bc',
      '\\.',
      '.',
      '[ab]',
      '(a|c)',
      '(?:b)',
      '\\d',
      'a*',
      'b?',
      'c{0,2}',
      'a{2}',
      'b+?',
      '\\x61',
    );
    const patterns = fc.array(atoms, { minLength: 1, maxLength: 6 }).map((parts) => new RegExp(parts.join('')));
    fc.assert(
      fc.property(patterns, fc.stringMatching(/^[abc.1]{0,12}$/), (pattern, text) => {
        const match = pattern.exec(text);
        if (match !== null) expect(match[0]).toContain(requiredText(pattern) ?? '');
      }),
      { numRuns: 3000 },
    );
  });
});
