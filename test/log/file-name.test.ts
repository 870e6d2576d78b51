import { describe, expect, it } from 'vitest';
import { readFileName, stampInFileName } from '../../src/log/file-name.ts';

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
    ['carbontracker_err_2020-04-27T12:34Z.log', 'error', '2020-04-27T12:34Z'],
  ])('%s: %s', (name, role, stem) => expect(readFileName(name)).toEqual({ role, stem }));

  it.each([
    ['7.5_2026-02-03T100000Z_carbontracker (1).log', 'standard', '7.5_2026-02-03T100000Z', '(1)'],
    ['7.5_2026-02-03T100000Z_carbontracker_output (1).log', 'output', '7.5_2026-02-03T100000Z', '(1)'],
    ['x_carbontracker.log.txt', 'standard', 'x', '.txt'],
    ['x_carbontracker_output.txt', 'output', 'x', '.txt'],
    ['X_CARBONTRACKER_ERR.LOG', 'error', 'X', ''],
    ['x_carbontracker - Copy (2).log', 'standard', 'x', 'copy (2)'],
    ['x_carbontracker copy 2.log', 'standard', 'x', 'copy 2'],
    ['x_carbontracker.log (1).txt', 'standard', 'x', '(1).txt'],
    ['x_carbontracker-1.log', 'standard', 'x', '1'],
    ['x_carbontracker_output.log.gz', 'output', 'x', '.gz'],
    ['x_carbontracker_samples.csv.gz', 'samples', 'x', '.gz'],
    ['carbontracker (1).log', 'standard', '', '(1)'],
    ['carbontracker_output.log.txt', 'output', '', '.txt'],
  ])('%s was changed: %s of %s, %s', (name, role, stem, mark) =>
    expect(readFileName(name)).toEqual({ role, stem, mark }),
  );

  it('takes a hostile name apart in no time', () => {
    const names = [`${'_carbontracker'.repeat(30)}.log.x`, `x_carbontracker${' copy'.repeat(90)}.log.x`];
    for (const name of names) expect(readFileName(name)).toBeNull();
    expect(readFileName(`x_carbontracker${'('.repeat(100_000)}.txt`)).toBeNull();
  });

  it.each([
    'x_carbontracker.csv',
    'x_carbontracker_samples.log.txt',
    'x_carbontracker',
    'x_carbontracker.gz',
    '1_carbontracker.log.bak',
    'carbontracker.txt',
    'carbontracker.log.bak',
    'mycarbontracker.log',
    '1_carbontracker_other.log',
    'carbontracker_logs',
    'readme.txt',
    '',
    'carbontracker_output_yesterday.log',
  ])('%j is no log', (name) => expect(readFileName(name)).toBeNull());
});

it('a stamp as file names spell it', () => {
  expect(stampInFileName('2026-11-23 15:39:43')).toBe('2026-11-23T153943Z');
});
