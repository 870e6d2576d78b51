import { readFileSync } from 'node:fs';
import { defineConfig, type UserConfig } from 'tsdown';
import { VERSION } from './src/model/version.ts';
import { pageFile } from './tools/page/page-file.mjs';

/** What takes the time of a build, and what yargs never calls here, is of interest to nobody who installs. */
const QUIET = { inputOptions: { checks: { pluginTimings: false, emptyImportMeta: false } } } satisfies UserConfig;

/** What says a version or an error, and finds the command: apart from all else, so that it comes at once. */
const AT_ONCE =
  /[\\/](?:src[\\/]model[\\/](?:errors|text|version)|cli[\\/](?:help|main|plain-words|process|terminal|words))\.ts$|rolldown[\\/]runtime/;

/** What reads and writes tables: commands that are given logs do without it. */
const TABLES = /[\\/](?:src[\\/]tables|node_modules[\\/]hyparquet)[\\/]/;

/** All other modules of the project, with what looks for tables. */
const OWN =
  /^(?!.*[\\/]node_modules[\\/]).*[\\/](?:src[\\/](?!tables[\\/])|src[\\/]tables[\\/](?:suffix|dataset[\\/](?:folder|notes))\.|cli[\\/])/;

/** What makes a shell start `ct-track` before Node does. */
const LAUNCHER = readFileSync(new URL('cli/track/launch.sh', import.meta.url), 'utf8').trimEnd();

interface Command {
  /** Entries that the command loads as files of their own. */
  parts?: Record<string, string>;
  /** Stands before everything else in the command's file. */
  banner?: string;
  /** Modules that the command needs before it knows what to do, in a file of their own. */
  start?: RegExp;
}

/** The files of the commands end in `.js`, as they always have, in a package of ES modules. */
const COMMON_JS: NonNullable<UserConfig['plugins']> = {
  name: 'commands-are-commonjs',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'cli/package.json', source: '{ "type": "commonjs" }\n' });
  },
};

/**
 * A command, bundled with its dependencies. What its parts share lies in one file, as each file costs about a
 * millisecond at start. CommonJS starts sooner: Node loads no second module loader, and none of its own modules in full.
 */
const command = (name: string, { parts = {}, banner = '', start }: Command = {}): UserConfig => ({
  ...QUIET,
  entry: { [`cli/${name}`]: `cli/${name}.ts`, ...parts },
  outDir: 'dist',
  platform: 'node',
  format: 'cjs',
  shims: true,
  dts: false,
  // Loads in a tenth of the time of the one that yargs names, and measures alike.
  alias: { 'string-width': 'fast-string-width' },
  // Binaries stay packages of their own, and CO2.js's tables under their own licence.
  external: ['@napi-rs/canvas', 'koffi', /^@tgwf/],
  noExternal: /^(?!@napi-rs|koffi|@tgwf)/,
  inlineOnly: false,
  minify: true,
  plugins: [COMMON_JS],
  outputOptions: {
    // Code that is kept for the next start cannot import (cli/code-cache.ts), and the packages load sooner.
    dynamicImportInCjs: false,
    entryFileNames: ({ name: entry }) => (entry === `cli/${name}` ? '[name].js' : '[name].cjs'),
    codeSplitting: {
      groups: [
        ...(start === undefined ? [] : [{ name: `${name}-start`, test: start, priority: 1 }]),
        { name: `${name}-shared`, test: OWN, minShareCount: 3 },
        { name: `${name}-tables`, test: TABLES, minShareCount: 2 },
      ],
    },
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
    inlineOnly: ['@noble/hashes'],
    fixedExtension: false,
    clean: true,
  },
  command('ct-parse', { start: AT_ONCE }),
  command('ct-track', {
    parts: { 'tracker/output-worker': 'src/tracker/command/output-worker.ts' },
    banner: LAUNCHER,
  }),
  {
    ...QUIET,
    entry: { page: 'page/main.tsx' },
    outDir: 'dist',
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    dts: false,
    noExternal: /./,
    inlineOnly: false,
    minify: true,
    outputOptions: { codeSplitting: false },
    plugins: [pageFile(VERSION)],
    clean: false,
  },
]);
