/**
 * What wrapping a command costs: time of `ct-track true` beside bare `node -e 0`, in turn, and the memory of ct-track.
 *
 *     npx tsdown && node bench/start.mjs [times]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const times = Number(process.argv[2] ?? 15);
const ctTrack = fileURLToPath(new URL('../dist/cli/ct-track.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ct-start-'));
const SIMULATED = ['--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--sim-cpu', 'X', '--sim-cpu-tdp', '120'];
const COMMANDS = {
  'node -e 0': ['-e', '0'],
  'ct-track true': [ctTrack, '--quiet', 'true'],
  'ct-track, simulated, true': [ctTrack, '--quiet', ...SIMULATED, 'true'],
};

function measureMs(args) {
  const start = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** The largest memory of ct-track so far, asked by the command that it runs. */
function peakMib() {
  const ask = 'sleep 0.3; grep VmHWM /proc/$PPID/status';
  const { stdout } = spawnSync(process.execPath, [ctTrack, '--quiet', 'sh', '-c', ask], {
    cwd: folder,
    encoding: 'utf8',
  });
  return Number(/(\d+) kB/.exec(stdout)?.[1]) / 1024;
}

const taken = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, []]));
for (let i = 0; i < times; i += 1) {
  for (const [name, args] of Object.entries(COMMANDS)) taken[name].push(measureMs(args));
}
for (const list of Object.values(taken)) list.sort((a, b) => a - b);
const bare = taken['node -e 0'];
console.log('| command | median ms | best ms | median ratio | best ratio |\n|---|---|---|---|---|');
for (const [name, list] of Object.entries(taken)) {
  const [median, best] = [list[list.length >> 1], list[0]];
  const ratios = [median / bare[bare.length >> 1], best / bare[0]].map((ratio) => ratio.toFixed(2));
  console.log(`| ${name} | ${median.toFixed(0)} | ${best.toFixed(0)} | ${ratios.join(' | ')} |`);
}
console.log(`memory of ct-track: ${peakMib().toFixed(0)} MiB`);
rmSync(folder, { recursive: true });
