import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IntensityLog } from '../../../src/tracker/intensity/intensity-log.ts';
import { WORLD_AVERAGE } from '../../../src/tracker/intensity/resolve.ts';
import { RunLog } from '../../../src/tracker/run-log.ts';
import type { Device, Observation, Sensor } from '../../../src/tracker/sensors/sensor.ts';
import { Session } from '../../../src/tracker/session/session.ts';
import type { OpenEnd, SessionOptions } from '../../../src/tracker/session/types.ts';
import { LogWriter } from '../../../src/tracker/writer.ts';
import { readLogs } from '../../helpers/tracked.ts';

const PUE = { value: 1.5, source: 'test' };

function gpu(key: string): Device {
  const fixed = {
    component: 'gpu',
    method: 'counter',
    counter: { rangeJ: null, ceilingW: null },
    rangeW: null,
    note: null,
  } as const;
  return { ...fixed, key, name: `NVIDIA ${key}`, uuid: key };
}

/** Two GPUs whose counters and powers a test sets, on a clock that it turns. */
function machine(more: Partial<SessionOptions> = {}) {
  const state = { nowS: 0, countersJ: [0, 0], powerW: [100, 50], failing: [false, false], pids: [[1], [2]] };
  const reads = { withCounters: 0, withoutCounters: 0 };
  const devices = [gpu('gpu:0'), gpu('gpu:1')];
  const sensor: Sensor = {
    name: 'fake',
    probe: () => ({ sensor: 'fake', state: 'ready', devices, problems: [], hint: null }),
    open: (clock) => ({
      devices,
      maxIntervalS: Number.POSITIVE_INFINITY,
      read: (withCounters) => {
        reads[withCounters ? 'withCounters' : 'withoutCounters'] += 1;
        return devices.map(
          (_, i): Observation =>
            state.failing[i]
              ? { kind: 'gap', atS: clock(), reason: 'GPU_IS_LOST' }
              : {
                  kind: 'reading',
                  atS: clock(),
                  powerW: state.powerW[i] ?? 0,
                  counterJ: withCounters ? (state.countersJ[i] ?? 0) : null,
                },
        );
      },
      pids: () => state.pids,
      close: () => undefined,
    }),
  };
  const intensity = new IntensityLog(WORLD_AVERAGE, null, 900);
  const session = new Session({
    sensors: [sensor],
    clock: () => state.nowS,
    updateIntervalS: 1000,
    plannedEpochs: 10,
    epochsBeforePred: 1,
    monitorEpochs: -1,
    interpretable: true,
    pue: PUE,
    intensity,
    ...more,
  });
  const logDir = mkdtempSync(join(tmpdir(), 'ct-session-'));
  const failures: string[] = [];
  const onFailure = (message: string) => void failures.push(message);
  const log = new RunLog(new LogWriter({ logDir, prefix: '', pid: 1, now: () => new Date(), onFailure }), 12);
  const facts = {
    version: '0.1.0',
    startUnixS: 1_700_000_000,
    devices,
    pue: PUE,
    plannedEpochs: 10,
    updateIntervalS: 1,
    command: null,
    environment: {},
  };
  log.begin(facts, intensity.current);
  session.logTo(log);
  /** One epoch that uses so many joules on each GPU. */
  const epoch = (seconds: number, ...usedJ: number[]) => {
    session.epochStart();
    state.nowS += seconds;
    state.countersJ = state.countersJ.map((value, i) => value + (usedJ[i] ?? 0));
    return session.epochEnd();
  };
  return { state, reads, session, logDir, epoch, failures };
}

describe('Session', () => {
  it('keeps the sums of very many epochs, and the first of them', () => {
    const { session, state } = machine({ plannedEpochs: null });
    let ended = 0;
    session.watch({
      onEpoch: () => {
        ended += 1;
      },
    });
    session.together(() => {
      for (let i = 0; i < 12_000; i += 1) {
        session.markStart(state.nowS);
        state.nowS += 1;
        state.countersJ = state.countersJ.map((energyJ) => energyJ + 3);
        session.readAll();
        session.markEnd(state.nowS);
      }
    });
    const { actual, epochs } = session.stop();
    expect([session.epochs.length, session.epochs.complete, ended, epochs.length]).toEqual([
      12_000, 12_000, 12_000, 10_000,
    ]);
    expect(actual?.durationS).toBe(12_000);
    expect(((actual?.energyKwh ?? 0) * 3.6e6) / 1.5).toBeCloseTo(72_000, 6);
  });

  it('logs the time of gaps from the start of monitoring', () => {
    let nowS = 5000;
    const { session, state, logDir } = machine({ clock: () => nowS });
    session.epochStart();
    state.failing = [true, true];
    nowS += 10;
    session.epochEnd();
    session.stop();
    const [epoch] = readLogs(logDir).journal.filter(({ event }) => event === 'epoch');
    expect(epoch).toMatchObject({ devices: { 'gpu:0': { gaps: [{ fromS: 0, toS: 10, reason: 'GPU_IS_LOST' }] } } });
  });

  it('adds the devices of a component, and leaves out what lies between epochs', () => {
    const { state, session, epoch, logDir } = machine();
    expect(epoch(10, 1000, 500)).toMatchObject({
      number: 1,
      durationS: 10,
      powerW: { gpu: 150 },
      coverage: { 'gpu:0': 1 },
    });
    state.nowS += 100;
    state.countersJ = [5000, 5000];
    epoch(10, 1000, 500);
    const { actual } = session.stop();
    expect(actual?.energyKwh).toBeCloseTo((3000 * 1.5) / 3.6e6, 15);
    expect(actual?.durationS).toBe(20);
    const { journal, standard } = readLogs(logDir);
    expect(standard.match(/for gpu: .*/g)).toEqual(['for gpu: 150.0', 'for gpu: 150.0']);
    // The whole run is in the last line of the journal.
    expect(journal.at(-1)).toMatchObject({
      event: 'end',
      devices: { 'gpu:0': { energyJ: 6000 }, 'gpu:1': { energyJ: 5500 } },
    });
  });

  it('predicts again when the spread is known, and when it has halved', () => {
    const { session, epoch, logDir } = machine();
    const objects = new Set<unknown>();
    const predicted = [50, 100, 102, 98, 100, 100, 100, 100, 100, 100].map((usedJ) => {
      epoch(10, usedJ, 0);
      objects.add(session.predicted);
      return ((session.predicted?.energyKwh ?? 0) * 3.6e6) / 1.5;
    });
    session.stop();
    expect(predicted[0]).toBeCloseTo(500, 9);
    expect(predicted[1]).toBeCloseTo(750, 9);
    expect(predicted[2]).toBeCloseTo(252 + 7 * 101, 9);
    expect(predicted.at(-1)).toBeGreaterThan(940);
    const blocks = readLogs(logDir).output.match(/Predicted consumption for 10/g) ?? [];
    expect(blocks.length).toBe(objects.size);
    expect(session.predicted?.spreadKwh).toBeGreaterThan(0);
  });

  it('a prediction after every epoch only, if asked', () => {
    const { session, epoch } = machine({ plannedEpochs: 3, epochsBeforePred: -1 });
    epoch(1, 10, 10);
    epoch(1, 10, 10);
    expect(session.predicted).toBeNull();
    epoch(1, 10, 10);
    expect(session.predicted?.energyKwh).toBeCloseTo((60 * 1.5) / 3.6e6, 15);
  });

  it('a lost device is unknown, not zero, and this is in the logs', () => {
    const { state, session, epoch, logDir } = machine();
    state.failing = [true, true];
    const result = epoch(10, 1, 1);
    expect(result).toMatchObject({ energyJ: null, powerW: { gpu: null }, coverage: { 'gpu:0': 0 } });
    expect(session.stop().actual).toBeNull();
    const { standard, output, error } = readLogs(logDir);
    expect(error).toContain('gpu:0 has a gap of 10.0 s in epoch 1 (GPU_IS_LOST)');
    expect(standard).toContain('Average power usage (W) for gpu: None');
    expect(output).not.toContain('Actual consumption');
  });

  it('a device that is back in time has lost nothing, because its counter went on', () => {
    const { state, session, logDir } = machine();
    session.epochStart();
    state.failing = [true, false];
    session.nextEpoch();
    state.failing = [false, false];
    state.nowS = 10;
    state.countersJ = [1000, 500];
    session.epochEnd();
    expect(session.stop().epochs[1]).toMatchObject({ powerW: { gpu: 150 } });
    expect(readLogs(logDir).journal.filter(({ event }) => event === 'epoch')).toHaveLength(2);
  });

  it('doubts a counter that stands still while power flows', () => {
    const { session, epoch, state, logDir } = machine();
    state.powerW = [100, 0];
    epoch(60, 0, 0);
    session.stop();
    expect(readLogs(logDir).journal.find(({ event }) => event === 'epoch')).toMatchObject({
      devices: { 'gpu:0': { energyJ: 0, sampledJ: 6000 } },
    });
    expect(readLogs(logDir).error).toContain(
      'gpu:0 in epoch 1: its counter tells 0.0 J, its integrated power 6000.0 J',
    );
  });

  it('an epoch that was never ended is ended by the next', () => {
    const { session, state } = machine();
    session.epochStart();
    state.nowS = 5;
    session.epochStart();
    state.nowS = 7;
    session.epochEnd();
    expect(session.epochEnd()).toBeNull();
    expect(session.stop().epochs.map(({ durationS }) => durationS)).toEqual([5, 2]);
  });

  it('counts only the GPUs of the processes that were named', () => {
    const { epoch } = machine({ computingPids: () => [7, 2] });
    expect(epoch(10, 1000, 500)?.powerW).toEqual({ gpu: 50 });
  });

  it('counts all GPUs where none of the processes is seen, as in containers', () => {
    const { epoch, session, logDir } = machine({ computingPids: () => [4711] });
    expect(epoch(10, 1000, 500)?.powerW).toEqual({ gpu: 150 });
    session.stop();
    expect(readLogs(logDir).error.match(/all visible GPUs count/g)).toHaveLength(1);
  });

  describe('energy outside of the epochs', () => {
    /** Lets both GPUs use so many joules together. */
    const use = (state: ReturnType<typeof machine>['state'], joules: number): void => {
      state.nowS += 10;
      state.countersJ = state.countersJ.map((value) => value + joules / 2);
    };

    it('is in the result and in the logs, with its place', () => {
      const { state, session, epoch, logDir } = machine({ plannedEpochs: 2 });
      use(state, 300);
      epoch(10, 200, 100);
      use(state, 100);
      epoch(10, 150, 150);
      use(state, 200);
      const { outside, actual } = session.stop();
      const text =
        '50 % of the energy is outside the epochs and not counted (25 % before the first, 8 % between epochs, 17 % after the last)';
      expect(outside).toBe(text);
      expect(actual?.energyKwh).toBeCloseTo((600 * 1.5) / 3.6e6, 15);
      const { journal, error } = readLogs(logDir);
      expect(error).toContain(text);
      expect(journal.at(-1)).toMatchObject({ outside: { beforeJ: 300, betweenJ: 100, afterJ: 200 } });
    });

    it('is not worth a word below 5 %', () => {
      const { state, session, epoch, logDir } = machine({ plannedEpochs: 1 });
      use(state, 40);
      epoch(10, 500, 450);
      expect(session.stop().outside).toBeNull();
      expect(readLogs(logDir).journal.at(-1)).toMatchObject({ outside: { beforeJ: 40, betweenJ: 0, afterJ: 0 } });
    });

    it('leaves out GPUs that others use', () => {
      const { state, session, epoch } = machine({ plannedEpochs: 1, computingPids: () => [2] });
      state.countersJ = [9000, 0];
      epoch(10, 500, 450);
      expect(session.stop().outside).toBeNull();
    });

    it('is what was asked for where only some epochs are monitored', () => {
      const { state, session, epoch, logDir } = machine({ plannedEpochs: 5, monitorEpochs: 1 });
      epoch(10, 100, 100);
      use(state, 800);
      expect(session.stop().outside).toBeNull();
      expect(readLogs(logDir).journal.at(-1)).not.toHaveProperty('outside');
    });
  });

  it('what follows the last planned epoch is no epoch', () => {
    const { session, state, logDir } = machine({ plannedEpochs: 2 });
    session.epochStart();
    for (let i = 0; i < 4; i += 1) {
      state.nowS += 10;
      session.nextEpoch();
    }
    expect(session.stop({ exitCode: 0, signal: null }, 'cut-off').epochs).toHaveLength(2);
    const { standard, output } = readLogs(logDir);
    expect(standard).not.toContain('interrupted');
    expect(output).toContain('Actual consumption for 2 epoch(s)');
  });

  it('an open epoch whose end was not seen counts where it is the only one, else as the caller says', () => {
    const run = (epochs: number, openEnd: OpenEnd) => {
      const { session, state, epoch } = machine();
      for (let i = 0; i < epochs; i += 1) epoch(10, 1, 1);
      session.epochStart();
      state.nowS += 5;
      return session.stop({ exitCode: 0, signal: null }, openEnd).epochs.map(({ durationS }) => durationS);
    };
    expect(run(0, 'outside')).toEqual([5]);
    expect(run(1, 'outside')).toEqual([10]);
    expect(run(1, 'cut-off')).toEqual([10, 5]);
  });

  it('epochs that were passed together share what they used, within the plan', () => {
    const { session, state, logDir } = machine({ plannedEpochs: 10 });
    session.epochStart();
    state.nowS = 40;
    state.countersJ = [400, 200];
    session.nextEpoch(4);
    expect(session.predicted?.energyKwh).toBeCloseTo((1500 * 1.5) / 3.6e6, 15);
    state.nowS = 100;
    state.countersJ = [1000, 500];
    session.nextEpoch(99);
    const { epochs, actual } = session.stop();
    expect(epochs.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(new Set(epochs.map(({ durationS }) => durationS))).toEqual(new Set([10]));
    expect(actual?.energyKwh).toBeCloseTo((1500 * 1.5) / 3.6e6, 15);
    const journal = readLogs(logDir).journal.filter(({ event }) => event === 'epoch');
    expect(journal).toHaveLength(10);
    expect(journal[5]).toMatchObject({ startS: 50, endS: 60, devices: { 'gpu:0': { energyJ: 100, coveredS: 10 } } });
  });

  it('stops once', () => {
    const { session } = machine();
    expect(session.stop()).toBe(session.stop());
    session.epochStart();
    expect(session.epochEnd()).toBeNull();
  });

  it('a command without epochs has a block without a count', () => {
    const { session, state, logDir } = machine({ plannedEpochs: null });
    session.epochStart();
    state.nowS = 10;
    state.countersJ = [100, 0];
    session.stop({ exitCode: 0, signal: null }, 'complete');
    expect(readLogs(logDir).output).toContain('\nActual consumption:\n\tTime:\t0:00:10\n');
  });
});

describe('epochs that the training marks', () => {
  /** 1,000 W on the first GPU, 100 W on the second, read once a second for a while. */
  const read = (state: { nowS: number; countersJ: number[] }, session: Session, seconds: number): void => {
    for (let i = 0; i < seconds; i += 1) {
      state.nowS += 1;
      state.countersJ = [state.nowS * 1000, state.nowS * 100];
      session.readAll();
    }
  };

  it('start and end at their own times, between readings', () => {
    const { state, session, logDir } = machine({ plannedEpochs: null });
    read(state, session, 10);
    session.markStart(2.25);
    session.markEnd(4.5);
    session.markStart(5);
    read(state, session, 1);
    session.markEnd(10.75);
    read(state, session, 1);
    const { epochs, outside, actual } = session.stop();
    expect(epochs.map(({ durationS }) => durationS)).toEqual([2.25, 5.75]);
    expect(epochs.map(({ energyJ }) => Math.round((energyJ ?? 0) * 1e6) / 1e6)).toEqual([2475, 6325]);
    expect(actual?.energyKwh).toBeCloseTo((8800 * 1.5) / 3.6e6, 12);
    expect(outside).toContain('33 % of the energy is outside the epochs');
    expect(readLogs(logDir).journal.at(-1)).toMatchObject({
      outside: { beforeJ: 2475, betweenJ: 550, afterJ: 1375 },
    });
  });

  it('never lie before the last start or end, nor in the future', () => {
    const { state, session } = machine({ plannedEpochs: null });
    read(state, session, 10);
    session.markStart(4);
    session.markEnd(3);
    session.markStart(2);
    session.markEnd(1e9);
    const { epochs } = session.stop();
    expect(epochs.map(({ durationS }) => durationS)).toEqual([0, 6]);
    expect(epochs[1]?.energyJ).toBeCloseTo(6600, 6);
  });

  it('take the place of an epoch that was open, and go beyond a plan', () => {
    const { state, session, logDir } = machine({ plannedEpochs: null });
    session.epochStart();
    read(state, session, 5);
    session.forgetEpoch();
    session.plan(1);
    session.markStart(1);
    session.markStart(2);
    session.markStart(3);
    const { epochs, actual } = session.stop({ exitCode: 0, signal: null }, 'complete');
    expect(epochs.map(({ durationS }) => durationS)).toEqual([1, 1, 2]);
    expect(actual?.epochs).toBe(3);
    expect(readLogs(logDir).standard).not.toContain('interrupted');
  });

  it('are predicted from when their number is known', () => {
    const { state, session, logDir } = machine({ plannedEpochs: null });
    read(state, session, 3);
    session.markStart(1);
    session.plan(10);
    session.markEnd(2);
    expect(session.predicted).toMatchObject({ epochs: 10 });
    session.stop();
    expect(readLogs(logDir).standard).toContain('interrupted before all 10 epochs');
  });
});

describe('lines that were taken for starts', () => {
  /** Lines at 10, 20 and 30 s, 100 W, and an end of the command 0.5 s after the last. */
  function ended(openEnd: OpenEnd, lines: readonly number[] = [10, 20, 30], planned: number | null = 3) {
    const { state, session, logDir } = machine({ plannedEpochs: planned, countsWhole: 'no epoch was seen' });
    session.startWhole();
    const turn = (atS: number): void => {
      state.nowS = atS;
      state.countersJ = [atS * 100, 0];
    };
    for (const [i, atS] of lines.entries()) {
      turn(atS);
      if (i === 0) session.firstEpoch();
      else session.nextEpoch();
    }
    turn((lines.at(-1) ?? 30) + 0.5);
    const { times } = session;
    const result = session.stop({ exitCode: 0, signal: null }, openEnd);
    const energies = result.epochs.map(({ energyJ }) => Math.round(energyJ ?? 0));
    return { ...result, times, energies, logs: readLogs(logDir) };
  }

  it('show their times', () => {
    expect(ended('complete').times).toEqual({ beforeS: 10, epochsS: [10, 10], openS: 0.5 });
  });

  it('and were ends: what came before the first counts in place of what came after the last', () => {
    const { epochs, energies, outside, logs } = ended('before');
    expect(epochs.map(({ number, durationS }) => [number, durationS])).toEqual([
      [1, 10],
      [2, 10],
      [3, 10],
    ]);
    expect(energies).toEqual([1000, 1000, 1000]);
    expect(outside).toBeNull();
    expect(logs.journal.at(-1)).toMatchObject({ outside: { beforeJ: 0, betweenJ: 0, afterJ: 50 } });
    expect(logs.standard).not.toContain('interrupted');
    expect(logs.output).toContain('Actual consumption for 3 epoch(s):');
  });

  it('the only line was an end', () => {
    const { energies, logs } = ended('before', [10], 1);
    expect(energies).toEqual([1000]);
    expect(logs.journal.at(-1)).toMatchObject({ outside: { beforeJ: 0, betweenJ: 0, afterJ: 50 } });
  });

  it('and were starts', () => {
    const { energies, outside } = ended('complete');
    expect(energies).toEqual([1000, 1000, 50]);
    expect(outside).toContain('33 % before the first');
  });

  it('no line came at all: the whole command counts, and the log says so', () => {
    const { epochs, logs } = ended('whole', [], null);
    expect(epochs).toMatchObject([{ durationS: 30.5, complete: false }]);
    expect(logs.error).toContain('no epoch was seen: the whole command counts as one');
  });
});

describe('a pause', () => {
  it.each([
    ['counters go on', 5e5],
    ['counters are reset', -400],
  ])('is in no epoch, sample, prediction or total, where %s', (_, countedJ) => {
    const { state, session, logDir } = machine({ plannedEpochs: 4 });
    const run = (seconds: number): void => {
      state.nowS += seconds;
      state.countersJ = state.countersJ.map((energyJ) => energyJ + 100 * seconds);
    };
    run(2);
    session.epochStart();
    run(3);
    session.pause();
    expect(session.elapsedS).toBe(5);
    state.nowS += 1000;
    state.countersJ = state.countersJ.map((energyJ) => energyJ + countedJ);
    expect(session.elapsedS).toBe(5);
    session.resume();
    session.resume();
    run(4);
    session.nextEpoch();
    expect(session.predicted).toMatchObject({ durationS: 4 * 7 });
    expect(session.predicted?.energyKwh).toBeCloseTo((4 * 1400 * 1.5) / 3.6e6, 12);
    run(1);
    expect(session.used.energyKwh).toBeCloseTo((1800 * 1.5) / 3.6e6, 12);
    const { epochs, actual } = session.stop();
    expect(epochs.map(({ durationS, energyJ }) => [durationS, energyJ])).toEqual([
      [7, 1400],
      [1, 200],
    ]);
    expect(actual?.energyKwh).toBeCloseTo((1600 * 1.5) / 3.6e6, 12);
    const { journal, samples } = readLogs(logDir);
    expect(journal.at(-1)).toMatchObject({ event: 'end', elapsedS: 10, pausedS: 1000 });
    expect(journal.filter(({ event }) => event === 'pause')).toEqual([{ event: 'pause', atS: 5, durationS: 1000 }]);
    expect(samples?.rows.at(-1)?.elapsedS).toBe(10);
  });

  it('that lasts until the end ends with it', () => {
    const { state, session } = machine({ plannedEpochs: null });
    session.startWhole();
    state.nowS += 3;
    session.pause();
    state.nowS += 50;
    expect(session.stop().epochs[0]?.durationS).toBe(3);
  });
});
