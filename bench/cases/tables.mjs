/** Writing 10,000 runs as tables in each form, and adding the tables up. */
import { rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeLogs } from '../make-logs.mjs';
import { compare } from '../measure.mjs';
import { ctParse } from '../programs.mjs';
import { mib, seconds, table } from '../tables.mjs';

const RUNS = 10_000;
const EPOCHS = 10;
/** The order of size is what counts, and each command takes seconds. */
const ROUNDS = 1;
const FORMS = ['csv', 'ndjson', 'parquet'];

export function tablesTable(root) {
  const logs = path.join(root, 'logs');
  const runs = (form) => path.join(root, `runs.${form}`);
  const epochs = path.join(root, 'epochs.parquet');
  makeLogs(logs, RUNS, EPOCHS);
  /** Name, arguments, and the table that is written: by the command, or from its output. */
  const cases = [
    ['`aggregate --json` of the logs', ['aggregate', '--json', logs]],
    ['`runs --csv`', ['runs', '--csv', logs], runs('csv')],
    ['`runs --ndjson`', ['runs', '--ndjson', logs], runs('ndjson')],
    ['`runs --parquet`', ['runs', '--parquet', runs('parquet'), logs], runs('parquet')],
    ['`runs --epochs --parquet`', ['runs', '--epochs', '--parquet', epochs, logs], epochs],
    ...FORMS.map((form) => [`\`aggregate --json\` of the .${form} table`, ['aggregate', '--json', runs(form)]]),
    ['`diff` of the .parquet table and the logs', ['diff', runs('parquet'), logs]],
  ];
  const rows = cases.map(([name, words, file]) => {
    const { ours } = compare({ ours: [...ctParse, ...words] }, ROUNDS, (_, stdout) => {
      if (file !== undefined && stdout !== '') writeFileSync(file, stdout);
    });
    const bytes = file === undefined ? '' : statSync(file).size.toLocaleString('en');
    return [name, seconds(ours.wallS), seconds(ours.cpuS), mib(ours.peakMib), bytes];
  });
  for (const made of [logs, epochs, ...FORMS.map(runs)]) rmSync(made, { recursive: true });
  const head = `${RUNS.toLocaleString('en')} runs of ${EPOCHS} epochs`;
  return table([[head, 's', 'CPU s', 'MiB', 'bytes'], ...rows]);
}
