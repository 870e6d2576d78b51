import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctParse } from '../helpers/cli.ts';
import { withFolder, writeFiles } from '../helpers/fixtures.ts';
import { outputLog, standardLog } from '../helpers/logs.ts';
import { textOf } from '../report/pdf/report.ts';

/** Runs of 3.95 Wh each; the log of a number starts that many seconds after 8:00. */
function logs(startsS: Record<number, number>): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [pid, start] of Object.entries(startsS)) {
    const stem = `${pid}_2025-01-01T080000Z`;
    const epochs = [{ power: { gpu: `[${100 + Number(pid) / 1000}]`, cpu: '[50.]' } }];
    const pue = 'Only predicted and actual consumptions are multiplied by a PUE coefficient of 1.56 (x, 2024, y).';
    files[`${stem}_carbontracker.log`] = standardLog({ version: '1.2.5', pue, start, epochs });
    files[`${stem}_carbontracker_output.log`] = outputLog([{ energy: `0.00395000${pid} kWh` }], start + 60);
  }
  return files;
}

const WORDS = 'up to 3.95 Wh too much in 11.9 Wh';

describe('what may change the total by more than 1 %', () => {
  it('is said in the same words by every output, and is in the range', () =>
    withFolder(async (folder) => {
      writeFiles(folder, logs({ 2001: 0, 2002: 0, 2003: 500 }));
      const warning = `warning: devices-maybe-shared: runs that overlap on devices of the same names may count twice; use --same-machine to decide (2: 2001_2025-01-01T080000Z, 2002_2025-01-01T080000Z; ${WORDS})`;
      for (const command of ['aggregate', 'statement', 'runs']) {
        expect((await ctParse([command, folder])).stderr, command).toContain(warning);
      }
      expect((await ctParse(['audit', folder])).stdout).toMatch(/^devices-maybe-shared +warning +2 +up to 3\.95 Wh$/m);
      const note = `Runs that overlap on devices of the same names may count twice: ${WORDS} (2 runs).`;
      expect((await ctParse(['statement', folder])).stdout).toContain(note);
      const pdf = path.join(folder, 'report.pdf');
      await ctParse(['report', folder, '-o', pdf]);
      expect(textOf(readFileSync(pdf)).replace(/\s+/g, ' ')).toContain(note);
      const { findings, range, energyKwh } = JSON.parse((await ctParse(['aggregate', '--json', folder])).stdout);
      expect(findings.map(({ code }: { code: string }) => code)).toContain('devices-maybe-shared');
      expect(range.parts).toContainEqual(
        expect.objectContaining({ kind: 'counted-twice', lowKwh: expect.closeTo(-0.00395, 6), highKwh: 0 }),
      );
      expect(range.energyKwh[0]).toBeLessThan(energyKwh - 0.00394);
    }));

  it('is decided by --same-machine', () =>
    withFolder(async (folder) => {
      writeFiles(folder, logs({ 2001: 0, 2002: 0, 2003: 500 }));
      const of = async (option: string): Promise<{ energyKwh: number; findings: { code: string }[] }> =>
        JSON.parse((await ctParse(['aggregate', '--json', option, folder])).stdout);
      const [same, apart] = [await of('--same-machine'), await of('--no-same-machine')];
      expect(same.energyKwh).toBeCloseTo(2 * 0.00395, 6);
      expect(same.findings.map(({ code }) => code)).toContain('device-counted-once');
      expect(apart.energyKwh).toBeCloseTo(3 * 0.00395, 6);
      expect(apart.findings.map(({ code }) => code)).not.toContain('devices-maybe-shared');
    }));

  it('and less is left to audit', () =>
    withFolder(async (folder) => {
      const starts: Record<number, number> = {};
      for (let i = 0; i < 40; i += 1) starts[2000 + i] = i * 100;
      // 3 of 60 s of one of 41 runs.
      writeFiles(folder, logs({ ...starts, 2100: 57 }));
      expect((await ctParse(['aggregate', folder])).stderr).not.toContain('devices-maybe-shared');
      expect((await ctParse(['audit', folder])).stdout).toContain('devices-maybe-shared');
    }));
});
