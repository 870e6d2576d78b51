import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFileName } from '../../../src/log/file-name.ts';
import type { RunFiles } from '../../../src/model/run.ts';
import { groupByStem } from '../../../src/parser/find/group.ts';

const PLAIN = [
  '_carbontracker.log',
  '_carbontracker_output.log',
  '_carbontracker_err.log',
  '_carbontracker_samples.csv',
];
const CHANGED = [
  '_carbontracker (1).log',
  '_carbontracker(1).log',
  '_carbontracker_output (1).log',
  '_CARBONTRACKER.LOG',
];
const OLDEST = ['carbontracker.log', 'carbontracker_output.log', 'carbontracker_2020-04-27T12:34Z.log'];
const OTHER = [
  '',
  '.txt',
  '_carbontracker',
  '_carbontracker.log.bak',
  '_carbontracker_output',
  '.zip',
  '_carbontracker.zip',
];

const part = fc.constantFrom(
  'a',
  'b',
  ' (1)',
  '_carbontracker',
  '_carbontracker_output',
  '训练',
  '\u{1f600}',
  '\uffee',
  '.',
);
const stem = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''));
const name = (endings: readonly string[]) => fc.tuple(stem, fc.constantFrom(...endings)).map((parts) => parts.join(''));
/** Names of a folder, in any order. */
const namesWith = (...endings: string[]) => fc.uniqueArray(name(endings), { maxLength: 24 });

const baseNames = (files: RunFiles): string[] =>
  Object.values(files).flatMap((file) => (file === null ? [] : [path.basename(file)]));

/** The sets of unchanged names by the words of the documentation: alike but for the ending, with one of the two logs. */
function setsOf(names: readonly string[]): string[][] {
  const sets = new Map<string, string[]>();
  for (const one of [...names].sort()) {
    const ending = PLAIN.find((plain) => one.endsWith(plain));
    if (ending === undefined) continue;
    const of = one.slice(0, one.length - ending.length);
    sets.set(of, [...(sets.get(of) ?? []), one]);
  }
  return [...sets.values()].filter((set) => set.some((one) => /_carbontracker(?:_output)?\.log$/.test(one)));
}

const group = (names: readonly string[]) => {
  const { sets, ...rest } = groupByStem('folder', [...names].sort());
  return { ...rest, sets: [...sets] };
};

describe('the names of a folder', () => {
  it('that were not changed are paired by what is in front of their ending, in their order', () => {
    fc.assert(
      fc.property(namesWith(...PLAIN, '.py', '_carbontracker'), (names) => {
        const { sets } = group(names);
        expect(sets.map(({ files }) => baseNames(files).sort())).toEqual(setsOf(names));
        for (const { folder, files } of sets) {
          expect(folder).toBe('folder');
          for (const [role, file] of Object.entries(files)) {
            if (file !== null) expect(readFileName(path.basename(file))?.role).toBe(role);
            if (file !== null) expect(file).toBe(`folder${path.sep}${path.basename(file)}`);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('whatever was done to them, come to one set each, or are left out', () => {
    fc.assert(
      fc.property(namesWith(...PLAIN, ...CHANGED, ...OLDEST, ...OTHER), (names) => {
        const { sets, leftOut, others } = group(names);
        const inSets = sets.flatMap(({ files }) => baseNames(files));
        const alone = leftOut.filter((one) => !others.includes(one));
        expect([...inSets, ...alone, ...others].sort()).toEqual([...names].sort());
        expect(others.every((one) => readFileName(one) === null)).toBe(true);
        expect(alone.every((one) => ['error', 'samples'].includes(readFileName(one)?.role ?? ''))).toBe(true);
        const expected = others.filter((one) => /carbontracker/i.test(one) && !one.endsWith('.zip'));
        expect(leftOut.filter((one) => others.includes(one))).toEqual(expected);
        for (const { files } of sets) {
          expect(new Set(baseNames(files).map((one) => readFileName(one)?.stem)).size).toBe(1);
          expect(files.standard ?? files.output).not.toBeNull();
        }
        expect(new Set(sets.map((set) => set.stem)).size).toBe(sets.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('lie between those of a stem that they begin with', () => {
    const names = ['a_carbontracker.log', 'a_carbontracker_b_carbontracker.log', 'a_carbontracker_output.log'];
    expect(group(names).sets.map((set) => [set.stem, ...baseNames(set.files)])).toEqual([
      ['a', 'a_carbontracker.log', 'a_carbontracker_output.log'],
      ['a_carbontracker_b', 'a_carbontracker_b_carbontracker.log'],
    ]);
  });

  it('that differ only in blanks of a copy are copies of their own', () => {
    const names = [
      'x_carbontracker (1).log',
      'x_carbontracker(1).log',
      'x_carbontracker.log',
      'x (1)_carbontracker.log',
    ];
    expect(group(names).sets.map((set) => [set.stem, ...baseNames(set.files)])).toEqual([
      ['x (1)', 'x (1)_carbontracker.log'],
      ['x (1) (renamed)', 'x_carbontracker (1).log'],
      ['x (1) (renamed) (renamed)', 'x_carbontracker(1).log'],
      ['x', 'x_carbontracker.log'],
    ]);
  });
});
