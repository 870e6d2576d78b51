/** The page without data, which reads what is dropped on it. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtPage, figureOn, launch, type Seen, textOn, watchedPage } from '../helpers/browser.ts';
import { ctParse } from '../helpers/cli.ts';
import { copyLogs, fixture, recordedScenarios, trueName, withFolder } from '../helpers/fixtures.ts';
import { hasProgram, need } from '../helpers/needs.ts';
import { SUFFIXES, writeTable } from '../helpers/tables.ts';
import { zipOf } from '../helpers/zip.ts';

let browser: Browser;

beforeAll(async () => {
  if (hasProgram('chromium')) browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(() => need('chromium'));

/** A page that waits for files, in a folder of its own. */
async function withDropPage(use: (page: Page, folder: string, seen: Seen) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const file = path.join(folder, 'ct-parse.html');
    writeFileSync(file, builtPage());
    const { page, seen } = await watchedPage(browser);
    await page.goto(`file://${file}`);
    await page.waitForSelector('#drop-title');
    await use(page, folder, seen);
    await page.close();
  });
}

/** Drops files and folders as a person does with a mouse. */
async function drop(page: Page, files: readonly string[]): Promise<void> {
  const cdp = await page.createCDPSession();
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
  await page.waitForFunction(
    () =>
      document.querySelector('[data-name="energyKwh"]') !== null || document.querySelector('[role="alert"]') !== null,
  );
  await cdp.detach();
}

const totalsOf = async (...logs: string[]): Promise<Record<string, never>> =>
  JSON.parse((await ctParse(['aggregate', '--json', ...logs])).stdout);

async function expectTotals(page: Page, ...logs: string[]): Promise<void> {
  const { energyKwh, co2eqG, durationS, runs } = await totalsOf(...logs);
  const shown = ['energyKwh', 'co2eqG', 'durationS', 'runs'].map((name) => figureOn(page, name));
  expect(await Promise.all(shown)).toEqual([energyKwh, co2eqG, durationS, runs]);
}

const QUIET: Seen = { problems: [], requests: [] };

describe('a dropped folder shows the total of aggregate, to the last digit', () => {
  const FOLDERS = ['console', 'codecarbon', 'carbontracker-events', 'power-trace', 'findings', 'defects', 'hostile'];

  it.each(FOLDERS)('%s', (name) =>
    withDropPage(async (page, _, seen) => {
      await drop(page, [fixture(name)]);
      await expectTotals(page, fixture(name));
      expect(seen).toEqual(QUIET);
    }),
  );

  it('carbontracker: every recorded run, each scenario a folder', () =>
    withDropPage(async (page, folder, seen) => {
      const logs = path.join(folder, 'logs');
      // Names of the oldest versions hold a colon, which browsers leave out of a folder that is dropped on a file.
      for (const scenario of recordedScenarios())
        cpSync(fixture('carbontracker', scenario), path.join(logs, scenario), { recursive: true });
      await drop(page, [logs]);
      await expectTotals(page, logs);
      expect(seen).toEqual(QUIET);
    }));

  it('says that the browser keeps names with a colon back', () =>
    withDropPage(async (page, folder, seen) => {
      const logs = path.join(folder, 'logs');
      copyLogs(fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1'), logs);
      copyLogs(fixture('carbontracker', '1.0.7', 'gpu1_cpu1_e3_p1'), logs);
      await drop(page, [logs]);
      const { runs } = await totalsOf(logs);
      expect(runs).toBe(2);
      expect(await figureOn(page, 'runs')).toBe(1);
      await page.waitForSelector('#findings summary');
      await page.click('#findings summary');
      expect(await textOn(page, '#findings')).toContain('"Choose a folder" reads them');
      expect(seen).toEqual(QUIET);
    }));
});

describe('dropped archives and files', () => {
  const SCENARIO = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');

  function logsOf(folder: string): string {
    const logs = path.join(folder, 'logs');
    copyLogs(SCENARIO, logs);
    return logs;
  }

  it.each(['logs.tar', 'logs.tar.gz', 'logs.tgz'])('%s', (name) =>
    withDropPage(async (page, folder, seen) => {
      const logs = logsOf(folder);
      const file = path.join(folder, name);
      execFileSync('tar', [name.endsWith('.tar') ? '-cf' : '-czf', file, '-C', folder, 'logs']);
      await drop(page, [file]);
      await expectTotals(page, file);
      await expectTotals(page, logs);
      expect(seen).toEqual(QUIET);
    }),
  );

  it('a zip file, deflated', () =>
    withDropPage(async (page, folder, seen) => {
      const logs = logsOf(folder);
      const file = path.join(folder, 'logs.zip');
      const python = 'import sys, shutil; shutil.make_archive(sys.argv[1], "zip", sys.argv[2])';
      execFileSync('python3', ['-c', python, path.join(folder, 'logs'), logs]);
      await drop(page, [file]);
      await expectTotals(page, logs);
      expect(seen).toEqual(QUIET);
    }));

  it('an archive in an archive, and one that is cut', () =>
    withDropPage(async (page, folder, seen) => {
      const logs = logsOf(folder);
      const inner = path.join(folder, 'inner.tar.gz');
      execFileSync('tar', ['-czf', inner, '-C', folder, 'logs']);
      const outer = path.join(folder, 'outer');
      mkdirSync(outer);
      copyFileSync(inner, path.join(outer, 'inner.tar.gz'));
      writeFileSync(path.join(outer, 'cut.zip'), Buffer.from('PK\u0003\u0004 and no more'));
      const file = path.join(folder, 'outer.tar');
      execFileSync('tar', ['-cf', file, '-C', folder, 'outer']);
      await drop(page, [file]);
      await expectTotals(page, logs);
      await page.waitForFunction(() => document.querySelector('#findings')?.textContent?.includes('unreadable'));
      expect(seen).toEqual(QUIET);
    }));

  it('logs compressed by gzip, beside others', () =>
    withDropPage(async (page, folder, seen) => {
      const logs = logsOf(folder);
      const packed = path.join(folder, 'packed');
      mkdirSync(packed);
      for (const name of readdirSync(SCENARIO).filter((one) => one.endsWith('.log'))) {
        const stored = trueName(name);
        writeFileSync(path.join(packed, `${stored}.gz`), gzipSync(readFileSync(path.join(logs, stored))));
      }
      await drop(page, [packed]);
      await expectTotals(page, packed);
      expect(seen).toEqual(QUIET);
    }));

  it('single files: console text, a table of CodeCarbon, a power trace', () =>
    withDropPage(async (page, folder, seen) => {
      const files = [fixture('console', 'terminal.txt'), fixture('power-trace', 'two-gpus.csv')];
      await drop(page, files);
      await expectTotals(page, ...files);
      cpSync(fixture('codecarbon', '2.7.4'), path.join(folder, 'cc'), { recursive: true });
      await drop(page, [path.join(folder, 'cc')]);
      await page.waitForFunction(() => document.body.innerText.includes('CodeCarbon'));
      await expectTotals(page, path.join(folder, 'cc'));
      expect(seen).toEqual(QUIET);
    }));

  it('a folder that is chosen, with names that hold a colon', () =>
    withDropPage(async (page, folder, seen) => {
      const logs = path.join(folder, 'logs');
      copyLogs(fixture('carbontracker', '1.0.7', 'gpu1_cpu1_e3_p1'), logs);
      copyLogs(fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1'), logs);
      const field = await page.$('input[name="folder"]');
      await (field as unknown as { uploadFile(...files: string[]): Promise<void> }).uploadFile(logs);
      await page.waitForSelector('[data-name="energyKwh"]');
      await expectTotals(page, logs);
      expect(seen).toEqual(QUIET);
    }));

  it('chosen in the field for files', () =>
    withDropPage(async (page, folder, seen) => {
      const logs = logsOf(folder);
      const field = await page.$('input[name="files"]');
      await (field as unknown as { uploadFile(...files: string[]): Promise<void> }).uploadFile(
        ...readdirSync(logs).map((name) => path.join(logs, name)),
      );
      await page.waitForSelector('[data-name="energyKwh"]');
      await expectTotals(page, logs);
      expect(seen).toEqual(QUIET);
    }));

  it('that hold no run are named', () =>
    withDropPage(async (page, folder, seen) => {
      const file = path.join(folder, 'notes.txt');
      writeFileSync(file, 'nothing\n');
      await drop(page, [file]);
      expect(await textOn(page, '[role="alert"]')).toBe('No runs in 1 file: notes.txt is not a log of a known format');
      expect(seen).toEqual(QUIET);
    }));
});

it('a zip file of the kind for large ones', () =>
  withDropPage(async (page, folder, seen) => {
    const logs = path.join(folder, 'logs');
    copyLogs(fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1'), logs);
    const file = path.join(folder, 'large.zip');
    // As if every number were too large for its field.
    const python = [
      'import sys, zipfile, pathlib',
      'zipfile.ZIP64_LIMIT = zipfile.ZIP_FILECOUNT_LIMIT = 0',
      'with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as made:',
      '  for log in sorted(pathlib.Path(sys.argv[2]).iterdir()): made.write(log, log.name)',
    ].join('\n');
    execFileSync('python3', ['-c', python, file, logs]);
    expect(readFileSync(file).includes(Buffer.from('PK\x06\x06'))).toBe(true);
    await drop(page, [file]);
    await expectTotals(page, file);
    await expectTotals(page, logs);
    expect(seen).toEqual(QUIET);
  }));

it.each(SUFFIXES)('a table of runs (%s) is named, with the command that shows it', (suffix) =>
  withDropPage(async (page, folder, seen) => {
    const file = path.join(folder, `runs${suffix}`);
    await writeTable(file, [fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1')]);
    await drop(page, [file]);
    expect(await textOn(page, '[role="alert"]')).toContain(
      `runs${suffix} is a table of runs, which this page does not read; "ct-parse report runs${suffix} -o report.html" shows`,
    );
    expect(seen).toEqual(QUIET);
  }),
);

it('a zip file that is wrong in several ways is read as the commands read it', () =>
  withDropPage(async (page, folder, seen) => {
    const scenario = fixture('carbontracker', '1.1.5', 'gpu8_cpu2_e3_p1');
    const logs = readdirSync(scenario).map((name) => ({
      name: `a/${trueName(name)}`,
      content: readFileSync(path.join(scenario, name)),
    }));
    const wrong = [
      { name: 'b/1.2_2025-01-01T080000Z_carbontracker.log', content: 'x', encrypted: true },
      { name: '../3.4_2025-01-01T080000Z_carbontracker.log', content: 'x' },
      { name: 'c/5.6_2025-01-01T080000Z_carbontracker.log', content: 'x', link: true },
      { name: 'd/7.8_2025-01-01T080000Z_carbontracker.log', content: 'x', claimedBytes: 9 },
    ];
    const file = path.join(folder, 'made.zip');
    writeFileSync(file, zipOf([...logs.map((log, i) => ({ ...log, stored: i === 0 })), ...wrong]));
    await drop(page, [file]);
    await expectTotals(page, file);
    expect(seen).toEqual(QUIET);
  }));
