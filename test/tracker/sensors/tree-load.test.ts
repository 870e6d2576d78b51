import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cpuLoadSensor } from '../../../src/tracker/sensors/cpu-load.ts';
import { readTextFile } from '../../../src/tracker/sensors/powercap.ts';
import { parseProcessTime, readTreeLoad } from '../../../src/tracker/sensors/tree-load.ts';

const TICKS_PER_S = 100;

describe('parseProcessTime', () => {
  it('adds own and waited-for time; a name may hold blanks and parentheses', () => {
    const head = '7 (a ) b (c) S 1 7 7 0 -1 4194304 100 0 0 0';
    expect(parseProcessTime(`${head} 11 22 33 44 20 0 1 0 500\n`)).toBe(110);
  });

  it('refuses what holds no times', () => {
    expect(() => parseProcessTime('7 (a) S 1')).toThrow('no process times');
  });
});

describe.skipIf(process.platform !== 'linux')('the load of this process tree', () => {
  it('grows by what a child used that has ended, and by nothing of others', () => {
    const before = readTreeLoad('/proc', readTextFile);
    const spin =
      'const end = Date.now() + 400; while (Date.now() < end); console.log(JSON.stringify(process.cpuUsage()))';
    const used = JSON.parse(execFileSync(process.execPath, ['-e', spin], { encoding: 'utf8' }));
    const after = readTreeLoad('/proc', readTextFile);
    const usedTicks = ((used.user + used.system) / 1e6) * TICKS_PER_S;
    expect(after.busy - before.busy).toBeGreaterThan(0.9 * usedTicks - 3);
    expect(after.busy).toBeLessThanOrEqual(after.total);
    expect(after.total).toBeGreaterThan(before.total);
  });

  it('is the estimate of a tree: from 0 W on, and not the machine', () => {
    const open = cpuLoadSensor({ of: 'tree', tdpW: 100 }).open(() => 0);
    expect(open.devices[0]).toMatchObject({ uuid: null, rangeW: [0, expect.any(Number)], method: 'estimated' });
    expect(open.devices[0]?.note).toContain('load of the process tree');
  });
});
