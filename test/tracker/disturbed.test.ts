/** ct-track as a real process, disturbed from outside: its folder removed, its clock set back, its job stopped, crowded. */
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aggregateConsumption, readRuns } from '../../src/api.ts';
import type { Run } from '../../src/model/run.ts';
import { built } from '../helpers/built.ts';
import { compilePreload } from '../helpers/preload.ts';
import { codesOf } from '../helpers/runs.ts';
import { readLogs } from '../helpers/tracked.ts';

const WATTS = 200;
const PUE = 1.5;
const J_PER_KWH = 3.6e6;
const OPTIONS = ['--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--components', 'gpu', '--pue', String(PUE)];

let parent: string;
let logDir: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'ct-disturbed-'));
  logDir = join(parent, 'logs');
  mkdirSync(logDir);
});
afterEach(() => rmSync(parent, { recursive: true }));

const words = (...args: string[]): string[] => [built.ctTrack, '--log-dir', logDir, ...OPTIONS, ...args];
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const totalJ = async (): Promise<number> => ((await aggregateConsumption(logDir)).energyKwh / PUE) * J_PER_KWH;

async function onlyRun(): Promise<Run> {
  const runs = await readRuns(logDir);
  expect(runs).toHaveLength(1);
  return runs[0] as Run;
}

/** Starts ct-track; what it says on stderr comes with its end. */
function start(args: string[], detached = false) {
  const tracker = spawn(process.execPath, words(...args), { stdio: ['ignore', 'pipe', 'pipe'], detached });
  let stderr = '';
  tracker.stderr.on('data', (text) => {
    stderr += text;
  });
  tracker.stdout.resume();
  const ended = new Promise<{ status: number | null; stderr: string }>((resolve) => {
    tracker.once('close', (status) => resolve({ status, stderr }));
  });
  return { pid: tracker.pid ?? 0, ended };
}

async function untilSamples(count: number): Promise<void> {
  while ((readLogs(logDir).samples?.rows.length ?? 0) < count) await wait(5);
}

describe.skipIf(process.platform === 'win32')('the folder of the logs', () => {
  it('removed during the run: one warning, the command goes on, and no folder comes back', async () => {
    const { ended } = start(['--update-interval', '0.02', 'sh', '-c', 'sleep 1.5; exit 4']);
    await untilSamples(3);
    rmSync(logDir, { recursive: true });
    const { status, stderr } = await ended;
    expect(status).toBe(4);
    expect(stderr.match(/stopped: /g)).toHaveLength(1);
    expect(stderr).toContain(`to ${logDir} stopped: the log files were removed`);
    // The figure is still said, and no file is named that is not there.
    expect(stderr).toMatch(/ct-track: [\d.]+ mWh, [^;]*\n/);
    expect(existsSync(logDir)).toBe(false);
  });

  it('moved during the run: the logs go on where they are', async () => {
    const { ended } = start(['--update-interval', '0.02', 'sh', '-c', 'sleep 1; exit 4']);
    await untilSamples(3);
    const moved = join(parent, 'moved');
    renameSync(logDir, moved);
    expect((await ended).status).toBe(4);
    const [run] = await readRuns(moved);
    expect(run?.end).toBe('finished');
    expect(run?.tracking?.epochs[0]?.endS).toBeGreaterThan(0.99);
  });
});

const setClockBack = compilePreload('set-clock-back');

it.skipIf(setClockBack === null)('a wall clock that jumps an hour back moves stamps, not energy', async () => {
  const loop = 'for i in 1 2 3 4; do echo "Epoch $i"; sleep 0.6; if [ $i = 2 ]; then touch "$CLOCK_BACK"; fi; done';
  const { status } = spawnSync(process.execPath, words('--epoch-pattern', 'Epoch (\\d+)', 'sh', '-c', loop), {
    env: { ...process.env, LD_PRELOAD: setClockBack ?? '', CLOCK_BACK: join(parent, 'clock-back') },
  });
  expect(status).toBe(0);
  const run = await onlyRun();
  const stampsMs = readLogs(logDir)
    .standard.split('\n')
    .flatMap((line) => (/^\d{4}/.test(line) ? [Date.parse(line.slice(0, 19))] : []));
  expect((stampsMs.at(-1) ?? 0) - (stampsMs[0] ?? 0)).toBeLessThan(-3_000_000);
  expect(codesOf(run)).toContain('clock-set-back');
  expect(run.epochs).toHaveLength(4);
  // The jump of an hour is in none of them; when a line is seen may be off by as long as a busy machine takes.
  for (const { durationS } of run.epochs) {
    expect(durationS).toBeGreaterThan(0);
    expect(durationS).toBeLessThan(600);
  }
  const coveredS = (run.tracking?.epochs ?? []).reduce((sum, epoch) => sum + (epoch?.coveredS[0] ?? 0), 0);
  expect(coveredS).toBeGreaterThan(1);
  expect(await totalJ()).toBeCloseTo(WATTS * coveredS, 3);
});

const diskThatWaits = compilePreload('disk-that-waits');

describe.skipIf(diskThatWaits === null)('a disk that takes nothing for a while', () => {
  // Goes on when the third epoch is in the log, or gives up: then the epochs waited for the disk.
  const untilLogged = (goesOn: string): string =>
    `n=0; until grep -qs '^[-0-9: ]* - Epoch 3:' '${logDir}'/*_carbontracker.log; do ` +
    `[ $((n += 1)) -lt 600 ] || { touch '${goesOn}'; exit 5; }; sleep 0.05; done; touch '${goesOn}'; exit 3`;

  it.each([
    ['lines', ['--epoch-pattern', 'Epoch (\\d+)', '--epoch-at', 'start'], 'for i in 1 2 3 4; do echo "Epoch $i"; done'],
    ['marks', [], 'for i in 1 2 3 4; do echo "start $i" >> "$CT_TRACK_EPOCHS"; sleep 0.1; done'],
  ])('epochs of %s are logged meanwhile, and the end waits for it', (_, options, epochs) => {
    const goesOn = join(parent, 'goes-on');
    const { status } = spawnSync(process.execPath, words(...options, 'sh', '-c', `${epochs}; ${untilLogged(goesOn)}`), {
      env: { ...process.env, LD_PRELOAD: diskThatWaits ?? '', DISK_GOES_ON: goesOn },
    });
    expect(status).toBe(3);
    expect(readLogs(logDir).journal.at(-1)).toMatchObject({ event: 'end', exitCode: 3 });
  });
});

it.skipIf(process.platform === 'win32')(
  'a job that is stopped as a whole, as by Slurm, has a gap of that time',
  async () => {
    const { pid, ended } = start(['--update-interval', '0.02', 'sh', '-c', 'sleep 0.6; sleep 0.6; exit 4'], true);
    await untilSamples(3);
    process.kill(-pid, 'SIGSTOP');
    await wait(1500);
    process.kill(-pid, 'SIGCONT');
    expect((await ended).status).toBe(4);
    const run = await onlyRun();
    const gaps = run.tracking?.devices[0]?.gaps ?? [];
    const gapS = gaps.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
    expect(gapS).toBeGreaterThan(1.4);
    expect(codesOf(run)).toContain('reading-gaps');
    const epoch = run.tracking?.epochs[0];
    expect(await totalJ()).toBeCloseTo(WATTS * (epoch?.coveredS[0] ?? 0), 4);
    expect((epoch?.coveredS[0] ?? 0) + gapS).toBeLessThan((epoch?.endS ?? 0) + 0.01);
  },
);

describe.skipIf(process.platform === 'win32')('a command that closes what it was given', () => {
  it('its descriptors, all of them, and leaves a child behind: its own end is the end', async () => {
    const script = 'for n in 0 1 2 3 4 5 6 7 8 9; do eval "exec $n>&-"; done; (sleep 30 &) ; sleep 0.3; exit 5';
    const { status } = await start(['sh', '-c', script]).ended;
    expect(status).toBe(5);
    const run = await onlyRun();
    expect(run.tracking?.exitCode).toBe(5);
    expect(run.tracking?.epochs[0]?.endS).toBeLessThan(20);
  });
});

describe('many at once', () => {
  const MANY = 40;

  it(`${MANY} processes in one folder: each has its own whole files`, async () => {
    // All wait for somebody to open this pipe, so that the last has begun before the first ends.
    const gate = join(parent, 'gate');
    spawnSync('mkfifo', [gate]);
    const command = `: <"${gate}"; exit $0`;
    const started = Array.from({ length: MANY }, (_, i) =>
      start(['--update-interval', '10', '--log-file-prefix', `job${i}`, 'sh', '-c', command, String(i % 7)]),
    );
    const logs = (): string[] => readdirSync(logDir).filter((name) => name.endsWith('_carbontracker.log'));
    const early = started.map(async ({ ended }, i) => {
      const { status, stderr } = await ended;
      throw new Error(`job ${i} ended with ${status} before it was let: ${stderr}`);
    });
    const allBegun = async (): Promise<void> => {
      while (logs().length < MANY) await wait(100);
    };
    await Promise.race([allBegun(), ...early]);
    const opened = openSync(gate, 'r+');
    const ends = await Promise.all(started.map(({ ended }) => ended));
    closeSync(opened);
    expect(ends.map(({ status }) => status)).toEqual(Array.from({ length: MANY }, (_, i) => i % 7));
    const runs = await readRuns(logDir);
    expect(new Set(runs.map(({ tracking }) => tracking?.id)).size).toBe(MANY);
    for (const { id, tracking, end, epochs } of runs) {
      const job = Number(/job(\d+)_/.exec(id)?.[1]);
      expect({ job, end, epochs: epochs.length, exitCode: tracking?.exitCode }).toEqual({
        job,
        end: 'finished',
        epochs: 1,
        exitCode: job % 7,
      });
    }
    const sumJ = runs.reduce((sum, { tracking }) => sum + (tracking?.epochs[0]?.energyJ[0] ?? 0), 0);
    expect(sumJ).toBeGreaterThan(0);
    expect(Math.abs((await totalJ()) - sumJ)).toBeLessThan(1e-6 * sumJ + 1);
    for (const name of readdirSync(logDir)) expect(readFileSync(join(logDir, name), 'utf8')).toMatch(/^$|\n$/);
  });
});
