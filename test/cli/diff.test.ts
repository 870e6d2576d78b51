import { cpSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption } from '../../src/index.ts';
import { ctParse } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, standardLog } from '../helpers/logs.ts';
import { SUFFIXES, writeTable } from '../helpers/tables.ts';

const ONE = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
const EIGHT = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');

const budgetOf = async (percent: string, a: string, b: string) => {
  const { code, stdout, stderr } = await ctParse(['diff', '--json', '--fail-above', percent, a, b]);
  return { code, stderr, budget: JSON.parse(stdout).budget };
};

describe('--fail-above', () => {
  it('fails where energy grew by more, and only there', async () => {
    const [a, b] = [await aggregateConsumption(ONE), await aggregateConsumption(EIGHT)];
    const grewPercent = 100 * (b.energyKwh / a.energyKwh - 1);
    expect(grewPercent).toBeGreaterThan(600);
    expect(await budgetOf(`${grewPercent - 0.1}%`, ONE, EIGHT)).toMatchObject({ code: 1, budget: { isKept: false } });
    expect(await budgetOf(`${grewPercent + 0.1} %`, ONE, EIGHT)).toMatchObject({ code: 0, budget: { isKept: true } });
    expect(await budgetOf('0', EIGHT, ONE)).toMatchObject({ code: 0, budget: { isKept: true, failAbovePercent: 0 } });
    expect(await budgetOf('0%', ONE, ONE)).toMatchObject({ code: 0, budget: { isKept: true } });
  });

  it.each(SUFFIXES)('also against a table (%s)', (suffix) =>
    withFolder(async (folder) => {
      const table = path.join(folder, `main${suffix}`);
      await writeTable(table, [ONE]);
      expect(await budgetOf('5%', table, EIGHT)).toMatchObject({ code: 1 });
      expect(await budgetOf('5%', table, ONE)).toMatchObject({ code: 0 });
    }),
  );

  it('a run that measured nothing is no saving', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { [names().standard]: standardLog({ epochs: [] }) });
      const { code, stderr, budget } = await budgetOf('5%', ONE, folder);
      expect({ code, kept: budget.isKept }).toEqual({ code: 1, kept: false });
      expect(stderr).toMatch(
        /^ct-parse: not within the budget: 1 run of B has no energy; without it, energy fell by 100 %, at most 5 % is allowed$/m,
      );
      // A that measured nothing makes any energy a growth.
      expect(await budgetOf('5%', folder, ONE)).toMatchObject({ code: 1 });
      // The others are shown beside it.
      cpSync(ONE, path.join(folder, 'one'), { recursive: true });
      const beside = await budgetOf('5%', ONE, folder);
      expect(beside.code).toBe(1);
      expect(beside.budget.text).toBe(
        '1 run of B has no energy; without it, energy is the same, at most 5 % is allowed',
      );
    }));

  it.each(['', '5 percent', '-5%', '5%%', 'Infinity', '1e2'])('refuses %j', async (percent) => {
    const { code, stdout, stderr } = await ctParse(['diff', `--fail-above=${percent}`, ONE, EIGHT]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^ct-parse: --fail-above [^\n]*\n$/);
  });
});

describe('--markdown', () => {
  it('has the figures of the text, and names that mean nothing to Markdown', () =>
    withFolder(async (folder) => {
      const odd = 'a|b`<i>*_$1';
      writeFiles(path.join(folder, odd), {
        [names().standard]: standardLog({ epochs: [{ power: { gpu: '100.0' } }] }),
      });
      const plain = await ctParse(['diff', ONE, folder]);
      const { code, stdout } = await ctParse(['diff', '--markdown', ONE, folder]);
      expect(code).toBe(0);
      const rows = stdout.split('\n').filter((line) => line.startsWith('|'));
      expect(rows).toHaveLength(5 + 4);
      for (const row of rows) expect(row.match(/(?<!\\)\|/g)?.length).toBe(rows.indexOf(row) < 5 ? 5 : 7);
      const figures = plain.stdout.match(/\d[\d.]* (?:[mµ]?Wh|m?g)\b/g) ?? [];
      expect(figures.length).toBeGreaterThan(5);
      for (const figure of figures) expect(stdout).toContain(figure);
      expect(stdout).not.toContain('<i>');
    }));

  it('lists what makes a total doubtful', async () => {
    const broken = fixture('carbontracker', '2.4.3', 'cli_sigint');
    const { stdout, stderr } = await ctParse(['diff', '--markdown', ONE, broken]);
    expect(stderr).toContain('B: error: ');
    expect(stdout).toContain('- B: error: ');
  });

  it('weighs what a side may count twice against the total of that side', async () => {
    const [a, b] = [fixture('carbontracker', '2.4.3'), fixture('carbontracker', '1.2.5')];
    const { stderr } = await ctParse(['diff', a, b]);
    for (const [label, side] of [
      ['A', a],
      ['B', b],
    ] as const) {
      const alone = await ctParse(['aggregate', side]);
      const effect = /^warning: devices-maybe-shared: .*; (up to .* in .*)\)$/m.exec(alone.stderr)?.[1];
      expect(effect).toMatch(/ in [1-9]/);
      expect(stderr).toMatch(new RegExp(`^${label}: warning: devices-maybe-shared: .*; ${effect}\\)$`, 'm'));
    }
  });

  it('cannot be combined with --json', async () => {
    const { code, stderr } = await ctParse(['diff', '--markdown', '--json', ONE, EIGHT]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'ct-parse: --json and --markdown cannot be combined\n' });
  });
});
