import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { koffiProblem } from '../../src/tracker/koffi-problem.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ct-koffi-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The message with which a program in the folder fails to load koffi. */
const messageIn = (): string =>
  execFileSync(process.execPath, ['-e', 'try { require("koffi") } catch (error) { console.log(error.message) }'], {
    cwd: folder,
    encoding: 'utf8',
  });

it('says what to do where koffi is not installed', () => {
  expect(koffiProblem(new Error(messageIn()))).toBe('the optional package koffi is not installed');
});

const installed = (() => {
  try {
    return path.dirname(createRequire(import.meta.url).resolve('koffi'));
  } catch {
    return null;
  }
})();

it.skipIf(installed === null)('says what to do where koffi was installed for another system', () => {
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules);
  cpSync(installed as string, path.join(modules, 'koffi'), { recursive: true });
  expect(koffiProblem(new Error(messageIn()))).toBe(
    'the optional package koffi lacks its part for this system: npm install koffi brings it',
  );
});

it('leaves other errors alone', () => {
  expect(koffiProblem(new Error('Failed to load shared library'))).toBeNull();
});
