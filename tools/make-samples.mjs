/**
 * Makes the sample reports of docs/samples and pictures of their pages, the same bytes every time with the same programs.
 * Run it with `npm run samples`; the pictures need poppler and chromium.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { makeLogs } from '../bench/make-logs.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const target = path.join(root, 'docs', 'samples');
/** 2025-06-01, the date that the documents carry. */
const SOURCE_DATE_EPOCH = '1748736000';
/** Readable on a screen, and well below 150 kB a page. */
const RESOLUTION_DPI = '75';
/** A page of the width of a laptop's window, as high as a sheet of paper is for its width, at about the size of the other pictures. */
const VIEWPORT = { width: 1060, height: 1496, deviceScaleFactor: 0.6 };

/** Takes the picture of an HTML report: its first screen, when its charts are drawn. */
async function takePicture(html, png) {
  const browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    await page.setViewport(VIEWPORT);
    await page.goto(pathToFileURL(html).href);
    await page.waitForSelector('canvas');
    await page.waitForNetworkIdle();
    await page.screenshot({ path: png });
  } finally {
    await browser.close();
  }
}

const work = mkdtempSync(path.join(tmpdir(), 'ct-parse-samples-'));
try {
  makeLogs(path.join(work, 'long'), 1, 10_000);
  makeLogs(path.join(work, 'many'), 40, 12);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const eight = 'gpu8_cpu2_e3_p1';
  cpSync(path.join(root, 'fixtures', 'carbontracker', '2.4.3', eight), path.join(work, eight), { recursive: true });
  // Reports name their command: without folders of this machine it is the same everywhere.
  const report = (logs, file) => {
    const command = path.join(root, 'dist', 'cli', 'ct-parse.js');
    const env = { ...process.env, SOURCE_DATE_EPOCH, TZ: 'UTC' };
    execFileSync(process.execPath, [command, 'report', logs, '-o', file], { cwd: work, env, stdio: 'ignore' });
    return path.join(work, file);
  };
  for (const [name, logs] of [
    ['averaged-devices', eight],
    ['long-run', 'long'],
    ['many-runs', 'many'],
  ]) {
    const pdf = path.join(target, `${name}.pdf`);
    copyFileSync(report(logs, `${name}.pdf`), pdf);
    execFileSync('pdftoppm', ['-r', RESOLUTION_DPI, '-png', pdf, path.join(target, name)]);
  }
  cpSync(path.join(root, 'fixtures', 'carbontracker', '2.4.3'), path.join(work, '2.4.3'), { recursive: true });
  await takePicture(report('2.4.3', 'page.html'), path.join(target, 'page.png'));
  process.stdout.write(`${readdirSync(target).join('\n')}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
