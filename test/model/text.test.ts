import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CONTROLS,
  clean,
  codePoints,
  counted,
  cutApart,
  cutEnd,
  cutMiddle,
  cutNames,
  firstOf,
  hyphened,
  listed,
  plural,
  toJson,
  withoutSharedParts,
} from '../../src/model/text.ts';

const anyText = fc.string({ unit: 'binary' });
/** An escape that colours a terminal, a C1 control, and an override of the direction of writing. */
const HOSTILE = 'A\u001b[31m\u009bB\u202eC';

describe('text of logs that reaches people', () => {
  it('has no control characters and no overrides of the direction, and nothing else is taken out', () => {
    expect(clean(HOSTILE)).toBe('A\ufffd[31m\ufffdB\ufffdC');
    expect(clean('São Paulo, 20 °C – λ')).toBe('São Paulo, 20 °C – λ');
    fc.assert(
      fc.property(anyText, (text) => {
        expect(clean(text)).toHaveLength(text.length);
        expect(clean(text)).not.toMatch(CONTROLS);
      }),
    );
  });

  it('as JSON reads back the same, without a control character but its line ends', () => {
    expect(toJson({ name: HOSTILE })).toBe('{"name":"A\\u001b[31m\\u009bB\\u202eC"}');
    expect(toJson([1, 2], 2)).toBe('[\n  1,\n  2\n]');
    fc.assert(
      fc.property(anyText, fc.constantFrom(undefined, 2), (text, indent) => {
        const json = toJson([text], indent);
        expect(JSON.parse(json)).toEqual([text]);
        expect(json.replaceAll('\n', '')).not.toMatch(CONTROLS);
      }),
    );
  });
});

it('counts in words', () => {
  expect([0, 1, 2].map((count) => plural(count, 'run'))).toEqual(['0 runs', '1 run', '2 runs']);
});

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('lists %j as %j', (items, text) => expect(listed(items)).toBe(text));

describe('counted', () => {
  it('the most frequent first, ties by name', () => {
    expect(counted(['b', 'c', 'a', 'c', 'b', 'c', 'd', 'a'])).toEqual([
      { name: 'c', count: 3 },
      { name: 'a', count: 2 },
      { name: 'b', count: 2 },
      { name: 'd', count: 1 },
    ]);
    expect(counted([])).toEqual([]);
  });

  it('is the same in any order of the names', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', 'constructor'), { maxLength: 12 });
    fc.assert(
      fc.property(names, (list) => {
        expect(counted(list)).toEqual(counted([...list].sort()));
        expect(counted(list).reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
      }),
    );
  });
});

describe('cutEnd', () => {
  it.each([
    ['NVIDIA A100', 11, 'NVIDIA A100'],
    ['NVIDIA A100', 10, 'NVIDIA A1…'],
    ['NVIDIA A100', 1, '…'],
    ['😀😀😀', 3, '😀😀😀'],
    ['😀😀😀', 2, '😀…'],
  ])('%j to %d signs is %j', (text, longest, cut) => expect(cutEnd(text, longest)).toBe(cut));
});

describe('names cut in the middle', () => {
  it('end and begin with whole words where there are any, and are never longer than asked for', () => {
    expect(cutMiddle('v1.0.4/gpu1_cpu1_e3_tworuns/2026-11-23T15:38Z', 33)).toBe('v1.0.4/gpu1_…/2026-11-23T15:38Z');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 40 }), (name, longest) => {
        const cut = cutMiddle(name, longest);
        return Array.from(cut).length <= longest && (Array.from(name).length > longest || cut === name);
      }),
    );
  });

  it('stay different', () => {
    const stamps = ['8622.789101', '8703.883924', '8703.883925'];
    const names = stamps.map((stamp) => `2.4.3/gpu1_cpu1_e3_tworuns/${stamp}_2026-11-23T154055Z`);
    const cut = cutNames([...names, 'short'], 33);
    expect(new Set(cut).size).toBe(4);
    expect(cut[3]).toBe('short');
    for (const name of cut) expect(name.length).toBeLessThanOrEqual(33);
  });
});

it('names that are not UTF-8 keep their bytes', () => {
  expect(clean('a\udce9b\udc80\udcff')).toBe('a\\xe9b\\x80\\xff');
  expect(clean('\u{1f600}')).toBe('\u{1f600}');
});

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c'], 'a, b, and 1 more'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, and 3 more'],
])('the first two of %j: %j', (names, text) => expect(firstOf(names, 2)).toBe(text));

it.each([
  ['maxKwh', 'max-kwh'],
  ['aBigOne', 'a-big-one'],
  ['pue', 'pue'],
])('%s is typed as %s', (name, option) => expect(hyphened(name)).toBe(option));

describe('cutMiddle', () => {
  it.each([
    // Ten signs: nine and the ellipsis, of which six are of the end.
    ['abcdefghijklmnop', 10, 'abc…klmnop'],
    ['abcdefghi/klmnop', 10, 'abc…klmnop'],
    ['abcdefghij/lmnop', 10, 'abc…/lmnop'],
    ['abcdefghijklm/op', 10, 'abc…/op'],
    // A word that ends in the farther half would cost too much of the end.
    ['abcdefghijklmn/p', 10, 'abc…klmn/p'],
    ['a/cdefghijklmnop', 10, 'a/c…klmnop'],
    ['ab/defghijklmnop', 10, 'ab/…klmnop'],
    ['/bcdefghijklmnop', 10, '/bc…klmnop'],
    ['ab cdefghijk mnop', 10, 'ab … mnop'],
    ['short', 10, 'short'],
    ['exactly_10', 10, 'exactly_10'],
    ['abcdef', 2, '…f'],
  ])('%s to %d signs is %s', (name, longest, cut) => expect(cutMiddle(name, longest)).toBe(cut));
});

describe('cutApart', () => {
  it('shows the part in which names differ that would be the same', () => {
    const names = ['1.1.5', '2.4.3'].map((version) => `carbontracker/${version}/gpu8_cpu2_e3_p1_monitored`);
    const cut = cutApart([...names, 'short'], 18);
    expect(cut).toEqual(['carb…1.1.5…nitored', 'carb…2.4.3…nitored', 'short']);
  });

  it('is never longer than the room, and keeps any two names apart that differ in a part for which there is room', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 0, maxLength: 40 }),
        fc.string({ minLength: 0, maxLength: 40 }),
        fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,4}$/), { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 8, max: 30 }),
        (start, end, parts, longest) => {
          const names = parts.map((part) => `${start}${part}${end}`);
          const cut = cutApart(names, longest);
          for (const one of cut) expect(Array.from(one).length).toBeLessThanOrEqual(longest);
          expect(new Set(cut).size).toBe(new Set(names).size);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('cutNames', () => {
  it('that would be the same keep more of their end, or all', () => {
    // The number is the eleventh sign from the end, of which ten are usually kept.
    expect(cutNames(['run-aaaaaaaaaaaa-1-of-series', 'run-aaaaaaaaaaaa-2-of-series'], 16)).toEqual([
      'run…-1-of-series',
      'run…-2-of-series',
    ]);
    expect(cutNames(['run-aaaaaaaaaa-1-of-a-series', 'run-aaaaaaaaaa-2-of-a-series'], 16)).toEqual([
      'r…-1-of-a-series',
      'r…-2-of-a-series',
    ]);
    const far = ['run-aaaaaaaaaaaaa-1-of-the-whole-series', 'run-aaaaaaaaaaaaa-2-of-the-whole-series'];
    expect(cutNames(far, 16)).toEqual(far);
  });

  it('of a fitting length stay, also beside long ones', () => {
    expect(cutNames(['abc', 'defg'], 4)).toEqual(['abc', 'defg']);
    expect(cutNames(['abcd', 'abcdefghijk'], 4)[0]).toBe('abcd');
  });
});

describe('codePoints', () => {
  it('names signs in one pair of brackets', () => {
    expect(codePoints('实验')).toBe('[U+5B9E 9A8C]');
    expect(codePoints(['é'])).toBe('[U+00E9]');
  });
});

describe('names without the parts that all share', () => {
  it.each([
    [
      ['net_lr1_sgd_1', 'net_lr2_sgd_1', 'net_lr2_sgd_2'],
      ['…lr1…1', '…lr2…1', '…lr2…2'],
    ],
    [
      ['a/net_1', 'a/net_2_x'],
      ['…1', '…2_x'],
    ],
    [
      ['a_b', 'a_b_b'],
      ['a_b', '…b'],
    ],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [['a_b'], ['a_b']],
    [[], []],
  ])('%j', (names, expected) => expect(withoutSharedParts(names)).toEqual(expected));

  it('stay distinct', () => {
    const name = fc.array(fc.constantFrom('a', 'b', 'c1', ''), { maxLength: 5 }).map((parts) => parts.join('_'));
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 6 }), (names) => {
        expect(new Set(withoutSharedParts(names)).size).toBe(names.length);
      }),
    );
  });
});
