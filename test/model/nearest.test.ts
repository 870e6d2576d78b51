import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/model/nearest.ts';

const KNOWN = ['aggregate', 'audit', 'parse', 'pue', 'report', 'verify'];

describe('the nearest known name', () => {
  it.each([
    ['agregate', 'aggregate'],
    ['aggreagte', 'aggregate'],
    ['agregatte', 'aggregate'],
    ['reprot', 'report'],
    ['rpeort', 'report'],
    ['erport', 'report'],
    ['xreport', 'report'],
    ['reportx', 'report'],
    ['par', null],
    ['prse', 'parse'],
    // Two slips are too many for a short word, and three for any.
    ['pve', 'pue'],
    ['epu', null],
    ['pux', 'pue'],
    ['xyu', null],
    ['audtxx', null],
    ['paes', null],
    ['pv', null],
    ['vrfi', null],
    ['', null],
    ['zzzzzz', null],
  ])('%s: %s', (word, name) => expect(nearest(word, KNOWN)).toBe(name));

  it('is the word itself where it is known, and the first of equally near ones', () => {
    for (const name of KNOWN) expect(nearest(name, KNOWN)).toBe(name);
    expect(nearest('bat', ['cat', 'hat'])).toBe('cat');
    expect(nearest('batter', ['cutter', 'butter'])).toBe('butter');
    expect(nearest('cat', [])).toBeNull();
    // One letter that moved is not a swap of two.
    expect(nearest('xp', ['pu'])).toBeNull();
  });

  it('finds a name of which one letter was changed, lost, doubled or swapped', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KNOWN),
        fc.nat(),
        fc.constantFrom('lose', 'swap', 'double', 'change'),
        (name, n, slip) => {
          const at = n % (name.length - 1);
          const [head, one, two, rest] = [name.slice(0, at), name[at] ?? '', name[at + 1] ?? '', name.slice(at + 2)];
          const words = {
            lose: two + rest,
            swap: two + one + rest,
            double: one + one + two + rest,
            change: `#${two}${rest}`,
          };
          expect(nearest(head + words[slip], KNOWN)).toBe(name);
        },
      ),
    );
  });
});
