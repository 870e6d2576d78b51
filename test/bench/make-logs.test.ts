/** `bench/make-logs.mjs` as a command. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption } from '../../src/index.ts';
import { inRepository, withFolder } from '../helpers/fixtures.ts';

const makeLogs = (...args: string[]) =>
  spawnSync(process.execPath, [inRepository('bench', 'make-logs.mjs'), ...args], { encoding: 'utf8' });

describe('bench/make-logs.mjs', () => {
  it('writes logs with the total that it prints', () =>
    withFolder(async (folder) => {
      const { status, stdout } = makeLogs(folder, '3', '2');
      const printedKwh = Number(/^3 runs in .*: ([\d.]+) kWh\n$/.exec(stdout)?.[1]);
      const { runs, energyKwh } = await aggregateConsumption(folder);
      expect({ status, runs }).toEqual({ status: 0, runs: 3 });
      // A log prints twelve decimals.
      expect(energyKwh).toBeCloseTo(printedKwh, 10);
    }));

  it.each([[[]], [['logs']], [['logs', '3']], [['logs', '0', '2']], [['logs', 'many', '2']]])(
    'prints its usage for %j',
    (args) => {
      const { status, stdout, stderr } = makeLogs(...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^usage: node bench\/make-logs\.mjs FOLDER RUNS EPOCHS \[SEED\]\n/);
    },
  );
});
