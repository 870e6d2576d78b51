/** The work of reading console text grows with its length and no faster, whatever it holds. */
import { describe, expect, it } from 'vitest';
import { consoleSource } from '../../../src/parser/console/index.ts';
import { unpackedFile } from '../../../src/parser/find/file.ts';
import { sourceFile } from '../../../src/parser/sources.ts';
import { countWork } from '../../helpers/counting.ts';

const many = (n: number, one: (i: number) => string): string => Array.from({ length: n }, (_, i) => one(i)).join('');
const COMPONENTS = 'CarbonTracker: The following components were found: GPU with device(s) A.\n';
const block = (kind: 'Actual' | 'Predicted', i: number): string =>
  `CarbonTracker: \n${kind} consumption for 3 epoch(s):\n\tTime:\t0:01:00\n\tEnergy:\t0.${String((i * 7919) % 40_009).padStart(9, '0')} kWh\n\tCO2eq:\t1.000000 g\n`;

const KINDS: [string, number, (n: number) => string][] = [
  [
    'runs',
    300,
    (n) =>
      many(n, (i) => `${COMPONENTS + block('Predicted', i) + block('Actual', i)}CarbonTracker: Finished monitoring.\n`),
  ],
  ['totals without ends', 300, (n) => many(n, (i) => block('Actual', i))],
  ['predictions without totals', 300, (n) => many(n, (i) => block('Predicted', i))],
  ['components without totals', 1000, (n) => many(n, () => COMPONENTS)],
  ['components, then totals', 300, (n) => COMPONENTS.repeat(n) + many(n, (i) => block('Actual', i))],
  ['processes', 500, (n) => many(n, (i) => `[rank${i}]: ${COMPONENTS}`)],
  ['blocks of processes', 300, (n) => many(n, (i) => block('Actual', i).replace(/^/gm, `[rank${i % 97}]: `))],
  ['marks in one line', 2000, (n) => 'CarbonTracker: '.repeat(n)],
  ['quoted marks', 2000, (n) => '"CarbonTracker: '.repeat(n)],
  ['headings without a block', 2000, (n) => 'Actual consumption for 3 epoch(s):\n'.repeat(n)],
  [
    'a block that never ends',
    2000,
    (n) => `CarbonTracker: \nActual consumption:\n${'Time: CarbonTracker\n'.repeat(n)}`,
  ],
  ['a line that never ends', 50_000, (n) => `CarbonTracker: ${'x '.repeat(n)}`],
  ['a bar that is drawn again', 5000, (n) => `${'\r 10% |###'.repeat(n)}\r${COMPONENTS}`],
  ['escapes', 5000, (n) => `${COMPONENTS}${'\u001b[31m'.repeat(n)}${'\u001b]0;'.repeat(n)}`],
  ['brackets', 5000, (n) => `${COMPONENTS}${'['.repeat(n)}CarbonTracker: \n${'('.repeat(n)}`],
];

function workOf(text: string): number {
  const file = sourceFile(unpackedFile('x.out', Buffer.from(text)), 'x.out');
  const { characters, copied, items } = countWork(() => {
    consoleSource.isWithin?.(file);
    for (const _ of consoleSource.read(file));
  });
  return characters + copied + items;
}

describe('console text of twice the length takes at most twice the work', () => {
  it.each(KINDS)('%s', (_, n, make) => {
    expect(workOf(make(4 * n)) / workOf(make(2 * n))).toBeLessThanOrEqual(2.3);
  });
});
