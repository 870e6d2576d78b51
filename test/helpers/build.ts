/** Bundles the commands once for all tests, as `npm run build` does, into a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import type { TestProject } from 'vitest/node';
import configs from '../../tsdown.config.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export default async function setup(project: TestProject): Promise<() => void> {
  // Below node_modules, so that the bundle finds its dependencies and the checkout stays clean.
  const cache = path.join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(path.join(cache, 'ct-parse-test-'));
  const commands = [configs]
    .flat()
    .filter(({ entry }) => Object.keys(entry ?? {}).some((name) => name.startsWith('cli/') || name === 'page'));
  for (const command of commands) await build({ ...command, config: false, outDir, logLevel: 'warn' });
  project.provide('ctParse', path.join(outDir, 'cli', 'ct-parse.js'));
  return () => rmSync(outDir, { recursive: true, force: true });
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the bundled command. */
    ctParse: string;
  }
}
