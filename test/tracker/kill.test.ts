import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Built, buildTracker } from '../helpers/built.ts';
import { readLogs } from '../helpers/tracked.ts';

const MOMENTS = 20;
const AT_ONCE = 4;
const POWER_W = 200;

let built: Built;

beforeAll(async () => {
  built = await buildTracker();
  return built.remove;
});

/** Kills a tracked command after a while, and tells what is left of its logs. */
async function killAfter(milliseconds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'ct-kill-'));
  const options = ['--log-dir', folder, '--update-interval', '0.01', '--sim-gpu', 'A100', '--sim-gpu-watts', '400'];
  const tracker = spawn(process.execPath, [built.ctTrack, ...options, 'sleep', '3'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = new Promise((resolve) => tracker.once('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  tracker.kill('SIGKILL');
  await exit;
  return readLogs(folder);
}

describe('killed with SIGKILL', () => {
  it(`at ${MOMENTS} random moments, the logs hold everything up to the last sample`, async () => {
    let withSamples = 0;
    for (let done = 0; done < MOMENTS; done += AT_ONCE) {
      const moments = Array.from({ length: AT_ONCE }, () => 250 + Math.random() * 500);
      for (const logs of await Promise.all(moments.map(killAfter))) {
        const { journal, samples, standard, output } = logs;
        // Every line that is there is whole.
        for (const text of [standard, output]) expect(text === '' || text.endsWith('\n')).toBe(true);
        if (samples === null || samples.rows.length === 0) continue;
        withSamples += 1;
        expect(samples).toMatchObject({ devices: ['gpu:0'], damagedLines: 0 });
        expect(journal.map((entry) => entry.event)).toEqual(['start', 'epoch-start']);
        expect(output).not.toContain('consumption');
        const last = samples.rows.at(-1);
        const missingS = (last?.elapsedS ?? 0) - (last?.energyJ[0] ?? 0) / POWER_W;
        // The run starts some microseconds before the first reading.
        expect(Math.abs(missingS)).toBeLessThan(0.1);
        const energies = samples.rows.map((row) => row.energyJ[0] ?? 0);
        expect(energies).toEqual([...energies].sort((a, b) => a - b));
      }
    }
    expect(withSamples).toBeGreaterThan(0);
  });
});
