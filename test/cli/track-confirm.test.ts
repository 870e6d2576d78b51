/** `--stop-and-confirm` with real processes and a real terminal. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readRuns } from '../../src/api.ts';
import type { JournalEnd, JournalEpoch } from '../../src/log/journal.ts';
import { type WatchedRun, watchFolder } from '../../src/watch/index.ts';
import { built } from '../helpers/built.ts';
import { inRepository } from '../helpers/fixtures.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { need } from '../helpers/needs.ts';
import { readLogs } from '../helpers/tracked.ts';
import { trackedFolder } from '../helpers/tracking.ts';

const context = trackedFolder();
const WATTS = 200;
const SIMULATED = ['--components', 'gpu', '--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--update-interval', '0.05'];

/** Text on the terminal, what is typed then, and how many seconds later. */
type Step = [text: string, typed: string, waitS: number];

interface Shown {
  /** States of the processes of the command, by `/proc`, before each answer: `T` is stopped. */
  states: string[][];
  /** Negative: the number of a signal. */
  status: number;
  terminal: string;
}

/**
 * Runs ct-track on a terminal; the processes of the command are those with `marker` in their command line.
 *
 * @param shell a script that runs its arguments; without, ct-track is the first process of the terminal
 */
async function onTerminal(steps: Step[], options: string[], command: string[], shell = ''): Promise<Shown> {
  const tracker = [built.ctTrack, ...SIMULATED, '--log-dir', context.logs(), ...options, '--', ...command];
  const words = [...(shell === '' ? [] : ['bash', '-c', shell, 'shell']), process.execPath, ...tracker];
  const program = inRepository('test/programs/on-terminal.py');
  const child = spawn('python3', [program, JSON.stringify(steps), ...words], {
    cwd: context.folder(),
    env: { ...process.env, MARKER: context.folder() },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  await new Promise((resolve) => child.once('close', resolve));
  const { states, status } = JSON.parse(texts.stdout || '{"states":[],"status":null}');
  return { states, status, terminal: texts.stderr.replaceAll('\r', '') };
}

/** A training of two shells with epochs of 0.3 s; both have the folder in their command line. */
const training = (epochs = 3, restS = 0.1): string[] => {
  const loop = `for i in $(seq ${epochs}); do echo start $i >> $CT_TRACK_EPOCHS; sleep 0.3; echo end $i >> $CT_TRACK_EPOCHS; sleep ${restS}; done`;
  return ['bash', '-c', `bash -c '${loop}' inner "$0"; code=$?; echo saved; exit $code`, context.folder()];
};

const ASKED = 'continue (y/n)? ';
const PAUSE_S = 1.5;

describe('ct-track --stop-and-confirm', () => {
  beforeEach(() => need('python3'));

  it('stops every process of the command, and counts no time until it is answered with yes', async () => {
    const { states, status, terminal } = await onTerminal(
      [[ASKED, 'y\n', PAUSE_S]],
      ['--epochs', '3', '--stop-and-confirm'],
      training(),
    );
    expect(states).toEqual([['T', 'T']]);
    expect(status).toBe(0);
    expect(terminal).toContain('saved');
    expect(terminal.match(/predicted for 3 epochs: .*Wh, .*g CO2eq in 0:00:0\d\n/g)).toHaveLength(1);

    const { journal, samples, output } = readLogs(context.logs());
    const epochs = journal.filter((entry): entry is JournalEpoch => entry.event === 'epoch');
    const end = journal.at(-1) as JournalEnd;
    expect(epochs.map(({ complete }) => complete)).toEqual([true, true, true]);
    expect(end.pausedS).toBeGreaterThanOrEqual(PAUSE_S);
    // The pause is in no sample, and every joule is one of the simulated 200 W.
    const [device] = Object.values(end.devices);
    expect(device?.energyJ).toBeCloseTo(WATTS * (device?.coveredS ?? 0), 3);
    expect(samples?.rows.at(-1)?.elapsedS).toBeLessThanOrEqual(end.elapsedS + 0.001);
    for (const { devices } of epochs) {
      const { energyJ, coveredS = 0 } = devices['gpu:0'] ?? {};
      expect(energyJ).toBeCloseTo(WATTS * coveredS, 3);
    }
    expect(output).toContain('Actual consumption for 3 epoch(s):');
    const [run] = await readRuns(context.logs());
    expect(run?.end).toBe('finished');
  });

  it('an epoch in which the question comes has only the time that it ran', async () => {
    // Epochs follow one another, so that the second has begun when the first one is predicted from.
    const loop = 'for i in 1 2 3; do echo "Epoch $i"; sleep 0.4; done';
    await onTerminal(
      [[ASKED, 'yes\n', 3]],
      ['--epochs', '3', '--stop-and-confirm', '--epoch-pattern', 'Epoch (\\d+)', '--epoch-at', 'start'],
      ['bash', '-c', loop, context.folder()],
    );
    const { journal } = readLogs(context.logs());
    const epochs = journal.filter((entry): entry is JournalEpoch => entry.event === 'epoch');
    const end = journal.at(-1) as JournalEnd;
    expect(epochs).toHaveLength(3);
    const ranS = epochs.reduce((sum, { startS, endS }) => sum + endS - startS, 0);
    // All that ran is in the epochs but the start and the end; with the pause it would be more than elapsed.
    expect(ranS).toBeLessThanOrEqual(end.elapsedS);
    expect(end.pausedS).toBeGreaterThanOrEqual(3);
    const asked = epochs[1];
    expect(asked?.devices['gpu:0']?.energyJ).toBeCloseTo(WATTS * ((asked?.endS ?? 0) - (asked?.startS ?? 0)), 0);
  });

  it.each([
    ['n\n', 'no'],
    ['maybe\nno\n', 'no, on asking again'],
    ['\u0004', 'the end of the input'],
  ])('ends the command with SIGTERM after %j (%s)', async (typed) => {
    const { states, status, terminal } = await onTerminal(
      [[ASKED, typed, 0]],
      ['--epochs', '3', '--stop-and-confirm'],
      // Long after the first epoch no other begins, however late the question comes.
      training(3, 60),
    );
    expect(states).toEqual([['T', 'T']]);
    expect(status).toBe(-15);
    expect(terminal).not.toContain('saved');
    if (typed.startsWith('maybe')) expect(terminal).toContain('please answer y or n: ');
    expect(terminal).toContain('ct-track: ended before its time: the answer was no\n');
    const { output, error, journal } = readLogs(context.logs());
    expect(output).toContain('Actual consumption for 1 epoch(s):');
    expect(error).toContain('the answer was no; the command is ended with SIGTERM');
    const stopped = { by: 'answer', reason: 'the answer was no' };
    expect(journal.at(-1)).toMatchObject({ event: 'end', signal: 'SIGTERM', stopped });
    const [run] = await readRuns(context.logs());
    expect(run?.findings.find(({ code }) => code === 'stopped-by-limit')?.message).toBe(
      'ct-track stopped the training after 1 of 3 finished epochs, as the user decided when asked; its figure is that of an unfinished training',
    );
  });

  it('is shown as waiting by ct-parse watch, however long the question is open', async () => {
    const shown = onTerminal([], ['--epochs', '3', '--stop-and-confirm'], training(3, 60));
    mkdirSync(context.logs(), { recursive: true });
    let waiting: WatchedRun | undefined;
    while (waiting === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { running, powerW } = await watchFolder([context.logs()]);
      waiting = running.find(({ isWaiting }) => isWaiting);
      if (waiting !== undefined) expect(powerW).toBe(null);
    }
    expect(waiting).toMatchObject({ epochs: 1, plannedEpochs: 3 });
    const [start] = readLogs(context.logs()).journal;
    process.kill(start?.event === 'start' ? start.pid : 0, 'SIGTERM');
    await shown;
    expect(await watchFolder([context.logs()])).toMatchObject({ running: [], finished: [{}] });
  });

  it('a signal ends the question and reaches the command', async () => {
    const command = ['bash', '-c', `trap 'echo caught; exit 7' INT; ${training(1)[2]}`];
    const { status, terminal } = await onTerminal(
      [[ASKED, '\u0003', 0]],
      ['--epochs', '3', '--stop-and-confirm'],
      [...command, context.folder()],
    );
    expect(terminal).toContain('the question was interrupted');
    expect(terminal).toContain('caught');
    expect(status).toBe(7);
  });

  it.runIf(process.platform === 'linux')('killed while it asks, the command goes on', async () => {
    // Outside of the tree of the command, so that it is not stopped.
    const killer = `until grep -q '^State:.T' /proc/$1/status; do sleep 0.05; done; sleep 0.5; kill -9 $2`;
    const epoch =
      'echo start >> $CT_TRACK_EPOCHS; sleep 0.3; echo end >> $CT_TRACK_EPOCHS; sleep 1; echo went on > went';
    const command = ['bash', '-c', `(setsid sh -c "$1" killer $$ $PPID &); ${epoch}`, 'bash', killer];
    const waits = '"$@"; i=0; while ! [ -e went ] && [ $i -lt 600 ]; do sleep 0.1; i=$((i + 1)); done; cat went';
    const { terminal } = await onTerminal([], ['--epochs', '3', '--stop-and-confirm'], command, waits);
    expect(terminal).toContain(ASKED);
    expect(terminal).toMatch(/Killed.*went on\n/s);
  });

  it('asks nothing after the last epoch, and says that nothing was asked where nothing was predicted', async () => {
    const one = await onTerminal([[ASKED, 'n\n', 0]], ['--epochs', '1', '--stop-and-confirm'], training(1));
    expect(one).toMatchObject({ states: [], status: 0 });
    const none = await onTerminal([], ['--stop-and-confirm', '--quiet'], ['true']);
    expect(none).toMatchObject({ status: 0, terminal: '' });
  });

  it('a terminal that is gone ends the command', async () => {
    await onTerminal([[ASKED, 'hang up', 0]], ['--epochs', '3', '--stop-and-confirm'], training(3, 60));
    expect(readLogs(context.logs()).journal.at(-1)).toMatchObject({ event: 'end' });
    expect(readLogs(context.logs()).output).toContain('Actual consumption for 1 epoch(s):');
  });

  it('without a terminal nothing is started', async () => {
    mkdirSync(join(context.folder(), 'empty'));
    const child = spawn(
      'setsid',
      ['-w', process.execPath, built.ctTrack, ...SIMULATED, '--stop-and-confirm', 'touch', 'started'],
      { cwd: join(context.folder(), 'empty'), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'ct-track: --stop-and-confirm needs a terminal to ask on; in a job use --max-kwh with --on-limit stop\n',
    });
  });
});
