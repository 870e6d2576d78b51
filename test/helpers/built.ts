/** The commands and the library as users have them: bundled, so that real processes can run them. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import configs from '../../tsdown.config.ts';
import { inRepository } from './fixtures.ts';

/** Inside the checkout, so that optional packages are found. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/ct-parse/', import.meta.url));

export interface Built {
  ctTrack: string;
  /** The library's entry `ct-parse/tracker`. */
  tracker: string;
  remove: () => void;
}

/** Bundles into a folder of its own. */
export async function buildTracker(): Promise<Built> {
  mkdirSync(CACHE, { recursive: true });
  const outDir = mkdtempSync(join(CACHE, 'built-'));
  const common = { config: false, cwd: inRepository(), outDir, dts: false, clean: false, logLevel: 'silent' } as const;
  const entry = { 'tracker/index': 'src/tracker/index.ts', 'tracker/worker': 'src/tracker/worker.ts' };
  await build({ ...common, entry, platform: 'node', fixedExtension: false });
  await build({ ...configWith('cli/ct-track'), ...common });
  return {
    ctTrack: join(outDir, 'cli/ct-track.js'),
    tracker: join(outDir, 'tracker/index.js'),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
}

const configWith = (entryName: string) =>
  [configs].flat().find(({ entry }) => Object.keys(entry ?? {}).includes(entryName));

/** The library as a package that a project can import. */
export interface BuiltLibrary {
  folder: string;
  remove: () => void;
}

/** Bundles every entry of the package, without types, into a package folder of its own. */
export async function buildLibrary(): Promise<BuiltLibrary> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'library-'));
  copyFileSync(inRepository('package.json'), join(folder, 'package.json'));
  await build({
    ...configWith('index'),
    config: false,
    cwd: inRepository(),
    outDir: join(folder, 'dist'),
    dts: false,
    clean: false,
    logLevel: 'silent',
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
