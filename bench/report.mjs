/**
 * Measures `ct-parse report` from process start and prints a Markdown table. With CARBONTRACKER_PYTHON set to a Python
 * that has carbontracker, its report of the single runs is measured too.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeLogs } from './make-logs.mjs';

const ctParse = fileURLToPath(new URL('../dist/cli/ct-parse.js', import.meta.url));
const python = process.env.CARBONTRACKER_PYTHON;
const ROUNDS = 7;
/** Name, runs, epochs a run. */
const CASES = [
  ['1 run of 10 epochs', 1, 10],
  ['1 run of 10,000 epochs', 1, 10_000],
  ['1,000 runs of 10 epochs', 1000, 10],
];
const PYTHON_REPORT = 'import sys; from carbontracker.report import generate_report_from_log as g; g(*sys.argv[1:])';

/** Wall time in s and peak memory in MiB of one process, by GNU time. */
function measure(command, args) {
  const result = spawnSync('/usr/bin/time', ['-f', '%e %M', command, ...args], { encoding: 'utf8', maxBuffer: 1e9 });
  if (result.status !== 0) throw new Error(result.stderr);
  const [wallS, peakKib] = result.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { wallS, peakMib: peakKib / 1024 };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A row of the table: median time and peak after a warm-up, and the size of the PDF. */
function row(name, pdf, command, args) {
  measure(command, args);
  const rounds = Array.from({ length: ROUNDS }, () => measure(command, args));
  const wallS = median(rounds.map((round) => round.wallS)).toFixed(2);
  const peakMib = median(rounds.map((round) => round.peakMib)).toFixed(0);
  return `| ${name} | ${wallS} | ${peakMib} | ${statSync(pdf).size.toLocaleString('en')} |`;
}

const root = mkdtempSync(path.join(tmpdir(), 'ct-parse-bench-'));
try {
  console.log(`Node ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model}, median of ${ROUNDS}\n`);
  console.log('| report of | wall s | peak MiB | bytes |\n|---|---|---|---|');
  for (const [name, runs, epochs] of CASES) {
    const folder = path.join(root, `${runs}x${epochs}`);
    makeLogs(folder, runs, epochs);
    const pdf = path.join(root, 'report.pdf');
    console.log(row(name, pdf, process.execPath, [ctParse, 'report', folder, '-o', pdf]));
    if (python === undefined || runs > 1) continue;
    const log = readdirSync(folder).find((file) => file.endsWith('_carbontracker.log')) ?? '';
    const theirs = path.join(root, 'theirs.pdf');
    console.log(row(`${name}, carbontracker`, theirs, python, ['-c', PYTHON_REPORT, path.join(folder, log), theirs]));
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
