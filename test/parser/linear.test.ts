/** Work that grows with the text and no faster, for files that hold many runs, blocks, components or names. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examine, figuresOf } from '../../src/index.ts';
import { MOST_COMPONENTS } from '../../src/parser/carbontracker/repair/fragment.ts';
import { countWork } from '../helpers/counting.ts';
import { block, epochText, line, PUE_LINE, stamp } from '../helpers/logs.ts';
import { codesOf, runsOf } from '../helpers/runs.ts';

type Texts = [standard: string, output: string | null];

const many = (n: number, one: (i: number) => string): string => Array.from({ length: n }, (_, i) => one(i)).join('');
const head = line(0, 'carbontracker version 2.4.3') + line(0, PUE_LINE);
const components = 'The following components were found: GPU with device(s) A.';

/** A run that breaks off behind its first epoch. */
const run = (i: number, apartS: number): string =>
  line(i * apartS, 'carbontracker version 2.4.3') +
  line(i * apartS, components) +
  epochText(i * apartS + 48, 1, { duration: '0:00:48.00', power: { gpu: `${100 + (i % 977)}.5` } });

const total = (at: number, i: number): string =>
  block(at, { time: '0:00:48', energy: `0.${String((i * 7919) % 40_009).padStart(9, '0')} kWh` });

const KINDS: [string, number, (n: number) => Texts][] = [
  ['runs without a block', 300, (n) => [many(n, (i) => run(i, 100)), null]],
  ['blocks without a run', 300, (n) => [head, many(n, (i) => total(i * 100, i))]],
  [
    'runs and blocks that do not fit',
    300,
    (n) => [many(n, (i) => run(i, 100)), many(n, (i) => total((n - i) * 100, i))],
  ],
  ['runs at once and blocks that do not fit', 300, (n) => [many(n, (i) => run(i, 1)), many(n, (i) => total(n - i, i))]],
  ['more blocks than runs', 300, (n) => [many(n / 2, (i) => run(i, 100)), many(n, (i) => total(i * 50, i))]],
  [
    'runs of the same figures',
    300,
    (n) => [
      many(n, (i) => run(i * 977, 1)),
      many(n, (i) => block(i * 977 + 90, { time: '0:00:48', energy: '0.001340000 kWh' })),
    ],
  ],
  [
    'components in a head',
    1000,
    (n) => [
      head +
        line(0, `The following components were found: ${many(n, (i) => `G${i} with device(s) A, B. `)}`) +
        many(n, (i) => epochText(i * 60, i + 1, { power: { gpu: '1.0' } })),
      null,
    ],
  ],
  [
    'devices of a component',
    1000,
    (n) => [
      head +
        line(0, `The following components were found: GPU with device(s) ${'A, '.repeat(n)}B.`) +
        many(n, (i) => epochText(i * 60, i + 1, { power: { gpu: '1.0' } })),
      null,
    ],
  ],
  [
    'new names in each epoch',
    200,
    (n) => [
      head +
        many(n, (i) =>
          epochText(i * 60, i + 1, { power: Object.fromEntries([...'abcdefgh'].map((x) => [`${x}${i}`, '1.0'])) }),
        ),
      null,
    ],
  ],
  [
    'names in one epoch',
    2000,
    (n) => [head + line(0, 'Epoch 1:') + many(n, (i) => line(0, `Average power usage (W) for g${i}: 1.0`)), null],
  ],
  [
    'logs appended to cut lines',
    300,
    (n) => [head + many(n, (i) => `${stamp(i)} - Average power usage (W) for gpu: 1.${run(i, 100)}`), null],
  ],
  ['appended logs in one line', 300, (n) => [many(n, (i) => line(i, 'carbontracker version 2.4.3').trimEnd()), null]],
  [
    'output lines in one line of a standard log',
    300,
    (n) => [
      head +
        epochText(0, 1, { power: { cpu: '1.0' } }) +
        many(n, (i) => `${stamp(i)} - Average power usage (W) for gpu: 1.${stamp(i)} - CarbonTracker: `),
      null,
    ],
  ],
];

const workOf = ([standard, output]: Texts): number => {
  const { characters, copied, items } = countWork(() => {
    for (const one of runsOf(standard, output)) {
      figuresOf(one);
      examine(one);
    }
  });
  return characters + copied + items;
};

describe('work grows with the text and no faster', () => {
  it.each(KINDS)('%s (%d)', (_, n, make) => {
    const small = make(2 * n);
    const length = small[0].length + (small[1]?.length ?? 0);
    const work = workOf(small);
    expect(work).toBeGreaterThan(length / 2);
    expect(workOf(make(4 * n)) / work).toBeLessThanOrEqual(2.3);
  });

  it('all of them in one text, in any order', () => {
    const order = fc.shuffledSubarray(KINDS, { minLength: 2 });
    fc.assert(
      fc.property(order, (kinds) => {
        const joined = (factor: number): Texts => {
          const texts = kinds.map(([, n, make]) => make(Math.ceil((factor * n) / 10)));
          return [texts.map(([standard]) => standard).join(''), texts.map(([, output]) => output ?? '').join('')];
        };
        // A part of the work is done once a file, so that twice the text may be less than twice the work.
        expect(workOf(joined(4)) / workOf(joined(2))).toBeLessThanOrEqual(2.5);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a bound that leaves something out is reported', () => {
  const epoch = (names: number): string =>
    epochText(60, 1, { power: Object.fromEntries(Array.from({ length: names }, (_, i) => [`g${i}`, '1.0'])) });

  it('components of which power lines tell', () => {
    const [within] = runsOf(head + epoch(MOST_COMPONENTS));
    const [beyond] = runsOf(head + epoch(MOST_COMPONENTS + 1));
    expect(within && codesOf(within)).not.toContain('too-many-components');
    expect(beyond?.findings.filter(({ code }) => code === 'too-many-components')).toHaveLength(1);
    expect([within, beyond].map((one) => one?.components.length)).toEqual([MOST_COMPONENTS, MOST_COMPONENTS]);
  });

  it('components of a head', () => {
    const named = (n: number): string => many(n, (i) => `G${i} with device(s) A. `);
    const [beyond] = runsOf(head + line(0, `The following components were found: ${named(MOST_COMPONENTS + 1)}`));
    expect(beyond && codesOf(beyond)).toContain('too-many-components');
    expect(beyond?.components).toHaveLength(MOST_COMPONENTS);
  });
});
