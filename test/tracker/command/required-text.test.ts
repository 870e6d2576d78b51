import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requiredBytes, requiredText } from '../../../src/tracker/command/required-text.ts';
import { readEpochPattern } from '../../../src/tracker/epoch-pattern.ts';
import { PRESETS } from '../../../src/tracker/epoch-presets.ts';

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

describe('requiredBytes', () => {
  it.each([
    [/Epoch (\d+)/, 'E'],
    [/ab|bc|cb/, 'b'],
    [/ab|cd/i, 'aAcC'],
    [/a:|:b|c/i, ':cC'],
    [/é=(\d)|\d=/, '='],
    [/(\d+)/, null],
    [/ab|\d/, null],
    [/ |a/, null],
    [/ab/u, null],
  ])('%s', (pattern, bytes) => {
    expect(requiredBytes(pattern)?.toString() ?? null).toBe(bytes);
  });

  it.each(Object.keys(PRESETS))('are few for %s', (name) => {
    const { regex } = readEpochPattern(name);
    const found = requiredText(regex) ?? requiredBytes(regex)?.toString() ?? '';
    expect(found).not.toBe('');
    expect(requiredBytes(regex)?.length).toBeLessThanOrEqual(6);
  });

  it('one of them stands in whatever matches', () => {
    const atoms = fc.constantFrom('a', 'Bc', '\\.', '.', '[ab]', '(a|c)', '\\d', 'a*', 'b?', 'C{0,2}', '|', 'k', 'é');
    const patterns = fc
      .tuple(fc.array(atoms, { minLength: 1, maxLength: 8 }), fc.constantFrom('', 'i'))
      .map(([parts, flags]) => new RegExp(parts.join(''), flags));
    fc.assert(
      fc.property(patterns, fc.stringMatching(/^[abcABCkK\u212aé.1]{0,12}$/), (pattern, text) => {
        const match = pattern.exec(text);
        const bytes = requiredBytes(pattern);
        if (match !== null && bytes !== null) {
          expect(Buffer.from(match[0]).some((byte) => bytes.includes(byte))).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
