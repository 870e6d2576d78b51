import type { ArgumentsCamelCase, Argv } from 'yargs';
import { type Entry, hasFactors, type KnownBounds, rangeOfEntry } from '../../src/accounting/index.ts';
import { CtError } from '../../src/model/errors.ts';
import { epochTable } from '../epoch-table.ts';
import { FindingTotals } from '../findings.ts';
import { OWN_PARQUET, refuseForeign } from '../foreign-file.ts';
import { type Command, flag, HELP_PARTS } from '../help.ts';
import { RunTable } from '../run-table.ts';
import type { Terminal } from '../terminal.ts';
import {
  checkedInputs,
  checkRange,
  entriesOfCommand,
  finish,
  type ReadArguments,
  readsTables,
  type TableInputs,
  withAsLogged,
  withInputs,
} from './common.ts';
import { type FactorArguments, givenFactors, withFactorArguments } from './factors.ts';
import { type GroupArguments, groupedBy, withGroupArguments } from './grouping.ts';
import { type Form, formOf, type TableArguments, withTableArguments, writeRuns } from './run-tables.ts';

interface RunsArguments extends ReadArguments, TableInputs, FactorArguments, GroupArguments, TableArguments {
  asLogged: boolean;
  range: boolean;
}

/** `ct-parse runs`: a table of runs or epochs. */
export const runsCommand: Command<RunsArguments> = {
  command: 'runs [logs...]',
  describe: 'list the runs as a table, JSON, CSV or Parquet',
  builder: (yargs: Argv) =>
    withTableArguments(withGroupArguments(withFactorArguments(withAsLogged(withInputs(yargs)))))
      .option('range', flag('print the range of each figure too'))
      .group('range', HELP_PARTS.figures) as unknown as Argv<RunsArguments>,
  examples: [
    { command: 'ct-parse runs ./logs', does: 'a table of all runs below ./logs' },
    { command: 'ct-parse runs --json run_carbontracker.log', does: 'one run as a record' },
    { command: 'ct-parse runs --parquet runs.parquet ./logs', does: 'a table for aggregate --from, DuckDB or Spark' },
    { command: 'ct-parse runs --epochs --csv ./logs', does: 'one row per epoch' },
  ],
  notes: [
    'The last column of the table counts findings: E errors, W warnings, I infos; --verbose lists them. docs/schema.md describes the columns of --csv and --parquet.',
  ],
  run: runRuns,
};

async function runRuns(given: ArgumentsCamelCase<RunsArguments>, terminal: Terminal): Promise<number> {
  const args = checkedInputs(given, 'runs');
  const { asLogged, range: wantsRange } = args;
  checkRange(args);
  if (args.epochs && readsTables(args)) {
    throw new CtError('USAGE', '--epochs needs the logs themselves: tables of runs hold no epochs');
  }
  const form = formOf(args);
  checkTogether(args, form);
  if (args.parquet !== undefined) await refuseForeign(args.parquet, OWN_PARQUET);
  const grouped = await groupedBy(args, args);
  const factors = await givenFactors(args, grouped?.defaults);
  const tally = new FindingTotals({ keepAll: args.verbose });
  const appears = form === 'ndjson' || form === 'csv';
  const wishes = {
    ...{ factors, asLogged, ...grouped?.wishes },
    ...(appears ? { progress: null } : {}),
    ...(args.epochs || form === 'plain' ? {} : { asLoggedNote: asLoggedNote(form) }),
  };
  const bounds: KnownBounds = new Map();
  let count = 0;
  async function* read(): AsyncGenerator<Entry> {
    for await (const entry of entriesOfCommand(args, tally, terminal, wishes)) {
      count += 1;
      yield entry;
    }
  }
  const groupOf = ({ run, traits }: Entry): string => grouped?.nameOf(run, traits) ?? '';
  if (form !== 'plain') {
    await writeRuns(read(), form, args, terminal, async (entry) => ({
      ...(grouped === null ? {} : { group: groupOf(entry) }),
      ...(wantsRange ? { range: await rangeOfEntry(entry, bounds) } : {}),
      ...(hasFactors(factors) ? { pricing: factors } : {}),
    }));
  } else if (args.epochs) {
    await terminal.print(await epochTable(read(), terminal.tableColumns));
  } else {
    const rows = new RunTable({ order: grouped?.order ?? null, asLogged, range: wantsRange });
    for await (const entry of read())
      rows.add(entry, groupOf(entry), wantsRange ? await rangeOfEntry(entry, bounds) : null);
    await terminal.print(rows.text(terminal.tableColumns));
    rows.explainMarks(terminal);
  }
  if ((form === 'csv' || form === 'parquet') && !args.epochs) noteMachines(args.sameMachine, terminal);
  grouped?.note(terminal);
  return finish(count, tally, args, terminal, grouped?.excluded?.length);
}

/** Tables and records hold both figures whatever is given, so that each number is what its name says. */
function asLoggedNote(form: Form): string {
  const [logged, corrected] =
    form === 'csv' || form === 'parquet' ? ['logged_energy_kwh', 'energy_kwh'] : ['logged', 'corrected'];
  return `${logged} holds what the logs print; ${corrected} stays corrected, but a device that several runs measured counts in each run`;
}

/** Only counted columns follow the decision, and whoever adds rows up again decides again. */
function noteMachines(sameMachine: boolean | undefined, terminal: Terminal): void {
  if (sameMachine === undefined) return;
  const option = sameMachine ? '--same-machine' : '--no-same-machine';
  terminal.note(
    `energy_counted_kwh follows ${option}; the table does not hold the decision: give ${option} to aggregate and other commands, too`,
  );
}

/** @throws CtError USAGE for options that cannot be combined */
function checkTogether({ range, groupBy, epochs }: RunsArguments, form: Form): void {
  const hasColumns = form === 'csv' || form === 'parquet';
  if (!hasColumns && !epochs) return;
  const table = epochs ? 'epochs' : form;
  if (range) throw new CtError('USAGE', `--${table} has no column for --range: use --json or --ndjson`);
  if (groupBy !== undefined) {
    throw new CtError('USAGE', `--${table} cannot be combined with --group-by: group by its columns instead`);
  }
}
