/** Epochs that real trainings mark with CT_TRACK_EPOCHS. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { iterateParsedRuns } from '../../src/parser/index.ts';
import { built } from '../helpers/built.ts';
import { inRepository } from '../helpers/fixtures.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { hasProgram, need } from '../helpers/needs.ts';
import { readLogs } from '../helpers/tracked.ts';

const SIMULATED = ['--components', 'gpu', '--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--update-interval', '0.05'];
/** Draws 200 W, half of its full power. */
const WATTS = 200;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-marks-'));
  mkdirSync(join(folder, 'tmp'));
});

const temporary = (): string[] => readdirSync(join(folder, 'tmp'));

/** Runs a command under ct-track, whose temporary files go to a folder of the test. */
function start(options: readonly string[], command: readonly string[], env: NodeJS.ProcessEnv) {
  const args = [built.ctTrack, ...SIMULATED, '--log-dir', join(folder, 'logs'), ...options, '--', ...command];
  return spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: HANG_MS,
    env: { ...process.env, TMPDIR: join(folder, 'tmp'), ...env },
  });
}

async function track(options: readonly string[], command: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = start(options, command, env);
  for await (const run of iterateParsedRuns([join(folder, 'logs')])) {
    const { standard, output, journal } = readLogs(join(folder, 'logs'));
    return { status, stdout, stderr, run, standard, output, journal };
  }
  throw new Error(`no run: ${stderr}`);
}

const trackShell = (script: string, options: readonly string[] = []) => track(options, ['bash', '-c', script]);

const MARK = '>> "$CT_TRACK_EPOCHS"';
const LOOP = `for i in 1 2 3; do echo start ${MARK}; sleep 0.2; echo end ${MARK}; sleep 0.05; done`;

describe('a training that marks its epochs', () => {
  it('has those, what lies between them is said, and the file is gone at the end', async () => {
    const { run, stderr, journal, output } = await trackShell(`echo $CT_TRACK_EPOCHS; sleep 0.2; ${LOOP}`);
    expect(run.epochs).toHaveLength(3);
    expect(stderr).toMatch(/% of the energy is outside the epochs and not counted \(\d+ % before the first, /);
    expect(journal.at(-1)).toMatchObject({ outside: { betweenJ: expect.any(Number) } });
    expect(output).toContain('Actual consumption:');
    expect(temporary()).toEqual([]);
  });

  it('counts each at its own times: its energy is that of the time between them', async () => {
    const script = [
      'import os, time',
      'began = time.time()',
      'time.sleep(1)',
      'with open(os.environ["CT_TRACK_EPOCHS"], "a") as marks:',
      '    marks.write("".join("start %d @%.6f\\nend %d @%.6f\\n" % (i, began + i / 4, i, began + i / 4 + 0.125) for i in range(1, 4)))',
    ].join('\n');
    need('python3');
    const { run, journal } = await track([], ['python3', '-c', script]);
    expect(run.epochs).toHaveLength(3);
    for (const entry of journal) {
      if (entry.event !== 'epoch') continue;
      expect(entry.endS - entry.startS).toBeCloseTo(0.125, 2);
      expect(entry.devices['gpu:0']?.energyJ).toBeCloseTo(WATTS * (entry.endS - entry.startS), 6);
    }
  });

  it('may say how many there will be', async () => {
    const { run, output, standard } = await trackShell(`echo total 3 ${MARK}; ${LOOP}`);
    expect(output).toContain('Predicted consumption for 3 epoch(s)');
    expect(output).toContain('Actual consumption for 3 epoch(s)');
    expect(standard).not.toContain('interrupted');
    expect(run.end).toBe('finished');
  });

  it('--epochs plans them, too, and wins', async () => {
    const { run, output, standard } = await trackShell(`echo total 3 ${MARK}; ${LOOP}`, ['--epochs', '5']);
    expect(output).toContain('Predicted consumption for 5 epoch(s)');
    expect(standard).toContain('interrupted before all 5 epochs');
    expect(run.epochs).toHaveLength(3);
  });

  it('is heard before its output', async () => {
    const script = `for i in 1 2 3; do echo "Epoch $i/3"; echo start $i ${MARK}; sleep 0.2; echo end $i ${MARK}; sleep 0.1; done`;
    const { run, stderr } = await trackShell(script, ['--epoch-pattern', 'keras']);
    expect(run.epochs).toHaveLength(3);
    expect(stderr).not.toContain('--epoch-pattern');
  });

  it('may have several processes that mark the same epochs', async () => {
    const rank = `for i in 1 2 3; do echo start $i ${MARK}; sleep 0.2; echo end $i ${MARK}; done`;
    const { run, stderr } = await trackShell(`for rank in 1 2 3 4; do (${rank}) & done; wait`);
    expect(run.epochs).toHaveLength(3);
    expect(stderr).not.toContain('several processes');
  });

  it('counts an epoch that failed as far as it went', async () => {
    const { status, run } = await trackShell(
      `echo total 2 ${MARK}; ${LOOP.replace('1 2 3', '1')}; echo start ${MARK}; exit 7`,
    );
    expect(status).toBe(7);
    expect(run.tracking?.epochs.map((epoch) => epoch?.complete)).toEqual([true, false]);
  });

  it('has thousands of marks, each in its order', async () => {
    const { run } = await trackShell(`for ((i = 1; i <= 2000; i++)); do echo start $i; echo end $i; done ${MARK}`);
    expect(run.epochs).toHaveLength(2000);
  });

  it('that come in one go at the end count as one epoch, and a line says so', async () => {
    const loop = 'for ((i = 1; i <= 20; i++)); do echo start $i; echo end $i; done';
    const { run, stderr } = await trackShell(`marks=$(${loop}); sleep 2.5; cat <<<"$marks" ${MARK}`);
    expect(run.epochs).toHaveLength(1);
    expect(run.tracking?.epochs[0]?.endS).toBeGreaterThan(2.5);
    expect(stderr).toContain('start and end of 20 epochs came at one moment');
  });
});

describe('nothing that happens to the file reaches the training', () => {
  it.each([
    ['removed', `${LOOP}; rm "$CT_TRACK_EPOCHS"; sleep 0.1; ${LOOP}`, 6],
    ['full of other things', `head -c 100000 /dev/urandom ${MARK}; echo ${MARK}; ${LOOP}`, 3],
    ['torn', `printf 'sta' ${MARK}; sleep 0.1; printf 'rt\\n' ${MARK}; sleep 0.1; printf end ${MARK}`, 1],
  ])('%s', async (_, script, epochs) => {
    const { status, run } = await trackShell(`set -e; ${script}`);
    expect(status).toBe(0);
    expect(run.epochs).toHaveLength(epochs);
    expect(temporary()).toEqual([]);
  });

  it('ct-track killed: the marks go on, and the next ct-track removes their file', async () => {
    const script = `set -e; kill -9 $PPID; sleep 0.2; ${LOOP}; echo finished > done`;
    expect(start([], ['bash', '-c', script], {}).signal).toBe('SIGKILL');
    while (!existsSync(join(folder, 'done'))) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(temporary()).toHaveLength(1);
    // Only where the system shows which process made it.
    if (process.platform !== 'linux') return;
    const [left = ''] = temporary();
    start(
      [],
      [
        'sh',
        '-c',
        `i=0; while [ -e ${join(folder, 'tmp', left)} ] && [ $i -lt 300 ]; do sleep 0.1; i=$((i + 1)); done`,
      ],
      {},
    );
    expect(temporary()).toEqual([]);
  });

  it('no place for it: the training runs, and this is said', async () => {
    const { status, stderr, stdout, run } = await track([], ['sh', '-c', 'echo "[$CT_TRACK_EPOCHS]"'], {
      TMPDIR: join(folder, 'no', 'such', 'folder'),
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '[]\n' });
    expect(stderr).toContain('epochs cannot be marked with CT_TRACK_EPOCHS: ');
    expect(run.epochs).toHaveLength(1);
  });

  it('what is not understood is said', async () => {
    const { stderr, run } = await trackShell(`echo begin ${MARK}; ${LOOP}`);
    expect(stderr).toContain('warning: a line of CT_TRACK_EPOCHS not understood, first "begin"');
    expect(run.epochs).toHaveLength(3);
  });
});

it('without a mark the whole command counts, as ever', async () => {
  const whole = await trackShell('sleep 0.1');
  expect(whole.run.epochs).toHaveLength(1);
  expect(whole.stderr).not.toContain('no epoch');
  const epoch = whole.journal.find(({ event }) => event === 'epoch');
  expect(epoch).toMatchObject({ startS: 0, devices: { 'gpu:0': { gapCount: 0 } } });
});

it('planned epochs of which none is marked: the whole command counts as one', async () => {
  const { stderr, run } = await trackShell('sleep 0.1', ['--epochs', '3']);
  expect(stderr).toContain('no epoch was marked: the whole command counts as one');
  expect(run.epochs).toHaveLength(1);
});

describe('the example of the page', () => {
  const page = readFileSync(inRepository('docs/epochs.md'), 'utf8');
  const example = (language: string): string =>
    new RegExp(`^\`\`\`${language}\n(.*start.*)\n\`\`\`$`, 'm').exec(page)?.[1] ?? '';

  /** Three epochs of 0.2 s by the line of the page. */
  const PROGRAMS: [language: string, needs: string, write: (start: string, end: string) => string[]][] = [
    [
      'bash',
      'bash',
      (start, end) => ['bash', '-euc', `for i in 1 2 3; do ${start}; sleep 0.2; ${end}; sleep 0.1; done`],
    ],
    [
      'python',
      'python3',
      (start, end) => {
        const body = [start, 'time.sleep(0.2)', end, 'time.sleep(0.1)'].map((line) => `    ${line}\n`).join('');
        return ['python3', '-c', `import os, time\nfor i in range(3):\n${body}`];
      },
    ],
    [
      'r',
      'Rscript',
      (start, end) => ['Rscript', '-e', `for (i in 1:3) { ${start}; Sys.sleep(0.2); ${end}; Sys.sleep(0.1) }`],
    ],
    ['julia', 'julia', (start, end) => ['julia', '-e', `for i in 1:3; ${start}; sleep(0.2); ${end}; sleep(0.1); end`]],
    ['cpp', 'g++', writeCpp],
  ];

  function writeCpp(start: string, end: string): string[] {
    const wait = (ms: number): string => `std::this_thread::sleep_for(std::chrono::milliseconds(${ms}));`;
    const loop = `for (int i = 0; i < 3; i++) { ${start} ${wait(200)} ${end} ${wait(100)} }`;
    const headers = ['chrono', 'cstdlib', 'fstream', 'thread'].map((name) => `#include <${name}>\n`).join('');
    writeFileSync(join(folder, 'loop.cpp'), `${headers}int main() { ${loop} }\n`);
    const { status, stderr } = spawnSync('g++', ['-o', 'loop', 'loop.cpp', '-pthread'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return [join(folder, 'loop')];
  }

  it.each(PROGRAMS)('in %s marks epochs, and does nothing without ct-track', async (language, program, write) => {
    need(program);
    const start = example(language);
    expect(start).toContain('CT_TRACK_EPOCHS');
    const command = write(start, start.replace('start', 'end'));
    const { run, status, stdout } = await track([], command);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(run.epochs).toHaveLength(3);
    const { CT_TRACK_EPOCHS: _, ...env } = process.env;
    const [file = '', ...args] = command;
    // With a socket for standard input, as Node makes one, bash may read the files of a login over the network.
    const bare = spawnSync(file, args, { cwd: folder, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
    expect({ status: bare.status, stderr: bare.stderr, stdout: bare.stdout }).toEqual({
      status: 0,
      stderr: '',
      stdout: '',
    });
  });

  it('is tried in every language that is here', () => {
    expect(PROGRAMS.filter(([, program]) => hasProgram(program)).map(([language]) => language)).toContain('bash');
  });
});
