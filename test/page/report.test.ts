/** `report -o report.html` in a real browser. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { figureOn, launch, openFile, type Seen, textOn, watchedPage, writeReport } from '../helpers/browser.ts';
import { ctParse } from '../helpers/cli.ts';
import { copyLogs, fixture, recordedScenarios, withFolder } from '../helpers/fixtures.ts';
import { hasProgram, need } from '../helpers/needs.ts';
import { spawnCtParse } from '../helpers/process.ts';
import { writeTable } from '../helpers/tables.ts';

let browser: Browser;

beforeAll(async () => {
  if (hasProgram('chromium')) browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(() => need('chromium'));

const aggregate = async (...args: string[]): Promise<Record<string, never>> =>
  JSON.parse((await ctParse(['aggregate', '--json', ...args])).stdout);

const expectQuiet = (seen: Seen): void => expect(seen).toEqual({ problems: [], requests: [] });

describe('the figures on the page are those of aggregate --json, to the last digit', () => {
  const FOLDERS = ['console', 'codecarbon', 'carbontracker-events', 'power-trace', 'findings', 'defects', 'hostile'];
  /** One tab for all: each new one would be a process. */
  let tab: Awaited<ReturnType<typeof watchedPage>>;
  beforeAll(async () => {
    if (hasProgram('chromium')) tab = await watchedPage(browser);
  });
  afterAll(() => tab?.page.close());

  it.each([...recordedScenarios().map((name) => `carbontracker/${name}`), ...FOLDERS])('%s', (name) =>
    withFolder(async (folder) => {
      const logs = path.join(folder, 'logs');
      if (name.startsWith('carbontracker/')) copyLogs(fixture(...name.split('/')), logs);
      const read = name.startsWith('carbontracker/') ? logs : fixture(name);
      const file = path.join(folder, 'report.html');
      await writeReport(file, read);
      const { page, seen } = tab;
      await openFile(page, file);
      const { energyKwh, co2eqG, durationS, runs } = await aggregate(read);
      const shown = ['energyKwh', 'co2eqG', 'durationS', 'runs'].map((figure) => figureOn(page, figure));
      expect(await Promise.all(shown)).toEqual([energyKwh, co2eqG, durationS, runs]);
      expect((await textOn(page, '[data-name="sentence"]')).replace(/ Copy$/, '')).toBe(
        (await ctParse(['aggregate', read])).stdout.split('\n')[0]?.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD'),
      );
      expectQuiet(seen);
    }),
  );

  it('the mean power is that of the PDF', () => {
    need('pdftotext');
    return withFolder(async (folder) => {
      const logs = fixture('carbontracker', '2.4.3');
      for (const flags of [[], ['--as-logged'], ['--pue', '1.1']]) {
        const [file, pdf] = [path.join(folder, 'report.html'), path.join(folder, 'report.pdf')];
        await spawnCtParse(['report', logs, '-o', file, ...flags]);
        await ctParse(['report', logs, '-o', pdf, ...flags]);
        const { page } = await watchedPage(browser);
        await openFile(page, file);
        const shown = await textOn(page, 'data[data-name="meanPowerW"]');
        await page.close();
        const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
        expect(text, flags.join(' ')).toMatch(
          new RegExp(`Mean power\\n.* ${shown}\\n.*energy without PUE by duration`),
        );
      }
    });
  });

  it('of each run in its own view, too', () =>
    withFolder(async (folder) => {
      const logs = fixture('carbontracker', '2.4.3');
      const file = path.join(folder, 'report.html');
      await writeReport(file, logs);
      const { page, seen } = await watchedPage(browser);
      await openFile(page, file);
      const runs = JSON.parse((await ctParse(['runs', '--json', logs])).stdout) as {
        id: string;
        corrected: { energyKwh: number; co2eqG: number | null };
      }[];
      expect(runs.length).toBeGreaterThan(10);
      for (const [i, { corrected }] of runs.entries()) {
        await page.evaluate(
          (hash) => {
            location.hash = hash;
          },
          `#run-${i + 1}`,
        );
        await page.waitForSelector('.run-name');
        await page.waitForFunction(
          (energyKwh) => document.querySelector<HTMLDataElement>('data[data-name="energyKwh"]')?.value === energyKwh,
          {},
          String(corrected.energyKwh),
        );
        expect(await figureOn(page, 'co2eqG')).toBe(corrected.co2eqG);
      }
      expectQuiet(seen);
      await page.close();
    }));
});

describe('what-if', () => {
  const LOGS = [fixture('carbontracker', '2.4.3'), fixture('carbontracker', '1.0.4'), fixture('codecarbon')];

  it('is aggregate with --pue, --intensity, --country, --year and --as-logged', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'report.html');
      await writeReport(file, LOGS);
      const { page, seen } = await watchedPage(browser);
      await openFile(page, file);
      const expectTotals = async (...args: string[]): Promise<void> => {
        const { energyKwh, co2eqG } = await aggregate(...LOGS, ...args);
        await page.waitForFunction(
          (wanted) =>
            ['energyKwh', 'co2eqG'].every(
              (name, i) => document.querySelector<HTMLDataElement>(`data[data-name="${name}"]`)?.value === wanted[i],
            ),
          { timeout: 20_000 },
          [String(energyKwh), String(co2eqG)],
        );
      };
      await expectTotals();
      await page.type('[name="pue"]', '1.2');
      await expectTotals('--pue', '1.2');
      await page.type('[name="intensity"]', '37.5');
      await expectTotals('--pue', '1.2', '--intensity', '37.5');
      await page.select('[name="country"]', 'DK');
      await expectTotals('--pue', '1.2', '--country', 'DK');
      await page.select('[name="year"]', '2022');
      await expectTotals('--pue', '1.2', '--country', 'DK', '--year', '2022');
      const sentence = (await ctParse(['aggregate', ...LOGS, '--pue', '1.2', '--country', 'DK', '--year', '2022']))
        .stdout;
      expect((await textOn(page, '[data-name="sentence"]')).replace(/ Copy$/, '')).toBe(sentence.split('\n')[0]);
      await page.click('.what-if button');
      await expectTotals();
      await page.click('.what-if fieldset label:nth-of-type(2) input');
      await expectTotals('--as-logged');
      expectQuiet(seen);
      await page.close();
    }));

  it('says what is wrong with a factor, and keeps the figures', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'report.html');
      await writeReport(file, LOGS);
      const { page, seen } = await watchedPage(browser);
      await openFile(page, file);
      const before = await figureOn(page, 'energyKwh');
      await page.type('[name="pue"]', '0.5');
      await page.waitForSelector('.what-if [role="alert"]');
      expect(await textOn(page, '.what-if [role="alert"]')).toContain('PUE must be at least 1');
      expect(await figureOn(page, 'energyKwh')).toBe(before);
      expectQuiet(seen);
      await page.close();
    }));

  it('starts with the factors that the report was written with', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'report.html');
      const args = [fixture('carbontracker', '2.4.3'), '--pue', '1.3', '--country', 'FR'];
      const { code } = await spawnCtParse(['report', ...args, '-o', file]);
      expect(code).toBe(0);
      const { page, seen } = await watchedPage(browser);
      await openFile(page, file);
      expect(await figureOn(page, 'energyKwh')).toBe((await aggregate(...args)).energyKwh);
      expect(await page.$eval('[name="pue"]', (input) => (input as HTMLInputElement).value)).toBe('1.3');
      expectQuiet(seen);
      await page.close();
    }));
});

describe('the table', () => {
  it('sorts, searches and filters, and the head follows', () =>
    withFolder(async (folder) => {
      const logs = fixture('carbontracker', '2.4.3');
      const file = path.join(folder, 'report.html');
      await writeReport(file, logs);
      const { page, seen } = await watchedPage(browser);
      await openFile(page, file);
      const energies = (): Promise<number[]> =>
        page.$$eval('data[data-name="runEnergyKwh"]', (cells) =>
          cells.map((cell) => Number((cell as HTMLDataElement).value)),
        );
      await page.click('.head .energy button');
      const sorted = await energies();
      expect(sorted.length).toBeGreaterThan(10);
      expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
      await page.type('[name="search"]', 'gpu8');
      await page.waitForFunction(() => document.querySelector('.selection') !== null);
      const kept = await energies();
      expect(kept).toHaveLength(1);
      expect(await figureOn(page, 'energyKwh')).toBe(kept[0]);
      await page.select('[name="basis"]', 'recovered');
      await page.waitForFunction(() => document.querySelectorAll('.all .row').length === 0);
      expectQuiet(seen);
      await page.close();
    }));

  it('opens in the groups that were asked for', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'report.html');
      const logs = fixture('carbontracker', '2.4.3');
      expect((await ctParse(['report', logs, '--group-by', 'device', '-o', file])).code).toBe(0);
      const { page, seen } = await watchedPage(browser);
      await openFile(page, file);
      const { groups } = (await aggregate(logs, '--group-by', 'device')) as unknown as {
        groups: { energyKwh: number }[];
      };
      const shown = await page.$$eval('[data-name="groupEnergyKwh"]', (all) =>
        all.map((one) => Number(one.getAttribute('value'))),
      );
      expect(shown).toEqual(groups.map(({ energyKwh }) => energyKwh));
      expectQuiet(seen);
      await page.close();
    }));

  it('says that it has no phases', () =>
    withFolder(async (folder) => {
      const [manifest, file] = [path.join(folder, 'runs.yaml'), path.join(folder, 'report.html')];
      writeFileSync(manifest, 'phases:\n  all: "**"\n');
      const { stderr } = await ctParse([
        'report',
        fixture('carbontracker', '2.4.3'),
        '--manifest',
        manifest,
        '-o',
        file,
      ]);
      expect(stderr).toContain('the page shows no totals by phase; a PDF does: -o report.pdf\n');
    }));

  it('groups as aggregate --group-by does', () =>
    withFolder(async (folder) => {
      const logs = fixture('carbontracker', '2.4.3');
      const file = path.join(folder, 'report.html');
      await writeReport(file, logs);
      const { page, seen } = await watchedPage(browser);
      await openFile(page, file);
      for (const by of ['device', 'folder', 'month']) {
        await page.select('[name="group-by"]', by);
        const { groups } = (await aggregate(logs, '--group-by', by)) as unknown as { groups: { energyKwh: number }[] };
        await page.waitForFunction(
          (label) => document.querySelector('table.plain')?.getAttribute('aria-label') === label,
          {},
          `Totals by ${by}`,
        );
        const shown = await page.$$eval('data[data-name="groupEnergyKwh"]', (cells) =>
          cells.map((cell) => Number((cell as HTMLDataElement).value)),
        );
        expect(shown).toEqual(groups.map(({ energyKwh }) => energyKwh));
      }
      expectQuiet(seen);
      await page.close();
    }));
});

describe('report -o report.html', () => {
  it('gives the same bytes for the same input, and names its command', () =>
    withFolder(async (folder) => {
      const logs = fixture('carbontracker', '1.1.5');
      const file = path.join(folder, 'report.html');
      const write = async (): Promise<string> => {
        const { code, stderr } = await spawnCtParse(['report', logs, '-o', file], { env: { SOURCE_DATE_EPOCH: '0' } });
        expect({ code, named: stderr.includes(`${file}: `) }).toEqual({ code: 0, named: true });
        return readFileSync(file, 'utf8');
      };
      const first = await write();
      expect(await write()).toBe(first);
      const { page, seen } = await watchedPage(browser);
      await openFile(page, file);
      expect(await textOn(page, '#about')).toContain(`ct-parse report ${logs} -o ${file}`);
      expectQuiet(seen);
      await page.close();
    }));

  it('as a PDF, too, whatever signs the names of the runs hold', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'report.pdf');
      const { code, stderr } = await spawnCtParse(['report', fixture('hostile'), '-o', file]);
      expect(stderr).not.toContain('fault of ct-parse');
      expect(code).toBe(0);
      expect(readFileSync(file, 'latin1').startsWith('%PDF-')).toBe(true);
    }));

  it('shows runs of a table, which have no epochs', () =>
    withFolder(async (folder) => {
      const table = path.join(folder, 'runs.ndjson');
      await writeTable(table, [fixture('carbontracker', '2.4.3')]);
      const file = path.join(folder, 'report.html');
      await writeReport(file, [], { tables: [table] });
      const { page, seen } = await watchedPage(browser);
      await openFile(page, file);
      const { energyKwh } = await aggregate('--from', table);
      expect(await figureOn(page, 'energyKwh')).toBe(energyKwh);
      await page.evaluate(() => {
        location.hash = '#run-1';
      });
      await page.waitForSelector('.run-name');
      expectQuiet(seen);
      await page.close();
    }));

  it('says that its data are damaged', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'report.html');
      await writeReport(file, fixture('carbontracker', '1.1.5'));
      const html = readFileSync(file, 'utf8');
      writeFileSync(file, html.replace(/(id="data">.{200})/, '$1AAAA'));
      const { page } = await watchedPage(browser);
      await page.goto(`file://${file}`);
      await page.waitForSelector('[role="alert"]');
      expect(await textOn(page, '[role="alert"]')).toContain('damaged');
      await page.close();
    }));
});
