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
  await build({
    config: false,
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    entry: {
      'cli/ct-track': 'cli/ct-track.ts',
      'tracker/index': 'src/tracker/index.ts',
      'tracker/worker': 'src/tracker/worker.ts',
      'tracker/output-worker': 'src/tracker/command/output-worker.ts',
    },
    outDir,
    platform: 'node',
    dts: false,
    fixedExtension: false,
    clean: false,
    logLevel: 'silent',
  });
  return {
    ctTrack: join(outDir, 'cli/ct-track.js'),
    tracker: join(outDir, 'tracker/index.js'),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
}

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
  const library = [configs].flat().find(({ entry }) => Object.keys(entry ?? {}).includes('index'));
  await build({
    ...library,
    config: false,
    cwd: inRepository(),
    outDir: join(folder, 'dist'),
    dts: false,
    clean: false,
    logLevel: 'silent',
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
