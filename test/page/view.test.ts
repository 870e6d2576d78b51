/** `ct-parse view`: the page that is saved, and the one that follows logs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { builtPage, figureOn, launch, watchedPage } from '../helpers/browser.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { copyLogs, fixture, withFolder } from '../helpers/fixtures.ts';
import { hasProgram, need } from '../helpers/needs.ts';
import { spawnCtParse } from '../helpers/process.ts';

let browser: Browser;

beforeAll(async () => {
  if (hasProgram('chromium')) browser = await launch();
});
afterAll(() => browser?.close());

describe('view --save', () => {
  it('writes the page that waits for logs, the same as the package holds', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'page.html');
      expect(await spawnCtParse(['view', '--save', file])).toMatchObject({ code: 0, stdout: '', stderr: '' });
      expect(readFileSync(file, 'utf8')).toBe(builtPage());
      expect((await spawnCtParse(['view', '--save', '-'])).stdout).toBe(builtPage());
    }));

  it('says what is wrong', async () => {
    expectOneLine(await ctParse(['view']), 2, /no logs given/);
    expectOneLine(await ctParse(['view', '--save', 'page.pdf']), 2, /can only be written as html/);
    expectOneLine(await ctParse(['view', 'logs', '--save', 'page.html']), 2, /report -o report\.html/);
    expectOneLine(await ctParse(['view', fixture('nowhere')]), 1, /no such file or folder/);
  });
});

/** Starts the command and waits for the address that it prints. */
async function started(args: readonly string[]): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [inject('ctParse'), 'view', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const address = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.trim());
    });
    child.on('close', (code) => reject(new Error(`ended with ${code}`)));
  });
  return { child, address };
}

/** The status of an answer. */
const statusOf = (address: string, options: http.RequestOptions = {}): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const request = http.get(address, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
  });

describe('view LOGS', () => {
  beforeEach(() => need('chromium'));

  it('shows the total of aggregate, follows new runs, and keeps what the reader chose', () =>
    withFolder(async (folder) => {
      const logs = path.join(folder, 'logs');
      copyLogs(fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1'), path.join(logs, 'a'));
      const { child, address } = await started([logs]);
      try {
        const { page, seen } = await watchedPage(browser);
        await page.goto(address);
        await page.waitForSelector('[data-name="energyKwh"]');
        const energyOf = async (...args: string[]): Promise<number> =>
          JSON.parse((await ctParse(['aggregate', '--json', logs, ...args])).stdout).energyKwh;
        expect(await figureOn(page, 'energyKwh')).toBe(await energyOf());
        await page.type('[name="pue"]', '1.2');
        mkdirSync(path.join(logs, 'b'));
        copyLogs(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'), path.join(logs, 'b'));
        await page.waitForFunction(
          (energyKwh) => document.querySelector<HTMLDataElement>('data[data-name="energyKwh"]')?.value === energyKwh,
          { timeout: 120_000 },
          String(await energyOf('--pue', '1.2')),
        );
        expect(await figureOn(page, 'runs')).toBe(2);
        expect(seen.problems).toEqual([]);
        // Nothing but its own data, of the server that it comes from.
        const places = seen.requests.map((url) => url.slice(address.length));
        expect(seen.requests.every((url) => url.startsWith(address))).toBe(true);
        expect(new Set(places)).toEqual(new Set(['data', 'events']));
        await page.close();
      } finally {
        child.kill();
      }
    }));

  it('answers nobody who does not know its address, nor under another name', () =>
    withFolder(async (folder) => {
      copyLogs(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'), folder);
      const { child, address } = await started([folder]);
      try {
        expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
        const { origin, host, pathname } = new URL(address);
        expect(await statusOf(address)).toBe(200);
        expect(await statusOf(`${address}data`)).toBe(200);
        for (const url of [
          origin,
          `${origin}/data`,
          `${origin}/${'0'.repeat(32)}/`,
          `${address}../data`,
          `${address}x`,
        ]) {
          expect(await statusOf(url), url).toBe(404);
        }
        expect(await statusOf(address, { headers: { Host: `evil.example:${host.split(':')[1]}` } })).toBe(404);
        expect(await statusOf(address, { method: 'POST' })).toBe(404);
        expect(pathname.length).toBe(34);
      } finally {
        child.kill();
      }
    }));
});
