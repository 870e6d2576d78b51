/** What an output may be beside a file. */
import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { shell } from '../helpers/process.ts';

const LOGS = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');

describe.skipIf(process.platform === 'win32')('an output', () => {
  it('that is a link stays one, and its file is replaced', () =>
    withFolder(async (folder) => {
      const [link, file] = [path.join(folder, 'link'), path.join(folder, 'file')];
      writeFileSync(file, 'old');
      symlinkSync(file, link);
      expect((await shell(`$CT statement "${LOGS}" -o "${link}"`)).code).toBe(0);
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(readFileSync(file, 'utf8')).toContain('0.179 kWh');
      expect(readdirSync(folder).sort()).toEqual(['file', 'link']);
    }));

  it('that is a link to a log is refused, and the log stays', () =>
    withFolder(async (folder) => {
      const [link, log] = [path.join(folder, 'out'), path.join(folder, 'x_carbontracker.log')];
      writeFileSync(log, 'measured');
      symlinkSync(log, link);
      for (const command of ['report', 'statement']) {
        const { code, stderr } = await shell(`$CT ${command} "${LOGS}" -o "${link}"`);
        expect(code).toBe(2);
        expect(stderr).toContain(`${link} has the name of a log: write to another file`);
      }
      expect(readFileSync(log, 'utf8')).toBe('measured');
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
    }));

  it.each([
    ['report', '-o', '%PDF'],
    ['statement', '-o', 'The '],
    ['runs', '--parquet', 'PAR1'],
  ])('that is a pipe is written to, by %s, and stays one', (command, option, begin) =>
    withFolder(async (folder) => {
      const pipe = path.join(folder, 'pipe');
      const line = `mkfifo "${pipe}"; head -c 4 "${pipe}" & $CT ${command} "${LOGS}" ${option} "${pipe}" > /dev/null 2>&1; wait`;
      const { stdout } = await shell(line);
      expect(stdout.startsWith(begin)).toBe(true);
      expect(lstatSync(pipe).isFIFO()).toBe(true);
      expect(readdirSync(folder)).toEqual(['pipe']);
    }),
  );

  it('that is a device stays one', async () => {
    for (const command of ['report', 'statement']) {
      expect((await shell(`$CT ${command} "${LOGS}" -o /dev/stdout | head -c 4`)).stdout).toHaveLength(4);
    }
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
