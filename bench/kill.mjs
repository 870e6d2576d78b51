/**
 * Kills tracked commands with SIGKILL at random moments, and tells what their logs still hold, as one JSON document.
 *
 *     npx tsdown && node bench/kill.mjs [times]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const times = Number(process.argv[2] ?? 200);
const ctTrack = fileURLToPath(new URL('../dist/cli/ct-track.js', import.meta.url));
const POWER_W = 200;
const options = ['--update-interval', '0.01', '--sim-gpu', 'A100', '--sim-gpu-watts', '400'];

async function killAfter(milliseconds) {
  const folder = mkdtempSync(join(tmpdir(), 'ct-kill-'));
  const tracker = spawn(process.execPath, [ctTrack, '--log-dir', folder, ...options, 'sleep', '3'], {
    stdio: 'ignore',
  });
  const exit = new Promise((resolve) => tracker.once('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  tracker.kill('SIGKILL');
  await exit;
  const textOf = (suffix) => {
    const name = readdirSync(folder).find((file) => file.endsWith(suffix));
    return name === undefined ? '' : readFileSync(join(folder, name), 'utf8');
  };
  const texts = ['_carbontracker.log', '_output.log', '_samples.csv'].map(textOf);
  rmSync(folder, { recursive: true });
  const last = texts[2].trimEnd().split('\n').at(-1) ?? '';
  const [elapsedS, , energyJ] = last.split(',').map(Number);
  return {
    // A run that was killed before its files were there has nothing to recover.
    early: !(elapsedS > 0),
    whole: texts.every((text) => text === '' || text.endsWith('\n')),
    missingJ: Math.abs(energyJ - POWER_W * elapsedS),
  };
}

const results = [];
for (let i = 0; i < times; i += 1) results.push(await killAfter(100 + Math.random() * 900));
const held = results.filter((result) => !result.early);
console.log(
  JSON.stringify({
    killed: times,
    beforeFirstSample: times - held.length,
    wholeLines: results.filter((result) => result.whole).length,
    mostMissingJ: Math.max(...held.map((result) => result.missingJ)),
  }),
);
