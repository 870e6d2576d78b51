/** What is kept when the machine misbehaves: real processes, real limits. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aggregateConsumption, readRuns } from '../../src/api.ts';
import type { Run } from '../../src/model/run.ts';
import { IntensityLog } from '../../src/tracker/intensity/intensity-log.ts';
import { WORLD_AVERAGE } from '../../src/tracker/intensity/resolve.ts';
import { readOptions } from '../../src/tracker/options.ts';
import { RunLog } from '../../src/tracker/run-log.ts';
import { simulatedSensor } from '../../src/tracker/sensors/simulated.ts';
import { Session } from '../../src/tracker/session/session.ts';
import { detectFor, openLog, startSession } from '../../src/tracker/start.ts';
import { LogWriter } from '../../src/tracker/writer.ts';
import { built } from '../helpers/built.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { codesOf } from '../helpers/runs.ts';
import { readLogs } from '../helpers/tracked.ts';

const WATTS = 200;
const PUE = 1.5;
const J_PER_KWH = 3.6e6;
const OPTIONS = ['--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--components', 'gpu', '--pue', String(PUE)];

let logDir: string;

beforeEach(() => {
  logDir = mkdtempSync(join(tmpdir(), 'ct-faults-'));
});

afterEach(() => rmSync(logDir, { recursive: true }));

const words = (...args: string[]): string[] => [built.ctTrack, '--log-dir', logDir, ...OPTIONS, ...args];

/** A shell that sets a limit and then becomes ct-track. */
function trackWithin(limit: string, ...args: string[]) {
  const line = `${limit}; exec "$0" "$@"`;
  return spawnSync('bash', ['-c', line, process.execPath, ...words(...args)], { encoding: 'utf8', timeout: HANG_MS });
}

async function readOnly(): Promise<Run> {
  const runs = await readRuns(logDir);
  expect(runs).toHaveLength(1);
  return runs[0] as Run;
}

const totalJ = async (): Promise<number> => ((await aggregateConsumption(logDir)).energyKwh / PUE) * J_PER_KWH;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const isLinux = process.platform === 'linux';

describe('a tracker that was stopped and continued', () => {
  it('has a gap of that time, and no energy for it', async () => {
    const tracker: ChildProcess = spawn(process.execPath, words('--update-interval', '0.02', 'sleep', '2'), {
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => tracker.once('exit', resolve));
    await until(() => (readLogs(logDir).samples?.rows.length ?? 0) > 3);
    tracker.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 1300));
    tracker.kill('SIGCONT');
    expect(await ended).toBe(0);
    const run = await readOnly();
    const [device] = run.tracking?.devices ?? [];
    const [epoch] = run.tracking?.epochs ?? [];
    const gaps = device?.gaps ?? [];
    const gapS = Math.max(...gaps.map(({ fromS, toS }) => toS - fromS));
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(['readings too far apart']));
    expect(gapS).toBeGreaterThan(1.2);
    expect(codesOf(run)).toEqual(expect.arrayContaining(['coverage-low', 'reading-gaps']));
    const durationS = (epoch?.endS ?? 0) - (epoch?.startS ?? 0);
    expect(durationS).toBeGreaterThan(1.9);
    // The total holds the time that was seen, and nothing for the gap.
    const seenS = epoch?.coveredS[0] ?? 0;
    expect(seenS + gapS).toBeLessThan(durationS + 0.01);
    expect(await totalJ()).toBeCloseTo(WATTS * seenS, 4);
  });
});

describe('a command that closes its streams', () => {
  it.each([
    ['without epochs', []],
    ['whose output is read', ['--epoch-pattern', 'Epoch (\\d+)']],
  ])('%s is measured to its end', async (_, options) => {
    const script = 'echo "Epoch 1"; exec <&- >&- 2>&-; sleep 0.4; exit 5';
    const { status, stdout } = spawnSync(process.execPath, words(...options, 'sh', '-c', script), { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 5, stdout: 'Epoch 1\n' });
    const run = await readOnly();
    expect(run.end).toBe('finished');
    expect(run.tracking?.exitCode).toBe(5);
    expect(run.tracking?.epochs[0]?.endS).toBeGreaterThan(0.39);
  });

  it('has no error of ours where our own are closed', () => {
    const { status } = trackWithin('exec <&- >&- 2>&-', 'sh', '-c', 'exit 6');
    expect(status).toBe(6);
    expect(readLogs(logDir).output).toContain('Actual consumption:');
  });
});

describe('limits', () => {
  it.skipIf(!isLinux)('a samples file that may not grow: the figures are still written', async () => {
    const limit = 'ulimit -f 4';
    // 4 KiB, less about four rows; then time for those.
    const isAlmostFull = `[ "$(cat '${logDir}'/*_samples.csv | wc -c)" -ge 3950 ]`;
    const full = `n=0; until ${isAlmostFull} || [ $((n += 1)) -gt 3000 ]; do sleep 0.1; done; sleep 2; exit 4`;
    const { status, stdout, stderr } = trackWithin(limit, '--update-interval', '0.01', 'sh', '-c', full);
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
    expect(stderr.match(/stopped: /g)).toHaveLength(1);
    expect(stderr).toContain(`writing samples to ${logDir} stopped: the file is as large as it may be`);
    const run = await readOnly();
    expect(run.end).toBe('finished');
    expect(await totalJ()).toBeCloseTo(WATTS * (run.tracking?.epochs[0]?.coveredS[0] ?? 0), 4);
    expect(run.tracking?.epochs[0]?.endS).toBeGreaterThan(1.9);
  });

  it.skipIf(!isLinux)('logs that may hold nothing: one warning, and the command runs', () => {
    const { status, stdout, stderr } = trackWithin('ulimit -f 0', 'sh', '-c', 'echo hi; exit 4');
    expect({ status, stdout }).toEqual({ status: 4, stdout: 'hi\n' });
    expect(stderr.match(/stopped: /g)).toHaveLength(1);
    expect(stderr).toContain(`logging to ${logDir} stopped: the file is as large as it may be`);
  });

  it.skipIf(!isLinux)('too few files: where the command runs, its status is kept and what is lost is said', () => {
    let ran = 0;
    for (let files = 19; files <= 28; files += 1) {
      const { status, stdout, stderr } = trackWithin(`ulimit -n ${files}`, 'sh', '-c', 'echo hi; exit 4');
      const { output } = readLogs(logDir);
      if (stdout !== '') {
        ran += 1;
        expect({ status, stdout }).toEqual({ status: 4, stdout: 'hi\n' });
        expect(output.includes('Actual consumption:') || /(cannot write|stopped)/.test(stderr)).toBe(true);
      } else expect(status).not.toBe(0);
      for (const name of readdirSync(logDir)) rmSync(join(logDir, name));
    }
    expect(ran).toBeGreaterThan(0);
  });
});

describe('a folder that may not be written', () => {
  const isRoot = process.getuid?.() === 0;
  const NOBODY = isRoot ? { uid: 65_534, gid: 65_534 } : {};

  it.skipIf(process.platform === 'win32')('one warning, and the command runs', ({ skip }) => {
    const readable = spawnSync('test', ['-r', built.ctTrack], NOBODY);
    if (readable.status !== 0) skip('nobody may read the command here');
    const parent = join(logDir, 'read-only');
    mkdirSync(parent);
    chmodSync(logDir, 0o755);
    chmodSync(parent, 0o555);
    // The marks of epochs lie in the folder for temporary files, to which every user may write.
    const temporary = join(logDir, 'temporary');
    mkdirSync(temporary);
    chmodSync(temporary, 0o1777);
    const env = { ...process.env, TMPDIR: temporary };
    const args = [built.ctTrack, '--log-dir', join(parent, 'logs'), ...OPTIONS, 'sh', '-c', 'echo hi; exit 4'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      ...NOBODY,
      encoding: 'utf8',
      cwd: '/',
      env,
    });
    expect({ status, stdout }).toEqual({ status: 4, stdout: 'hi\n' });
    expect(stderr.split('\n')[0]).toBe(`ct-track: cannot write logs to ${parent}/logs: permission denied`);
    expect(existsSync(join(parent, 'logs'))).toBe(false);
  });
});

describe('a clock that is set back', () => {
  it('moves the stamps, not the energy', async () => {
    const state = { nowS: 5, hour: 10 };
    const device = { component: 'gpu', name: 'A100', fullPowerW: WATTS, utilization: 1 } as const;
    const intensity = new IntensityLog(WORLD_AVERAGE, null, 900);
    const pue = { value: PUE, source: 'test' };
    const session = new Session({
      sensors: [simulatedSensor(device)],
      clock: () => state.nowS,
      updateIntervalS: 1000,
      plannedEpochs: 3,
      epochsBeforePred: 0,
      monitorEpochs: -1,
      interpretable: true,
      pue,
      intensity,
    });
    const now = (): Date => new Date(2026, 2, 1, state.hour, 0, state.nowS);
    const log = new RunLog(new LogWriter({ logDir, prefix: '', pid: 1, now, onFailure: expect.unreachable }), 12);
    const facts = { version: '0.1.0', startUnixS: 1.7e9, devices: session.devices, pue, plannedEpochs: 3 };
    log.begin({ ...facts, updateIntervalS: 1000, command: null, environment: {} }, intensity.current);
    session.logTo(log);
    for (const hour of [10, 8, 11]) {
      session.epochStart();
      state.nowS += 20;
      state.hour = hour;
      session.epochEnd();
    }
    session.stop();
    const run = await readOnly();
    expect(run.epochs.map(({ durationS }) => durationS)).toEqual([20, 20, 20]);
    expect(run.end).toBe('finished');
    expect(await totalJ()).toBeCloseTo(3 * 20 * WATTS, 5);
  });
});

describe('many trackers at once', () => {
  const MANY = 200;

  it(`${MANY} that share a folder, a process and a second keep their own files`, async () => {
    const trackers = Array.from({ length: MANY }, (_, i) => {
      // A power of its own for each: what is mixed up shows.
      const simulated = { simGpu: `G${i}`, simGpuWatts: 2 * (i + 1), components: 'gpu' };
      const settings = readOptions({ ...simulated, logDir, updateInterval: 0.1, pue: PUE });
      const detected = detectFor(settings, { pid: process.pid, countsItself: true });
      const intensity = new IntensityLog(WORLD_AVERAGE, null, 900);
      const session = startSession(settings, detected, intensity);
      session.epochStart();
      openLog(session, settings, detected, intensity, {
        command: [`job ${i}`],
        environment: {},
        onFailure: expect.unreachable,
        onProblem: expect.unreachable,
      });
      return session;
    });
    await new Promise((resolve) => setTimeout(resolve, 350));
    for (const session of trackers) session.stop({ exitCode: 0, signal: null }, 'complete');
    expect(readdirSync(logDir).filter((name) => name.endsWith('_samples.csv'))).toHaveLength(MANY);
    const runs = await readRuns(logDir);
    const jobs = runs.map(({ tracking }) => Number(tracking?.command?.[0]?.slice(4)));
    expect(jobs.sort((a, b) => a - b)).toEqual(Array.from({ length: MANY }, (_, i) => i));
    for (const { tracking, epochs, components, end } of runs) {
      const i = Number(tracking?.command?.[0]?.slice(4));
      expect({ end, epochs: epochs.length, devices: components[0]?.devices }).toEqual({
        end: 'finished',
        epochs: 1,
        devices: [`G${i}`],
      });
      const epoch = tracking?.epochs[0];
      expect(epoch?.energyJ[0]).toBeCloseTo((i + 1) * (epoch?.coveredS[0] ?? 0), 6);
    }
    const sumJ = runs.reduce((sum, { tracking }) => sum + (tracking?.epochs[0]?.energyJ[0] ?? 0), 0);
    expect(await totalJ()).toBeCloseTo(sumJ, 2);
  });

  it('processes, too', async () => {
    const COUNT = 12;
    const ends = Array.from(
      { length: COUNT },
      () =>
        new Promise((resolve) =>
          spawn(process.execPath, words('sleep', '0.2'), { stdio: 'ignore' }).once('exit', resolve),
        ),
    );
    expect(await Promise.all(ends)).toEqual(Array(COUNT).fill(0));
    const runs = await readRuns(logDir);
    expect(new Set(runs.map(({ tracking }) => tracking?.id)).size).toBe(COUNT);
    expect(runs.every(({ end }) => end === 'finished')).toBe(true);
  });
});
