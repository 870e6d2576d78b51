import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPattern, pathMatcher, readPattern } from '../../src/model/glob.ts';

const matches = (pattern: string, path: string): boolean => pathMatcher(pattern)(path);

describe('a pattern', () => {
  it.each([
    ['a*', 'abc'],
    ['*', '.hidden'],
    ['a?c', 'abc'],
    ['[a-c]x', 'bx'],
    ['[!a-c]x', 'dx'],
    ['[^a]x', 'dx'],
    ['[]]x', ']x'],
    ['[a-]x', '-x'],
    ['[x', '[x'],
    ['\\[x\\]', '[x]'],
    ['{a,b}c', 'bc'],
    ['{a,b{c,d}}', 'bd'],
    ['{a/b,c}/*', 'a/b/x'],
    ['{9..11}', '10'],
    ['{08..10}', '09'],
    ['{a}', '{a}'],
    ['\\{a,b}', '{a,b}'],
    ['a/**', 'a/b/c'],
    ['a/**/c', 'a/c'],
    ['**/c', 'a/b/c'],
    ['**/b/**/d', 'a/b/c/d'],
    ['./a', 'a'],
    ['a(b)+', 'a(b)+'],
  ])('%s takes %s', (pattern, path) => expect(matches(pattern, path)).toBe(true));

  it.each([
    ['a*', 'a/b'],
    ['a?c', 'a/c'],
    ['*.log', 'a.log.bak'],
    ['[a-c]x', 'dx'],
    ['[!a-c]x', 'bx'],
    ['{a,b}c', 'cc'],
    ['{08..10}', '9'],
    ['**/c', 'a/cc'],
    ['a/*/c', 'a/b/b/c'],
    ['a', 'A'],
  ])('%s does not take %s', (pattern, path) => expect(matches(pattern, path)).toBe(false));

  it('with stars takes what a regular expression takes', () => {
    const signs = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(signs, name, (pattern, text) => {
        const expression = pattern.replaceAll(/\*+/g, '.*').replaceAll('?', '.');
        expect(matches(`x${pattern}`, `x${text}`)).toBe(new RegExp(`^x${expression}$`).test(`x${text}`));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('hostile patterns', () => {
  const name = 'a'.repeat(255);
  const deep = 'a/'.repeat(2000);

  it('end where a matcher with regular expressions does not', () => {
    expect(matches(`${'*a'.repeat(100)}b`, name)).toBe(false);
    expect(matches(`${'*?'.repeat(100)}b`, name)).toBe(false);
    expect(matches(`${'**/a/'.repeat(100)}b`, `${deep}c`)).toBe(false);
    expect(matches('+(a|aa|aaa)b', name)).toBe(false);
  });

  it.each([
    ['braces that explode', '{a,b}'.repeat(30), 'alternatives'],
    ['a range without end', '{1..999999999999}', 'alternatives'],
    ['braces in braces', '{a,'.repeat(1000), 'braces'],
    ['endless text', 'a'.repeat(100_000), 'longer'],
  ])('%s are refused in one short line', (_, pattern, reason) => {
    let message = '';
    try {
      readPattern(pattern);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(reason);
    expect(message.length).toBeLessThan(200);
  });

  it('any text is read, refused by an error of ours, or plain', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab/*?[]{},.\\!^-0129'), maxLength: 60 });
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        isPattern(pattern);
        try {
          matches(pattern, path);
        } catch (error) {
          expect(error).toMatchObject({ code: 'USAGE' });
        }
      }),
      { numRuns: 3000 },
    );
  });
});

it.each([
  ['a*', true],
  ['a?', true],
  ['[ab]', true],
  ['x{a,b}', true],
  ['a', false],
  ['a[', false],
  ['a]b[', false],
  ['a{b', false],
  ['}a{', false],
  ['[', false],
  ['a}', false],
  ['[]', true],
  ['', false],
])('%j may be a pattern: %j', (text, expected) => expect(isPattern(text)).toBe(expected));

describe('parts of a pattern', () => {
  it.each([
    ['././/a', 'a', true],
    ['a/./b', 'a/b', false],
    ['a\\', 'a\\', true],
    ['[a-c', '[a-c', true],
    ['[a-b-d]', 'd', true],
    ['[a-b-d]', '-', true],
    ['[a-b-d]', 'c', false],
    ['[bx]', 'a', false],
    ['[c-e]', 'b', false],
    ['[c-e]', 'f', false],
    ['[ab]]', 'a]', true],
    ['{3..1}', '2', true],
    ['{3..1}', '4', false],
    ['{1..10}', '10', true],
    ['{1..10}', '01', false],
    ['{1..010}', '001', true],
    ['{1..10}x', '5x', true],
    ['{1..3x}', '2', false],
    ['{x1..3}', '2', false],
    ['{a,{b,c}}d', 'cd', true],
    ['{a,b\\,c}', 'b,c', true],
    ['{a,b\\,c}', 'c', false],
    ['{a{b,c}', '{ab', true],
    ['a**b', 'axxb', true],
    ['*', '', true],
    ['a*', 'b', false],
  ])('%s and %s: %j', (pattern, path, expected) => expect(matches(pattern, path)).toBe(expected));

  it('come in the order in which they are written', () => {
    expect(readPattern('{c,a,b}')).toEqual([[{ name: 'c' }], [{ name: 'a' }], [{ name: 'b' }]]);
    expect(readPattern('a/**/b')).toEqual([[{ name: 'a' }, '**', { name: 'b' }]]);
    expect(readPattern('\\*')).toEqual([[{ name: '*' }]]);
  });

  it('are allowed up to their limits', () => {
    expect(readPattern('a'.repeat(4096))).toHaveLength(1);
    expect(() => readPattern('a'.repeat(4097))).toThrow(/longer than 4096 characters/);
    expect(readPattern('{1..1000}')).toHaveLength(1000);
    expect(() => readPattern('{1..1001}')).toThrow(/more than 1000 alternatives/);
    expect(() => readPattern('{1000..2000}')).toThrow(/more than 1000 alternatives/);
    expect(readPattern('{1500..2000}')).toHaveLength(501);
    expect(readPattern(`${'{'.repeat(63)}`)).toHaveLength(1);
    expect(() => readPattern('{'.repeat(64))).toThrow(/more than 64 braces|more than 63 braces/);
    expect(() => readPattern(`{1..9999}${'x'.repeat(30)}`)).toThrow(/x has more/);
    expect(() => readPattern(`{1..9999}${'x'.repeat(80)}`)).toThrow(/x… has more/);
  });
});
