import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { textOf } from '../report/pdf/report.ts';

const LOGS = fixture('defects', 'R2');

describe('ct-parse report with other factors', () => {
  it('prices again with the average of a country and a PUE', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      const result = await ctParse(['report', LOGS, '-o', target, '--country', 'dk', '--year', '2021', '--pue', '1.1']);
      expect(result).toMatchObject({ code: 0, stdout: '' });
      const text = textOf(readFileSync(target));
      expect(text).toContain('a PUE of 1.1, given by the user');
      expect(text).toContain('211 gCO₂eq/kWh, DK, 2021, Electricity Maps yearly average of Denmark');
      // 3.95 Wh were logged with 1.58.
      expect(text).toMatch(/2\.75 Wh 580 mg/);
    }));

  it('prices again with an intensity', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      await ctParse(['report', LOGS, '-o', target, '--intensity', '56']);
      expect(textOf(readFileSync(target))).toContain('a carbon intensity of 56 gCO₂eq/kWh, given by the user');
    }));

  it.each([
    [['--pue', '0.9'], /PUE is a number from 1 on/],
    [['--pue', 'x'], /PUE is a number from 1 on/],
    [['--pue'], /Not enough arguments following: pue/],
    [['--pue', '1.2', '--pue', '1.3'], /--pue can be given once/],
    [['--intensity', '-5'], /g\/kWh from 0 on/],
    [['--intensity', 'much'], /g\/kWh from 0 on/],
    [['--country', 'Atlantis'], /country 'Atlantis': use a two-letter ISO code such as DE/],
    [['--country', 'DK', '--year', '1999'], /year 1999: there are 2021, 2022, 2023, 2024, 2025/],
    [['--country', 'DK', '--intensity', '5'], /give one of them/],
    [['--year', '2024'], /give --country too/],
  ])('refuses %j in one line', (options, message) =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      expectOneLine(await ctParse(['report', LOGS, '-o', target, ...options]), 2, message);
      expect(existsSync(target)).toBe(false);
    }),
  );
});
