/** `ct-parse aggregate` beside a process that only opens, reads and closes the same files. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeEmissions } from '../make-emissions.mjs';
import { makeBlocks, makeLogs, makeTrace } from '../make-logs.mjs';
import { compare } from '../measure.mjs';
import { bareRead, ctParse, hasCarbontracker, theirAggregate } from '../programs.mjs';
import { mib, ratio, seconds, table } from '../tables.mjs';

/** Every log by its name, as a shell writes `*.log` out. */
const eachFile = (folder) => readdirSync(folder).map((name) => path.join(folder, name));

/** Name, rounds, what makes the logs, and what of them is named; carbontracker would need minutes for some. */
const CASES = [
  ['100 pairs x 10 epochs', 9, (folder) => makeLogs(folder, 100, 10)],
  ['1,000 pairs x 10 epochs', 9, (folder) => makeLogs(folder, 1000, 10)],
  ['10,000 pairs x 10 epochs', 7, (folder) => makeLogs(folder, 10_000, 10)],
  ['the same, each file named', 5, (folder) => makeLogs(folder, 10_000, 10), eachFile],
  ['100,000 pairs x 10 epochs', 2, (folder) => makeLogs(folder, 100_000, 10)],
  ['1 pair x 100,000 epochs', 7, (folder) => makeLogs(folder, 1, 100_000)],
  ['1 pair x 1,000,000 epochs', 2, (folder) => makeLogs(folder, 1, 1_000_000)],
  ['1 power trace x 1,000,000 rows', 5, (folder) => makeTrace(folder, 1_000_000)],
  ['2 blocks without equivalents', 7, (folder) => void makeBlocks(folder, 2)],
  ['200 blocks without equivalents', 7, (folder) => void makeBlocks(folder, 200)],
  ['CodeCarbon, 1,000 runs x 10 rows', 7, (folder) => makeEmissions(folder, 1000, 10)],
  ['CodeCarbon, 1,000 runs x 1,000 rows', 3, (folder) => makeEmissions(folder, 1000, 1000)],
];

export function readingTable(root) {
  const head = ['logs', 'bare read s', 'ct-parse s', 'ratio', 'CPU s', 'MiB'];
  const rows = CASES.map(([name, rounds, make, named = (all) => [all]]) => {
    const folder = path.join(root, 'logs');
    const expectedKwh = make(folder);
    const measured = compare(
      {
        bare: [...bareRead, folder],
        ours: [...ctParse, 'aggregate', '--json', ...named(folder)],
        ...(hasCarbontracker ? { theirs: theirAggregate(folder) } : {}),
      },
      rounds,
      (program, stdout) => {
        if (program === 'ours' && expectedKwh !== undefined) checkTotal(name, stdout, expectedKwh);
      },
    );
    rmSync(folder, { recursive: true });
    const { bare, ours, theirs } = measured;
    const cells = [name, seconds(bare.wallS), seconds(ours.wallS), ratio(ours.wallS, bare.wallS)];
    cells.push(seconds(ours.cpuS), mib(ours.peakMib));
    if (hasCarbontracker) cells.push(seconds(theirs.wallS), mib(theirs.peakMib));
    return cells;
  });
  return table([hasCarbontracker ? [...head, 'carbontracker s', 'MiB'] : head, ...rows]);
}

function checkTotal(name, stdout, expectedKwh) {
  const { energyKwh } = JSON.parse(stdout);
  if (Math.abs(energyKwh / expectedKwh - 1) > 1e-6) throw new Error(`${name}: ${energyKwh} kWh, not ${expectedKwh}`);
}
