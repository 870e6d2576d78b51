import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { built } from '../helpers/built.ts';
import { readLogs } from '../helpers/tracked.ts';
import { trackedFolder } from '../helpers/tracking.ts';

const context = trackedFolder();
const BURN = fileURLToPath(new URL('../programs/burn.mjs', import.meta.url));
const TDP_W = 100;
const MODEL = ['--components', 'cpu', '--powercap-root', '/nowhere', '--cpu-tdp', String(TDP_W), '--pue', '1'];
/** Starting and ending a process is not in what it says of itself; the kernel counts in steps of 10 ms. */
const TOLERANCE_S = 0.15;

/** J of a second of one processor. */
function joulesOfSecond(): number {
  const text = readFileSync('/proc/cpuinfo', 'utf8');
  const processors = text.match(/^processor\s*:/gm)?.length ?? 0;
  const sockets = new Set(text.match(/^physical id\s*:.*$/gm) ?? ['one']).size;
  return (TDP_W * sockets) / processors;
}

/** What the journal holds for the CPU in J, and its device. */
function measured() {
  const { journal } = readLogs(context.logs());
  const start = journal[0]?.event === 'start' ? journal[0] : null;
  const end = journal.at(-1);
  return { device: start?.devices[0], energyJ: end?.event === 'end' ? (end.devices['cpu:0']?.energyJ ?? null) : null };
}

describe.skipIf(process.platform !== 'linux')('--cpu-load tree', () => {
  it('is the processor time of the command and its children, whatever else the machine does', async () => {
    const other = spawn(process.execPath, [BURN, '60'], { stdio: 'ignore' });
    const { stdout, stderr } = await context.track([
      ...MODEL,
      ...['--cpu-load', 'tree', '--update-interval', '0.1', process.execPath, BURN, '0.25', '0.2', '0.2'],
    ]);
    other.kill();
    const usedS = (measured().energyJ ?? 0) / joulesOfSecond();
    expect(Number(stdout)).toBeGreaterThan(0.6);
    expect(Math.abs(usedS - Number(stdout)), `${usedS} s of ${stdout}`).toBeLessThan(TOLERANCE_S);
    expect(stderr).toContain('(cpu:0 estimated)');
  });

  it('is complete where nothing looked between start and end', async () => {
    const { stdout } = await context.track([
      ...MODEL,
      ...['--cpu_load=tree', '--update-interval', '3600', process.execPath, BURN, '0.2', '0.2'],
    ]);
    const usedS = (measured().energyJ ?? 0) / joulesOfSecond();
    expect(Math.abs(usedS - Number(stdout)), `${usedS} s of ${stdout}`).toBeLessThan(TOLERANCE_S);
  });

  it('of a command that sleeps is next to nothing, and the log says whose load it is', async () => {
    await context.track([...MODEL, '--cpu-load', 'tree', 'sleep', '0.5']);
    const { device, energyJ } = measured();
    expect(energyJ).toBeLessThan(0.05 * joulesOfSecond());
    expect(device).toMatchObject({ uuid: null, method: 'estimated', rangeW: [0, expect.any(Number)] });
    expect(device?.note).toContain("x load of the command's processes");
  });

  it('in the library it is the process of the loop', async () => {
    const path = join(context.folder(), 'script.mjs');
    writeFileSync(
      path,
      `import { CarbonTracker } from ${JSON.stringify(pathToFileURL(built.tracker).href)};
       const tracker = new CarbonTracker({ epochs: 1, components: 'cpu', powercapRoot: '/nowhere', cpuTdp: ${TDP_W}, cpuLoad: 'tree', pue: 1, verbose: 0, logDir: null });
       const before = process.cpuUsage();
       tracker.epochStart();
       while (process.cpuUsage(before).user < 2e5);
       tracker.epochEnd();
       const { user, system } = process.cpuUsage(before);
       console.log(JSON.stringify({ energyJ: tracker.actual.energyKwh * 3.6e6, usedS: (user + system) / 1e6 }));`,
    );
    const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await new Promise((resolve) => child.once('close', resolve));
    const { energyJ, usedS } = JSON.parse(text) as { energyJ: number; usedS: number };
    expect(usedS).toBeGreaterThan(0.2);
    expect(Math.abs(energyJ / joulesOfSecond() - usedS)).toBeLessThan(TOLERANCE_S);
  });

  it('another word is refused', async () => {
    const { status, stderr } = await context.track(['--cpu-load', 'child', 'true']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'ct-track: --cpu-load must be machine or tree (got child)\n',
    });
  });

  it('the doctor tells it', async () => {
    const { stdout } = await context.track([...MODEL, '--cpu-load', 'tree', 'doctor']);
    expect(stdout).toMatch(/cpu-load: ready\n.*estimated, 0 to \d+ W .*x load of the command's processes/);
  });
});
