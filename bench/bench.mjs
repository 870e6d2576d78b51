/**
 * Measures `ct-parse aggregate` against a process that only reads the same files, in turn, each from process start, and
 * prints a Markdown table. With CARBONTRACKER_PYTHON set to a Python that has carbontracker, it is measured too.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBlocks, makeLogs } from './make-logs.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const ctParse = path.join(here, '..', 'dist', 'cli', 'ct-parse.js');
const bareRead = path.join(here, 'bare-read.mjs');
const python = process.env.CARBONTRACKER_PYTHON;
const ROUNDS = 7;

const root = mkdtempSync(path.join(tmpdir(), 'ct-parse-bench-'));
const cases = [
  ['100 pairs x 10 epochs', (folder) => makeLogs(folder, 100, 10)],
  ['1,000 pairs x 10 epochs', (folder) => makeLogs(folder, 1000, 10)],
  ['10,000 pairs x 10 epochs', (folder) => makeLogs(folder, 10_000, 10)],
  ['1 pair x 100,000 epochs', (folder) => makeLogs(folder, 1, 100_000)],
  ['2 blocks without equivalents', (folder) => void makeBlocks(folder, 2)],
  ['200 blocks without equivalents', (folder) => void makeBlocks(folder, 200)],
];

/** Wall time in s and peak memory in MiB of one process, by GNU time. */
function measure(command, args) {
  const result = spawnSync('/usr/bin/time', ['-f', '%e %M', command, ...args], { encoding: 'utf8', maxBuffer: 1e9 });
  if (result.status !== 0) throw new Error(result.stderr);
  const [wallS, peakKib] = result.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { wallS, peakMib: peakKib / 1024, stdout: result.stdout };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const PYTHON_AGGREGATE =
  'import sys; from carbontracker import parser; print(parser.aggregate_consumption(sys.argv[1]))';

try {
  console.log(`Node ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model}, median of ${ROUNDS}\n`);
  console.log(`| logs | bare read s | ct-parse s | ratio | ct-parse MiB |${python ? ' carbontracker s |' : ''}`);
  console.log(`|---|---|---|---|---|${python ? '---|' : ''}`);
  for (const [name, make] of cases) {
    const folder = path.join(root, name.replaceAll(/\W+/g, '-'));
    const expectedKwh = make(folder);
    const bare = [];
    const ours = [];
    const theirs = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const runs = [measure('node', [bareRead, folder]), measure('node', [ctParse, 'aggregate', '--json', folder])];
      if (python) theirs.push(measure(python, ['-c', PYTHON_AGGREGATE, folder]).wallS);
      // The first round warms the file cache.
      if (round === 0) continue;
      bare.push(runs[0]);
      ours.push(runs[1]);
      const { energyKwh } = JSON.parse(runs[1].stdout);
      if (expectedKwh !== undefined && Math.abs(energyKwh / expectedKwh - 1) > 1e-6)
        throw new Error(`wrong total: ${name}`);
    }
    const [bareS, oursS] = [median(bare.map((r) => r.wallS)), median(ours.map((r) => r.wallS))];
    const peak = Math.max(...ours.map((r) => r.peakMib)).toFixed(0);
    const last = python ? ` ${median(theirs.slice(1)).toFixed(2)} |` : '';
    console.log(
      `| ${name} | ${bareS.toFixed(2)} | ${oursS.toFixed(2)} | ${(oursS / bareS).toFixed(1)} | ${peak} |${last}`,
    );
    rmSync(folder, { recursive: true });
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
