/**
 * Kills tracked commands with SIGKILL at random moments, and tells what `ct-parse aggregate` recovers, as one JSON
 * document. The simulated device uses 200 W, so that energy is time.
 *
 *     npx tsdown && node bench/kill.mjs [times]
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const times = Number(process.argv[2] ?? 200);
const program = (name) => fileURLToPath(new URL(`../dist/cli/${name}.js`, import.meta.url));
const options = ['--update-interval', '0.01', '--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--pue', '1'];
const LOOP = 'i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo "Epoch $i"; sleep 0.1; done';
const COMMANDS = [
  ['sleep', '3'],
  ['--epochs', '30', '--epoch-pattern', 'Epoch (\\d+)', 'sh', '-c', LOOP],
];

async function killAfter(milliseconds, command) {
  const folder = mkdtempSync(join(tmpdir(), 'ct-kill-'));
  const args = [program('ct-track'), '--log-dir', folder, ...options, ...command];
  const tracker = spawn(process.execPath, args, { stdio: 'ignore' });
  const exit = new Promise((resolve) => tracker.once('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  tracker.kill('SIGKILL');
  await exit;
  try {
    return recovered(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function recovered(folder) {
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const samples =
    texts
      .find((text) => text.startsWith('elapsed_s'))
      ?.trimEnd()
      .split('\n') ?? [];
  const startS = Number(texts.map((text) => /"event":"epoch-start".*?"atS":([\d.]+)/.exec(text)?.[1]).find(Boolean));
  const lastJ = Number(samples.at(-1)?.split(',')[2]);
  const held = samples.length > 1 && startS >= 0;
  const whole = texts.every((text) => text === '' || text.endsWith('\n'));
  if (!held) return { held, whole };
  const args = [program('ct-parse'), 'aggregate', '--json', folder];
  const { energyKwh } = JSON.parse(execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] }));
  // What was used between the first reading and the first epoch belongs to no epoch.
  return { held, whole, missingJ: lastJ - 200 * startS - energyKwh * 3.6e6 };
}

const results = [];
for (let i = 0; i < times; i += 1) {
  results.push(await killAfter(100 + Math.random() * 900, COMMANDS[i % COMMANDS.length]));
}
const held = results.filter((result) => result.held);
console.log(
  JSON.stringify({
    killed: times,
    beforeFirstSample: times - held.length,
    wholeLines: results.filter((result) => result.whole).length,
    mostMissingJ: Math.max(...held.map(({ missingJ }) => missingJ)),
    mostTooMuchJ: Math.max(...held.map(({ missingJ }) => -missingJ)),
  }),
);
