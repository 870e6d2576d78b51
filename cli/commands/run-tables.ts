/** Writes runs or epochs as JSON, NDJSON, CSV or Parquet. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Argv } from 'yargs';
import { type Entry, type EpochRow, epochRowsOf, rowOf } from '../../src/accounting/index.ts';
import { CtError } from '../../src/model/errors.ts';
import { listed, plural } from '../../src/model/text.ts';
import {
  type Column,
  cellsOf,
  csvWriter,
  EPOCH_COLUMNS,
  RUN_COLUMNS,
  recordOf,
  writeParquet,
} from '../../src/tables/index.ts';
import { checkEnding } from '../endings.ts';
import { flag } from '../help.ts';
import { JsonArray } from '../json-array.ts';
import { atTarget, replace, STDOUT } from '../target.ts';
import { type Terminal, toJson } from '../terminal.ts';
import { TextOutput } from '../text-output.ts';

/** Arguments of the format; one of the first four at most is given. */
export interface TableArguments {
  /** Whether an array of records is printed. */
  json: boolean;
  /** Whether one record per line is printed. */
  ndjson: boolean;
  /** Whether one row per run is printed. */
  csv: boolean;
  /** Parquet file to write; undefined for none. */
  parquet: string | undefined;
  /** Whether rows are epochs instead of runs. */
  epochs: boolean;
}

/** Declares the options that choose a format. */
export function withTableArguments<T>(yargs: Argv<T>): Argv<T & TableArguments> {
  return yargs
    .option('json', flag('print an array of run records'))
    .option('ndjson', flag('print one run record per line'))
    .option('csv', flag('print one row per run'))
    .option('parquet', { describe: 'write the rows of --csv to this Parquet file', type: 'string', requiresArg: true })
    .option('epochs', flag('one row per epoch, in every format')) as unknown as Argv<T & TableArguments>;
}

/** Format of the rows; `plain` is the table for people. */
export type Form = 'plain' | 'json' | 'ndjson' | 'csv' | 'parquet';

/**
 * The format that the arguments ask for.
 *
 * @throws CtError USAGE when several formats are requested
 */
export function formOf(args: TableArguments): Form {
  const forms = (['json', 'ndjson', 'csv', 'parquet'] as const).filter(
    (form) => args[form] !== undefined && args[form],
  );
  if (forms.length > 1) throw new CtError('USAGE', `${listed(forms.map((form) => `--${form}`))} cannot be combined`);
  if (args.parquet === '' || args.parquet === STDOUT) throw new CtError('USAGE', '--parquet needs a file name');
  if (args.parquet !== undefined) checkEnding(args.parquet, '.parquet', 'this table');
  return forms[0] ?? 'plain';
}

/**
 * Writes runs, or with `--epochs` their epochs, as they are read.
 *
 * @param more additional fields of the JSON record of a run
 */
export async function writeRuns(
  runs: AsyncIterable<Entry>,
  form: Exclude<Form, 'plain'>,
  { epochs, parquet = '' }: TableArguments,
  terminal: Terminal,
  more: (run: Entry) => Promise<object>,
): Promise<void> {
  const wholeOf = async (run: Entry): Promise<object> => ({ ...recordOf(run), ...(await more(run)) });
  switch (form) {
    case 'json':
      return writeJson(epochs ? epochCells(runs) : mapped(runs, wholeOf), terminal);
    case 'ndjson':
      return epochs
        ? writeText(mapped(epochCells(runs), lineOf), terminal)
        : printEach(mapped(mapped(runs, wholeOf), lineOf), terminal);
    case 'csv':
      return epochs
        ? writeCsv(EPOCH_COLUMNS, epochRows(runs), terminal)
        : writeCsv(RUN_COLUMNS, mapped(runs, rowOf), terminal);
    case 'parquet':
      return epochs
        ? saveParquet(parquet, EPOCH_COLUMNS, epochRows(runs), terminal)
        : saveParquet(parquet, RUN_COLUMNS, mapped(runs, rowOf), terminal);
  }
}

async function* mapped<A, B>(items: AsyncIterable<A>, map: (item: A) => B | Promise<B>): AsyncGenerator<B> {
  for await (const item of items) yield await map(item);
}

async function* epochRows(runs: AsyncIterable<Entry>): AsyncGenerator<EpochRow> {
  for await (const run of runs) yield* epochRowsOf(run);
}

const epochCells = (runs: AsyncIterable<Entry>): AsyncGenerator<object> =>
  mapped(epochRows(runs), (row) => cellsOf(EPOCH_COLUMNS, row));

const lineOf = (item: object): string => `${toJson(item)}\n`;

async function writeJson(items: AsyncIterable<object>, terminal: Terminal): Promise<void> {
  const array = new JsonArray(terminal);
  for await (const item of items) await array.add(item);
  await array.end();
}

/** Prints each record as it is read. */
async function printEach(texts: AsyncIterable<string>, terminal: Terminal): Promise<void> {
  for await (const text of texts) await terminal.print(text);
}

async function writeText(texts: AsyncIterable<string>, terminal: Terminal): Promise<void> {
  const output = new TextOutput(terminal);
  for await (const text of texts) await output.add(text);
  await output.end();
}

async function writeCsv<Row>(
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
  terminal: Terminal,
): Promise<void> {
  const { header, line } = csvWriter(columns);
  const output = new TextOutput(terminal);
  await output.add(header);
  for await (const row of rows) await output.add(line(row));
  await output.end();
}

/** A turn of the event loop takes a few microseconds. */
const ROWS_PER_TURN = 64;

async function saveParquet<Row>(
  file: string,
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
  terminal: Terminal,
): Promise<void> {
  let count = 0;
  const counted = mapped(rows, async (row) => {
    count += 1;
    // Signals are handled between two turns only; this lets one through, so that the unfinished file is removed.
    if (count % ROWS_PER_TURN === 0) await nextTurn();
    return row;
  });
  await atTarget(file, () => replace(file, ({ fd }) => writeParquet(fd, columns, counted)));
  terminal.note(`${plural(count, 'row')} in ${file}`);
}
