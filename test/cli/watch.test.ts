/** `watch` beside a real run of ct-track: as a screen in a terminal, and as lines elsewhere. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { sparkline, watchScreen } from '../../cli/watch-screen.ts';
import { aggregateConsumption } from '../../src/index.ts';
import { type Watched, watchFolder } from '../../src/watch/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, inRepository, withFolder } from '../helpers/fixtures.ts';
import { HANG_MS } from '../helpers/hang.ts';

const FINISHED = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
const WATCH = [process.execPath, inject('ctParse'), 'watch'];
const SIMULATED = [
  '--no-config',
  '--components',
  'gpu',
  '--sim-gpu',
  'A100',
  '--sim-gpu-watts',
  '400',
  '--sim-gpu-util',
  '1',
];

/** Calls back while a command runs under ct-track, once its logs show three samples. */
async function whileTracked(logs: string, act: () => Promise<void>): Promise<void> {
  const ctTrack = path.join(path.dirname(inject('ctParse')), 'ct-track.js');
  const options = [
    ...SIMULATED,
    '--log-dir',
    logs,
    '--update-interval',
    '0.1',
    '--epochs',
    '4',
    '--epoch-pattern',
    'Epoch (.)',
  ];
  const script = 'for n in 1 2 3; do echo Epoch $n; sleep 0.3; done; exec sleep 600';
  const child = spawn(process.execPath, [ctTrack, ...options, '--', 'bash', '-c', script], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    for (;;) {
      const { running } = await watchFolder([logs]);
      if ((running[0]?.epochs ?? 0) >= 2) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await act();
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

const withRuns = (act: (logs: string) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    const logs = path.join(folder, 'logs');
    mkdirSync(logs);
    cpSync(FINISHED, path.join(logs, 'before'), { recursive: true });
    await whileTracked(logs, () => act(logs));
    // What has ended is no longer under way.
    expect((await watchFolder([logs])).running).toEqual([]);
  });

describe('ct-parse watch', () => {
  it('shows power, energy, epochs and the time left of a run, and those that have ended', () =>
    withRuns(async (logs) => {
      const input = JSON.stringify({
        command: [...WATCH, logs, '--interval', '0.1'],
        size: [80, 24],
        steps: [{ await: 'q quits' }, { await: '2 of 4 epochs' }, { await: 'q quits', type: 'q' }],
      });
      const { stdout, stderr } = spawnSync('python3', [inRepository('test', 'programs', 'in_terminal.py')], {
        input,
        encoding: 'utf8',
        timeout: HANG_MS,
      });
      expect(stderr).toBe('');
      const { output, status } = JSON.parse(stdout);
      expect(status).toBe(0);
      expect(output).toContain('1 running, 400 W, 1 finished; ');
      expect(output).toMatch(/\[#####-----\] 2 of 4 epochs, 0:00:0\d left/);
      expect(output).toMatch(/gpu:0 +400 W +█/);
      expect(output).toMatch(/finished\S*[\r\n]+ {2}before {2}0:03:10 {2}22\.9 Wh {2}10\.2 g/);
      // The screen that was there before comes back.
      expect(output.trimEnd().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    }));

  it('prints a line at each look without a terminal, and ends with a signal', () =>
    withRuns(async (logs) => {
      const [command = '', ...args] = WATCH;
      const child = spawn(command, [...args, logs, '--interval', '0.1'], { stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      for await (const chunk of child.stdout.setEncoding('utf8')) {
        text += chunk;
        if (text.split('\n').length > 3) child.kill('SIGTERM');
      }
      const lines = text.trimEnd().split('\n');
      expect(lines.length).toBeGreaterThanOrEqual(3);
      for (const line of lines)
        expect(line).toMatch(/^\d\d:\d\d:\d\d {2}1 running, 400 W, 1 finished; \S+ \S*Wh, \S+ m?g CO2eq in all$/);
    }));

  it('its total is that of aggregate', async () => {
    const { totals, running } = await watchFolder([fixture('carbontracker')]);
    expect(totals).toEqual(await aggregateConsumption(fixture('carbontracker')));
    expect(running).toEqual([]);
  });

  it('a copy of an old log that was cut off is not under way, though its files are new', () =>
    withFolder(async (folder) => {
      // Without preserving the times of the files.
      cpSync(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e10_crash4'), folder, { recursive: true });
      const { running, finished } = await watchFolder([folder]);
      expect({ running, finished: finished.length }).toEqual({ running: [], finished: 1 });
    }));

  it('waits for a folder without logs, and refuses one that does not exist', () =>
    withFolder(async (folder) => {
      expect(watchScreen(await watchFolder([folder]), { columns: 80, rows: 24, at: '10:00:00' })).toEqual([
        '10:00:00  no runs yet',
        '',
        'q quits',
      ]);
      expectOneLine(await ctParse(['watch', path.join(folder, 'nowhere')]), 1, /nowhere/);
      expectOneLine(
        await ctParse(['watch', folder, '--interval', '0']),
        2,
        /--interval must be between 0.1 s and a day/,
      );
    }));

  it('takes a log or a pattern in place of a folder, and refuses a file without a run', () =>
    withFolder(async (folder) => {
      const [log = ''] = readdirSync(FINISHED).filter((name) => name.endsWith('_carbontracker.log'));
      for (const place of [path.join(FINISHED, log), path.join(FINISHED, '*.log')]) {
        const { code, stdout } = await ctParse(['watch', place, '--once']);
        expect({ code, runs: /1 finished; 22\.9 Wh/.test(stdout) }).toEqual({ code: 0, runs: true });
      }
      const message = /contains no run; give a folder of logs, a log, or a pattern in quotes$/m;
      expectOneLine(await ctParse(['watch', inRepository('README.md'), '--once']), 2, message);
      expectOneLine(await ctParse(['watch', inRepository('README.md')]), 2, message);
      // A log that has just begun.
      const begun = path.join(folder, '1_2026-01-01T000000Z_carbontracker.log');
      writeFileSync(begun, '');
      expect(await ctParse(['watch', begun, '--once'])).toMatchObject({ code: 0 });
    }));
});

describe('the screen', () => {
  it('fits the terminal, and names attack none', async () => {
    const watched = await watchFolder([fixture('carbontracker')]);
    const hostile = { ...watched, finished: watched.finished.map((run) => ({ ...run, id: `${run.id}\u001b[2J\r\n` })) };
    const lines = watchScreen(hostile, { columns: 60, rows: 8, at: '10:00:00' });
    expect(lines).toHaveLength(8);
    expect(lines.at(-2)).toMatch(/^\.\.\. \d+ more lines$/);
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(60);
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  });

  it('shows whole numbers or none, however narrow it is', async () => {
    const { totals } = await watchFolder([fixture('carbontracker')]);
    const run = { elapsedS: 3725, energyKwh: 0.001234, co2eqG: 0.4321, epochs: 12, plannedEpochs: 34 };
    const remainingS = { mean: 4321, least: 4001, most: 4999 };
    const recentW = Array.from({ length: 30 }, (_, i) => 100 + i);
    const devices = [{ id: 'x', key: 'gpu:e', runs: 2, powerW: 271.4, recentW }];
    const running = [
      { ...run, id: 'logs/a-long-name-of-a-run', isWaiting: false, remainingS, devices },
      { ...run, id: 'logs/waits', isWaiting: true, remainingS, devices: [] },
    ];
    const finished = [{ id: 'logs/another-name', energyKwh: 0.00056, co2eqG: 0.126, durationS: 61, writtenMs: 0 }];
    const watched = { running, powerW: 271.4, finished, totals } as unknown as Watched;
    const screenOf = (columns: number): string[] => watchScreen(watched, { columns, rows: 40, at: '10:00:00' });
    const figuresOf = (line: string): string[] => line.match(/\d[\d.,:]*(?: (?:m?g|kg|[mk]?Wh|W)\b)?/g) ?? [];
    const all = new Set(screenOf(500).flatMap(figuresOf));
    for (let columns = 200; columns >= 12; columns -= 1) {
      for (const line of screenOf(columns)) {
        expect(Array.from(line).length).toBeLessThanOrEqual(columns);
        for (const figure of figuresOf(line)) expect(all, `${columns}: ${line}`).toContain(figure);
      }
    }
    expect(screenOf(40)).toEqual([
      expect.stringMatching(/^1 running, 271 W; \S+ k?Wh in all$/),
      '',
      'a-lon…of-a-run  1:02:05  1.23 Wh  432 mg',
      '  12 of 34 epochs, 1:12:01 left',
      '  gpu:e      271 W  ██  shared by 2 runs',
      '',
      'waits  1:02:05  1.23 Wh  432 mg',
      expect.stringContaining('stopped'),
      '  12 of 34 epochs, 1:12:01 left',
      '',
      'finished',
      '  another-name  0:01:01  560 mWh  126 mg',
      'q quits',
    ]);
  });

  it('draws power from 0, and a gap as a gap', () => expect(sparkline([0, 50, null, 100])).toBe('▁▅ █'));
});
