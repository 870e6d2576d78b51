/** Disks that are full or may not be written: real ones, of some KiB, where this user may mount them. */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, readRuns } from '../../src/api.ts';
import type { Run } from '../../src/model/run.ts';
import { built } from '../helpers/built.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { copyLogs, fixture } from '../helpers/fixtures.ts';
import { canMount, makeReadOnly, withDisk } from '../helpers/mount.ts';
import { shell } from '../helpers/process.ts';
import { codesOf } from '../helpers/runs.ts';
import { readLogs } from '../helpers/tracked.ts';

const WATTS = 200;
const PUE = 1.5;
const J_PER_KWH = 3.6e6;
const OPTIONS = ['--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--components', 'gpu', '--pue', String(PUE)];
const LOG = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
const KIB = 1024;

const words = (disk: string, ...args: string[]): string[] => [built.ctTrack, '--log-dir', disk, ...OPTIONS, ...args];
const totalJ = async (disk: string): Promise<number> =>
  ((await aggregateConsumption(disk)).energyKwh / PUE) * J_PER_KWH;

/** Takes so many KiB of a disk, or all that is left. */
function fill(disk: string, sizeKiB = 1000): void {
  try {
    writeFileSync(join(disk, 'filling'), Buffer.alloc(sizeKiB * KIB));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }
}

/** Runs a command that prints epochs, and fills the disk once three of them are in the log. */
async function filledMeanwhile(disk: string, args: string[]): Promise<{ code: unknown; stderr: string }> {
  const tracker = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  tracker.stderr.on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise((resolve) => tracker.once('close', resolve));
  while (readLogs(disk).standard.split('Duration').length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  fill(disk);
  return { code: await ended, stderr };
}

describe.skipIf(!canMount)('a disk that fills up', () => {
  it('with samples: the figures are still written', () =>
    withDisk(64, async (disk) => {
      fill(disk, 48);
      const command = ['--update-interval', '0.01', 'sh', '-c', 'sleep 5; exit 4'];
      const { status, stderr } = spawnSync(process.execPath, words(disk, ...command), { encoding: 'utf8' });
      expect(status).toBe(4);
      expect(stderr.match(/stopped: /g)).toHaveLength(1);
      expect(stderr).toContain(`writing samples to ${disk} stopped: the disk is full`);
      const [run] = await readRuns(disk);
      const epoch = run?.tracking?.epochs[0];
      expect(run?.end).toBe('finished');
      expect(epoch?.endS).toBeGreaterThan(4.9);
      expect(await totalJ(disk)).toBeCloseTo(WATTS * (epoch?.coveredS[0] ?? 0), 4);
    }));

  it('under the logs: the epochs before are kept, and the total in the other file', () =>
    withDisk(64, async (disk) => {
      const loop = 'for i in $(seq 40); do echo "Epoch $i"; sleep 0.05; done; exit 4';
      const args = words(disk, '--epoch-pattern', 'Epoch (\\d+)', '--update-interval', '0.1', 'sh', '-c', loop);
      const { code, stderr } = await filledMeanwhile(disk, args);
      expect(code).toBe(4);
      expect(stderr.match(/stopped: /g)).toHaveLength(1);
      expect(stderr).toMatch(/(logging|writing samples) to .* stopped: the disk is full/);
      // The output log still had room for its few lines: the whole total, as it is said at the end.
      const [, saidValue = '', saidUnit] = /ct-track: ([\d.]+) (m?Wh)/.exec(stderr) ?? [];
      const saidMwh = Number(saidValue) * (saidUnit === 'Wh' ? 1000 : 1);
      const [run] = await readRuns(disk);
      expect(run?.epochs.length).toBeGreaterThan(2);
      expect(run?.epochs.length).toBeLessThan(40);
      // Where the disk was full in the middle of an epoch, its part of the total is unknown.
      expect(codesOf(run as Run).filter((code) => ['total-differs', 'cut-line'].includes(code))).not.toEqual([]);
      // It is said with three digits.
      const countedMwh = (await aggregateConsumption(disk)).energyKwh * 1e6;
      expect(Math.abs(countedMwh - saidMwh)).toBeLessThanOrEqual(0.005 * countedMwh);
    }));

  it('and has room again before the end: nothing of the figures is missing', () =>
    withDisk(64, async (disk) => {
      const loop = 'for i in $(seq 20); do echo "Epoch $i"; sleep 0.1; done; rm "$0"; exit 4';
      const filling = join(disk, 'filling');
      const args = words(
        disk,
        '--epoch-pattern',
        'Epoch (\\d+)',
        '--update-interval',
        '0.1',
        'sh',
        '-c',
        loop,
        filling,
      );
      const { code, stderr } = await filledMeanwhile(disk, args);
      expect(code).toBe(4);
      expect(stderr).toContain('stopped: the disk is full');
      expect(stderr).toContain(`logging to ${disk} goes on: nothing but samples is missing`);
      const [run] = await readRuns(disk);
      expect([run?.end, run?.epochs.length]).toEqual(['finished', 20]);
    }));

  it('and was full from the start: one warning, and the command runs', () =>
    withDisk(64, (disk) => {
      fill(disk);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        words(disk, 'sh', '-c', 'echo hi; sleep 0.2; exit 4'),
        { encoding: 'utf8' },
      );
      expect({ status, stdout }).toEqual({ status: 4, stdout: 'hi\n' });
      expect(stderr.match(/the disk is full/g)).toHaveLength(1);
      expect(stderr).toMatch(/ct-track: [\d.]+ mWh/);
    }));
});

const OUTPUTS: [string, string[], string][] = [
  ['report', ['report', LOG, '-o'], 'old.pdf'],
  ['statement', ['statement', LOG, '-o'], 'old.txt'],
  ['table', ['runs', LOG, '--parquet'], 'old.parquet'],
  ['model card', ['statement', LOG, '--style', 'model-card', '--write'], 'old.md'],
];

describe.skipIf(!canMount)('an output on a disk', () => {
  it.each(OUTPUTS)('that is full: the old %s stays whole, and nothing lies beside it', (_, args, name) =>
    withDisk(64, async (disk) => {
      writeFileSync(join(disk, name), 'old');
      fill(disk);
      expectOneLine(await ctParse([...args, join(disk, name)]), 1, /cannot write .*: the disk is full$/m);
      expect(readFileSync(join(disk, name), 'utf8')).toBe('old');
      expect(readdirSync(disk).sort()).toEqual(['filling', name]);
    }),
  );

  it.each(OUTPUTS)('that is read-only: the old %s stays, and it is said', (_, args, name) =>
    withDisk(64, async (disk) => {
      writeFileSync(join(disk, name), 'old');
      makeReadOnly(disk);
      expectOneLine(await ctParse([...args, join(disk, name)]), 1, /cannot write .*: the disk is read-only$/m);
      expect(readFileSync(join(disk, name), 'utf8')).toBe('old');
    }),
  );

  it('figures on a full disk leave no half one', () =>
    withDisk(64, async (disk) => {
      fill(disk);
      const folder = join(disk, 'figures');
      expectOneLine(await ctParse(['figures', LOG, '-o', folder]), 1, /cannot write to .*: the disk is full$/m);
      expect(readdirSync(folder)).toEqual([]);
    }));
});

describe.skipIf(!canMount)('a read-only disk', () => {
  it('is read like any other', () =>
    withDisk(256, async (disk) => {
      copyLogs(LOG, join(disk, 'logs'));
      makeReadOnly(disk);
      expect((await ctParse(['aggregate', disk])).stdout).toBe((await ctParse(['aggregate', LOG])).stdout);
    }));

  it('as log folder: one warning, and the command runs', () =>
    withDisk(64, (disk) => {
      makeReadOnly(disk);
      const { status, stdout, stderr } = spawnSync(process.execPath, words(disk, 'sh', '-c', 'echo hi; exit 4'), {
        encoding: 'utf8',
      });
      expect({ status, stdout }).toEqual({ status: 4, stdout: 'hi\n' });
      expect(stderr.split('\n')[0]).toBe(`ct-track: cannot write logs to ${disk}: the disk is read-only`);
    }));
});

it.skipIf(process.platform !== 'linux')('standard output on a full disk is told, with exit code 1', async () => {
  for (const command of ['aggregate', 'runs --json', 'runs --csv', 'statement', 'audit']) {
    const { stderr, stdout } = await shell(`$CT ${command} "${LOG}" >/dev/full; echo "code $?"`);
    expect([command, stdout]).toEqual([command, 'code 1\n']);
    expect(stderr, command).toContain('ct-parse: cannot write to standard output: the disk is full\n');
  }
});
