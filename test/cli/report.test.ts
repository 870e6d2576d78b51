import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import yargs from 'yargs';
import { figuresCommand } from '../../cli/commands/figures.ts';
import { reportCommand } from '../../cli/commands/report.ts';
import { generateReportFromLog } from '../../src/index.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { textOf } from '../report/pdf/report.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs a command in this process and returns what it says on both outputs. */
async function run(...args: string[]): Promise<{ out: string; err: string }> {
  const said = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += String(text);
    return true;
  });
  await yargs(args).command(reportCommand).command(figuresCommand).fail(false).exitProcess(false).strict().parseAsync();
  vi.restoreAllMocks();
  return said;
}

describe('ct-parse report', () => {
  it('writes one PDF and leaves nothing else', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      const { err } = await run(
        'report',
        fixture('defects', 'R2'),
        '-o',
        target,
        '--title',
        'Our paper',
        '--paper',
        'letter',
      );
      expect(err).toContain(`${target}: 1 run`);
      expect(readdirSync(folder)).toEqual(['report.pdf']);
      expect(textOf(readFileSync(target))).toMatch(/Our paper.*3\.95 Wh/);
      expect(process.exitCode).toBe(0);
    }));

  it('writes a PDF a run', () =>
    withFolder(async (folder) => {
      const { err } = await run(
        'report',
        fixture('defects', 'R2'),
        fixture('defects', 'R4'),
        '--per-run',
        '-o',
        folder,
      );
      const names = readdirSync(folder);
      expect(names).toHaveLength(2);
      expect(new Set(names).size).toBe(2);
      expect(err).toContain(`2 reports in ${folder}`);
    }));

  it('leaves no half PDF where it cannot write', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'missing', 'report.pdf');
      await expect(run('report', fixture('defects', 'R2'), '-o', target)).rejects.toThrow(
        `Cannot write ${target}: no such file or folder`,
      );
      expect(readdirSync(folder)).toEqual([]);
    }));

  it('says that there are no logs and writes nothing', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      const { err } = await run('report', folder, '-o', target);
      expect(err).toContain('no carbontracker logs found');
      expect(existsSync(target)).toBe(false);
      expect(process.exitCode).toBe(1);
    }));
});

describe('ct-parse figures', () => {
  it('writes a file a chart and prints its path', () =>
    withFolder(async (folder) => {
      for (const format of ['pdf', 'png', 'svg']) {
        const { out } = await run('figures', fixture('defects', 'R4'), '-o', folder, '--format', format);
        const paths = out.trim().split('\n');
        expect(paths).toContain(path.join(folder, `power.${format}`));
        for (const file of paths) expect(existsSync(file)).toBe(true);
      }
    }));

  it('refuses a width that no paper has', async () => {
    await expect(run('figures', fixture('defects', 'R4'), '--width', '0')).rejects.toThrow('--width is in cm');
  });
});

describe('generateReportFromLog', () => {
  it('makes a report of a log', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      await generateReportFromLog(fixture('defects', 'R2'), target);
      expect(textOf(readFileSync(target))).toContain('3.95 Wh');
      await expect(generateReportFromLog(folder, target)).rejects.toThrow('No carbontracker logs');
    }));
});
