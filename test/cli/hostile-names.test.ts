/** Every command on logs whose names and texts hold escapes: nothing of them reaches a terminal, or a spreadsheet. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STATEMENT_STYLES } from '../../src/index.ts';
import { checkNumbers } from '../../tools/fuzz/numbers.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { controls } from '../helpers/controls.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { EVIL, EVIL_NAME, writeHostile } from '../helpers/hostile.ts';

const FORMULA = /^[=+\-@\t\r'＝＋－＠]/;

const logs = path.join(mkdtempSync(path.join(tmpdir(), 'ct-hostile-')), EVIL_NAME);
const to = path.join(path.dirname(logs), `to ${EVIL_NAME}`);
const inTo = (name: string): string => path.join(to, name);

beforeAll(() => {
  // Every command reads them: what is long is for test/hostile.test.ts.
  writeHostile(logs, 0.01);
  writeFiles(to, {
    'runs.yaml': `phases: { ${JSON.stringify(EVIL)}: "**/*evil*", "=1+1": "**" }\nexclude: [{ pattern: "long", reason: ${JSON.stringify(EVIL)} }]\n`,
    'card.md': '---\nlicense: mit\n---\n',
    'evil card.md': `---\nco2_eq_emissions:\n  emissions: ${JSON.stringify(EVIL)}\n  training_type: ${JSON.stringify(EVIL)}\n  ${JSON.stringify(EVIL)}: 1\n---\n`,
  });
});
afterAll(() => rmSync(path.dirname(logs), { recursive: true }));

/** Runs a command on the logs; what it prints holds no control character and no trace of a fault of ours. */
async function clean(args: string[], codes = [0]): Promise<{ stdout: string; stderr: string }> {
  const { code, signal, stdout, stderr } = await ctParse(args);
  const where = args.slice(0, 4).join(' ').slice(0, 60);
  expect([where, signal, codes.includes(code ?? -1)], stderr).toEqual([where, null, true]);
  expect(controls(stdout + stderr), where).toEqual([]);
  expect(stdout + stderr, where).not.toMatch(/\n\s+at |node:internal|fault of ct-parse|\bNaN\b|Infinity/);
  return { stdout, stderr };
}

describe.skipIf(process.platform === 'win32')('no escape reaches the terminal', () => {
  const commands: [string[], number[]?][] = [
    [['aggregate', logs, '--verbose', '--range', '--compare-countries', 'DK,FR']],
    [['aggregate', logs, '--group-by', 'folder']],
    [['aggregate', logs, '--group-by', 'host']],
    [['aggregate', logs, '--group-by', 'device']],
    [['aggregate', logs, '--manifest', inTo('runs.yaml'), '--verbose', '--pue', '1.2', '--country', 'DK']],
    [['runs', logs, '--verbose']],
    [['runs', logs, '--range', '--group-by', 'folder']],
    [['runs', logs, '--epochs']],
    [
      ['audit', logs],
      [0, 1],
    ],
    [
      ['audit', logs, '--verbose'],
      [0, 1],
    ],
    [['diff', logs, fixture('hostile'), '--verbose']],
    [['diff', fixture('hostile'), logs]],
    [['parse', logs]],
    [
      ['check-card', inTo('evil card.md'), logs, '--country', 'DK'],
      [0, 1],
    ],
    [
      ['check-card', inTo('evil card.md'), '--json'],
      [0, 1],
    ],
    [['report', logs, '-o', inTo(`${EVIL_NAME}.pdf`)]],
    [['report', path.join(logs, EVIL_NAME), '--per-run', '-o', inTo(`${EVIL_NAME} all`)]],
    [['figures', logs, '-o', inTo(`${EVIL_NAME} figures`)]],
    [['runs', logs, '--parquet', inTo(`${EVIL_NAME}.parquet`)]],
    [['aggregate', '--from', inTo(`${EVIL_NAME}.parquet`), '--verbose']],
    [['statement', logs, '--style', 'latex', '-o', inTo(`${EVIL_NAME}.tex`)]],
    [['statement', logs, '--style', 'model-card', '--write', inTo('card.md'), '--country', 'DK', '--region', EVIL]],
    ...STATEMENT_STYLES.map((style): [string[]] => [['statement', logs, '--style', style, '--provider', EVIL]]),
  ];

  it.each(commands.map((command, i) => [`${command[0][0]} ${i}`, command] as const))('%s', async (_, [args, codes]) => {
    await clean(args, codes);
  });

  it('reports of each run lie in the folder that was asked for', () => {
    expect(readdirSync(inTo(`${EVIL_NAME} all`)).every((name) => /^[\w.#+-]+\.pdf$/.test(name))).toBe(true);
    expect(readdirSync(inTo(`${EVIL_NAME} figures`)).length).toBeGreaterThan(2);
  });

  it.each([
    ['aggregate', 'no such'],
    ['aggregate', `${EVIL}*`],
    ['aggregate', '--from', `${EVIL_NAME}.csv`],
    ['aggregate', '--from', EVIL_NAME],
    ['aggregate', fixture('hostile', 'pdf'), '--manifest', EVIL_NAME],
    ['aggregate', fixture('hostile', 'pdf'), '--country', EVIL],
    ['aggregate', fixture('hostile', 'pdf'), `--${EVIL}`],
    ['runs', fixture('hostile', 'pdf'), '--parquet', `/no such/${EVIL_NAME}`],
    ['report', fixture('hostile', 'pdf'), '-o', `/no such/${EVIL_NAME}`],
    ['figures', fixture('hostile', 'pdf'), '--format', EVIL],
    ['statement', fixture('hostile', 'pdf'), '--style', EVIL],
    ['statement', fixture('hostile', 'pdf'), '--style', 'model-card', '--write', EVIL_NAME],
    ['diff', EVIL_NAME, EVIL_NAME],
    [EVIL],
  ])('an error tells an argument without its escapes: %#', async (...args) => {
    const result = await ctParse(args);
    expect(controls(result.stderr)).toEqual([]);
    expectOneLine(result, result.code === 2 ? 2 : 1, /^ct-parse: /);
    // A line feed in a name does not cut the message short.
    if (args.at(-1)?.startsWith('/no such')) expect(result.stderr).toMatch(/no such file or folder\n$/);
  });

  it('faults of a table are told without its escapes', () =>
    withFolder(async (folder) => {
      const csv = (await ctParse(['runs', fixture('hostile', 'pdf'), '--csv'])).stdout;
      const tables: Record<string, string> = {
        'a.csv': csv.replace(',measured,', `,${EVIL.replace('\r', '')},`),
        'b.csv': csv.replace('\n3,', `\n${EVIL.replace('\r', '')},`),
        'c.ndjson': `{"${EVIL}`,
        'd.ndjson': JSON.stringify({ schemaVersion: EVIL }),
      };
      writeFiles(folder, tables);
      for (const name of Object.keys(tables)) {
        const result = await ctParse(['aggregate', '--from', path.join(folder, name)]);
        expect(controls(result.stderr), name).toEqual([]);
        expectOneLine(result, 1, new RegExp(name));
      }
    }));

  it('a manifest is told without its escapes, in one line', () =>
    withFolder(async (folder) => {
      const manifest = path.join(folder, 'runs.yaml');
      for (const text of [`"${EVIL}": 1`, `phases: { a: "!${EVIL}" }`, `phases: [${EVIL}`, '['.repeat(50_000)]) {
        writeFileSync(manifest, text);
        const result = await ctParse(['aggregate', fixture('hostile', 'pdf'), '--manifest', manifest]);
        expect(controls(result.stderr)).toEqual([]);
        expectOneLine(result, 2, /runs\.yaml/);
      }
    }));
});

describe('JSON', () => {
  it.each([['aggregate'], ['runs'], ['audit'], ['statement'], ['parse'], ['diff']])(
    'of %s is escaped, and holds numbers only',
    async (command) => {
      const more = command === 'diff' ? [fixture('hostile')] : [];
      const { stdout } = await clean([command, logs, ...more, '--json'], [0, 1]);
      if (command === 'diff') expect(() => JSON.parse(stdout)).not.toThrow();
      else checkNumbers(JSON.parse(stdout), command);
    },
  );

  it('of a line each is escaped, too', async () => {
    const { stdout } = await clean(['runs', logs, '--ndjson']);
    for (const line of stdout.trimEnd().split('\n')) checkNumbers(JSON.parse(line), 'runs');
  });
});

describe('CSV', () => {
  it.each([[[]], [['--epochs']]])('holds no formula: %j', async (options) => {
    const { stdout } = await clean(['runs', logs, '--csv', ...options]);
    const [names = [], ...rows] = parseCsv(stdout) as string[][];
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      for (const [i, cell] of row.entries()) {
        // A number may be negative; a quote in front makes a text of anything.
        const isSafe = !FORMULA.test(cell) || cell.startsWith("'") || (cell !== '' && Number.isFinite(Number(cell)));
        expect([names[i], cell, isSafe]).toEqual([names[i], cell, true]);
      }
    }
  });

  it('and the other forms are read back to the same totals', async () => {
    const totalsOf = async (...args: string[]): Promise<unknown> => {
      const {
        findings: _,
        range: __,
        ...totals
      } = JSON.parse((await ctParse(['aggregate', '--json', ...args])).stdout);
      return totals;
    };
    const expected = await totalsOf(logs);
    for (const form of ['csv', 'ndjson']) {
      const file = inTo(`again.${form}`);
      writeFileSync(file, (await ctParse(['runs', logs, `--${form}`])).stdout);
      expect(await totalsOf('--from', file), form).toEqual(expected);
    }
    expect(readFileSync(inTo('again.csv'), 'utf8')).toContain("'=1+1");
  });
});
