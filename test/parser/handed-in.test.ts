/** However logs are handed in, their total stays the same: every fixture, changed in every way that people change logs. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { create } from 'tar';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aggregateConsumption } from '../../src/index.ts';
import { fixture, recordedScenarios, trueName, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { zipOf } from '../helpers/zip.ts';

// Some hundred folders in each way, on a machine that may be busy.
vi.setConfig({ testTimeout: 600_000 });

type Files = Record<string, string | Uint8Array>;

/** Folders of one stem each, by their name below `fixtures`. */
const FOLDERS: string[] = [
  ...recordedScenarios().map((name) => path.join('carbontracker', name)),
  ...['findings', 'defects'].flatMap((base) =>
    readdirSync(fixture(base), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'blocks-unread')
      .map(({ name }) => path.join(base, name)),
  ),
].filter((name) => stemsOf(name).size === 1);

function stemsOf(name: string): Set<string> {
  const logs = readdirSync(fixture(name)).filter((file) => /_carbontracker(?:_output)?\.log$/.test(file));
  return new Set(logs.map((file) => file.replace(/_carbontracker(?:_output)?\.log$/, '')));
}

function textsOf(name: string): Record<string, string> {
  const files = readdirSync(fixture(name), { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .filter((entry) => /_carbontracker(?:_output|_err|_samples)?\.(?:log|csv)$/.test(entry.name))
      .map((entry) => [trueName(entry.name), readFileSync(fixture(name, entry.name), 'utf8')]),
  );
}

/** Runs, energy and CO2eq of a folder. */
async function totalOf(folder: string): Promise<unknown> {
  const { runs, energyKwh, co2eqG, logged } = await aggregateConsumption(folder);
  return { runs, energyKwh, co2eqG, logged: logged.energyKwh };
}

const eachText =
  (change: (text: string, name: string) => string | Uint8Array) =>
  (files: Record<string, string>): Files =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, change(text, name)]));

const eachName =
  (change: (name: string) => string) =>
  (files: Record<string, string>): Files =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [change(name), text]));

const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

const isSamples = (name: string): boolean => name.endsWith('.csv');
const behind = (prefix: string) => (text: string, name: string) =>
  isSamples(name) ? text : text.replace(/^(?=.|\n)/gm, prefix);

const entriesOf = (files: Record<string, string>, stored = false) =>
  Object.entries(files).map(([name, content]) => ({ name: `logs/${name}`, content, stored }));

const WAYS: Record<string, (files: Record<string, string>) => Files> = {
  'blanks at line ends removed': eachText((text) => text.replaceAll(/[ \t]+$/gm, '')),
  'blanks and tabs at line ends added': eachText((text, name) =>
    isSamples(name) ? text : text.replaceAll(/$/gm, ' \t '),
  ),
  'tabs turned into blanks': eachText((text) => text.replaceAll('\t', '    ')),
  CRLF: eachText((text) => text.replaceAll('\n', '\r\n')),
  'UTF-8 with a mark': eachText((text) => `\ufeff${text}`),
  'UTF-16 LE with a mark': eachText((text) => Buffer.from(`\ufeff${text}`, 'utf16le')),
  'UTF-16 BE with a mark': eachText((text) => bigEndian(`\ufeff${text}`)),
  'UTF-16 LE': eachText((text) => Buffer.from(text, 'utf16le')),
  'UTF-16 BE': eachText((text) => bigEndian(text)),
  'renamed .log.txt': eachName((name) => `${name}.txt`),
  'renamed (1)': eachName((name) => name.replace(/\.\w+$/, ' (1)$&')),
  'in upper case': eachName((name) => name.toUpperCase()),
  'only one of them renamed': eachName((name) => name.replace('_output.log', '_output - Copy.log')),
  'each compressed': (files) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${name}.gz`, gzipSync(text)])),
  'in a zip': (files) => ({ 'logs.zip': zipOf(entriesOf(files)) }),
  'in a zip, stored': (files) => ({ 'logs.zip': zipOf(entriesOf(files, true)) }),
  'in a zip in a zip': (files) => ({ 'all.zip': zipOf([{ name: 'logs.zip', content: zipOf(entriesOf(files)) }]) }),
  'behind the prefix of docker': eachText(behind('train-1  | ')),
  'behind the prefix of kubectl': eachText(behind('2026-02-03T12:00:00.123456789Z ')),
  'behind the prefix of srun': eachText(behind('0: ')),
};

/** Every fixture as it is: written and totalled once for all ways. */
const PLAIN = mkdtempSync(path.join(tmpdir(), 'ct-plain-'));
const plainOf = (i: number): string => path.join(PLAIN, `${i}`);
const TOTALS: unknown[] = [];
beforeAll(async () => {
  for (const [i, name] of FOLDERS.entries()) {
    writeFiles(plainOf(i), textsOf(name));
    TOTALS.push(await totalOf(plainOf(i)));
  }
});
afterAll(() => rmSync(PLAIN, { recursive: true }));

it('there are many fixtures to change', () => expect(FOLDERS.length).toBeGreaterThan(100));

describe.each(Object.entries(WAYS))('%s', (_, change) => {
  it('changes no total', () =>
    withFolder(async (folder) => {
      for (const [i, name] of FOLDERS.entries()) {
        const changed = path.join(folder, `${i}`);
        writeFiles(changed, change(textsOf(name)));
        expect(await totalOf(changed), name).toEqual(TOTALS[i]);
      }
    }));
});

it.each(['tar', 'tar.gz'])('in a %s changes no total', (ending) =>
  withFolder(async (folder) => {
    for (const [i, name] of FOLDERS.entries()) {
      const packed = path.join(folder, `${i}`);
      mkdirSync(packed);
      await create(
        { file: path.join(packed, `a.${ending}`), cwd: plainOf(i), gzip: ending === 'tar.gz' },
        readdirSync(plainOf(i)),
      );
      expect(await totalOf(packed), name).toEqual(TOTALS[i]);
    }
  }),
);

it.each([
  ['by their names', (names: string[]) => names.sort()],
  ['backwards', (names: string[]) => names.sort().reverse()],
])('in one file, %s, changes no total', (_, order) =>
  withFolder(async (folder) => {
    for (const [i, name] of FOLDERS.entries()) {
      const texts = Object.entries(textsOf(name)).filter(([file, text]) => !isSamples(file) && text.endsWith('\n'));
      const logs = Object.fromEntries(texts);
      const plain = path.join(folder, `${i}`, 'plain');
      const together = order(Object.keys(logs)).map((file) => logs[file]);
      if (!Object.keys(logs).some((file) => !file.includes('_err'))) continue;
      writeFiles(plain, logs);
      writeFiles(path.join(folder, `${i}`), { 'all.txt': together.join('') });
      expect(await totalOf(path.join(folder, `${i}`, 'all.txt')), name).toEqual(await totalOf(plain));
    }
  }),
);
