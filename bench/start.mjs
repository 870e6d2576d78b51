/**
 * Measures what wrapping `true` costs against bare `node -e 0`, in turn, and prints one JSON document.
 *
 *     npx tsdown && node bench/start.mjs [rounds]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? 15);
const ctTrack = fileURLToPath(new URL('../dist/cli/ct-track.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ct-start-'));
const simulated = '--sim-gpu A100 --sim-gpu-watts 400 --sim-cpu X --sim-cpu-tdp 90'.split(' ');

const COMMANDS = {
  'node -e 0': ['-e', '0'],
  'ct-track true, simulated devices': [ctTrack, '--quiet', '--log-dir', folder, ...simulated, 'true'],
  'ct-track true, devices of this machine': [ctTrack, '--quiet', '--log-dir', folder, 'true'],
};

/** Wall and processor time in ms and peak memory in MiB of one process, by GNU time. */
function measure(args) {
  const startMs = performance.now();
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%U %S %M', process.execPath, ...args], {
    encoding: 'utf8',
  });
  const wallMs = performance.now() - startMs;
  if (status !== 0) throw new Error(stderr);
  const [userS, systemS, peakKib] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { wallMs, cpuMs: (userS + systemS) * 1000, peakMib: peakKib / 1024 };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const runs = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, []]));
try {
  // The first round fills the file cache.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, args] of Object.entries(COMMANDS)) {
      const run = measure(args);
      if (round > 0) runs[name].push(run);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const bare = runs['node -e 0'];
const table = Object.entries(runs).map(([name, list]) => {
  const of = (key, pick) => Number(pick(list.map((run) => run[key])).toFixed(1));
  const best = (values) => Math.min(...values);
  const ratio = (pick) => Number((pick(list.map((r) => r.wallMs)) / pick(bare.map((r) => r.wallMs))).toFixed(2));
  return {
    name,
    bestMs: of('wallMs', best),
    medianMs: of('wallMs', median),
    medianCpuMs: of('cpuMs', median),
    peakMib: of('peakMib', (values) => Math.max(...values)),
    bestRatio: ratio(best),
    medianRatio: ratio(median),
  };
});
console.log(JSON.stringify({ node: process.version, rounds, commands: table }, null, 2));
