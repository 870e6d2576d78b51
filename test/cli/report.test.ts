import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateReportFromLog } from '../../src/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { textOf } from '../report/pdf/report.ts';

describe('ct-parse report', () => {
  it('writes one PDF and leaves nothing else', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      const { code, stderr } = await ctParse([
        'report',
        fixture('defects', 'R2'),
        '-o',
        target,
        '--title',
        'Our paper',
        '--paper',
        'letter',
      ]);
      expect(stderr).toContain(`${target}: 1 run`);
      expect(readdirSync(folder)).toEqual(['report.pdf']);
      expect(textOf(readFileSync(target))).toMatch(/Our paper.*3\.95 Wh/);
      expect(code).toBe(0);
    }));
  it('says once that names show code points, for reports of each run too', () =>
    withFolder(async (folder) => {
      for (const [name, scenario] of [
        ['实验一', 'gpu1_cpu1_e3_p1'],
        ['实验二', 'gpu1_cpu1_e10_monitor1'],
      ] as const) {
        cpSync(fixture('carbontracker', '2.4.3', scenario), path.join(folder, 'logs', name), { recursive: true });
      }
      const [logs, target] = [path.join(folder, 'logs'), path.join(folder, 'r.pdf')];
      const line = /the fonts of the (report|reports|figures) lack \d characters, such as .: names show code points/g;
      const one = await ctParse(['report', logs, '-o', target]);
      expect(one.stderr).toContain(
        'ct-parse: the fonts of the report lack 4 characters, such as 实: names show code points instead, [U+5B9E]\n',
      );
      const each = await ctParse(['report', logs, '--per-run', '-o', path.join(folder, 'each')]);
      expect(each.stderr.match(line)).toHaveLength(1);
      const figures = await ctParse(['figures', logs, '-o', path.join(folder, 'figures')]);
      expect(figures.stderr.match(line)).toHaveLength(1);
      const plain = await ctParse(['report', fixture('defects', 'R2'), '-o', target]);
      expect(plain.stderr).not.toMatch(line);
    }));

  it('writes a PDF a run', () =>
    withFolder(async (folder) => {
      const { stderr } = await ctParse([
        'report',
        fixture('defects', 'R2'),
        fixture('defects', 'R4'),
        '--per-run',
        '-o',
        folder,
      ]);
      const names = readdirSync(folder);
      expect(names).toHaveLength(2);
      expect(new Set(names).size).toBe(2);
      expect(stderr).toContain(`2 reports in ${folder}`);
    }));

  it('leaves no half PDF where it cannot write', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'missing', 'report.pdf');
      expectOneLine(
        await ctParse(['report', fixture('defects', 'R2'), '-o', target]),
        1,
        /cannot write .*report.pdf: no such file or folder/,
      );
      expect(readdirSync(folder)).toEqual([]);
    }));

  it('says that there are no logs and writes nothing', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      const { code, stderr } = await ctParse(['report', folder, '-o', target]);
      expect(stderr).toContain('no logs found');
      expect(existsSync(target)).toBe(false);
      expect(code).toBe(1);
    }));
});

describe('ct-parse figures', () => {
  it('writes a file a chart and prints its path', () =>
    withFolder(async (folder) => {
      for (const format of ['pdf', 'png', 'svg']) {
        const { stdout } = await ctParse(['figures', fixture('defects', 'R4'), '-o', folder, '--format', format]);
        const paths = stdout.trim().split('\n');
        expect(paths).toContain(path.join(folder, `power.${format}`));
        for (const file of paths) expect(existsSync(file)).toBe(true);
      }
    }));

  it('refuses a width that no paper has', async () => {
    expectOneLine(
      await ctParse(['figures', fixture('defects', 'R4'), '--width', '0']),
      2,
      /--width must be between 4 and 100 cm/,
    );
  });
});

describe('generateReportFromLog', () => {
  it('makes a report of a log', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      await generateReportFromLog(fixture('defects', 'R2'), target);
      expect(textOf(readFileSync(target))).toContain('3.95 Wh');
      await expect(generateReportFromLog(folder, target)).rejects.toThrow('no logs');
    }));
});
