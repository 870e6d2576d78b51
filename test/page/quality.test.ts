/** What holds for the page whatever it shows: accessible, safe from names, small, and one file. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import fc from 'fast-check';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CONTROLS } from '../../src/model/text.ts';
import { builtPage, launch, openFile, textOn, watchedPage, writeReport } from '../helpers/browser.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, outputLog, standardLog } from '../helpers/logs.ts';
import { hasProgram, need } from '../helpers/needs.ts';

let browser: Browser;

beforeAll(async () => {
  if (hasProgram('chromium')) browser = await launch();
});
afterAll(() => browser?.close());

/** Violations of rules that keep people from using the page. */
async function seriousIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as axe.AxeResults;
  const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

describe('axe-core finds nothing serious', () => {
  beforeEach(() => need('chromium'));

  const LOOKS = [
    ['wide', 1280, 'light'],
    ['wide and dark', 1280, 'dark'],
    ['on a phone', 390, 'light'],
    ['on a phone and dark', 390, 'dark'],
  ] as const;

  it('and would find what is wrong', async () => {
    const { page } = await watchedPage(browser);
    await page.setContent(
      '<html lang="en"><title>x</title><main><button></button><p style="color:#ddd">pale</p></main></html>',
    );
    expect((await seriousIn(page)).map((text) => text.split(':')[0])).toEqual(['button-name', 'color-contrast']);
    await page.close();
  });

  it.each(LOOKS)('%s: all runs, a run, and the place to drop logs', (_, width, scheme) =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'report.html');
      await writeReport(file, [fixture('carbontracker', '2.4.3'), fixture('findings')]);
      const { page } = await watchedPage(browser);
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await openFile(page, file);
      await page.select('[name="group-by"]', 'device');
      await page.waitForSelector('.chart canvas');
      expect(await seriousIn(page)).toEqual([]);
      await page.evaluate(() => {
        location.hash = '#run-3';
      });
      await page.waitForSelector('.run-name');
      expect(await seriousIn(page)).toEqual([]);
      writeFiles(folder, { 'drop.html': builtPage() });
      await page.goto(`file://${path.join(folder, 'drop.html')}`);
      await page.waitForSelector('#drop-title');
      expect(await seriousIn(page)).toEqual([]);
      await page.close();
    }),
  );
});

describe('names from logs', () => {
  beforeEach(() => need('chromium'));

  const EVIL = [
    '</script><script>document.title="broken"</script>',
    '<img src=x onerror="document.title=1">',
    '"><svg/onload=document.title=1>',
    "';document.title=1;//",
    '{{constructor.constructor("document.title=1")()}}',
    '<!--<script>',
    'javascript:document.title=1',
    '\u202Egnp.exe',
  ];

  it('never become markup, and stand as they are', () =>
    withFolder(async (folder) => {
      const { page, seen } = await watchedPage(browser);
      const part = fc.oneof(
        fc.constantFrom(...EVIL),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc.constantFrom('<', '>', '&', '"', "'", '`', '</'),
      );
      const name = fc
        .array(part, { minLength: 1, maxLength: 4 })
        // A log names devices between commas, up to a full stop.
        .map((parts) =>
          parts
            .join('')
            .replaceAll(/[,.\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
            .trim(),
        )
        .filter((text) => text !== '');
      let round = 0;
      await fc.assert(
        fc.asyncProperty(name, name, async (device, title) => {
          round += 1;
          const logs = path.join(folder, `logs-${round}`);
          writeFiles(logs, {
            [names().standard]: standardLog({ components: `GPU with device(s) ${device}. CPU with device(s) cpu:0.` }),
            [names().output]: outputLog(),
          });
          const file = path.join(folder, 'report.html');
          await writeReport(file, logs, { title, commandLine: `ct-parse ${title}` });
          await openFile(page, file);
          const elements = await page.$$eval(
            '#app script, #app img, #app svg, #app iframe, #app style',
            (all) => all.length,
          );
          expect(elements).toBe(0);
          expect(await page.title()).not.toBe('1');
          expect(await page.title()).not.toBe('broken');
          expect(await page.$eval('h1', (element) => element.textContent)).toBe(title);
          expect(await page.$$eval('.row .name small', (cells) => cells.map(({ textContent }) => textContent))).toEqual(
            [
              `${device}, cpu:0`.replaceAll(/\p{Cf}/gu, (sign) =>
                /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(sign) ? '\uFFFD' : sign,
              ),
            ],
          );
        }),
        { numRuns: 25, examples: EVIL.map((text) => [text.replaceAll(/[,.]/g, ''), text]) },
      );
      expect(seen).toEqual({ problems: [], requests: [] });
      await page.close();
    }));

  it('of the hostile fixtures show no control characters', () =>
    withFolder(async (folder) => {
      need('chromium');
      const file = path.join(folder, 'report.html');
      await writeReport(file, fixture('hostile'));
      const { page, seen } = await watchedPage(browser);
      await openFile(page, file);
      await page.waitForSelector('#findings li');
      const shown = (await textOn(page, 'main')).replaceAll(/[\n\t]/g, ' ');
      expect(shown.match(CONTROLS)).toBeNull();
      expect(seen).toEqual({ problems: [], requests: [] });
      await page.close();
    }));
});

describe('the file', () => {
  it('is at most 500 kB before data, and asks for nothing', () => {
    const html = builtPage();
    expect(Buffer.byteLength(html)).toBeLessThan(500_000);
    expect(gzipSync(html, { level: 9 }).length).toBeLessThan(235_000);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^ ]+' 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; /);
    expect(policy).not.toMatch(/unsafe|http|\*|connect-src/);
    expect(html).not.toMatch(/\b(?:src|href)="(?!data:,")/);
  });

  it('holds the source of the averages of countries by name, as their licence asks', () => {
    const about = readFileSync(new URL('../../page/components/about.tsx', import.meta.url), 'utf8');
    expect(about).toContain('Electricity Maps through CO2.js (ODbL)');
  });
});
