import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Built, buildTracker } from '../helpers/built.ts';
import { ctParse } from '../helpers/cli.ts';
import { type LogTexts, readLogs } from '../helpers/tracked.ts';

const MOMENTS = 20;
const AT_ONCE = 4;
const POWER_W = 200;
const PUE = 1.25;
/** Printed digits, over all epochs. */
const ROUNDING_J = 0.5;

const ONE_COMMAND = ['sleep', '3'];
const EPOCHS = ['--epochs', '30', '--epoch-pattern', 'Epoch (\\d+)', 'sh', '-c'];
const LOOP = 'i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo "Epoch $i"; sleep 0.1; done';

let built: Built;

beforeAll(async () => {
  built = await buildTracker();
  return built.remove;
});

/** Kills a tracked command after a while; what its logs hold, and what `ct-parse aggregate` makes of them. */
async function killAfter(milliseconds: number, command: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'ct-kill-'));
  const simulated = ['--update-interval', '0.01', '--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--pue', `${PUE}`];
  const tracker = spawn(process.execPath, [built.ctTrack, '--log-dir', folder, ...simulated, ...command], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const exit = new Promise((resolve) => tracker.once('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  tracker.kill('SIGKILL');
  await exit;
  const logs = readLogs(folder);
  const { stdout } = await ctParse(['aggregate', '--json', folder]);
  rmSync(folder, { recursive: true });
  return { logs, recoveredJ: stdout === '' ? 0 : (JSON.parse(stdout).energyKwh * 3.6e6) / PUE };
}

/**
 * Least and most energy that may be recovered: from the first sample after the start of the first epoch to the last one,
 * and all that the simulated device can have used up to the last moment that a line tells.
 */
function boundsJ({ journal, samples }: LogTexts): { least: number; most: number } | null {
  const fromS = journal.find((entry) => entry.event === 'epoch-start')?.atS;
  const first = samples?.rows.find(({ elapsedS }) => fromS !== undefined && elapsedS >= fromS);
  const last = samples?.rows.at(-1);
  if (first === undefined || last === undefined) return null;
  const ends = journal.map((entry) => (entry.event === 'epoch' ? entry.endS : 0));
  const toS = Math.max(last.elapsedS, ...ends);
  return { least: (last.energyJ[0] ?? 0) - (first.energyJ[0] ?? 0), most: POWER_W * toS };
}

describe.each([
  ['one command', ONE_COMMAND],
  ['epochs', [...EPOCHS, LOOP]],
])('%s, killed with SIGKILL', (_, command) => {
  it(`at ${MOMENTS} random moments: all energy up to the last sample is recovered`, async () => {
    let withSamples = 0;
    for (let done = 0; done < MOMENTS; done += AT_ONCE) {
      const moments = Array.from({ length: AT_ONCE }, () => 250 + Math.random() * 700);
      for (const { logs, recoveredJ } of await Promise.all(moments.map((ms) => killAfter(ms, command)))) {
        const { samples, standard, output } = logs;
        // Every line that is there is whole.
        for (const text of [standard, output]) expect(text === '' || text.endsWith('\n')).toBe(true);
        expect(output).not.toContain('Actual');
        const bounds = boundsJ(logs);
        if (samples === null || bounds === null) continue;
        withSamples += 1;
        expect(samples).toMatchObject({ devices: ['gpu:0'], damagedLines: 0 });
        expect(recoveredJ).toBeGreaterThan(bounds.least - ROUNDING_J);
        expect(recoveredJ).toBeLessThan(bounds.most + ROUNDING_J);
        const energies = samples.rows.map((row) => row.energyJ[0] ?? 0);
        expect(energies).toEqual([...energies].sort((a, b) => a - b));
      }
    }
    expect(withSamples).toBeGreaterThan(MOMENTS / 2);
  });
});
