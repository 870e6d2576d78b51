import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS, clean, counted, cutEnd, cutMiddle, cutNames, listed, plural, toJson } from '../../src/model/text.ts';

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
