import { readFileSync } from 'node:fs';
import { defineConfig, type UserConfig } from 'tsdown';

/** What takes the time of a build is of interest to nobody who installs. */
const QUIET = { inputOptions: { checks: { pluginTimings: false } } } satisfies UserConfig;

/** What makes a shell start `ct-track` before Node does. */
const LAUNCHER = readFileSync(new URL('cli/track/launch.sh', import.meta.url), 'utf8').trimEnd();

/**
 * A command, bundled with its dependencies. What its parts share lies in one file, as each file costs about a
 * millisecond at start.
 *
 * @param parts entries that the command loads as files of their own
 * @param banner stands before everything else in the command's file
 */
const command = (name: string, parts: Record<string, string> = {}, banner = ''): UserConfig => ({
  ...QUIET,
  entry: { [`cli/${name}`]: `cli/${name}.ts`, ...parts },
  outDir: 'dist',
  platform: 'node',
  dts: false,
  // Loads in a tenth of the time of the one that yargs names, and measures alike.
  alias: { 'string-width': 'fast-string-width' },
  // Binaries stay packages of their own, and CO2.js's tables under their own licence.
  external: ['@napi-rs/canvas', 'koffi', /^@tgwf/],
  noExternal: /^(?!@napi-rs|koffi|@tgwf)/,
  inlineOnly: false,
  minify: true,
  outputOptions: {
    codeSplitting: { groups: [{ name: `${name}-shared`, test: /[\\/](src|cli)[\\/]/, minShareCount: 3 }] },
    postBanner: (chunk) => (chunk.isEntry && chunk.name === `cli/${name}` ? banner : ''),
  },
  fixedExtension: false,
  clean: false,
});

/** Library entries keep their types; the commands are bundled so that they start fast. */
export default defineConfig([
  {
    ...QUIET,
    entry: {
      index: 'src/index.ts',
      'parser/index': 'src/parser/index.ts',
      'report/index': 'src/report/index.ts',
      'tracker/index': 'src/tracker/index.ts',
      'tracker/worker': 'src/tracker/worker.ts',
    },
    outDir: 'dist',
    platform: 'node',
    dts: true,
    external: ['@napi-rs/canvas'],
    fixedExtension: false,
    clean: true,
  },
  command('ct-parse'),
  command('ct-track', { 'tracker/output-worker': 'src/tracker/command/output-worker.ts' }, LAUNCHER),
]);
