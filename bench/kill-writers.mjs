/**
 * Kills `ct-parse dataset` with SIGKILL at random moments, while it adds a shard or compacts, and looks after each kill whether
 * the dataset reads, and holds every run that a finished call had added. As a program it prints one JSON document:
 *
 *     npx tsdown && node bench/kill-writers.mjs [times] [seed]
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generator, makeLogs } from './make-logs.mjs';

const SHARDS = 3;
/** Pairs of logs; a shard takes some tenths of a second. */
const PAIRS = 240;
/** A call may be killed up to this share of the time that a whole one takes, so that some finish. */
const LATEST_SHARE = 1.15;

/** Runs a command to its end, or kills it. @returns milliseconds that it ran, and whether it finished */
function runOrKill(ctParse, args, afterMs) {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn(process.execPath, [ctParse, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (signal === null && code !== 0) reject(new Error(`${args.join(' ')}: ${stderr}`));
      else resolve({ ms: performance.now() - startMs, isFinished: signal === null });
    });
  });
}

/** The totals that a command reads, and the ids of the runs. */
function readDataset(ctParse, folder) {
  const read = (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [ctParse, ...args, folder], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
    return JSON.parse(stdout);
  };
  const { runs, energyKwh, findings } = read('aggregate', '--json');
  const ids = new Set(read('runs', '--json').map(({ id }) => id));
  return { runs, energyKwh, ids, copies: findings.filter(({ code }) => code.startsWith('cop')).length };
}

const filesOf = (folder) => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/**
 * Kills calls until so many were killed.
 *
 * @param ctParse path of the command
 * @returns what happened; throws where something was lost, is there twice, or cannot be read
 */
export async function killWriters(ctParse, times, seed) {
  const random = generator(seed);
  const scratch = mkdtempSync(path.join(tmpdir(), 'ct-parse-kill-'));
  const logs = path.join(scratch, 'logs');
  const summary = {
    killed: 0,
    finished: 0,
    killedWhileAdding: 0,
    killedWhileCompacting: 0,
    datasets: 0,
    leftBehind: 0,
  };
  try {
    const totalKwh = makeLogs(logs, PAIRS, 3, seed);
    const shardArgs = (dataset, shard) => ['dataset', logs, '-o', dataset, '--shard', `${shard}/${SHARDS}`];
    const compactArgs = (dataset) => ['dataset', '-o', dataset, '--compact'];
    const whole = path.join(scratch, 'whole');
    const usual = { shard: 0, compact: 0 };
    for (let shard = 0; shard < SHARDS; shard += 1) {
      usual.shard = Math.max(usual.shard, (await runOrKill(ctParse, shardArgs(whole, shard), 1e9)).ms);
    }
    usual.compact = (await runOrKill(ctParse, compactArgs(whole), 1e9)).ms;
    while (summary.killed < times) {
      summary.datasets += 1;
      const dataset = path.join(scratch, `dataset-${summary.datasets}`);
      let known = new Set();
      const open = new Set(Array.from({ length: SHARDS }, (_, shard) => shard));
      let isCompacted = false;
      while (!(open.size === 0 && isCompacted) && summary.killed < times) {
        const shard = [...open][Math.floor(random() * open.size)];
        const compacts =
          filesOf(dataset).some((name) => name.endsWith('.parquet')) && (open.size === 0 || random() < 0.4);
        const args = compacts ? compactArgs(dataset) : shardArgs(dataset, shard);
        const afterMs = random() * LATEST_SHARE * (compacts ? usual.compact : usual.shard);
        const { isFinished } = await runOrKill(ctParse, args, afterMs);
        if (isFinished) summary.finished += 1;
        else {
          summary.killed += 1;
          summary[compacts ? 'killedWhileCompacting' : 'killedWhileAdding'] += 1;
        }
        if (isFinished && !compacts) open.delete(shard);
        if (isFinished && compacts) isCompacted = open.size === 0;
        if (!filesOf(dataset).some((name) => name.endsWith('.parquet'))) {
          if (known.size > 0) throw new Error('all runs are gone');
          continue;
        }
        const { ids, copies, runs } = readDataset(ctParse, dataset);
        for (const id of known) if (!ids.has(id)) throw new Error(`${id} was lost`);
        if (copies > 0 || runs !== ids.size) throw new Error(`${copies} copies; ${runs} runs of ${ids.size}`);
        known = ids;
      }
      summary.leftBehind += filesOf(dataset).filter((name) => name.endsWith('.part')).length;
      if (open.size === 0) {
        const { runs, energyKwh } = readDataset(ctParse, dataset);
        if (runs !== PAIRS || Math.abs(energyKwh - totalKwh) > 1e-9 * totalKwh) {
          throw new Error(`${runs} runs, ${energyKwh} kWh instead of ${PAIRS}, ${totalKwh} kWh`);
        }
      }
      rmSync(dataset, { recursive: true, force: true });
    }
    return summary;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [times = 100, seed = 1] = process.argv.slice(2).map(Number);
  const ctParse = fileURLToPath(new URL('../dist/cli/ct-parse.js', import.meta.url));
  console.log(JSON.stringify(await killWriters(ctParse, times, seed), null, 2));
}
