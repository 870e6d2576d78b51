/** Projects of strangers: empty folders into which the tarball is installed, without any install script. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '..', '..');
const LOGS = path.join(root, 'fixtures/carbontracker/2.4.3/gpu1_cpu1_e3_p1');
const work = mkdtempSync(path.join(tmpdir(), 'ct-parse-package-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

/** A new empty folder. */
export function makeFolder(name) {
  const folder = path.join(work, name);
  mkdirSync(folder);
  return folder;
}

/** Standard output of a program that must work; standard error is shown where it does not. */
export function run(command, args, options = {}) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')}: ${error.stdout ?? ''}${error.stderr ?? error.message}`);
  }
}

/** What a program printed and how it ended. */
export const attempt = (command, args, options = {}) => spawnSync(command, args, { encoding: 'utf8', ...options });

/** A project of its own with logs in it, and with packages from the registry, a tarball or git. */
export function consumer(name, packages, { files = {}, type = 'module', flags = ['--ignore-scripts'] } = {}) {
  const folder = makeFolder(name);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', private: true, type }));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  cpSync(LOGS, path.join(folder, 'logs'), { recursive: true });
  const quietly = ['--silent', '--no-audit', '--no-fund'];
  run('npm', ['install', ...quietly, ...flags, ...packages], { cwd: folder });
  return folder;
}

export function expect(condition, message) {
  if (!condition) throw new Error(message);
}

let failures = 0;
/** Says `ok` or what is wrong; the rest is checked all the same. */
export function check(name, body) {
  try {
    console.log(`ok   ${name}${body() ?? ''}`);
  } catch (error) {
    failures++;
    process.exitCode = 1;
    console.log(`FAIL ${name}: ${error.message}`);
  }
}

export const skip = (name, why) => console.log(`skip ${name}: ${why}`);
export const failed = () => failures;
