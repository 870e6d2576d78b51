/** What a reader takes out of the page: copied texts, files, paper; and the lines of logs that it shows. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeLogs } from '../../bench/make-logs.mjs';
import { documentInPage } from '../../src/report/page/index.ts';
import {
  builtPage,
  figureOn,
  launch,
  openFile,
  type Seen,
  textOn,
  watchedPage,
  writeReport,
} from '../helpers/browser.ts';
import { ctParse } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, outputLog, standardLog } from '../helpers/logs.ts';
import { hasProgram, need } from '../helpers/needs.ts';

let browser: Browser;

beforeAll(async () => {
  if (hasProgram('chromium')) browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(() => need('chromium'));

const LOGS = fixture('carbontracker', '2.4.3');
const QUIET: Seen = { problems: [], requests: [] };

/** A page of logs, opened; and the folder that its file lies in. */
async function withPage(logs: string, use: (page: Page, folder: string) => Promise<void>, width = 1280): Promise<void> {
  await withFolder(async (folder) => {
    const file = path.join(folder, 'report.html');
    await writeReport(file, logs);
    const { page, seen } = await watchedPage(browser);
    await page.setViewport({ width, height: 900 });
    await openFile(page, file);
    await use(page, folder);
    expect(seen).toEqual(QUIET);
    await page.close();
  });
}

/** What the clipboard holds, as a paste into another field shows it. */
async function pasted(page: Page): Promise<string> {
  await page.evaluate(() => {
    const field = document.createElement('textarea');
    field.id = 'pasted';
    document.body.append(field);
    field.focus();
  });
  await page.keyboard.press('KeyV', { commands: ['Paste'] });
  return page.$eval('#pasted', (field) => {
    const { value } = field as HTMLTextAreaElement;
    field.remove();
    return value;
  });
}

/** Clicks what saves a file, and waits for it. */
async function downloaded(page: Page, folder: string, name: string, selector: string): Promise<Buffer> {
  const target = path.join(folder, 'saved');
  mkdirSync(target, { recursive: true });
  const cdp = await page.createCDPSession();
  await cdp.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: target, eventsEnabled: true });
  const done = new Promise<void>((resolve) => {
    cdp.on('Browser.downloadProgress', ({ state }) => {
      if (state === 'completed') resolve();
    });
  });
  await page.click(selector);
  await done;
  await cdp.detach();
  expect(existsSync(path.join(target, name)), `${name} among ${readdirSync(target)}`).toBe(true);
  return readFileSync(path.join(target, name));
}

describe('copied', () => {
  it('texts are those of ct-parse statement, and the sentence that of aggregate', () =>
    withPage(LOGS, async (page) => {
      await page.click('.sentence .copy button');
      await page.waitForFunction(
        () => document.querySelector('.sentence .copy [role="status"]')?.textContent === 'copied',
      );
      expect(await pasted(page)).toBe((await ctParse(['aggregate', LOGS])).stdout.split('\n')[0]);
      for (const [label, style] of [
        ['LaTeX', 'latex'],
        ['BibTeX', 'bibtex'],
        ['NeurIPS checklist', 'neurips'],
        ['Model card', 'model-card'],
      ]) {
        await page.evaluate((text) => {
          const buttons = [...document.querySelectorAll<HTMLButtonElement>('.styles > button')];
          buttons.find(({ textContent }) => textContent === text)?.click();
        }, label);
        await page.waitForFunction(
          (text) => document.querySelector('.styles .copy button')?.textContent === `Copy ${text}`,
          {},
          label,
        );
        const wanted = (await ctParse(['statement', LOGS, '--style', style as string])).stdout.trim();
        await page.waitForFunction(
          (start) => document.querySelector('[data-name="statement"]')?.textContent?.startsWith(start) === true,
          {},
          wanted.slice(0, 20),
        );
        await page.click('.styles .copy button');
        // The clipboard takes the text a moment later.
        await expect.poll(async () => (await pasted(page)).trim(), { timeout: 60_000 }).toBe(wanted);
      }
    }));
});

describe('saved', () => {
  it('CSV is the table of ct-parse runs --csv, also with another PUE', () =>
    withPage(LOGS, async (page, folder) => {
      const csv = async (...args: string[]): Promise<string> =>
        (await ctParse(['runs', LOGS, '--csv', ...args])).stdout;
      const button = '#runs .title .tools button:nth-of-type(1)';
      expect((await downloaded(page, folder, 'runs.csv', button)).toString()).toBe(await csv());
      await page.type('[name="pue"]', '1.2');
      const { energyKwh } = JSON.parse((await ctParse(['aggregate', LOGS, '--json', '--pue', '1.2'])).stdout);
      await page.waitForFunction(
        (wanted) => document.querySelector<HTMLDataElement>('data[data-name="energyKwh"]')?.value === wanted,
        {},
        String(energyKwh),
      );
      const other = await downloaded(page, path.join(folder, 'other'), 'runs.csv', button);
      expect(other.toString()).toBe(await csv('--pue', '1.2'));
    }));

  it('JSON is the document of the page', () =>
    withPage(LOGS, async (page, folder) => {
      const button = '#runs .title .tools button:nth-of-type(2)';
      const saved = JSON.parse((await downloaded(page, folder, 'report.json', button)).toString());
      const html = readFileSync(path.join(folder, 'report.html'), 'utf8');
      expect(saved).toEqual(JSON.parse(JSON.stringify(documentInPage(html, 'the page'))));
    }));

  it('PNG is the chart, drawn on white three times as fine', () =>
    withPage(LOGS, async (page, folder) => {
      await page.waitForSelector('#charts .chart .tools button');
      const png = await downloaded(page, folder, 'energy-by-run.png', '#charts .chart .tools button');
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect(png.readUInt32BE(16)).toBe(1920);
      writeFileSync(path.join(folder, 'chart.png'), png);
      // The corner is paper; bars are drawn in the colour of the report.
      const colours = await page.evaluate(
        async (data) => {
          const image = new Image();
          image.src = data;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
          context.drawImage(image, 0, 0);
          const { data: pixels } = context.getImageData(0, 0, image.width, image.height);
          let blue = 0;
          for (let i = 0; i < pixels.length; i += 4) {
            if (pixels[i] === 0 && pixels[i + 1] === 114 && pixels[i + 2] === 178) blue += 1;
          }
          return { corner: [...pixels.slice(0, 4)], blue };
        },
        `data:image/png;base64,${png.toString('base64')}`,
      );
      expect(colours.corner).toEqual([255, 255, 255, 255]);
      expect(colours.blue).toBeGreaterThan(10_000);
    }));
});

describe('printed', () => {
  const printed = async (page: Page, folder: string): Promise<{ text: string; pages: number }> => {
    const file = path.join(folder, 'printed.pdf');
    writeFileSync(file, await page.pdf({ format: 'A4' }));
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    return { text, pages: text.split('\f').length - 1 };
  };

  it('holds every run of a small report and no button, on white whatever the screen is', () =>
    withPage(LOGS, async (page, folder) => {
      need('pdftotext');
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
      await page.waitForSelector('.chart canvas');
      const { text, pages } = await printed(page, folder);
      const ids = JSON.parse((await ctParse(['runs', '--json', LOGS])).stdout) as { id: string }[];
      expect(text.match(/\b(?:measured|predicted|recovered)\b/g)?.length).toBeGreaterThanOrEqual(ids.length);
      expect(text).not.toMatch(/\bCSV\b|\bReset\b|\bCopy\b|\bPNG\b/);
      for (const heading of ['Energy', 'Charts', 'Findings', 'Factors', 'About this page'])
        expect(text).toContain(heading);
      expect(pages).toBeLessThan(9);
      const picture = path.join(folder, 'page');
      execFileSync('pdftoppm', ['-r', '20', '-gray', path.join(folder, 'printed.pdf'), picture]);
      for (const name of readdirSync(folder).filter((one) => one.endsWith('.pgm'))) {
        const pixels = readFileSync(path.join(folder, name)).subarray(16);
        expect(pixels.reduce((sum, value) => sum + value, 0) / pixels.length, name).toBeGreaterThan(200);
      }
      // The screen is as before.
      await page.waitForFunction(() => document.querySelectorAll('.what-if input').length > 0);
      expect(await figureOn(page, 'runs')).toBe(ids.length);
    }));

  it('cuts no figure', () =>
    withPage(fixture('carbontracker'), async (page, folder) => {
      need('pdftotext');
      const { text } = await printed(page, folder);
      for (const figure of ['343 mWh', '2.45 µWh*', '0.735 µg', '2,148 W', '30.0 µW']) expect(text).toContain(figure);
      expect(text).not.toMatch(/\d[\d.,]* ?[mµk]?…/);
    }));

  it('holds the first 100 of many runs, and says so', () =>
    withFolder(async (logs) => {
      makeLogs(logs, 130, 2);
      await withPage(logs, async (page, folder) => {
        need('pdftotext');
        const runs = 130;
        expect(await figureOn(page, 'runs')).toBe(runs);
        const { text, pages } = await printed(page, folder);
        expect(text.replaceAll(/\s+/g, ' ')).toContain(`The first 100 of ${runs} runs in this order`);
        expect(pages).toBeLessThan(14);
        expect(await page.$$eval('.all .row', (rows) => rows.length)).toBeLessThan(60);
      });
    }));
});

describe('the lines of the log', () => {
  /** Lines on the page with their numbers, by the file that stands over them. */
  const shownLines = (page: Page): Promise<{ file: string; lines: [number, string][] }[]> =>
    page.$$eval('.log', (all) =>
      all.map((one) => ({
        file: one.querySelector('.log-file')?.textContent ?? '',
        lines: [...one.querySelectorAll('li')].map((line): [number, string] => [line.value, line.textContent ?? '']),
      })),
    );

  const openRun = async (page: Page, place: number): Promise<void> => {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#run-${place}`);
    await page.waitForSelector('.run-name');
  };

  it('stand in a report as they stand in the files, and behind its findings', () =>
    withPage(fixture('findings', 'total-differs'), async (page) => {
      await openRun(page, 1);
      const files = await shownLines(page);
      expect(files.length).toBeGreaterThan(1);
      for (const { file, lines } of files) {
        const all = readFileSync(file, 'utf8').split('\n');
        expect(lines.length).toBeGreaterThan(2);
        for (const [number, text] of lines) expect(text).toBe(all[number - 1]?.replaceAll('\t', '    '));
      }
      await page.click('.log-behind summary');
      expect(await textOn(page, '.finding-list')).toMatch(/Actual consumption[\s\S]*Energy:/);
    }));

  it('come from the file where that is dropped, of which all lines can be read', () =>
    withFolder(async (folder) => {
      const logs = path.join(folder, 'logs');
      const epochs = Array.from({ length: 60 }, (_, i) => ({ power: { gpu: `${100 + i}.0`, cpu: '50.0' } }));
      writeFiles(logs, { [names().standard]: standardLog({ epochs }), [names().output]: outputLog() });
      writeFiles(folder, { 'page.html': builtPage() });
      const { page, seen } = await watchedPage(browser);
      await page.goto(`file://${path.join(folder, 'page.html')}`);
      await page.waitForSelector('input[name="folder"]');
      const field = await page.$('input[name="folder"]');
      await (field as unknown as { uploadFile(...files: string[]): Promise<void> }).uploadFile(logs);
      await page.waitForSelector('[data-name="energyKwh"]');
      await openRun(page, 1);
      const all = readFileSync(path.join(logs, names().standard), 'utf8').split('\n').slice(0, -1);
      const [before] = await shownLines(page);
      expect(before?.lines.length).toBeLessThan(all.length);
      for (const [number, text] of before?.lines ?? []) expect(text).toBe(all[number - 1]);
      await page.click('.log-head button');
      await page.waitForFunction(
        (count) => document.querySelector('.log')?.querySelectorAll('li').length === count,
        {},
        all.length,
      );
      expect((await shownLines(page))[0]?.lines).toEqual(all.map((text, i) => [i + 1, text]));
      expect(seen).toEqual(QUIET);
      await page.close();
    }));
});

it('each cell of a run that is shown lies within the table, however wide the window is', () =>
  withPage(fixture('findings'), async (page) => {
    for (const width of [390, 641, 760, 900, 961, 1280]) {
      await page.setViewport({ width, height: 900 });
      const { shown, cut } = await page.$$eval('#runs [role="cell"], #runs [role="columnheader"]', (cells) => {
        const right = document.querySelector('#runs .table')?.getBoundingClientRect().right ?? 0;
        const boxes = cells.map((cell) => ({ text: cell.textContent, box: cell.getBoundingClientRect() }));
        return {
          shown: boxes.filter(({ box }) => box.width > 0).length,
          cut: boxes.filter(({ box }) => box.right > right).map(({ text }) => text),
        };
      });
      expect(shown, `${width} px`).toBeGreaterThan(20);
      expect(cut, `${width} px`).toEqual([]);
    }
  }));

it('a phone can pinch the page, and it fits the width', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'report.html');
    await writeReport(file, LOGS);
    const { page } = await watchedPage(browser);
    await page.setViewport({ width: 390, height: 800, isMobile: true, hasTouch: true });
    await openFile(page, file);
    await page.waitForSelector('.chart canvas');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    const cdp = await page.createCDPSession();
    await cdp.send('Input.synthesizePinchGesture', { x: 200, y: 200, scaleFactor: 2 });
    expect(await page.evaluate(() => visualViewport?.scale ?? 1)).toBeGreaterThan(1.5);
    await page.close();
  }));
