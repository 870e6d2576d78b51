/** Logs in the repository, and temporary folders to copy them to. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** A path below the repository's root. */
export const inRepository = (...parts: string[]): string => path.join(root, ...parts);
/** A path below `fixtures/`. */
export const fixture = (...parts: string[]): string => path.join(root, 'fixtures', ...parts);

/** Runs with a temporary folder of its own, which is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-test-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Logs up to 1.1.2 have a colon in their name (`T15:38Z`), which the repository leaves out. */
export const trueName = (stored: string): string => stored.replace(/(_|^)(\d{4}-\d\d-\d\dT\d\d)(\d\d)Z_/, '$1$2:$3Z_');

/** Copies the files of a folder under their true names. */
export function copyLogs(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) copyFileSync(path.join(from, name), path.join(to, trueName(name)));
}

/** Writes files into a folder, creating sub-folders; keys are paths with `/`. */
export function writeFiles(folder: string, files: Record<string, string | Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** Every scenario folder of `fixtures/carbontracker`, as `VERSION/SCENARIO`. */
export function recordedScenarios(): string[] {
  const base = fixture('carbontracker');
  return readdirSync(base, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(path.join(base, name)).map((scenario) => `${name}/${scenario}`))
    .sort();
}
