/** `ct-track --live` in a real terminal: what the command prints stays as it is, and the line stands in the last row. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { type LiveRun, liveText } from '../../cli/track/live-text.ts';
import { inRepository } from '../helpers/fixtures.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { hasProgram } from '../helpers/needs.ts';

const LAUNCHER = join(dirname(inject('ctParse')), 'ct-track.js');
const DEVICES = ['--components', 'gpu', '--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--sim-gpu-util', '1'];
const EPOCHS = ['--epochs', '3', '--epoch-pattern', 'Epoch (.)'];
const TRACKED = [LAUNCHER, '--no-config', '--live', ...DEVICES];
const environment = { ...process.env, TERM: 'xterm', PATH: `${dirname(process.execPath)}:${process.env.PATH}` };

const ESCAPE = '\u001b';
/** One painting of the line: where, and its text. */
const PAINTED = new RegExp(`${ESCAPE}7${ESCAPE}\\[(\\d+);1H${ESCAPE}\\[2K([^${ESCAPE}]*)${ESCAPE}8`, 'g');
const CLAIMED = new RegExp(
  `(?:${ESCAPE}7${ESCAPE}\\[r${ESCAPE}8)?\\r?\\n${ESCAPE}\\[1A${ESCAPE}7${ESCAPE}\\[1;(\\d+)r${ESCAPE}8`,
  'g',
);
const GIVEN_BACK = new RegExp(`${ESCAPE}7${ESCAPE}\\[r${ESCAPE}\\[(\\d+);1H${ESCAPE}\\[2K${ESCAPE}8`);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-track-'));
});

function inTerminal(command: readonly string[], steps: readonly object[] = []) {
  const input = JSON.stringify({ command, steps, size: [150, 20] });
  const harness = inRepository('test', 'programs', 'in_terminal.py');
  const options = { input, cwd: folder, env: environment, encoding: 'utf8', timeout: HANG_MS } as const;
  const { stdout, stderr } = spawnSync('python3', [harness], options);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as { output: string; status: number };
}

/** Ends when it is asked to, so that the line has been painted by then. */
const SCRIPT =
  'for n in 1 2 3; do echo "Epoch $n"; echo "warned $n" >&2; sleep 0.2; done; read answer; echo "got $answer"; exit 4';

describe.skipIf(!hasProgram('python3') || process.platform === 'win32')('--live', () => {
  it.each([
    ['', []],
    ['with --epoch-pattern', EPOCHS],
  ])('shows the run in the last line and leaves the output alone %s', (_, epochs) => {
    const step = [{ await: epochs.length === 0 ? ' mWh' : '2 of 3 epochs', type: 'go\n' }];
    const { output, status } = inTerminal([...TRACKED, ...epochs, 'bash', '-c', SCRIPT], step);
    expect(status).toBe(4);
    const painted = [...output.matchAll(PAINTED)];
    expect(new Set(painted.map(([, row]) => row))).toEqual(new Set(['20']));
    expect(painted.at(-1)?.[2]).toMatch(/^gpu:0 400 W {2}0:00:\d\d {2}[\d.]+ mWh {2}[\d.]+ mg CO2eq/);
    if (epochs.length > 0)
      expect(painted.at(-1)?.[2]).toMatch(
        /\[#######---\] 2 of 3 epochs {2}predicted [\d.]+ m?Wh, [\d.]+ m?g CO2eq, \d:\d\d:\d\d left$/,
      );
    expect([...output.matchAll(CLAIMED)].map(([, last]) => last)).toEqual(['19']);
    expect(output).toMatch(GIVEN_BACK);
    const rest = output.replace(CLAIMED, '').replace(PAINTED, '').replace(GIVEN_BACK, '');
    const lines = rest
      .replaceAll('\r', '')
      .split('\n')
      .filter((line) => !line.startsWith('ct-track: '));
    const printed = [1, 2, 3].flatMap((n) => [`Epoch ${n}`, `warned ${n}`]);
    expect(lines).toEqual([...printed, 'go', 'got go', '']);
    const logs = readdirSync(join(folder, 'logs')).map((name) => readFileSync(join(folder, 'logs', name), 'utf8'));
    expect(logs.length).toBeGreaterThan(0);
    for (const log of logs) expect(log).not.toContain(ESCAPE);
  });

  it('follows the size of the terminal', () => {
    const { output } = inTerminal(
      [...TRACKED, 'bash', '-c', SCRIPT],
      [
        { await: '[20;1H', size: [40, 30] },
        { await: '[30;1H', type: 'go\n' },
      ],
    );
    expect([...output.matchAll(CLAIMED)].map(([, last]) => last)).toEqual(['19', '29']);
    for (const [, row, text = ''] of output.matchAll(PAINTED)) if (row === '30') expect(text.length).toBeLessThan(40);
  });

  it('leaves the whole terminal to a program that reads keys, has it drawn again, and comes back after it', () => {
    const program = [
      'echo begun; read answer; trap "redrawn=1" WINCH; stty -icanon; echo TAKEN',
      'until [ "$redrawn" ]; do sleep 0.1; done; echo DRAWN; stty icanon; echo LEFT; read answer; exit 3',
    ].join('\n');
    const steps = [{ await: ' mWh', type: 'go\n' }, { await: 'LEFT' }, { await: ' mWh', type: 'go\n' }];
    const { output, status } = inTerminal([...TRACKED, 'bash', '-c', program], steps);
    expect(status).toBe(3);
    const [before = '', taken = '', whole = '', after = ''] = output.split(/TAKEN|DRAWN|LEFT/);
    expect(before).toMatch(PAINTED);
    expect(taken.replace(PAINTED, '')).toMatch(new RegExp(`^\\s*${GIVEN_BACK.source}\\s*$`));
    expect(whole).not.toContain(ESCAPE);
    expect(after.match(CLAIMED)).toHaveLength(1);
    expect(after.match(PAINTED)?.length).toBeGreaterThan(0);
  });

  it('gives the last line back while it is stopped by Ctrl-Z, and shows nothing in the background', () => {
    const tracked = (command: string): string => `${TRACKED.join(' ')} ${command}`;
    const steps = [
      { await: '$ ', type: `${tracked('sleep 600')}\n` },
      { await: ' mWh', type: '\u001a' },
      { await: 'Stopped', type: 'echo STO""PPED\n' },
      { await: 'STOPPED', type: 'fg\n' },
      { await: ' mWh', type: '\u0003' },
      { await: 'ct-track: ', type: `${tracked('sleep 3')} & wait; echo WAI""TED\n` },
      { await: 'WAITED', type: 'exit\n' },
    ];
    const { output } = inTerminal(['env', 'PS1=$ ', 'bash', '--norc', '-i'], steps);
    const [running = '', stopped = '', again = ''] = output.split(/Stopped|STOPPED/);
    expect(running).toMatch(PAINTED);
    expect(running.slice(running.search(GIVEN_BACK))).not.toMatch(PAINTED);
    expect(running).toMatch(GIVEN_BACK);
    expect(stopped).not.toMatch(PAINTED);
    // The terminal and the shell may both show what is typed.
    const parts = again.split('sleep 3 & wait');
    const [foreground, background] = [parts[0] ?? '', parts.at(-1) ?? ''];
    expect(foreground.match(CLAIMED)).toHaveLength(1);
    expect(foreground).toMatch(GIVEN_BACK);
    expect(background).toContain('ct-track: ');
    expect(background).not.toMatch(PAINTED);
    expect(background).not.toMatch(CLAIMED);
  });

  it.each([
    ['standard error is not a terminal', '2>error', []],
    ['ct-track is quiet', '', ['--quiet']],
  ])('shows nothing where %s', (_, redirection, options) => {
    const words = [...TRACKED, ...options, 'sh', '-c', 'echo out'].map((word) => `'${word}'`).join(' ');
    expect(inTerminal(['sh', '-c', `${words} ${redirection}`])).toEqual({ output: 'out\r\n', status: 0 });
    if (redirection !== '') expect(readFileSync(join(folder, 'error'), 'utf8')).not.toContain(ESCAPE);
  });
});

describe('the words of the line', () => {
  const figure = { epochs: 10, durationS: 200, energyKwh: 0.05, co2eqG: 20, equivalents: null, spreadKwh: null };
  const devices = Array.from({ length: 8 }, (_, i) => ({ key: `gpu:${i}`, component: 'gpu' })) as LiveRun['devices'];
  const run: LiveRun = {
    devices,
    powersW: devices.map(() => 300),
    used: { ...figure, durationS: 100, energyKwh: 0.02, co2eqG: 9 },
    predicted: figure,
    epochs: Array.from({ length: 4 }) as unknown as LiveRun['epochs'],
    plannedEpochs: 10,
    elapsedS: 100,
  };

  it('add devices up where they do not fit', () => {
    const rest =
      '0:01:40  20.0 Wh  9.00 g CO2eq  [####------] 4 of 10 epochs  predicted 50.0 Wh, 20.0 g CO2eq, 0:01:40 left';
    expect(liveText(run, 250)).toBe(`${devices.map(({ key }) => `${key} 300 W`).join('  ')}  ${rest}`);
    expect(liveText(run, 130)).toBe(`8 gpu 2400 W  ${rest}`);
    expect(liveText(run, 79)).toBe('2400 W  0:01:40  20.0 Wh  9.00 g CO2eq  4/10  predicted 50.0 Wh  0:01:40 left');
    expect(liveText(run, 40)).toBe('2400 W  0:01:40  20.0 Wh  9.00 g CO2eq');
    for (let columns = 1; columns < 60; columns += 1) {
      const text = liveText(run, columns);
      expect(text.length).toBeLessThanOrEqual(columns);
      // Numbers are whole.
      if (columns > 6) expect(liveText(run, 79).startsWith(text)).toBe(true);
    }
  });

  it('show no sum where the power of one device is unknown', () =>
    expect(liveText({ ...run, powersW: [null, ...run.powersW.slice(1)] }, 130)).toMatch(/^8 gpu - W /));
});
