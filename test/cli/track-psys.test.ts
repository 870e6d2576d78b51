import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLogs } from '../helpers/tracked.ts';
import { trackedFolder } from '../helpers/tracking.ts';
import { writeTree } from '../tracker/sensors/powercap-tree.ts';

const context = trackedFolder();

/** Commands of a shell that let a counter advance. */
function advance(root: string, usedJ: Record<string, number>): string {
  return Object.entries(usedJ)
    .map(([zone, joules]) => {
      const file = join(root, zone, 'energy_uj');
      return `echo ${Number(readFileSync(file, 'utf8')) + joules * 1e6} > '${file}'`;
    })
    .join(';');
}

describe('--psys', () => {
  it('measures the platform alone: its packages are not added to it', async () => {
    const { root } = writeTree('intel-psys');
    const script = advance(root, { 'intel-rapl:0': 5, 'intel-rapl:1': 8 });
    const options = ['--components', 'cpu', '--powercap-root', root, '--pue', '1.5'];
    const { stderr } = await context.track([...options, '--psys', 'sh', '-c', script]);
    expect(stderr).toContain('(psys:1 counter)');
    const { output, journal } = readLogs(context.logs());
    expect(Number(/Energy:\t([\d.]+) kWh/.exec(output)?.[1])).toBeCloseTo((8 * 1.5) / 3.6e6, 12);
    const devices = journal[0]?.event === 'start' ? journal[0].devices : [];
    expect(devices.map(({ key, note }) => [key, note])).toEqual([
      ['psys:1', 'psys: the whole platform, packages and memory included'],
    ]);
  });

  it('without it, the package alone', async () => {
    const { root } = writeTree('intel-psys');
    const script = advance(root, { 'intel-rapl:0': 5, 'intel-rapl:1': 8 });
    const options = ['--components', 'cpu', '--powercap-root', root, '--pue', '1.5'];
    const { stderr } = await context.track([...options, 'sh', '-c', script]);
    expect(stderr).toContain('(cpu:0 counter)');
    const { output } = readLogs(context.logs());
    expect(Number(/Energy:\t([\d.]+) kWh/.exec(output)?.[1])).toBeCloseTo((5 * 1.5) / 3.6e6, 12);
  });

  it('says so where there is none, and what is measured in its place', async () => {
    const { root } = writeTree('intel-two-sockets');
    const options = ['--components', 'cpu', '--powercap-root', root, '--cpu-tdp', '100'];
    const { status, stderr } = await context.track([...options, '--psys', 'true']);
    expect(status).toBe(0);
    expect(stderr).toContain(`psys cannot be measured (no RAPL psys zone below ${root})`);
    expect(stderr).toContain('(cpu:0 estimated)');
    expect(readLogs(context.logs()).error).toContain('no RAPL psys zone');
  });

  it('the doctor tells that it is there, and measures it on request', async () => {
    const { root } = writeTree('intel-psys');
    const plain = (await context.track(['--powercap-root', root, 'doctor'])).stdout;
    expect(plain).toMatch(/rapl: ready\n {2}cpu:0 {2}counter/);
    expect(plain).toMatch(/rapl-psys: ready\n {2}psys:1 {2}counter \(psys: the whole.*\n {2}measured only with --psys/);
    const asked = (await context.track(['--psys', '--powercap-root', root, 'doctor'])).stdout;
    expect(asked).toMatch(/rapl: ready\n {2}psys:1 {2}counter/);
    expect(asked).not.toContain('cpu:0  counter');
  });
});
