/** `ct-parse report` beside carbontracker's own. */
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeLogs } from '../make-logs.mjs';
import { compare } from '../measure.mjs';
import { ctParse, hasCarbontracker, theirReport } from '../programs.mjs';
import { mib, seconds, table } from '../tables.mjs';

/** Name, runs, epochs a run, rounds. */
const CASES = [
  ['1 run of 10 epochs', 1, 10, 9],
  ['1 run of 10,000 epochs', 1, 10_000, 9],
  ['1,000 runs of 10 epochs', 1000, 10, 5],
];
/** carbontracker takes up to half a minute a report. */
const THEIR_ROUNDS = 3;

/** Runs of a table, and rounds. */
const TABLE = { runs: 20_000, rounds: 3 };

/** A report of very many runs, from a table of them. */
function ofTable(root) {
  const [folder, parquet, pdf] = ['many', 'many.parquet', 'many.pdf'].map((name) => path.join(root, name));
  makeLogs(folder, TABLE.runs, 2);
  const [command, ...words] = ctParse;
  execFileSync(command, [...words, 'runs', folder, '--parquet', parquet], { stdio: 'ignore' });
  rmSync(folder, { recursive: true });
  const { ours } = compare({ ours: [...ctParse, 'report', parquet, '-o', pdf] }, TABLE.rounds);
  const figures = [seconds(ours.wallS), seconds(ours.cpuS), mib(ours.peakMib), bytes(pdf)];
  return [`${TABLE.runs.toLocaleString('en')} runs of a Parquet table`, ...figures];
}

const bytes = (pdf) => statSync(pdf).size.toLocaleString('en');

export function reportTable(root) {
  const rows = CASES.flatMap(([name, runs, epochs, rounds]) => {
    const folder = path.join(root, 'logs');
    makeLogs(folder, runs, epochs);
    const pdf = path.join(root, 'ours.pdf');
    const { ours } = compare({ ours: [...ctParse, 'report', folder, '-o', pdf] }, rounds);
    const found = [[name, seconds(ours.wallS), seconds(ours.cpuS), mib(ours.peakMib), bytes(pdf)]];
    // It reports one log at a time.
    if (hasCarbontracker && runs === 1) {
      const log = readdirSync(folder).find((file) => file.endsWith('_carbontracker.log')) ?? '';
      const theirPdf = path.join(root, 'theirs.pdf');
      const { theirs } = compare({ theirs: theirReport(path.join(folder, log), theirPdf) }, THEIR_ROUNDS);
      const figures = [seconds(theirs.wallS), seconds(theirs.cpuS), mib(theirs.peakMib), bytes(theirPdf)];
      found.push([`the same by carbontracker`, ...figures]);
    }
    rmSync(folder, { recursive: true });
    return found;
  });
  rows.push(ofTable(root));
  return table([['report of', 's', 'CPU s', 'MiB', 'bytes'], ...rows]);
}
