import { defineConfig } from 'tsdown';

/** Library entries keep their types; the commands are bundled with their dependencies so that they start fast. */
export default defineConfig([
  {
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
  {
    entry: { 'cli/ct-parse': 'cli/ct-parse.ts', 'cli/ct-track': 'cli/ct-track.ts' },
    outDir: 'dist',
    platform: 'node',
    dts: false,
    // Binaries stay packages of their own, and CO2.js's tables under their own licence.
    external: ['@napi-rs/canvas', 'koffi', /^@tgwf/],
    noExternal: /^(?!@napi-rs|koffi|@tgwf)/,
    inlineOnly: false,
    minify: true,
    fixedExtension: false,
    clean: false,
  },
]);
