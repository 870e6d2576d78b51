import { describe, expect, it } from 'vitest';
import { readFileName, readStem, stampInFileName } from '../../src/log/file-name.ts';

describe('readFileName', () => {
  it.each([
    ['2020-05-01T12:34Z_carbontracker.log', 'standard', '2020-05-01T12:34Z'],
    ['2020-07-09T12-34Z_carbontracker_output.log', 'output', '2020-07-09T12-34Z'],
    ['2020-08-20T123456Z_carbontracker_err.log', 'error', '2020-08-20T123456Z'],
    ['77_2022-12-05T123456Z_carbontracker.log', 'standard', '77_2022-12-05T123456Z'],
    ['77.9_2024-06-26T123456Z_carbontracker_samples.csv', 'samples', '77.9_2024-06-26T123456Z'],
    [
      'my_run.v1.2_carbontracker_exp_7_2022-12-05T123456Z_carbontracker.log',
      'standard',
      'my_run.v1.2_carbontracker_exp_7_2022-12-05T123456Z',
    ],
    [
      'x_carbontracker_output_1.2_2025-01-01T080000Z_carbontracker.log',
      'standard',
      'x_carbontracker_output_1.2_2025-01-01T080000Z',
    ],
    ['renamed_carbontracker_output.log', 'output', 'renamed'],
    ['carbontracker.log', 'standard', ''],
    ['carbontracker_output.log', 'output', ''],
    ['carbontracker_2020-04-27T12:34Z.log', 'standard', '2020-04-27T12:34Z'],
    ['carbontracker_output_2020-04-27T12:34Z.log', 'output', '2020-04-27T12:34Z'],
  ])('%s: %s', (name, role, stem) => expect(readFileName(name)).toEqual({ role, stem }));

  it.each([
    '1_carbontracker.log.bak',
    '1_carbontracker_output.log.gz',
    '1_carbontracker.txt',
    'carbontracker.txt',
    '1_carbontracker_other.log',
    'carbontracker_logs',
    'readme.txt',
    '',
    'carbontracker_output_yesterday.log',
  ])('%j is no log', (name) => expect(readFileName(name)).toBeNull());
});

describe('readStem reads from the end, the prefix is free text', () => {
  it.each([
    ['2020-05-01T12:34Z', '', null, '2020-05-01T12:34Z'],
    ['11199_2022-12-05T123456Z', '', '11199', '2022-12-05T123456Z'],
    ['77.146974_2024-06-26T123456Z', '', '77.146974', '2024-06-26T123456Z'],
    ['fft_10T_11199_2022-12-05T123456Z', 'fft_10T', '11199', '2022-12-05T123456Z'],
    ['bt.C.x_40T_100417_2022-12-05T123456Z', 'bt.C.x_40T', '100417', '2022-12-05T123456Z'],
    ['20_bt.C.xT_97888_2022-12-05T123456Z', '20_bt.C.xT', '97888', '2022-12-05T123456Z'],
    ['_20T_97591_2022-12-05T123456Z', '_20T', '97591', '2022-12-05T123456Z'],
    ['carbontracker_8068_2022-12-05T123456Z', 'carbontracker', '8068', '2022-12-05T123456Z'],
    ['renamed', 'renamed', null, null],
    ['', '', null, null],
  ])('%s', (stem, prefix, pid, stamp) => expect(readStem(stem)).toEqual({ prefix, pid, stamp }));
});

it('a stamp as file names spell it', () => {
  expect(stampInFileName('2026-11-23 15:39:43')).toBe('2026-11-23T153943Z');
});
