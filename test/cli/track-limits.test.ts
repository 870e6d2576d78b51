/** `--max-kwh`, `--max-co2eq-g` and `--on-limit` with real processes. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRuns } from '../../src/api.ts';
import type { JournalEnd, JournalEpoch } from '../../src/log/journal.ts';
import { ctParse } from '../helpers/cli.ts';
import { readLogs } from '../helpers/tracked.ts';
import { trackedFolder } from '../helpers/tracking.ts';

const context = trackedFolder();
/** 200 W, 1 kWh in 5 hours, 1 mWh in 18 ms; with PUE 1 and 1000 g/kWh 1 kWh causes 1000 g. */
const SIMULATED = [
  ...['--components', 'gpu', '--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--update-interval', '0.02'],
  ...['--pue', '1', '--intensity', '1000'],
];

const track = (options: string[], script: string) =>
  context.track([...SIMULATED, '--log-dir', context.logs(), ...options, '--', 'bash', '-c', script]);

/** Epochs of 0.2 s: 40 J, 11.1 mWh each. */
const loop = (epochs: number): string =>
  `for i in $(seq ${epochs}); do echo start $i >> $CT_TRACK_EPOCHS; sleep 0.2; echo end $i >> $CT_TRACK_EPOCHS; done; echo done`;

describe('a limit', () => {
  it.each([
    ['--max-kwh', '1e-5', '10.0 mWh', / mWh were used$/],
    ['--max-co2eq-g', '0.01', '10.0 mg CO2eq', / mg CO2eq were used$/],
  ])('%s warns once, on stderr and in the logs, and the command goes on', async (option, value, limit, used) => {
    const { status, stdout, stderr } = await track([option, value], 'sleep 0.6; echo done');
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'done\n' });
    const warnings = stderr.split('\n').filter((line) => line.includes('limit'));
    expect(warnings).toEqual([expect.stringContaining(`ct-track: warning: the limit of ${limit} is passed: `)]);
    expect(warnings[0]).toMatch(used);
    expect(readLogs(context.logs()).error).toContain(`the limit of ${limit} is passed`);
  });

  it('that is not reached is not mentioned', async () => {
    const { status, stderr } = await track(
      ['--max-kwh', '1', '--max-co2eq-g', '1000', '--on-limit', 'stop'],
      'sleep 0.2',
    );
    expect(status).toBe(0);
    expect(stderr).not.toContain('limit');
    expect(readLogs(context.logs()).error).not.toContain('limit');
  });

  it('stops the whole command with SIGTERM, and everything is in the logs', async () => {
    const inner = 'trap "echo saved >&2; exit 0" TERM; while :; do sleep 0.05; done';
    const { status, stdout, stderr } = await track(
      ['--max-kwh', '1e-5', '--on-limit', 'stop'],
      `bash -c '${inner}'; echo done`,
    );
    // The outer shell has no handler: it dies of the signal, and so does ct-track.
    expect({ status, stdout }).toEqual({ status: null, stdout: '' });
    expect(stderr).toContain('saved\n');
    expect(stderr).toMatch(
      /ct-track: the limit of 10\.0 mWh is passed: .* were used; the command is ended with SIGTERM\n/,
    );
    expect(stderr).toMatch(/ct-track: ended before its time: the limit of 10\.0 mWh is passed: .* were used\n/);
    const { output, error, journal } = readLogs(context.logs());
    expect(error).toContain('the command is ended with SIGTERM');
    expect(output).toContain('Actual consumption:');
    expect(journal.at(-1)).toMatchObject({ event: 'end', signal: 'SIGTERM' });
  });

  it.each([
    ['--max-kwh', '1e-5', 'the limit of 10\\.0 mWh is passed: [\\d.]+ mWh were used'],
    ['--max-co2eq-g', '0.01', 'the limit of 10\\.0 mg CO2eq is passed: [\\d.]+ mg CO2eq were used'],
  ])('%s: ct-parse shows in every output of runs that the training is unfinished', async (option, value, reason) => {
    // It saves its state: the exit status is that of a training that came to its end.
    const options = [option, value, '--on-limit', 'stop', '--epochs', '100'];
    expect(await track(options, `trap 'exit 0' TERM; ${loop(100)}`)).toMatchObject({ status: 0 });
    const [run] = await readRuns(context.logs());
    expect(run?.end).toBe('stopped-early');
    const found = run?.findings.filter(({ code }) => code === 'stopped-by-limit') ?? [];
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatch(
      new RegExp(
        `^ct-track stopped the training after \\d+ of 100 finished epochs: ${reason}; its figure is that of an unfinished training$`,
      ),
    );
    expect(run?.findings.some(({ code }) => code === 'command-failed')).toBe(false);
    const table = join(context.folder(), 'runs.parquet');
    expect((await ctParse(['runs', '--parquet', table, context.logs()])).code).toBe(0);
    for (const from of [context.logs(), table]) {
      const { stderr } = await ctParse(['aggregate', from]);
      expect(stderr).toContain('info: stopped-by-limit: ');
    }
  });

  it('waits for a training that saves its state below a shell that is gone, and measures it', async () => {
    const inner = 'trap "sleep 0.8; echo saved >&2; exit 0" TERM; while :; do sleep 0.05; done';
    const { status, stderr } = await track(
      ['--max-kwh', '1e-5', '--on-limit', 'stop'],
      `bash -c '${inner}'; echo done`,
    );
    expect(status).toBe(null);
    // The figures are printed after the training has ended, and hold what it used meanwhile: 200 W for 0.8 s.
    expect(stderr.indexOf('saved')).toBeLessThan(stderr.indexOf('ended before its time'));
    expect(stderr).not.toContain('kill -9');
    const { journal } = readLogs(context.logs());
    const end = journal.at(-1);
    const energyJ = end?.event === 'end' ? (end.devices['gpu:0']?.energyJ ?? 0) : 0;
    expect(energyJ).toBeGreaterThan(200 * 0.8);
  });

  it('does not wait for a process that ignores SIGTERM, and names it', async () => {
    if (process.platform !== 'linux') return;
    // Ends by itself within the test, but long after the patience of ct-track.
    const script = `sh -c 'trap "" TERM; echo $$ > ignoring; exec sleep 600' >/dev/null 2>&1 & ${loop(200)}`;
    const { stderr } = await track(['--max-kwh', '1e-5', '--on-limit', 'stop'], script);
    const pid = Number(readFileSync(join(context.folder(), 'ignoring'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    expect(stderr).toContain(
      `processes of the command still run after SIGTERM and are measured no longer; kill -9 ${pid} ends them`,
    );
    const { journal } = readLogs(context.logs());
    expect((journal.at(-1) as JournalEnd).elapsedS).toBeLessThan(30);
  });

  it('the status is that of a command that ends in order', async () => {
    const { status, stderr } = await track(
      ['--max-kwh', '1e-5', '--on-limit', 'stop', '--epochs', '100'],
      `trap 'exit 3' TERM; ${loop(100)}`,
    );
    expect(status).toBe(3);
    expect(stderr).toContain('ended before its time');
    const epochs = readLogs(context.logs()).journal.filter((entry): entry is JournalEpoch => entry.event === 'epoch');
    expect(epochs.length).toBeLessThan(100);
    expect(epochs.at(-1)?.complete).toBe(false);
  });

  it('warns of a prediction at once, and stops at one that is sure', async () => {
    // 1 Wh takes 90 epochs; 3000 are planned, which use 33 Wh.
    const options = ['--max-kwh', '1e-3', '--on-limit', 'stop', '--epochs', '3000'];
    const { stderr, status } = await track(options, loop(60));
    expect(status).toBe(null);
    const [first = '', second = ''] = stderr.split('\n').filter((line) => line.includes('limit of 1.00 Wh'));
    expect(first).toMatch(/will be passed: .* Wh are predicted for 3000 epochs, which is not certain yet$/);
    expect(second).toContain('the command is ended with SIGTERM');
    const { journal } = readLogs(context.logs());
    const epochs = journal.filter((entry) => entry.event === 'epoch');
    expect(epochs.length).toBeGreaterThanOrEqual(2);
    expect(epochs.length).toBeLessThan(60);
  });

  it('warns of a process that runs already, and leaves it alone', async () => {
    // It ends some time after ct-track has begun to write, however long that takes to start.
    const command = 'until [ -n "$(ls "$0" 2> /dev/null)" ]; do sleep 0.05; done; sleep 1.5';
    const running = spawn('sh', ['-c', command, context.logs()], { stdio: 'ignore' });
    const ended = new Promise((resolve) => running.once('exit', (code) => resolve(code)));
    const options = ['--log-dir', context.logs(), '--max-kwh', '1e-6', '--pid', String(running.pid)];
    const { status, stderr } = await context.track([...SIMULATED, ...options]);
    expect(status).toBe(0);
    expect(await ended).toBe(0);
    expect(stderr.match(/warning: the limit of 1\.00 mWh is passed: /g)).toHaveLength(1);
    expect(readLogs(context.logs()).error).toContain('the limit of 1.00 mWh is passed');
  });

  it.each([
    [['--on-limit', 'stop'], '--on-limit needs --max-kwh or --max-co2eq-g'],
    [['--max-kwh', '1', '--on-limit', 'explode'], '--on-limit must be warn or stop (got explode)'],
    [['--max-kwh', '0'], '--max-kwh must be more than 0 kWh (got 0)'],
    [['--max-co2eq-g', '-3'], '--max-co2eq-g must be more than 0 g (got -3)'],
    [['--pid', '1', '--max-kwh', '1', '--on-limit', 'stop'], '--on-limit stop needs a command'],
    [['--pid', '1', '--stop-and-confirm'], '--stop-and-confirm needs a command'],
    [['--stop-and-confirm', '--epochs-before-pred', '0'], '--stop-and-confirm needs a prediction'],
  ])('%j is refused in one line', async (options, message) => {
    const command = options.includes('--pid') ? [] : ['true'];
    const { status, stderr } = await context.track([...SIMULATED, ...options, ...command]);
    expect(status).toBe(2);
    expect(stderr).toContain(`ct-track: ${message}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
