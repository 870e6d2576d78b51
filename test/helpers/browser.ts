/** Pages in a real browser, with everything that a page must not do. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { inject } from 'vitest';
import { type DocumentOfOptions, documentOf } from '../../src/document.ts';
import { pageWith } from '../../src/report/page/index.ts';
import { HANG_MS } from './hang.ts';

/** The page that the build made. */
export const builtPage = (): string =>
  readFileSync(path.join(path.dirname(inject('ctParse')), '../page/ct-parse.html'), 'utf8');

/** Starts Debian's chromium; as root it has no sandbox. */
export const launch = (): Promise<Browser> =>
  puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    protocolTimeout: HANG_MS,
  });

/** What a page did while it was looked at. */
export interface Seen {
  /** Errors and warnings of its console, and exceptions. */
  problems: string[];
  /** Everything that it asked for beside its own file. */
  requests: string[];
}

/** A new page, watched from its beginning. */
export async function watchedPage(browser: Browser): Promise<{ page: Page; seen: Seen }> {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 1400 });
  const seen: Seen = { problems: [], requests: [] };
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) seen.problems.push(message.text());
  });
  page.on('pageerror', (error) => seen.problems.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    const isOwn = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (!isOwn && !/^(?:data|blob):/.test(url)) seen.requests.push(url);
  });
  return { page, seen };
}

/** Writes the page of logs as `ct-parse report` does. */
export async function writeReport(
  file: string,
  logs: string | readonly string[],
  options: DocumentOfOptions = {},
): Promise<void> {
  writeFileSync(file, pageWith(builtPage(), await documentOf(logs, { date: new Date(0), ...options })));
}

/** Opens a file, and waits for its figures. */
export async function openFile(page: Page, file: string): Promise<void> {
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('[data-name="energyKwh"]');
}

/** The number of a figure as the page holds it; null where it shows none. */
export const figureOn = (page: Page, name: string): Promise<number | null> =>
  page.$$eval(`data[data-name="${name}"]`, ([element]) =>
    element === undefined ? null : Number((element as HTMLDataElement).value),
  );

/** The text of the first element that fits. */
export const textOn = (page: Page, selector: string): Promise<string> =>
  page.$eval(selector, (element) => (element as HTMLElement).innerText);
