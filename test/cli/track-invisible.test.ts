/** ct-track as if it were not there: hang-ups, descriptors, processes that stay behind, terminals. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { hasProgram } from '../helpers/needs.ts';
import { readLogs } from '../helpers/tracked.ts';

const launcher = join(dirname(inject('ctParse')), 'ct-track.js');
const OPTIONS = '--no-config --quiet --sim-gpu A100 --sim-gpu-watts 400';
const WATCHED = `${OPTIONS} --epoch-pattern keras`;
/** As npm starts it, and as `node FILE`. */
const LAUNCHED = `'${launcher}' ${OPTIONS}`;
const BY_NODE = `'${process.execPath}' '${launcher}' ${OPTIONS}`;
const LAUNCHED_WATCHED = `'${launcher}' ${WATCHED}`;
const BOTH: [name: string, tracker: string][] = [
  ['ct-track', LAUNCHED],
  ['ct-track --epoch-pattern', LAUNCHED_WATCHED],
];
const GO = 'while [ ! -e go ]; do sleep 0.05; done';

const isLinux = process.platform === 'linux';
const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-track-'));
});

const text = (name: string): string => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
const go = (): void => writeFileSync(join(folder, 'go'), '');

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Runs a script of a shell to its end. */
function shell(script: string, program = 'sh') {
  const options = { cwd: folder, env: environment, encoding: 'utf8', timeout: 50_000 } as const;
  const { status, signal, stdout, stderr } = spawnSync(program, ['-c', script], options);
  return { status, signal, stdout, stderr };
}

interface Job {
  process: ChildProcess;
  end: Promise<[status: number | null, signal: string | null]>;
}

/** Starts a script of a shell in a process group of its own, without input, its output in the file `out`. */
function start(script: string): Job {
  const job = spawn('sh', ['-c', `exec >out 2>&1; ${script}`], {
    cwd: folder,
    env: environment,
    stdio: 'ignore',
    detached: true,
  });
  return { process: job, end: new Promise((resolve) => job.once('exit', (...end) => resolve(end))) };
}

describe('a hang-up', () => {
  const command = `sh -c 'echo ready; ${GO}; echo finished'`;

  it.each([
    ['nohup ct-track', `exec nohup ${LAUNCHED} ${command}`],
    ['nohup node ct-track.js', `exec nohup ${BY_NODE} ${command}`],
    ['ct-track nohup', `exec ${LAUNCHED} nohup ${command}`],
    ['nohup ct-track --epoch-pattern', `exec nohup ${LAUNCHED_WATCHED} ${command}`],
  ])('does not end a command under %s', async (_, script) => {
    const job = start(script);
    await until(() => text('out').includes('ready'));
    job.process.kill('SIGHUP');
    process.kill(-(job.process.pid ?? 0), 'SIGHUP');
    go();
    expect(await job.end).toEqual([0, null]);
    expect(text('out')).toContain('finished');
    expect(readLogs(join(folder, 'logs')).journal.at(-1)).toMatchObject({ event: 'end', exitCode: 0 });
  });

  it.each([
    ['to ct-track', 1],
    ['to its process group', -1],
  ])('sent %s ends a command that does not ignore it', async (_, sign) => {
    const job = start(`exec ${LAUNCHED} ${command}`);
    await until(() => text('out').includes('ready'));
    process.kill(sign * (job.process.pid ?? 0), 'SIGHUP');
    expect(await job.end).toEqual([null, 'SIGHUP']);
    expect(readLogs(join(folder, 'logs')).journal.at(-1)).toMatchObject({ event: 'end', signal: 'SIGHUP' });
  });

  it('and other signals that a parent ignores stay ignored', async () => {
    const job = start(`trap '' INT QUIT USR1; exec ${LAUNCHED} ${command}`);
    await until(() => text('out').includes('ready'));
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGUSR1'] as const) {
      job.process.kill(signal);
      process.kill(-(job.process.pid ?? 0), signal);
    }
    go();
    expect(await job.end).toEqual([0, null]);
    expect(text('out')).toBe('ready\nfinished\n');
  });
});

describe.skipIf(!isLinux)('descriptors', () => {
  it.each([...BOTH, ['node ct-track.js', BY_NODE]])('above 2 are inherited by %s', (_, tracker) => {
    writeFileSync(join(folder, 'in'), 'from a file\n');
    const { stdout } = shell(`exec 5>written 9<in; ${tracker} sh -c 'cat <&9; echo to a file >&5'`);
    expect(stdout).toBe('from a file\n');
    expect(text('written')).toBe('to a file\n');
  });

  it.each(BOTH)('are those that the command has without %s', (_, tracker) => {
    const list = 'ls /proc/self/fd';
    const bare = shell(`exec 6>written; ${list} | cat`).stdout;
    expect(shell(`exec 6>written; ${tracker} ${list} | cat`).stdout).toBe(bare);
  });

  it.each(['dash', 'bash'].filter(hasProgram))(
    'of %s as the launcher are none of the command, also when its file is replaced',
    (name) => {
      // The copy of the launcher replaces itself while the shell reads it.
      const copy = join(folder, 'launcher');
      const [, ...lines] = readFileSync(launcher, 'utf8').split('\n');
      const replace = `cp '${launcher}' '${copy}.new'; mv '${copy}.new' '${copy}'`;
      const at = lines.findIndex((line) => line.startsWith('ignored='));
      lines.splice(at, 0, replace);
      const end = lines.findIndex((line) => line.startsWith('exec node'));
      lines[end] = `exec node '${launcher}' "$@"`;
      writeFileSync(copy, ['#!/bin/sh', ...lines].join('\n'));
      const list = 'ls /proc/self/fd';
      const bare = shell(`exec 6>written; ${list} | cat`).stdout;
      expect(shell(`exec 6>written; ${name} '${copy}' ${OPTIONS} ${list} | cat`).stdout).toBe(bare);
    },
  );

  it('of a pipe are let go when the command closes them', async () => {
    const script = `${LAUNCHED} sh -c 'echo closing >&2; exec 7>&-; ${GO}' 7>&1 >/dev/null | { cat; echo ended; }`;
    const job = start(script);
    await until(() => text('out').includes('ended'));
    expect(text('out')).toBe('closing\nended\n');
    go();
    expect(await job.end).toEqual([0, null]);
  });

  it.each(BOTH)('of the output are let go when the command closes them under %s', async (_, tracker) => {
    const job = start(`${tracker} sh -c 'echo hi; exec >&-; ${GO}' | { cat; echo ended; }`);
    await until(() => text('out').includes('ended'));
    go();
    expect(await job.end).toEqual([0, null]);
    expect(text('out')).toBe('hi\nended\n');
  });

  it.each(BOTH)('of the input are let go when the command closes them under %s', async (_, tracker) => {
    const job = start(`{ yes; echo over >&2; } | ${tracker} sh -c 'exec <&-; ${GO}'`);
    await until(() => text('out').includes('over'));
    go();
    expect(await job.end).toEqual([0, null]);
  });
});

describe('the output with --epoch-pattern', () => {
  it.skipIf(!isLinux)('is a pipe that can be opened again', () => {
    const command = `sh -c 'echo hi >/dev/stdout; echo no >/dev/stderr; stat -L -c %F /dev/stdin /dev/fd/1 /dev/fd/2'`;
    const { stdout, stderr } = shell(`: | ${LAUNCHED_WATCHED} ${command} | cat`);
    expect(stdout).toBe('hi\nfifo\nfifo\nfifo\n');
    expect(stderr).toBe('no\n');
  });

  it.skipIf(!isLinux).each(BOTH)('stays a pipe that blocks for others that write to it under %s', (_, tracker) => {
    const other = '{ head -c 300000 /dev/zero; grep flags /proc/self/fdinfo/[12] >&3; }';
    const command = `sh -c 'touch go; while [ ! -e over ]; do sleep 0.05; done'`;
    const both = `{ ${tracker} ${command} & ${GO}; ${other}; touch over; wait; } 2>&1 3>flags`;
    expect(shell(`${both} | { sleep 0.2; wc -c; }`).stdout.trim()).toBe('300000');
    expect(text('flags').match(/flags:\s+\d+/g)).toHaveLength(2);
    expect(text('flags')).not.toMatch(/flags:\s+\d*4\d{3}\n/);
  });

  it('breaks for the command as it does without us when its reader goes', () => {
    const { stdout, stderr } = shell(`{ ${LAUNCHED_WATCHED} yes; echo $? >&2; } | head -n 1`);
    expect(stdout).toBe('y\n');
    expect(stderr).toMatch(/^(.*\n)?141\n$/);
  });

  it('keeps the order of both streams that go to one place', () => {
    const loop = 'for i in 1 2 3 4 5 6 7 8 9; do echo out $i; echo err $i >&2; done';
    const { stdout } = shell(`${LAUNCHED_WATCHED} sh -c '${loop}' 2>&1`);
    expect(stdout).toBe(shell(`{ ${loop}; } 2>&1`).stdout);
  });

  it('keeps both streams apart, byte for byte', () => {
    const command = `sh -c 'head -c 300000 /dev/zero; printf "Epoch 1/2\\n\\0\\377end"; head -c 200000 /dev/zero >&2'`;
    shell(`${command} >bare 2>bare-error`);
    shell(`${LAUNCHED_WATCHED} ${command} >out 2>error`);
    for (const [name, bare] of Object.entries({ out: 'bare', error: 'bare-error' }))
      expect(readFileSync(join(folder, name)).equals(readFileSync(join(folder, bare)))).toBe(true);
  });
});

describe('a process that the command leaves behind', () => {
  it.each(BOTH)('does not hold %s', (_, tracker) => {
    const { status } = shell(`${tracker} sh -c 'sleep 1000 & echo $!; exit 3' >out 2>error`);
    expect(status).toBe(3);
    // It runs on; killing it shows that.
    process.kill(Number(text('out')));
  });

  it.each(BOTH)('may write on after the end of %s', async (_, tracker) => {
    const { status } = shell(`${tracker} sh -c '(${GO}; echo later; echo and >&2) & echo now; exit 3' >out 2>error`);
    expect(status).toBe(3);
    expect(text('out')).toBe('now\n');
    go();
    await until(() => text('out').includes('later') && text('error').includes('and'));
  });
});

describe.skipIf(!hasProgram('script') || !isLinux)('a terminal', () => {
  /** Runs a script in a terminal of its own. */
  function startInTerminal(script: string): Job & { seen: () => string } {
    writeFileSync(join(folder, 'script.sh'), script);
    const terminal = spawn('script', ['-q', '-e', '-c', 'bash script.sh', '/dev/null'], {
      cwd: folder,
      env: environment,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let seen = '';
    terminal.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
    });
    const end: Job['end'] = new Promise((resolve) => terminal.once('exit', (...how) => resolve(how)));
    return { process: terminal, end, seen: () => seen };
  }

  it.each(BOTH)('that is closed leaves the exit status of the command under %s', async (_, tracker) => {
    const command = `sh -c 'echo ready; ${GO}; exit 5'`;
    const session = `setsid -w ${tracker} ${command} >out 2>&1`;
    const terminal = startInTerminal(`(trap '' HUP; ${session}; echo $? >status) & wait`);
    await until(() => text('out').includes('ready'));
    terminal.process.kill('SIGKILL');
    await terminal.end;
    go();
    await until(() => text('status').endsWith('\n'));
    expect([text('status'), text('out')]).toEqual(['5\n', 'ready\n']);
  });

  it.each(BOTH)('ends a loop of a shell at Ctrl-C under %s', async (_, tracker) => {
    const loop = `for i in 1 2 3; do echo trial $i; ${tracker} sh -c 'echo ready; exec sleep 1000'; done; echo all done`;
    const terminal = startInTerminal(loop);
    await until(() => terminal.seen().includes('ready'));
    terminal.process.stdin?.write('\u0003');
    await terminal.end;
    expect(terminal.seen()).not.toMatch(/trial 2|all done/);
  });

  it('keeps what the command sets', async () => {
    const terminal = startInTerminal(`${LAUNCHED} stty -echo -onlcr; stty -a`);
    await terminal.end;
    expect(terminal.seen()).toMatch(/ -echo /);
    expect(terminal.seen()).toMatch(/ -onlcr /);
  });
});

describe('a command that is none', () => {
  it.each([
    ["'python train.py'", 'python train.py: command not found; leave out the quotes: ct-track python train.py'],
    [
      'CUDA_VISIBLE_DEVICES=0 python x',
      'CUDA_VISIBLE_DEVICES=0: command not found; put CUDA_VISIBLE_DEVICES=0 before ct-track',
    ],
    ['train.py', 'train.py: command not found; to run this file: ct-track python train.py'],
    ['tool', 'tool: command not found; to run this file: ct-track ./tool'],
    ["'no such thing' x", 'no such thing: command not found'],
    ["''", ': command not found'],
  ])('%s gets a hint', (command, message) => {
    for (const name of ['train.py', 'tool']) writeFileSync(join(folder, name), '');
    const { status, stdout, stderr } = shell(`${LAUNCHED} ${command}`);
    expect({ status, stdout }).toEqual({ status: 127, stdout: '' });
    expect(stderr).toMatch(/^ct-track: .*\n$/);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'logs'))).toBe(false);
  });

  it.each([
    ['./train.py', './train.py: permission denied; to run this file: ct-track python ./train.py'],
    ['./', './: is a directory'],
  ])('%s may not be executed', (command, message) => {
    writeFileSync(join(folder, 'train.py'), '');
    expect(shell(`${LAUNCHED} ${command}`)).toMatchObject({ status: 126, stderr: `ct-track: ${message}\n` });
  });
});

describe('the environment of the command', () => {
  it('has the certificates that the launcher keeps from Node', () => {
    const { stdout, stderr } = shell(`export NODE_EXTRA_CA_CERTS=/missing.pem; ${LAUNCHED} --quiet env`);
    expect(stdout).toContain('\nNODE_EXTRA_CA_CERTS=/missing.pem\n');
    expect(stdout).not.toMatch(/^CT_TRACK_(?!EPOCHS)/m);
    expect(stderr).toBe('');
  });

  it.each(BOTH)('is ours under %s, with CT_TRACK_EPOCHS', (_, tracker) => {
    const lines = shell(`${tracker} env | sort`).stdout.split('\n');
    expect(lines.filter((line) => !line.startsWith('CT_TRACK_EPOCHS='))).toEqual(
      shell('unset CT_TRACK_EPOCHS; env | sort').stdout.split('\n'),
    );
    expect(lines.join('\n')).toMatch(/^CT_TRACK_EPOCHS=\//m);
  });
});

describe.skipIf(!isLinux)('what Node takes from a program', () => {
  /** What a command of Bash prints, which starts one command bare and one under ct-track. */
  const bareAndTracked = (tracker: string, script: (tracker: string) => string): [string, string] => [
    shell(script(''), 'bash').stdout,
    shell(script(tracker), 'bash').stdout,
  ];
  const sorted = (command: string): string => `${command} | grep -av ^CT_TRACK_EPOCHS= | sort`;

  it.each(BOTH)('is there under %s: the limit of open files', (_, tracker) => {
    const [bare, tracked] = bareAndTracked(tracker, (by) => `ulimit -Sn 128; ${by} sh -c 'ulimit -Sn; ulimit -Hn'`);
    expect(bare).toMatch(/^128\n/);
    expect(tracked).toBe(bare);
  });

  it.skipIf(!hasProgram('bash')).each(BOTH)('is there under %s: exported functions of Bash', (_, tracker) => {
    const function_ = 'module() { echo loaded $1; }; export -f module';
    for (const limit of ['', 'ulimit -Sn 128; ']) {
      expect(shell(`${function_}; ${limit}${tracker} bash -c 'module cuda'`, 'bash').stdout).toBe('loaded cuda\n');
    }
  });

  it.each(BOTH)('is there under %s: variables of any name and bytes, and no others', (_, tracker) => {
    const variables = `'a.b=1' $'\\xfe=2' $'C=\\xff\\n\\n' D=$'q\\n' PWD=/no/such`;
    for (const start of [`env ${variables}`, `ulimit -Sn 128; env ${variables}`, `env -i PATH="$PATH"`]) {
      const [bare, tracked] = bareAndTracked(tracker, (by) => sorted(`${start} ${by} env`));
      expect(tracked).toBe(bare);
    }
  });

  it.each(BOTH)('is there under %s: words of any bytes', (_, tracker) => {
    const words = `$'a\\xffb' '' 'x y' $'\\xff\\n\\n' 'é' "it's" '"$x\\'`;
    const [bare, tracked] = bareAndTracked(tracker, (by) => `${by} printf '%s|' ${words} | od -c`);
    expect(bare).toContain('377');
    expect(tracked).toBe(bare);
  });

  const BY_BASH: [name: string, tracker: string][] = hasProgram('bash')
    ? [['bash as its shell', `bash ${LAUNCHED}`]]
    : [];

  it.each([...BOTH, ...BY_BASH])('is there under %s: closed streams', (_, tracker) => {
    const command = `sh -c 'for i in 0 1 2; do [ -e /proc/self/fd/$i ] && echo $i >&9; done; echo hi'`;
    for (const closed of ['<&-', '>&-', '2>&-', '<&- >&- 2>&-', '</dev/null']) {
      const [bare, tracked] = bareAndTracked(tracker, (by) => `${by} ${command} 9>&1 ${closed}; echo $?`);
      expect([closed, tracked]).toEqual([closed, bare]);
    }
  });
});

it('an error of ct-track itself ends neither the command nor the measuring', () => {
  writeFileSync(join(folder, 'fault.cjs'), 'setTimeout(() => { throw new Error("fault"); }, 700);');
  const tracker = LAUNCHED.replace('--quiet', '');
  const { status, stdout, stderr } = shell(
    `NODE_OPTIONS="--require ${join(folder, 'fault.cjs')}" ${tracker} sh -c 'sleep 1.5; echo end; exit 3'`,
  );
  expect([status, stdout]).toEqual([3, 'end\n']);
  expect(stderr).toContain('ct-track: internal error: fault; the command goes on');
  expect(readLogs(join(folder, 'logs')).journal.at(-1)).toMatchObject({ event: 'end', exitCode: 3 });
});

describe('a signal at the first moment of the command', () => {
  const SCRIPT = `trap 'echo INT' INT; echo ready; i=0; while [ $i -lt 10 ]; do sleep 0.05; i=$((i + 1)); done; echo end`;

  /** Sends it as soon as the command has printed something; what the command printed. */
  async function signalAtOnce(toGroup: boolean): Promise<string> {
    const words = ['--quiet', '--no-config', '--log-dir', join(folder, 'logs'), '--', 'sh', '-c', SCRIPT];
    const tracker = spawn(launcher, words, { cwd: folder, env: environment, detached: true, stdio: 'pipe' });
    let printed = '';
    tracker.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (printed === '') process.kill((toGroup ? -1 : 1) * (tracker.pid ?? 0), 'SIGINT');
      printed += text;
    });
    await once(tracker, 'close');
    return printed;
  }

  it.each([
    ['to the process group', true],
    ['to ct-track alone', false],
  ])('%s comes once', async (_, toGroup) => {
    const printed = await Promise.all(Array.from({ length: 6 }, () => signalAtOnce(toGroup)));
    expect(new Set(printed)).toEqual(new Set(['ready\nINT\nend\n']));
  });
});
