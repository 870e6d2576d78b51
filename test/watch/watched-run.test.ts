import { utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchLine, watchScreen } from '../../cli/watch-screen.ts';
import { entriesOf } from '../../src/index.ts';
import { watchFolder } from '../../src/watch/index.ts';
import { watchedRun } from '../../src/watch/watched-run.ts';
import { withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';
import { device, START_UNIX_S, samplesText, type TrackLog, trackLog } from '../helpers/track-logs.ts';

it('a question of --stop-and-confirm takes nothing from the time left', () => {
  // Two of five epochs of 100 s have ended; the third has run for 30 s.
  const epochs = [0, 100].map((startS) => ({ startS, endS: startS + 100, energyJ: { 'gpu:0': 2000, 'gpu:1': 0 } }));
  for (const durationS of [0, 500]) {
    const pauses = durationS === 0 ? [] : [{ atS: 110, durationS }];
    const { standard, output } = trackLog({ epochs, pauses, openAtS: 200, start: { plannedEpochs: 5 } });
    const [entry] = [...entriesOf([runOf(standard, output)])];
    if (entry === undefined) throw new Error('no entry');
    const { remainingS } = watchedRun(entry, null, START_UNIX_S + 230 + durationS);
    expect(remainingS).toEqual({ mean: 270, least: 270, most: 270 });
  }
});

/** Writes runs that draw 100 W on each device, and looks at them 20 s after their start. */
async function lookAt(folder: string, runs: Record<string, TrackLog>, silentS = 0) {
  const nowMs = (START_UNIX_S + 20) * 1000;
  for (const [name, log] of Object.entries(runs)) {
    const { standard, output } = trackLog({ ...log, start: { id: name, ...log.start } });
    const keys = (log.devices ?? []).map(({ key }) => key);
    const rows = [0, 10, 20].map((atS) => [atS, ...keys.map(() => atS * 100)]);
    const files = names(`1.${name}_2025-01-01T080000Z`);
    const samples = files.standard.replace('_carbontracker.log', '_carbontracker_samples.csv');
    writeFiles(folder, { [files.standard]: standard, [files.output]: output, [samples]: samplesText(keys, rows) });
    const writtenS = nowMs / 1000 - silentS;
    for (const file of [files.standard, files.output, samples]) utimesSync(path.join(folder, file), writtenS, writtenS);
  }
  return watchFolder([folder], { nowMs });
}

const SIZE = { columns: 80, rows: Number.POSITIVE_INFINITY, at: '10:00:00' };

describe('devices that several runs measure', () => {
  const cpu = device('cpu:0', { uuid: 'socket-0' });

  it('count once in the power of all, and are shown as shared', () =>
    withFolder(async (folder) => {
      const watched = await lookAt(folder, {
        1: { devices: [device('gpu:0', { uuid: 'GPU-a' }), cpu], openAtS: 0 },
        2: { devices: [device('gpu:0', { uuid: 'GPU-b' }), cpu], openAtS: 0 },
        // Another machine has a socket of the same number, and what nothing identifies is a device of its own.
        3: { devices: [cpu, device('gpu:1', { uuid: null })], openAtS: 0, start: { host: 'node2' } },
        4: { devices: [device('gpu:1', { uuid: null })], openAtS: 0, start: { host: 'node2' } },
      });
      // Two GPUs and a CPU, a CPU, two GPUs.
      expect(watched.powerW).toBeCloseTo(600, 9);
      const shared = Object.fromEntries(
        watched.running.map(({ id, devices }) => [/1\.(\d)_/.exec(id)?.[1], devices.map(({ runs }) => runs)]),
      );
      expect(shared).toEqual({ 1: [1, 2], 2: [1, 2], 3: [1, 1], 4: [1] });
      expect(watchLine(watched, '10:00:00')).toContain('4 running, 600 W, 0 finished; ');
      const lines = watchScreen(watched, SIZE).filter((line) => line.includes('cpu:0'));
      expect(lines.map((line) => line.includes('shared by 2 runs'))).toEqual([true, true, false]);
    }));
});

describe('a run that waits for an answer', () => {
  const asked: TrackLog = {
    devices: [device('gpu:0')],
    epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000 } }],
    askedAtS: 12,
    start: { plannedEpochs: 3 },
  };

  it('is not running: its time stands still, its power is unknown, and silence is no end', () =>
    withFolder(async (folder) => {
      const watched = await lookAt(folder, { 1: asked, 2: { devices: [device('gpu:1')], openAtS: 0 } });
      const [waiting] = watched.running.filter(({ isWaiting }) => isWaiting);
      expect(waiting).toMatchObject({ elapsedS: 12, epochs: 1, devices: [{ powerW: null }] });
      expect(waiting?.remainingS?.mean).toBeCloseTo(18, 9);
      expect(watchLine(watched, '10:00:00')).toContain('1 running, 100 W, 1 waiting for an answer, 0 finished; ');
      expect(watchScreen(watched, SIZE)).toContain('  stopped: waits for the answer whether to go on');
      // Of the machine that reads, a run whose process is gone waits no longer: no process has this id.
      for (const [host, pid, count] of [
        ['node1', 2 ** 30, 1],
        [hostname(), process.pid, 1],
        [hostname(), 2 ** 30, 0],
      ] as const) {
        const start = { plannedEpochs: 3, host, pid };
        const { running } = await lookAt(folder, { 1: { ...asked, start } }, 3600);
        expect(running.filter(({ isWaiting }) => isWaiting).length, `${host} ${pid}`).toBe(count);
      }
    }));

  it('goes on with the answer', () =>
    withFolder(async (folder) => {
      const pauses = [{ atS: 12, durationS: 5 }];
      const { running } = await lookAt(folder, { 1: { ...asked, askedAtS: null, pauses, openAtS: 12 } });
      expect(running).toMatchObject([{ isWaiting: false, elapsedS: 15, devices: [{ powerW: 100 }] }]);
    }));
});
