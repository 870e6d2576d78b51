/** What a command finds under ct-track --epoch-pattern where it would have a terminal, beside what it finds without. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { inRepository } from '../helpers/fixtures.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { hasProgram, need } from '../helpers/needs.ts';
import { readLogs } from '../helpers/tracked.ts';

const LAUNCHER = join(dirname(inject('ctParse')), 'ct-track.js');
const OPTIONS = ['--no-config', '--quiet', '--components', 'gpu', '--sim-gpu', 'A100', '--sim-gpu-watts', '400'];
const WATCHED = [LAUNCHER, ...OPTIONS, '--epoch-pattern', 'auto'];
const HARNESS = inRepository('test', 'programs', 'in_terminal.py');
const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const CTRL_Z = '\u001a';

interface Step {
  await: string;
  type?: string;
  size?: [columns: number, lines: number];
}

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ct-track-')));
});

/** Runs a command in a terminal of its own. */
function inTerminal(command: readonly string[], steps: readonly Step[] = [], env: NodeJS.ProcessEnv = environment) {
  const input = JSON.stringify({ command, steps, size: [111, 40] });
  const options = { input, cwd: folder, env, encoding: 'utf8', timeout: HANG_MS, killSignal: 'SIGKILL' } as const;
  const { stdout, stderr } = spawnSync('python3', [HARNESS], options);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as { output: string; status: number };
}

/** What a command does in a terminal without us and with us. */
function both(command: readonly string[], steps: readonly Step[] = []) {
  return { bare: inTerminal(command, steps), tracked: inTerminal([...WATCHED, ...command], steps) };
}

/** A Python program in a file of its own. */
function python(text: string): string[] {
  const path = join(folder, 'program.py');
  writeFileSync(path, text);
  return ['python3', path];
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const epochsOf = (): unknown[] =>
  readLogs(join(folder, 'logs')).journal.filter((entry) => (entry as { event: string }).event === 'epoch');

describe.skipIf(!hasProgram('python3') || process.platform !== 'linux')('a terminal', () => {
  it('is one on all streams, with its size and its changes', () => {
    const command = python(`
import os, signal, sys
print(*(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)), *os.get_terminal_size())
print("error", *os.get_terminal_size(2), file=sys.stderr)
while os.get_terminal_size(1) != (99, 50):
    signal.sigtimedwait([], 0.01)
print("resized", *os.get_terminal_size(2))
`);
    const { bare, tracked } = both(command, [{ await: 'error 111 40', size: [99, 50] }]);
    expect(bare.output).toBe('True True True 111 40\r\nerror 111 40\r\nresized 99 50\r\n');
    expect(tracked).toEqual(bare);
  });

  it('signals a new size to the command, which then reads it', () => {
    const command = python(`
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGWINCH])
print("ready")
while os.get_terminal_size() != (99, 50):
    signal.sigwait([signal.SIGWINCH])
print("resized")
`);
    const { bare, tracked } = both(command, [{ await: 'ready', size: [99, 50] }]);
    expect(bare).toEqual({ output: 'ready\r\nresized\r\n', status: 0 });
    expect(tracked).toEqual(bare);
  });

  it('asks, takes passwords without showing them, and passes the end of the input on', () => {
    const command = python(`
import getpass, sys
name = input("name? ")
word = getpass.getpass("password? ")
print("hello", name, word, repr(sys.stdin.read()))
`);
    const typed = { 'name? ': 'Ada\n', 'password? ': 'secret\n', '\r\n': `rest\n${CTRL_D}` };
    const steps = Object.entries(typed).map(([text, type]) => ({ await: text, type }));
    const { bare, tracked } = both(command, steps);
    expect(bare.output).toContain('hello Ada secret');
    expect(bare.output.match(/secret/g)).toHaveLength(1);
    expect(tracked).toEqual(bare);
  });

  it('passes every byte as it is: colours, bars and questions to the terminal', () => {
    const command = python(`
import os, sys, termios, tty
for epoch in 1, 2, 3:
    for step in 1, 2:
        print(f"\\r\\x1b[2KEpoch {epoch}/3 \\x1b[35m━━━\\x1b[0m {step}/2", end="", flush=True)
print("\\a\\n\\x1b]0;title\\x07\\ttab\\x00")
input("next? ")
before = termios.tcgetattr(0)
tty.setraw(0)
os.write(2, b"\\x1b[6n raw\\n")
answer = os.read(0, 20)
termios.tcsetattr(0, termios.TCSADRAIN, before)
print(answer)
`);
    const { bare, tracked } = both(command, [
      { await: 'next? ', type: '\n' },
      { await: '\u001b[6n raw\n', type: '\u001b[7;1R' },
    ]);
    expect(bare.output).toContain("b'\\x1b[7;1R'");
    expect(tracked).toEqual(bare);
  });

  it.each([
    ['raw', 'tty.setraw(0)'],
    ['cooked', ''],
  ])('that is %s gets everything from programs that write much and exit at once', (_, mode) => {
    // More than one read takes, more than a terminal holds, and about what both hold.
    const counts = [700, 1500, 6000];
    const program = (count: number): string => `
import os, tty
${mode}
text = "".join(f"line {i:05} of ${count}\\r\\n" for i in range(${count}))
left = text.encode()
while left:
    left = left[os.write(1, left):]
os._exit(3)
`;
    for (const count of [...counts, ...counts, ...counts]) {
      const { output, status } = inTerminal([...WATCHED, ...python(program(count))]);
      const numbers = Array.from(output.matchAll(/^line (\d{5}) of \d+\r+$/gm), ([, number]) => Number(number));
      expect({ numbers, status }).toEqual({ numbers: Array.from({ length: count }, (_, i) => i), status: 3 });
    }
  });

  it('shows the epochs of a bar', () => {
    const command = python(`
import sys, time
for epoch in 0, 1, 2:
    for step in 1, 2:
        text = f"\\r\\x1b[2KEpoch {epoch}/2  \\x1b[35m━━━━━\\x1b[0m {step}/2"
        print(text if sys.stdout.isatty() else "", end="", flush=True)
        time.sleep(0.1)
print()
`);
    expect(inTerminal([...WATCHED, ...command]).status).toBe(0);
    expect(epochsOf()).toHaveLength(3);
  });

  it.each([
    [
      'ends the command',
      'import signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); print("ready"); time.sleep(1000)',
    ],
    ['ends a program of a shell', 'import os; os.execlp("sh", "sh", "-c", "sleep 1000 & echo ready; wait; exit 7")'],
    [
      'is caught',
      'import time\ntry:\n  print("ready"); time.sleep(1000)\nexcept KeyboardInterrupt:\n  print("caught"); exit(9)',
    ],
  ])('Ctrl-C %s', (_, text) => {
    const { bare, tracked } = both(python(text), [{ await: 'ready\r\n', type: CTRL_C }]);
    expect(bare.status).not.toBe(0);
    expect(tracked).toEqual(bare);
  });

  it.each([
    ['exits', 'exit(5)', 5],
    ['is killed', 'import os; os.kill(os.getpid(), 15)', -15],
  ])('a command that %s has its status', (_, text, status) => {
    const { bare, tracked } = both(python(text));
    expect(bare.status).toBe(status);
    expect(tracked).toEqual(bare);
  });

  it('Ctrl-Z stops the command, fg continues it, and jobs lists it', () => {
    const command = python('print("Epoch 1", flush=True); input(); print("Epoch 2"); exit(3)');
    const line = [...WATCHED, ...command].map((word) => `'${word}'`).join(' ');
    const steps = [
      { await: 'shell$ ', type: `${line}\n` },
      { await: 'Epoch 1', type: CTRL_Z },
      { await: 'Stopped', type: 'jobs\n' },
      { await: 'Stopped', type: 'fg\n' },
      { await: 'program.py', type: '\n' },
      { await: 'shell$ ', type: 'echo status $?; exit\n' },
    ];
    const { output } = inTerminal(['bash', '--norc', '--noprofile', '-i'], steps, { ...environment, PS1: 'shell$ ' });
    expect(output).toContain('status 3');
    expect(epochsOf()).toHaveLength(2);
  });

  it.each([
    ['stdout', '2>other', 'True False'],
    ['stderr', '>other', 'False True'],
  ])('on %s only stays one', (name, redirection, kinds) => {
    const text = 'import sys; print(sys.stdout.isatty(), sys.stderr.isatty()); print("error", file=sys.stderr)';
    const command = python(text);
    const quoted = [...WATCHED, ...command].map((word) => `'${word}'`).join(' ');
    const { output, status } = inTerminal(['sh', '-c', `${quoted} ${redirection}`]);
    const lines = name === 'stdout' ? [output, read('other')] : [read('other'), output];
    expect(lines.map((line) => line.trimEnd())).toEqual([kinds, 'error']);
    expect(status).toBe(0);
  });

  it('is written to by a process that stays behind', () => {
    const script = '(while [ ! -e go ]; do sleep 0.05; done; echo later) & echo now';
    const quoted = WATCHED.map((word) => `'${word}'`).join(' ');
    const command = `${quoted} sh -c '${script}'; echo over; touch go; sleep 1000`;
    const { output } = inTerminal(['sh', '-c', command], [{ await: 'later', type: CTRL_C }]);
    expect(output).toMatch(/^now\r\nover\r\nlater\r\n/);
  });

  it('is a pipe without koffi, which a message reports', () => {
    const hook = join(folder, 'without-koffi.cjs');
    writeFileSync(
      hook,
      `const Module = require('module'); const find = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => find(name === 'koffi' ? 'no-koffi' : name, ...rest);`,
    );
    const command = [LAUNCHER, ...OPTIONS.filter((word) => word !== '--quiet'), '--epoch-pattern', 'keras'];
    const program = python('import sys; print(sys.stdout.isatty())');
    const env = { ...environment, NODE_OPTIONS: `--require=${hook}` };
    const { output } = inTerminal([...command, ...program], [], env);
    expect(output).toContain('False\r\n');
    expect(output).toContain('ct-track: the command writes to a pipe in place of the terminal');
  });
});

it('doctor breaks lines between words on a terminal, and leaves them whole elsewhere', () => {
  need('script');
  const doctor = `'${LAUNCHER}' --no-config doctor`;
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  const run = (line: string): string => spawnSync('sh', ['-c', line], { encoding: 'utf8', env }).stdout;
  const shown = run(`script -qc "stty cols 60; ${doctor}" /dev/null </dev/null`).replaceAll('\r', '');
  const whole = run(doctor);
  const words = (text: string): string[] => text.trim().split(/\s+/);
  expect(words(shown)).toEqual(words(whole));
  const long = shown.split('\n').filter((line) => line.length > 60 && line.trim().includes(' '));
  expect(long).toEqual([]);
  expect(whole.split('\n').some((line) => line.length > 60)).toBe(true);
});
