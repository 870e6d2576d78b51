/** The commands and the tracker library as users have them: bundled, so that real processes can run them. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';

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
