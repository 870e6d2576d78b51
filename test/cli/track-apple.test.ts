import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRuns } from '../../src/index.ts';
import { built } from '../helpers/built.ts';
import { readLogs } from '../helpers/tracked.ts';
import { type TrackOptions, trackedFolder } from '../helpers/tracking.ts';

const context = trackedFolder();
const AS_MACOS = ['--import', new URL('../programs/as-macos.mjs', import.meta.url).href];
const program = (name: string): string => join(context.folder(), 'bin', name);

/** As powermetrics prints it; DATE does not matter. */
const SAMPLE = `
*** Sampled system activity (Mon Nov 23 15:40:48 2026 +0100) (503.20ms elapsed) ***

**** Processor usage ****

E-Cluster Power: 52 mW
CPU 0 frequency: 1359 MHz

CPU Power: 350 mW
GPU Power: 1500 mW
ANE Power: 20 mW
Combined Power (CPU + GPU + ANE): 1870 mW

**** GPU usage ****

GPU Power: 1500 mW
`;

/** Puts a shell script on the PATH of the run. */
function install(name: string, script: string): void {
  mkdirSync(join(context.folder(), 'bin'), { recursive: true });
  writeFileSync(program(name), `#!/bin/sh\n${script}\n`);
  chmodSync(program(name), 0o755);
}

/** A powermetrics that prints a sample every 50 ms, and leaves its number and arguments. */
function installPowermetrics(samples = 'while :; do'): void {
  writeFileSync(join(context.folder(), 'sample'), SAMPLE);
  install(
    'powermetrics',
    `echo $$ > '${pidFile()}'; echo "$@" > '${program('arguments')}'
    echo 'Machine model: MacBookPro18,1'
    ${samples} cat '${join(context.folder(), 'sample')}' || exit; sleep 0.05; done`,
  );
}

const pidFile = (): string => join(context.folder(), 'pid');

/** Stands in for a Mac: only its programs are found, and those of this machine that the commands need. */
const onMac = (uid = 0): TrackOptions => ({
  node: AS_MACOS,
  env: { PATH: `${join(context.folder(), 'bin')}:/bin:/usr/bin`, TEST_UID: String(uid), CUDA_VISIBLE_DEVICES: '' },
});

const track = (args: readonly string[], uid = 0) =>
  context.track(['--update-interval', '0.05', '--pue', '1', ...args], onMac(uid));

/** Of the whole run, by device. */
function totals() {
  const end = readLogs(context.logs()).journal.at(-1);
  return end?.event === 'end' ? end.devices : {};
}

const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');

async function untilGone(): Promise<void> {
  const pid = Number(readFileSync(pidFile(), 'utf8'));
  expect(pid).toBeGreaterThan(1);
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe.skipIf(process.platform !== 'linux')('powermetrics', () => {
  it('tells the power of each part of the chip, as long as the command runs', async () => {
    installPowermetrics();
    const { status, stdout, stderr } = await track(['sh', '-c', 'sleep 0.8; echo ran']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'ran\n' });
    expect(stderr).toContain('(gpu:0 sampled, ane:0 sampled, cpu:0 sampled)');
    expect(readFileSync(program('arguments'), 'utf8')).toBe('--samplers cpu_power,gpu_power -i 500 --buffer-size 1\n');
    const powerW: Record<string, number> = { 'gpu:0': 1.5, 'ane:0': 0.02, 'cpu:0': 0.35 };
    for (const [key, watts] of Object.entries(powerW)) {
      const { energyJ, coveredS } = totals()[key] ?? { energyJ: null, coveredS: 0 };
      expect(coveredS, key).toBeGreaterThan(0.2);
      expect((energyJ ?? 0) / coveredS, key).toBeCloseTo(watts, 9);
    }
    const [run] = await readRuns(context.logs());
    const sumJ = Object.values(totals()).reduce((sum, { energyJ }) => sum + (energyJ ?? 0), 0);
    expect((run?.actual?.energyKwh ?? 0) * 3.6e6).toBeCloseTo(sumJ, 5);
    expect(run?.tracking?.devices[2]?.note).toContain('not tested on the hardware');
    await untilGone();
  });

  it('is started through sudo where that is allowed without a password', async () => {
    installPowermetrics();
    install('sudo', `printf '%s\\n' "$*" >> '${program('asked')}'; [ "$2" = -l ] && exit 0; shift; exec "$@"`);
    await track(['sleep', '0.5'], 501);
    expect(readFileSync(program('asked'), 'utf8').split('\n')).toEqual([
      `-n -l ${program('powermetrics')}`,
      `-n ${program('powermetrics')} --samplers cpu_power,gpu_power -i 500 --buffer-size 1`,
      '',
    ]);
    expect(totals()['cpu:0']?.energyJ).toBeGreaterThan(0);
  });

  it('that may not be started: said with the least that helps, and the load model stands in for the CPU', async () => {
    installPowermetrics();
    install('sudo', 'exit 1');
    const { stdout } = await context.track(['doctor'], onMac(501));
    expect(stdout).toMatch(/powermetrics: refused\n {2}powermetrics is for root only\n {2}To enable: .*NOPASSWD/);
    expect(stdout).not.toMatch(/^(nvml|rapl):/m);
    const { stderr } = await track(['--cpu-tdp', '20', 'sleep', '0.2'], 501);
    expect(stderr).toContain('(cpu:0 estimated)');
    expect(readLogs(context.logs()).error).toContain('powermetrics is for root only');
    expect(existsSync(pidFile())).toBe(false);
  });

  it('that refuses when it is started is a gap with its own words, never a zero', async () => {
    install('powermetrics', "echo 'powermetrics must be invoked as the superuser' >&2; exit 1");
    const { status, stderr } = await track(['sleep', '0.4']);
    expect(status).toBe(0);
    expect(stderr).toContain('nothing was measured');
    const { output, error } = readLogs(context.logs());
    expect(totals()['gpu:0']).toMatchObject({ energyJ: null, coveredS: 0 });
    expect(output).not.toContain('consumption');
    expect(error).toContain('powermetrics ended: powermetrics must be invoked as the superuser');
  });

  it('that ends half-way leaves what it told, and a gap', async () => {
    installPowermetrics('for i in 1 2 3 4 5 6; do');
    await track(['--components', 'cpu', 'sleep', '1.2']);
    const { energyJ, coveredS, gaps } = totals()['cpu:0'] ?? { energyJ: null, coveredS: 0, gaps: [] };
    expect(coveredS).toBeGreaterThan(0.1);
    expect(coveredS).toBeLessThan(1);
    expect((energyJ ?? 0) / coveredS).toBeCloseTo(0.35, 9);
    expect(gaps.at(-1)?.reason).toBe('powermetrics ended: status 0');
  });

  it.each([
    ['garbage', 'head -c 200000 /dev/urandom; sleep 5', 'no sample yet'],
    ['a sample without powers', `sed s/Power:/Powder:/ '$0.sample'; sleep 5`, 'no sample yet'],
    ['no power of one part', `cat '$0.sample'; sleep 5`, 'powermetrics tells no power of the Apple Neural Engine'],
  ])('%s is unknown', async (_, script, reason) => {
    install('powermetrics', script.replaceAll('$0', program('powermetrics')));
    writeFileSync(program('powermetrics.sample'), SAMPLE.replace('ANE Power: 20 mW', 'ANE Power: n/a'));
    await track(['sleep', '0.4']);
    expect(totals()['ane:0']).toMatchObject({ energyJ: null, coveredS: 0 });
    expect(totals()['ane:0']?.gaps.at(-1)?.reason).toBe(reason);
  });

  it('does not outlive a ct-track that is killed', async () => {
    installPowermetrics();
    const { env, node = [] } = onMac();
    const tracker = spawn(process.execPath, [...node, built.ctTrack, '--quiet', 'sleep', '2'], {
      cwd: context.folder(),
      env: { ...process.env, ...env },
      stdio: 'ignore',
    });
    while (!existsSync(pidFile()) || readFileSync(pidFile(), 'utf8') === '')
      await new Promise((resolve) => setTimeout(resolve, 20));
    tracker.kill('SIGKILL');
    await untilGone();
  });

  it('is not there: said, and the rest is measured', async () => {
    const { stderr, status } = await context.track(['--cpu-tdp', '20', '--psys', process.execPath, '-e', '0'], {
      ...onMac(),
      env: { PATH: context.folder() },
    });
    expect(status).toBe(0);
    expect(stderr).toContain('psys cannot be measured (this machine has no RAPL)');
    expect(readLogs(context.logs()).error).toContain('powermetrics was not found');
  });

  it('leaves simulated devices as they are, GPUs first', async () => {
    installPowermetrics();
    const { stderr } = await track(['--sim-gpu', 'X', '--sim-gpu-watts', '10', 'sleep', '0.3']);
    expect(stderr).toContain('(gpu:0 simulated, cpu:0 sampled)');
  });
});
