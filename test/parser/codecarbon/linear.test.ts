/** Work that grows with a file and no faster, whatever its rows hold. */
import { describe, expect, it } from 'vitest';
import { COLUMNS, cellsOf, emissionsCsv, readEmissions, runId } from '../../helpers/codecarbon.ts';
import { countWork } from '../../helpers/counting.ts';

const many = (n: number, row: (i: number) => Record<string, string>): string =>
  emissionsCsv(Array.from({ length: n }, (_, i) => row(i)));
const header = `${COLUMNS.join(',')}\n`;

const KINDS: [string, (n: number) => string][] = [
  ['runs', (n) => many(n, (i) => ({ run_id: runId(i) }))],
  ['states of one run', (n) => many(n, (i) => ({ energy_consumed: String(i) }))],
  ['runs without an id and with one start', (n) => many(n, () => ({ run_id: '' }))],
  ['short rows', (n) => header + `${cellsOf().slice(1).join(',')}\n`.repeat(n)],
  [
    'short rows that fit',
    (n) =>
      header +
      `${cellsOf()
        .filter((_, i) => i !== 15)
        .join(',')}\n`.repeat(n),
  ],
  ['headers', (n) => header.repeat(n)],
  ['rows in one line', (n) => header + cellsOf().join(',').repeat(n)],
  ['commas', (n) => header + ','.repeat(40 * n)],
  ['quotes', (n) => `${header}${'"'.repeat(40 * n)}`],
  ['open quotes', (n) => header + `"${cellsOf().join(',')}\n`.repeat(n)],
  ['kinds of GPUs', (n) => many(1, () => ({ gpu_model: '1 x A'.repeat(n) }))],
  ['blanks', (n) => `${header}${' '.repeat(100 * n)}\n`],
];

describe.each(KINDS)('%s', (_, textOf) => {
  it('twice as many take about twice the work', () => {
    const workOf = (n: number): number => {
      const text = textOf(n);
      const { characters, copied, items } = countWork(() => void readEmissions(text));
      return characters + copied + items;
    };
    const [less, more] = [workOf(400), workOf(800)];
    expect(more).toBeLessThan(3 * less + 5_000);
  });
});
