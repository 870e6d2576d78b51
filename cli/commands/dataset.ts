import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import { ownRowOf } from '../../src/accounting/index.ts';
import { sortInputs } from '../../src/inputs.ts';
import { CtError } from '../../src/model/errors.ts';
import { formatCount } from '../../src/model/numbers.ts';
import { plural } from '../../src/model/text.ts';
import { readShard, readSince, type Selection } from '../../src/parser/index.ts';
import {
  compactDataset,
  heldRuns,
  otherLayouts,
  type PartitionKey,
  PartWriter,
  readPartition,
} from '../../src/tables/index.ts';
import { FindingTotals } from '../findings.ts';
import { type Command, flag } from '../help.ts';
import { atTarget } from '../target.ts';
import { EXIT, type Terminal } from '../terminal.ts';
import { entriesOfCommand, noteNoLogs, type ReadArguments, withReadArguments } from './common.ts';
import { type GroupArguments, groupedBy, withGroupArguments } from './grouping.ts';

interface DatasetArguments extends ReadArguments, GroupArguments {
  output: string | undefined;
  partition: string | undefined;
  shard: string | undefined;
  since: string | undefined;
  compact: boolean;
}

/** `ct-parse dataset`: adds runs to a folder of Parquet files, or merges its files. */
export const datasetCommand: Command<DatasetArguments> = {
  command: 'dataset [logs...]',
  describe: 'add the runs to a dataset: a folder of Parquet files for DuckDB, Polars, Spark',
  builder: (yargs: Argv) =>
    withGroupArguments(withReadArguments(yargs, { demandLogs: false }))
      .option('output', { alias: 'o', describe: 'folder of the dataset; made where it is missing', type: 'string' })
      .option('partition', { describe: 'folders by any of year, month, host, cluster: year,month', type: 'string' })
      .option('shard', {
        describe: 'read only the part of one of n tasks, such as 3/64; tasks are 0 to n-1, or 1 to n',
        type: 'string',
      })
      .option('since', {
        describe: 'read only logs that changed since a time: 2026-11-01, or an age such as 36h or 2d',
        type: 'string',
      })
      .option('compact', flag('merge all parts, and write what counts of each run among all (energy_counted_kwh)'))
      .requiresArg(['output', 'partition', 'shard', 'since']) as unknown as Argv<DatasetArguments>,
  examples: [
    { command: 'ct-parse dataset ./logs -o dataset', does: 'add the runs that the dataset does not hold yet' },
    {
      command: 'ct-parse dataset ./logs -o dataset --shard 0/4',
      does: 'one of 4 tasks; in Slurm: --shard $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT',
    },
    { command: 'ct-parse dataset -o dataset --compact', does: 'merge the parts, for instance each night' },
    { command: 'ct-parse aggregate dataset', does: 'every command reads a dataset as it reads logs' },
  ],
  notes: [
    'Each call writes a part that is named by its content and appears complete or not at all. Runs that the dataset holds are skipped, so that the same call again changes nothing. docs/schema.md describes the columns, docs/clusters.md array jobs and queries.',
  ],
  run: runDataset,
};

async function runDataset(args: ArgumentsCamelCase<DatasetArguments>, terminal: Terminal): Promise<number> {
  const { output, compact } = args;
  const logs = args.logs ?? [];
  if (output === undefined) throw new CtError('USAGE', 'no folder given for the dataset: -o DIR');
  if (logs.length === 0 && !compact) {
    throw new CtError('USAGE', 'no logs given; give files, folders or patterns: ct-parse dataset ./logs -o DIR');
  }
  checkFolder(output, logs, args);
  const code = logs.length === 0 ? EXIT.done : await addRuns({ ...args, logs }, output, terminal);
  if (compact) await compactTo(output, terminal);
  return code;
}

/** @throws CtError USAGE for a folder that is no place for a dataset */
function checkFolder(output: string, logs: readonly string[], args: DatasetArguments): void {
  const found = statSync(output, { throwIfNoEntry: false });
  if (found === undefined) {
    if (logs.length === 0) throw new CtError('NOT_FOUND', `no such dataset: ${output}`);
    return;
  }
  if (!found.isDirectory()) throw new CtError('USAGE', `${output} is a file; name a folder for the dataset`);
  const folder = realpathSync(output);
  for (const input of logs) {
    const place = statSync(input, { throwIfNoEntry: false }) === undefined ? null : realpathSync(input);
    if (place === folder || place?.startsWith(folder + path.sep)) {
      const isTable = sortInputs([input], [], args).tables.length > 0;
      const what = isTable ? 'is in the dataset itself' : 'lies in the folder of the dataset: name another folder';
      throw new CtError('USAGE', `${input} ${what}`);
    }
  }
}

async function addRuns(args: DatasetArguments, output: string, terminal: Terminal): Promise<number> {
  const { partition, shard, since } = args;
  const keys = partition === undefined ? [] : readPartition(partition);
  let older = 0;
  const selection: Selection = {
    onOlder: () => {
      older += 1;
    },
    shard: shard === undefined ? undefined : readShard(shard),
    sinceMs: since === undefined ? undefined : readSince(since, Date.now()),
  };
  const grouped = await groupedBy(args, args);
  const held = await heldRuns(output);
  const tally = new FindingTotals({ keepAll: args.verbose });
  const others = otherLayouts(output, keys);
  const writer = new PartWriter(output, keys);
  let [added, skipped] = [0, 0];
  let parts: string[] = [];
  try {
    await atTarget(output, async () => {
      for await (const entry of entriesOfCommand(args, tally, terminal, { ...selection, ...grouped?.wishes })) {
        if (held.has(entry.traits.contentHash)) {
          skipped += 1;
          continue;
        }
        await writer.add({ ...ownRowOf(entry), group: grouped?.nameOf(entry.run, entry.traits) ?? null });
        added += 1;
      }
      parts = await writer.finish();
    });
  } catch (error) {
    writer.discard();
    throw error;
  }
  grouped?.note(terminal);
  // Each of many tasks would repeat the findings of its part.
  if (shard === undefined || args.verbose) tally.note(terminal);
  else tally.noteCounts(terminal);
  if (older > 0) terminal.note(`${plural(older, 'log')} not read: no file of them changed since ${since}`);
  if (added > 0) noteLayout(output, others, keys, terminal);
  // A task may have no runs, and nothing may have changed.
  if (added + skipped === 0 && shard === undefined && since === undefined) return noteNoLogs(args, tally, terminal);
  const known = skipped > 0 ? `; ${plural(skipped, 'run')} of it already` : '';
  const where = parts.length === 1 ? (parts[0] ?? '') : `${plural(parts.length, 'part')} of ${output}`;
  terminal.note(added === 0 ? `nothing to add to ${output}${known}` : `${plural(added, 'run')} in ${where}${known}`);
  return args.strict && tally.hasErrors ? EXIT.unusable : EXIT.done;
}

/** Warns where parts were added in other partitions than those of the parts before. */
function noteLayout(
  output: string,
  others: readonly string[],
  keys: readonly PartitionKey[],
  terminal: Terminal,
): void {
  if (others.length === 0) return;
  const own = keys.length === 0 ? 'without --partition' : `with --partition ${keys.join(',')}`;
  const found = others.map((layout) => (layout === '' ? 'no partitions' : layout)).join(' and ');
  terminal.note(
    `warning: ${output} also has parts with ${found}, and these were added ${own}: DuckDB and Spark may refuse to read both as one table`,
  );
}

async function compactTo(output: string, terminal: Terminal): Promise<void> {
  await atTarget(output, async () => {
    const { before, after, rows, counted } = await compactDataset(output);
    const copies = rows > counted ? `; ${formatCount(counted)} count, the others are copies of them` : '';
    terminal.note(
      `${plural(before, 'file')} of ${output} merged into ${formatCount(after)}: ${plural(rows, 'run')}${copies}`,
    );
  });
}
