import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EPOCH_COLUMNS, RUN_COLUMNS } from '../../src/tables/index.ts';
import { inRepository } from '../helpers/fixtures.ts';

const docs = readFileSync(inRepository('docs', 'schema.md'), 'utf8');

/** The rows of the table below a heading. */
function tableOf(heading: string): string[][] {
  const section = docs.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('docs/schema.md', () => {
  it.each([
    ['Runs', RUN_COLUMNS],
    ['Epochs', EPOCH_COLUMNS],
  ] as const)('has every column of %s, as it is', (heading, columns) => {
    expect(tableOf(heading)).toEqual(
      columns.map(({ name, type, unit, meaning, nullWhen }) => [
        `\`${name}\``,
        type,
        unit ?? '',
        meaning,
        nullWhen ?? 'never',
      ]),
    );
  });
});

/** Endings of names that tell a unit. */
const UNITS: Record<string, RegExp> = {
  s: /_s$/,
  kWh: /_kwh$/,
  g: /_g$/,
  'g/kWh': /_g_per_kwh$/,
  h: /_hours$/,
  W: /_w$/,
};

it('a column with a unit ends in it', () => {
  const units = [...RUN_COLUMNS, ...EPOCH_COLUMNS].filter(({ unit }) => unit !== null);
  expect(units.length).toBeGreaterThan(15);
  for (const { name, unit } of units) expect(name).toMatch(UNITS[unit ?? ''] ?? /^$/);
});
