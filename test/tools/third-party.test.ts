import { expect, it } from 'vitest';
import { notices } from '../../tools/third-party.mjs';

it('the notice lists what the commands hold, with versions and licence texts', () => {
  const text = notices();
  for (const name of [
    'pdfkit',
    'fontkit',
    'chart.js',
    'yargs',
    'csv-parse',
    'chartjs-plugin-zoom',
    'preact',
    'hyparquet-writer',
    '@fontsource/dejavu-sans',
    '@expo-google-fonts/arimo',
    '@expo-google-fonts/cousine',
    '@expo-google-fonts/tinos',
  ]) {
    expect(text).toMatch(new RegExp(`^${name.replace('.', '\\.')} \\d+\\.\\d+\\.\\d+\\S*\\nLicence: \\S+`, 'm'));
  }
  expect(text).toContain('Permission is hereby granted, free of charge');
  expect(text).toMatch(/^Licence: OFL-1\.1/m);
  expect(text.match(/^SIL OPEN FONT LICENSE/gm)).toHaveLength(3);
  expect(text).not.toMatch(/^(?:koffi|@napi-rs\S*|@tgwf\S*) \d/m);
  expect(text).not.toContain('node_modules');
});
