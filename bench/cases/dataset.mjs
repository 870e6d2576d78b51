/** Datasets: parts of real logs in shards, and as many rows as a cluster makes. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeLogs } from '../make-logs.mjs';
import { makeRows } from '../make-rows.mjs';
import { compare } from '../measure.mjs';
import { ctParse } from '../programs.mjs';
import { mib, seconds, table } from '../tables.mjs';

/** A million takes some ten minutes; CT_BENCH_ROWS gives another number. */
const ROWS = Number(process.env.CT_BENCH_ROWS ?? 1_000_000);
const PARTS = 4;
/** CT_BENCH_PAIRS gives another number. */
const PAIRS = Number(process.env.CT_BENCH_PAIRS ?? 20_000);
const SHARDS = [1, 2, 4];

const bytesOf = (folder) => readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);

/** One command, once; its output must hold a text. */
function measured(args, expected = '') {
  const { once } = compare({ once: [...ctParse, ...args] }, 0, (_, stdout) => {
    if (!stdout.includes(expected)) throw new Error(`${args.join(' ')}: ${stdout}`);
  });
  return [seconds(once.wallS), seconds(once.cpuS), mib(once.peakMib)];
}

/** A dataset of all pairs, written by 4 tasks one after the other, and what is made of it. */
function ofPairs(root, logs) {
  const dataset = path.join(root, 'pairs');
  for (let shard = 0; shard < PARTS; shard += 1)
    measured(['dataset', logs, '-o', dataset, '--shard', `${shard}/${PARTS}`]);
  const output = (ending) => path.join(root, `pairs.${ending}`);
  const steps = {
    '`--compact`': ['dataset', '-o', dataset, '--compact'],
    '`aggregate`': ['aggregate', dataset],
    '`report` as PDF': ['report', dataset, '-o', output('pdf')],
    '`report` as page': ['report', dataset, '-o', output('html')],
  };
  const name = `${PAIRS.toLocaleString('en')} pairs in ${PARTS} parts`;
  const rows = Object.entries(steps).map(([step, args]) => [
    `${name}: ${step}`,
    ...measured(args),
    step === '`--compact`' ? `${Math.round(bytesOf(dataset) / PAIRS)}` : '',
  ]);
  rmSync(dataset, { recursive: true });
  return rows;
}

export async function datasetTable(root) {
  const rows = [];
  const logs = path.join(root, 'logs');
  makeLogs(logs, PAIRS, 10);
  for (const shards of SHARDS) {
    const dataset = path.join(root, 'dataset');
    const figures = measured(['dataset', logs, '-o', dataset, '--shard', `0/${shards}`]);
    rows.push([`${PAIRS.toLocaleString('en')} pairs of logs, one of ${shards} shards`, ...figures, '']);
    rmSync(dataset, { recursive: true });
  }
  rows.push(...ofPairs(root, logs));
  rmSync(logs, { recursive: true });
  const dataset = path.join(root, 'rows');
  const totalKwh = await makeRows(dataset, ROWS, PARTS, root);
  const sentence = `${Math.round(totalKwh)} kWh`;
  const perRow = () => `${Math.round(bytesOf(dataset) / ROWS)}`;
  const name = `${ROWS.toLocaleString('en')} rows`;
  rows.push([`${name} in ${PARTS} parts: aggregate`, ...measured(['aggregate', dataset], sentence), perRow()]);
  rows.push([`${name} in ${PARTS} parts: --compact`, ...measured(['dataset', '-o', dataset, '--compact']), perRow()]);
  rows.push([`${name}, compacted: aggregate`, ...measured(['aggregate', dataset], sentence), perRow()]);
  rmSync(dataset, { recursive: true });
  return table([['dataset', 's', 'CPU s', 'MiB', 'bytes per row'], ...rows]);
}
