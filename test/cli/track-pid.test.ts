/** Measuring processes that run already. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { iterateParsedRuns } from '../../src/parser/index.ts';
import { built } from '../helpers/built.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { readLogs } from '../helpers/tracked.ts';

const SIMULATED = ['--components', 'gpu', '--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--update-interval', '0.05'];

let folder: string;
let training: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-pid-'));
  training = spawn('sleep', ['600'], { stdio: 'ignore' });
});

afterEach(() => void training.kill('SIGKILL'));

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** ct-track attached to the training, when it measures. */
async function attached(options: readonly string[] = [], env: NodeJS.ProcessEnv = {}, uid = process.getuid?.()) {
  const args = [built.ctTrack, ...SIMULATED, '--log-dir', folder, ...options, '--pid', String(training.pid)];
  const tracker = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
    cwd: folder,
    ...(uid === undefined ? {} : { uid }),
  });
  let stderr = '';
  tracker.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const end = new Promise<[number | null, string | null]>((resolve) => tracker.once('close', (...how) => resolve(how)));
  await until(() => stderr.includes('measuring until process') || tracker.exitCode !== null);
  return { tracker, end, stderr: () => stderr };
}

async function run() {
  for await (const one of iterateParsedRuns([folder])) return one;
  throw new Error('no run');
}

it('measures until the process ends, whose exit status is unknown', async () => {
  const { end, stderr } = await attached();
  training.kill('SIGTERM');
  expect(await end).toEqual([0, null]);
  expect(stderr()).toContain(`process ${training.pid} has ended; its exit status is unknown`);
  const { journal, output } = readLogs(folder);
  expect(journal[0]).toMatchObject({ command: ['sleep', '600'] });
  expect(journal.at(-1)).toMatchObject({ event: 'end', exitCode: null, signal: null });
  expect(output).toContain('Actual consumption:');
  expect((await run()).end).toBe('finished');
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends the measuring and not the process', async (signal) => {
  const { tracker, end, stderr } = await attached();
  tracker.kill(signal);
  expect(await end).toEqual([0, null]);
  expect(stderr()).toContain(`process ${training.pid} runs on without measuring`);
  expect(training.exitCode ?? training.signalCode).toBeNull();
  expect(process.kill(training.pid ?? 0, 0)).toBe(true);
  expect((await run()).epochs).toHaveLength(1);
});

it('takes marks from the file that its own CT_TRACK_EPOCHS names, and leaves it', async () => {
  const marks = join(folder, 'marks');
  writeFileSync(marks, 'start 7\nend 7\n');
  const { tracker, end } = await attached([], { CT_TRACK_EPOCHS: marks });
  const nowS = Date.now() / 1000;
  for (const i of [1, 2, 3]) appendFileSync(marks, `start ${i} @${nowS}\nend ${i} @${nowS}\n`);
  tracker.kill('SIGINT');
  await end;
  expect((await run()).epochs).toHaveLength(3);
  expect(readFileSync(marks, 'utf8')).toContain('end 3');
});

it.skipIf(process.getuid?.() !== 0)('measures a process of another user, whose GPUs are not known', async () => {
  chmodSync(folder, 0o777);
  const { end, stderr } = await attached([], {}, 65_534);
  training.kill('SIGTERM');
  expect(await end).toEqual([0, null]);
  expect(stderr()).toContain(
    `the environment of process ${training.pid} cannot be read: every GPU that is visible here`,
  );
  expect((await run()).epochs).toHaveLength(1);
});

it('a process that nobody has waited for has ended', async () => {
  // The shell becomes `sleep`, which does not wait for the child of the shell.
  const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const pid = await new Promise<string>((resolve) =>
      parent.stdout.once('data', (text) => resolve(String(text).trim())),
    );
    const stateOf = (): string | undefined => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    if (process.platform === 'linux') await until(() => stateOf() === 'Z');
    const { status, stderr } = spawnSync(process.execPath, [built.ctTrack, '--pid', pid], {
      encoding: 'utf8',
      timeout: HANG_MS,
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: `ct-track: no process with the id ${pid} is running\n` });
  } finally {
    parent.kill('SIGKILL');
  }
});

describe('what cannot be measured', () => {
  it.each([
    [['--pid', '4000000'], 'no process with the id 4000000 is running'],
    [['--pid', 'python'], '--pid must be the id of a process (got python)'],
    [['--pid', '0'], '--pid must be the id of a process (got 0)'],
    [['--pid', '-1'], '--pid must be the id of a process (got -1)'],
    [['--pid'], '--pid needs a value (PID)'],
    [['--pid', '1', 'true'], '--pid measures a running process; unexpected command true'],
    [['--pid', '1', '--python'], '--python needs a command and cannot be used with --pid'],
    [['--pid', '1', '--epoch-pattern', 'keras'], '--epoch-pattern needs a command and cannot be used with --pid'],
  ])('%j is refused in one line', (args, message) => {
    const { status, stderr } = spawnSync(process.execPath, [built.ctTrack, ...args], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 2, stderr: `ct-track: ${message}\n` });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('a thread is named as one', () => {
    const threads = readdirSync(`/proc/${process.pid}/task`).filter((id) => id !== String(process.pid));
    expect(threads).not.toEqual([]);
    const args = [built.ctTrack, '--pid', threads[0] ?? ''];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `ct-track: ${threads[0]} is a thread of the process ${process.pid}\n`,
    });
  });
});
