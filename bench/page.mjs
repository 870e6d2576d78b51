/**
 * How long the page of 10,000 runs of 10 epochs takes in headless Chromium: until its first rows and its figures stand, and for a
 * sort, another PUE and a search. Wall time, and the time of the main thread, which other programs do not change. The aims: opens
 * in under 2 s, the others in under 100 ms. Needs Debian's chromium and a build.
 *
 *     node bench/page.mjs [runs]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { makeLogs } from './make-logs.mjs';

const runs = Number(process.argv[2] ?? 10_000);
const EPOCHS = 10;
const ROUNDS = 5;

const command = new URL('../dist/cli/ct-parse.js', import.meta.url).pathname;
const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-page-'));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Time of the main thread of a page, in ms. */
async function threadMs(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

/** What is done to the page, as a reader does it. */
const ACTS = {
  sort: () => document.querySelector('.head .energy button').click(),
  'another PUE': () => {
    const field = document.querySelector('[name="pue"]');
    field.value = String(1.2 + Math.random());
    field.dispatchEvent(new Event('input', { bubbles: true }));
  },
  search: () => {
    const field = document.querySelector('[name="search"]');
    field.value = '77';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  },
};

async function round(browser, file) {
  const page = await browser.newPage();
  const cdp = await page.createCDPSession();
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const times = {};
  const before = performance.now();
  await page.goto(`file://${file}`, { waitUntil: 'domcontentloaded' });
  await page.waitForSelector('.all .row');
  times.open = { wallMs: performance.now() - before, threadMs: await threadMs(cdp) };
  for (const [name, act] of Object.entries(ACTS)) {
    await page.waitForSelector('.figures small');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const before = await threadMs(cdp);
    // Until the next frame is drawn.
    const wallMs = await page.evaluate(`(async () => {
      const start = performance.now();
      (${act})();
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    })()`);
    times[name] = { wallMs, threadMs: (await threadMs(cdp)) - before };
  }
  await page.close();
  return times;
}

try {
  makeLogs(path.join(folder, 'logs'), runs, EPOCHS);
  const file = path.join(folder, 'report.html');
  execFileSync(process.execPath, [command, 'report', path.join(folder, 'logs'), '-o', file], { stdio: 'ignore' });
  console.log(`${runs} runs of ${EPOCHS} epochs: ${(statSync(file).size / 1e6).toFixed(1)} MB; median of ${ROUNDS}`);
  const browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const all = [];
  for (let i = 0; i < ROUNDS; i += 1) all.push(await round(browser, file));
  await browser.close();
  for (const name of Object.keys(all[0])) {
    const thread = `main thread ${median(all.map((one) => one[name].threadMs)).toFixed(0)} ms`;
    console.log(`${name}: ${median(all.map((one) => one[name].wallMs)).toFixed(0)} ms, ${thread}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
