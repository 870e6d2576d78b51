/** Bundles the package once for all tests, as `npm run build` does but without types, into a package folder of its own. */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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
  const folder = mkdtempSync(path.join(cache, 'ct-parse-test-'));
  copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  const outDir = path.join(folder, 'dist');
  for (const config of [configs].flat())
    await build({ ...config, config: false, outDir, dts: false, clean: false, logLevel: 'warn' });
  // Tests run it as another user, too.
  chmodSync(folder, 0o755);
  project.provide('ctParse', path.join(outDir, 'cli', 'ct-parse.js'));
  return () => rmSync(folder, { recursive: true, force: true });
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the bundled command; `built.ts` has the others. */
    ctParse: string;
  }
}
