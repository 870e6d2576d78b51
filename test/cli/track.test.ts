import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import { iterateParsedRuns } from '../../src/parser/index.ts';
import { built } from '../helpers/built.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { hasProgram, need } from '../helpers/needs.ts';
import { readLogs } from '../helpers/tracked.ts';
import { writeTree } from '../tracker/sensors/powercap-tree.ts';

const program = (name: string): string => fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
const SIMULATED = ['--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--sim_cpu', 'X', '--sim_cpu_tdp=120'];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-track-'));
});

const logs = (): string => join(folder, 'logs');

async function readRuns(): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const run of iterateParsedRuns([logs()])) runs.push(run);
  return runs;
}

function track(args: string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [built.ctTrack, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e7,
    env: { ...process.env, ...options.env },
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  return { status, signal, stdout, stderr };
}

describe('options', () => {
  it('end at the first word that is none: nothing of the command is swallowed', () => {
    const args = ['--output', 'model.bin', '--epochs', '3', '--log_dir', 'elsewhere', '--', '--help'];
    const { stdout } = track([...SIMULATED, process.execPath, program('print-arguments.mjs'), ...args]);
    expect(JSON.parse(stdout).args).toEqual(args);
    expect(readdirSync(logs())).toHaveLength(4);
  });

  it('end at --', () => {
    const { stdout } = track([...SIMULATED, '--', process.execPath, program('print-arguments.mjs'), '--', 'x']);
    expect(JSON.parse(stdout).args).toEqual(['--', 'x']);
  });

  it.each([
    [['--nonsense', 'true'], 'unknown option --nonsense'],
    [['--epochs', 'many', 'true'], '--epochs needs a number (got many)'],
    [['--log-dir'], '--log-dir needs a value'],
    [['--intensity', '', 'true'], '--intensity is empty: give a value (G) or leave it out'],
    [['--pue= ', 'true'], '--pue is empty'],
    [['--country', '', 'true'], '--country is empty'],
    [['--log-dir=', 'true'], '--log-dir is empty'],
    [['--powercap_root', '', 'doctor'], '--powercap_root is empty'],
    [['--quiet=1', 'true'], '--quiet takes no value'],
    [['--log-dri', 'x', 'true'], 'unknown option --log-dri, did you mean --log-dir?'],
    [['--sim_gpu_wats=3', 'true'], 'unknown option --sim_gpu_wats, did you mean --sim-gpu-watts?'],
    [['--sim-gpu', 'A100', 'true'], '--sim-gpu needs --sim-gpu-watts'],
    [['--update-interval', '0', 'true'], '--update-interval must be between'],
    [['--pue', '0.5', 'true'], '--pue must be at least 1'],
    [['doctor', '--nonsense'], 'unknown option --nonsense'],
    [['doctor', 'true'], "unexpected argument 'true'"],
    [['--country', 'XX', 'true'], 'no average carbon intensity for country "XX"'],
    [[], 'no command given'],
  ])('%j is refused in one line', (args, message) => {
    const { status, stdout, stderr } = track(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`ct-track: ${message}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('help and version go to stdout', () => {
    expect(track(['--help']).stdout).toContain('--powercap-root');
    expect(track(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the command', () => {
  it('has our input, folder, output and errors', () => {
    const run = track([...SIMULATED, '--quiet', process.execPath, program('print-arguments.mjs'), '--read'], {
      input: 'hello',
    });
    expect(JSON.parse(run.stdout)).toMatchObject({ input: 'hello', folder });
    expect(run.stderr).toBe('to stderr');
  });

  it('our own words go to stderr', () => {
    const { stdout, stderr } = track([...SIMULATED, 'echo', 'hi']);
    expect(stdout).toBe('hi\n');
    expect(stderr).toMatch(
      /^ct-track: .*Wh, .* CO2eq in 0:00:00 with PUE 1\.58 \(gpu:0 simulated, cpu:0 simulated\); logs/,
    );
  });

  it('with --verbose, the screen shows what carbontracker prints, as the output log has it', () => {
    const { stderr } = track([...SIMULATED, '--verbose', 'true']);
    const plain = (text: string): string => text.replaceAll(/^\d[\d-]+ [\d:]+ - | +$/gm, '').trimEnd();
    const block = plain(readLogs(logs()).output);
    expect(block).toMatch(/^CarbonTracker: The following.*\n[\s\S]*\nActual consumption:\n\tTime:\t0:00:00\n/);
    expect(plain(stderr)).toMatch(/Finished monitoring\.\nct-track: .*Wh, .*$/);
    expect(plain(stderr).startsWith(`${block}\nct-track: `)).toBe(true);
  });

  it('its exit status is ours', () => {
    expect(track([...SIMULATED, 'sh', '-c', 'exit 3']).status).toBe(3);
    expect(readLogs(logs()).output).toContain('Actual consumption:');
  });

  it.each(['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGUSR1', 'SIGSEGV', 'SIGQUIT'] as const)(
    'killed by %s: we die of it too unless that dumps core, and the figures are written',
    (signal) => {
      const end = track([...SIMULATED, 'sh', '-c', `ulimit -c 0; kill -${signal.slice(3)} $$`]);
      const isDumping = signal === 'SIGSEGV' || signal === 'SIGQUIT';
      expect([end.status, end.signal]).toEqual(isDumping ? [128 + constants.signals[signal], null] : [null, signal]);
      const { output, journal } = readLogs(logs());
      expect(output).toContain('Actual consumption:');
      expect(journal.at(-1)).toMatchObject({ event: 'end', signal });
    },
  );

  it('that does not exist: 127, one line, nothing else', () => {
    const { status, stdout, stderr } = track([...SIMULATED, 'no-such-command-here']);
    expect({ status, stdout, stderr }).toEqual({
      status: 127,
      stdout: '',
      stderr: 'ct-track: no-such-command-here: command not found\n',
    });
    expect(existsSync(logs())).toBe(false);
  });

  it('that may not be executed: 126, one line', () => {
    writeFileSync(join(folder, 'script'), 'echo hi\n');
    chmodSync(join(folder, 'script'), 0o644);
    const { status, stderr } = track([...SIMULATED, './script']);
    expect({ status, stderr }).toEqual({ status: 126, stderr: 'ct-track: ./script: permission denied\n' });
  });

  it('runs where the logs cannot be written, with one warning', () => {
    writeFileSync(logs(), 'a file');
    const { status, stdout, stderr } = track([...SIMULATED, 'echo', 'hi']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'hi\n' });
    expect(stderr).toContain('cannot write logs to ./logs');
  });

  it('runs on when its logs vanish', () => {
    const { status, stderr } = track([
      ...SIMULATED,
      '--update-interval',
      '0.05',
      'sh',
      '-c',
      'sleep 0.3; rm -r logs; sleep 0.3; exit 4',
    ]);
    expect(status).toBe(4);
    expect(stderr.match(/the log files were removed/g)).toHaveLength(1);
  });

  it('runs where nothing can be measured, and this is said', () => {
    const { status, stderr } = track(['--components', 'gpu', 'true'], { env: { CUDA_VISIBLE_DEVICES: '' } });
    expect(status).toBe(0);
    expect(stderr).toContain('nothing can be measured here');
    expect(readLogs(logs()).output).not.toContain('consumption');
  });
});

describe('signals', () => {
  /** Starts a command that reports its signals, without a terminal. */
  async function startWaiting({ ignoresTerm = false } = {}): Promise<{
    tracker: ChildProcess;
    seen: () => string;
    end: Promise<number | null>;
  }> {
    const waiting = [program('wait-for-signal.mjs'), ...(ignoresTerm ? ['stay'] : [])];
    const args = [built.ctTrack, ...SIMULATED, process.execPath, ...waiting];
    const tracker = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    let text = '';
    const end = new Promise<number | null>((resolve) => tracker.once('exit', resolve));
    await new Promise<void>((resolve) => {
      tracker.stdout?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('ready') && text.endsWith('\n')) resolve();
      });
    });
    return { tracker, seen: () => text, end };
  }

  /** The parent of a process, which is ct-track. */
  function parentOf(pid: number): number {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  }

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  const passedOn = ['SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGABRT', 'SIGUSR1', 'SIGUSR2', 'SIGCONT', 'SIGALRM'] as const;
  const ofLinux = ['SIGVTALRM', 'SIGXCPU', 'SIGIO', 'SIGPWR'] as const;
  it.each(process.platform === 'linux' ? [...passedOn, ...ofLinux] : passedOn)(
    '%s reaches the command, once',
    async (signal) => {
      const { tracker, seen, end } = await startWaiting();
      tracker.kill(signal);
      await until(() => seen().includes(signal));
      tracker.kill('SIGTERM');
      expect(await end).toBe(7);
      expect(seen().split('\n').slice(1)).toEqual([signal, 'SIGTERM', '']);
      expect(readLogs(logs()).output).toContain('Actual consumption:');
    },
  );

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGALRM', 'SIGCONT'] as const)(
    '%s to the process group reaches the command once',
    async (signal) => {
      const { tracker, seen, end } = await startWaiting({ ignoresTerm: true });
      process.kill(-(tracker.pid ?? 0), signal);
      await until(() => seen().includes(signal));
      // Signals are passed on in the order in which they come: a second one of the first would be there before.
      tracker.kill('SIGUSR2');
      await until(() => seen().includes('SIGUSR2'));
      expect(seen().split('\n').slice(1)).toEqual([signal, 'SIGUSR2', '']);
      process.kill(-(tracker.pid ?? 0), 'SIGKILL');
      await end;
    },
  );

  it.skipIf(process.platform !== 'linux')('TSTP reaches the command and stops us, CONT wakes us', async () => {
    const { tracker, seen, end } = await startWaiting();
    const isStopped = (): boolean => readFileSync(`/proc/${tracker.pid}/stat`, 'utf8').includes(') T ');
    tracker.kill('SIGTSTP');
    await until(() => isStopped() && seen().includes('SIGTSTP'));
    tracker.kill('SIGCONT');
    await until(() => seen().includes('SIGCONT'));
    tracker.kill('SIGTERM');
    expect(await end).toBe(7);
  });

  it.skipIf(!hasProgram('script') || process.platform !== 'linux')(
    'Ctrl-C at our terminal reaches the command once',
    async () => {
      // exec: a shell that waited between us would itself die of the key.
      const shellCommand = [
        'exec',
        process.execPath,
        built.ctTrack,
        ...SIMULATED,
        process.execPath,
        program('wait-for-signal.mjs'),
      ].join(' ');
      const terminal = spawn('script', ['-q', '-e', '-c', shellCommand, '/dev/null'], {
        cwd: folder,
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      let text = '';
      terminal.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      const end = new Promise<number | null>((resolve) => terminal.once('exit', resolve));
      await until(() => /ready \d+\r?\n/.test(text));
      terminal.stdin.write('\u0003');
      await until(() => text.includes('SIGINT'));
      // Signals are passed on in the order in which they come: a second one would be there before.
      const command = Number(/ready (\d+)/.exec(text)?.[1]);
      process.kill(parentOf(command), 'SIGUSR2');
      await until(() => text.includes('SIGUSR2'));
      process.kill(command, 'SIGTERM');
      expect(await end).toBe(7);
      expect(text.match(/SIGINT/g)).toHaveLength(1);
      expect(readLogs(logs()).output).toContain('Actual consumption:');
    },
  );

  it.skipIf(!hasProgram('script') || process.platform !== 'linux')('the command has the terminal', () => {
    const command = `${process.execPath} ${built.ctTrack} --quiet ${SIMULATED.join(' ')} sh -c 'test -t 0 && test -t 1 && test -t 2 && echo terminal'`;
    expect(execFileSync('script', ['-q', '-c', command, '/dev/null'], { cwd: folder, encoding: 'utf8' })).toContain(
      'terminal',
    );
  });
});

describe('epochs from the output', () => {
  const EPOCHS = 'for i in 1 2 3; do echo "Epoch $i/3"; sleep 0.2; done; printf done';

  it('gives each epoch its figures, and passes every byte on', async () => {
    const args = ['--epochs', '3', '--epoch-pattern', 'Epoch (\\d+)', '--update-interval', '0.05'];
    const { stdout } = track([...SIMULATED, ...args, 'sh', '-c', EPOCHS]);
    expect(stdout).toBe('Epoch 1/3\nEpoch 2/3\nEpoch 3/3\ndone');
    const { output } = readLogs(logs());
    expect(output).toContain('Predicted consumption for 3 epoch(s):');
    expect(output).toContain('Actual consumption for 3 epoch(s):');
    const [run] = await readRuns();
    expect(run?.epochs).toHaveLength(3);
    expect(run?.end).toBe('finished');
  });

  it('says when the command ended before its epochs', () => {
    const args = ['--epochs', '10', '--epoch-pattern', 'keras'];
    track([...SIMULATED, ...args, 'sh', '-c', EPOCHS]);
    expect(readLogs(logs()).standard).toContain('Training was interrupted before all 10 epochs were monitored.');
  });

  it('a reader that goes early breaks the pipe of the command, not the figures', () => {
    const args = [
      ...SIMULATED,
      '--epochs',
      '1',
      '--epoch-pattern',
      'keras',
      'sh',
      '-c',
      "'while echo Epoch 1/1; do :; done; exit 5'",
    ];
    const pipeline = `{ ${process.execPath} ${built.ctTrack} ${args.join(' ')}; echo $? >&2; } | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', pipeline], { cwd: folder, encoding: 'utf8', timeout: HANG_MS });
    expect(stdout).toBe('Epoch 1/1\n');
    expect(stderr).toMatch(/\n(5|141)\n$/);
    expect(readLogs(logs()).output).toContain('Actual consumption for 1 epoch(s):');
  });

  it('every byte of a long output is passed on', () => {
    const args = [...SIMULATED, '--epochs', '1', '--epoch-pattern', 'keras', 'head', '-c', '3000000', '/dev/zero'];
    expect(track(args).stdout).toHaveLength(3_000_000);
  });

  it.each([
    ['buffers', 'python3', /ct-track: warning: 2 of 3 epochs came together with the one before, .* with python -u\n/],
    ['does not buffer', 'python3 -u', /^(?!.*came together)/s],
  ])('that Python %s shows epochs together or one by one', (_, python, message) => {
    need('python3');
    const loop = 'import time\nfor n in 1, 2, 3:\n  print("Epoch", n)\n  time.sleep(0.2)';
    const command = ['env', '-u', 'PYTHONUNBUFFERED', ...python.split(' '), '-c', loop];
    const args = ['--epochs', '3', '--epoch-pattern', 'auto', ...command];
    const { stdout, stderr } = track([...SIMULATED, ...args]);
    expect(stdout).toBe('Epoch 1\nEpoch 2\nEpoch 3\n');
    expect(stderr).toMatch(message);
    expect(readLogs(logs()).journal.filter(({ event }) => event === 'epoch')).toHaveLength(3);
  });
});

describe('the logs', () => {
  it('are read by our parser as what was simulated', async () => {
    track([...SIMULATED, '--update-interval', '0.05', 'sleep', '0.5']);
    const runs = await readRuns();
    const [run] = runs;
    expect(runs).toHaveLength(1);
    expect(run?.writer.tool).toBe('ct-track');
    expect(run?.end).toBe('finished');
    expect(run?.components.map(({ name }) => name)).toEqual(['gpu', 'cpu']);
    const powerW = run?.epochs[0]?.powerW;
    expect(powerW?.gpu?.scope).not.toBe('mean');
    // The window of a device and that of the epoch differ by less than a millisecond.
    expect((powerW?.gpu?.values[0] ?? 0) / 200).toBeCloseTo(1, 1);
    expect((powerW?.cpu?.values[0] ?? 0) / 60).toBeCloseTo(1, 1);
    const actual = run?.actual;
    expect((actual?.energyKwh ?? 0) / (((actual?.durationS ?? 0) * 260 * 1.58) / 3.6e6)).toBeGreaterThan(0.4);
  });

  it('hold the sum over all sockets and their memory, to the joule', async () => {
    const tree = writeTree('intel-two-sockets');
    const usedJ = {
      'intel-rapl:0': 3,
      'intel-rapl:0/intel-rapl:0:1': 1,
      'intel-rapl:1': 2,
      'intel-rapl:1/intel-rapl:1:1': 0.5,
    };
    const writes = Object.entries(usedJ).map(([zone, joules]) => {
      const before = Number(readFileSync(join(tree.root, zone, 'energy_uj'), 'utf8'));
      return `echo ${before + joules * 1e6} > '${join(tree.root, zone, 'energy_uj')}'`;
    });
    const { stderr } = track([
      '--components',
      'cpu',
      '--powercap-root',
      tree.root,
      '--pue',
      '1.5',
      'sh',
      '-c',
      writes.join(';'),
    ]);
    expect(stderr).toContain('cpu:0 counter, cpu:1 counter, dram:0 counter, dram:1 counter');
    const { output, standard } = readLogs(logs());
    expect(standard).toContain('CPU with device(s) cpu:0, cpu:1, dram:0, dram:1.');
    expect(Number(/Energy:\t([\d.]+) kWh/.exec(output)?.[1])).toBeCloseTo((6.5 * 1.5) / 3.6e6, 12);
    const [run] = await readRuns();
    const power = run?.epochs[0]?.powerW.cpu;
    expect(power).toMatchObject({ scope: 'sum', values: [expect.any(Number)] });
  });

  it('lack the energy of a time without readings, and the summary says so', () => {
    const tree = writeTree('intel-psys');
    const command = `sleep 0.5; rm '${join(tree.root, 'intel-rapl:0', 'energy_uj')}'; sleep 1.5`;
    const options = ['--components', 'cpu', '--powercap-root', tree.root, '--update-interval', '0.1'];
    const { stderr } = track([...options, 'sh', '-c', command]);
    expect(stderr).toMatch(
      /warning: energy is missing: it is known for \d\d % of the time of cpu:0 \(no such file or folder\)\n/,
    );
  });

  it('hold the platform alone where psys is asked for', () => {
    const tree = writeTree('intel-psys');
    const { stderr } = track(['--components', 'cpu', '--psys', '--powercap-root', tree.root, 'true']);
    expect(stderr).toMatch(/\(psys:1 counter\)/);
    expect(readLogs(logs()).standard).toContain('CPU with device(s) psys:1.');
    const { stdout } = track(['--psys', '--powercap-root', tree.root, 'doctor']);
    expect(stdout).toContain('whole platform');
    expect(stdout).not.toContain('dram:0');
  });

  it('take the load of the command alone where it is asked for', async () => {
    const nowhere = join(folder, 'no-powercap');
    const spin =
      'const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; }; while (used() < 0.6) for (let i = 0; i < 1e5; i++); console.log(used())';
    const options = [
      '--components',
      'cpu',
      '--powercap-root',
      nowhere,
      '--cpu-tdp',
      '100',
      '--cpu-load',
      'tree',
      '--pue',
      '1',
    ];
    const { stdout } = track([...options, process.execPath, '-e', spin]);
    const [run] = await readRuns();
    const [device] = run?.tracking?.devices ?? [];
    expect(device?.note).toContain("load of the command's processes");
    const energyJ = (run?.actual?.energyKwh ?? 0) * 3.6e6;
    const expectedJ = (Number(stdout) / cpus().length) * (device?.rangeW?.[1] ?? Number.NaN);
    // The kernel counts time in hundredths of a second, and our own start counts too.
    expect(energyJ).toBeGreaterThan(0.8 * expectedJ);
    expect(energyJ).toBeLessThan(2 * expectedJ);
  });

  it('sum of the samples, journal and block agree', () => {
    track([...SIMULATED, '--update-interval', '0.05', 'sleep', '0.4']);
    const { journal, samples, output } = readLogs(logs());
    const epoch = journal.find((entry) => entry.event === 'epoch');
    const joules = Object.values(epoch?.event === 'epoch' ? epoch.devices : {}).reduce(
      (sum, device) => sum + (device.energyJ ?? 0),
      0,
    );
    const printed = Number(/Energy:\t([\d.]+) kWh/.exec(output)?.[1]);
    expect(printed).toBeCloseTo((joules * 1.58) / 3.6e6, 11);
    const last = samples?.rows.at(-1)?.energyJ.reduce<number>((sum, value) => sum + (value ?? 0), 0) ?? 0;
    expect(last).toBeGreaterThanOrEqual(joules - 0.01);
    expect(samples?.damagedLines).toBe(0);
  });

  it('hold the ids of a cluster job, and no token', () => {
    const env = { SLURM_JOB_ID: '4711', SLURM_PROCID: '3', ELECTRICITY_MAPS_TOKEN: 'secret' };
    track([...SIMULATED, 'true'], { env });
    const { journal, standard } = readLogs(logs());
    expect(journal[0]).toMatchObject({
      event: 'start',
      job: { SLURM_JOB_ID: '4711', SLURM_PROCID: '3' },
      command: ['true'],
    });
    expect(standard).not.toContain('secret');
  });

  it('take the average of a country', () => {
    track([...SIMULATED, 'true'], { env: { CT_COUNTRY: 'dk' } });
    const { journal } = readLogs(logs());
    expect(journal[0]).toMatchObject({ intensity: { kind: 'country-average', location: 'DK' } });
  });
});

describe('doctor', () => {
  it('tells what can be measured, for people and programs', () => {
    const root = join(folder, 'powercap');
    const text = track(['--powercap-root', root, 'doctor']);
    expect(text.status).toBe(0);
    expect(text.stdout).toContain(`no RAPL package zone below ${root}`);
    expect(track(['doctor', '--powercap-root', root]).stdout).toBe(text.stdout);
    expect(track(['--powercap-root', root, 'doctor', '--json']).stdout).toBe(
      track(['doctor', '--json', `--powercap_root=${root}`]).stdout,
    );
    const { sensors } = JSON.parse(track(['doctor', '--json']).stdout);
    expect(sensors.map(({ sensor }: { sensor: string }) => sensor)).toEqual(['nvml', 'rapl', 'cpu-load']);
    rmSync(folder, { recursive: true });
  });

  it('a command of that name goes behind --', () => {
    expect(track(['--', 'doctor']).status).toBe(127);
  });
});
