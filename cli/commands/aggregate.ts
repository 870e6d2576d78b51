import type { ArgumentsCamelCase, Argv } from 'yargs';
import { compareCountries, GroupTotals, hasFactors } from '../../src/accounting/index.ts';
import { CtError } from '../../src/model/errors.ts';
import type { Finding } from '../../src/model/run.ts';
import { totalOfParts } from '../../src/pipeline.ts';
import { FindingTotals } from '../findings.ts';
import { groupRecord, groupTable, shownGroups } from '../group-table.ts';
import { type Command, flag, HELP_PARTS } from '../help.ts';
import { printWithList } from '../json-array.ts';
import { KeptFindings } from '../kept-findings.ts';
import { noteRange } from '../ranges.ts';
import type { Terminal } from '../terminal.ts';
import {
  checkedInputs,
  checkRange,
  finish,
  noteBasis,
  noteCorrection,
  partsOfCommand,
  type ReadArguments,
  type TableInputs,
  withAsLogged,
  withInputs,
} from './common.ts';
import { averagesOf, type CountriesArguments, countriesTable, withCountriesArgument } from './countries.ts';
import { type FactorArguments, givenFactors, withFactorArguments } from './factors.ts';
import { checkTop, type GroupArguments, groupedBy, TOP_OPTION, withGroupArguments } from './grouping.ts';

interface AggregateArguments extends ReadArguments, FactorArguments, GroupArguments, CountriesArguments, TableInputs {
  json: boolean;
  asLogged: boolean;
  range: boolean;
  top: number | undefined;
}

/** `ct-parse aggregate`: totals, as a sentence or JSON. */
export const aggregateCommand: Command<AggregateArguments> = {
  command: 'aggregate [logs...]',
  describe: 'total the runs and print the sentence for a paper',
  builder: (yargs: Argv) =>
    withCountriesArgument(withGroupArguments(withFactorArguments(withAsLogged(withInputs(yargs)))))
      .option('json', flag('print the totals as JSON'))
      .option('range', flag('print the range of the figures too'))
      .group('range', HELP_PARTS.figures)
      .option('top', TOP_OPTION)
      .requiresArg('top')
      .group('top', HELP_PARTS.groups) as unknown as Argv<AggregateArguments>,
  examples: [
    { command: 'ct-parse aggregate ./logs', does: 'the sentence for everything below ./logs' },
    { command: 'ct-parse aggregate --json a b', does: 'totals of two folders as JSON' },
    {
      command: 'ct-parse aggregate ./logs --country DK --pue 1.2',
      does: 'the same energy with the factors of another place',
    },
    { command: 'ct-parse aggregate ./logs --manifest runs.yaml', does: 'totals of development, failed and final runs' },
    {
      command: 'ct-parse aggregate --from a.parquet b.parquet',
      does: 'runs of two machines, from tables of ct-parse runs',
    },
  ],
  run: runAggregate,
};

async function runAggregate(given: ArgumentsCamelCase<AggregateArguments>, terminal: Terminal): Promise<number> {
  const args = checkedInputs(given, 'aggregate');
  const { json, asLogged } = args;
  checkRange(args);
  checkTop(args.top);
  if (args.top !== undefined && args.groupBy === undefined && args.manifest === undefined)
    throw new CtError('USAGE', '--top needs --group-by or --manifest');
  const averages = await averagesOf(args);
  const grouped = await groupedBy(args, args);
  const factors = await givenFactors(averages === null ? args : withoutComparedYear(args), grouped?.defaults);
  const tally = new FindingTotals({ keepAll: args.verbose });
  const wantsRange = json || args.range;
  const findings = new KeptFindings();
  const loose: Finding[] = [];
  const onFinding = (finding: Finding): void => {
    if (json) findings.add(null, finding);
    if (wantsRange) loose.push(finding);
  };
  const groups = new GroupTotals({ asLogged, order: grouped?.order ?? [] });
  const needs = grouped !== null ? undefined : json ? 'totals with equivalents' : 'totals';
  const wishes = { onFinding, factors, asLogged, needs, ...grouped?.wishes } as const;
  const parts = partsOfCommand(args, tally, terminal, wishes);
  const { totals, range, sentence } = await totalOfParts(parts, {
    asLogged,
    factors,
    range: wantsRange,
    loose,
    onEntry: (entry) => {
      const { run, quiet } = entry;
      if (grouped !== null) groups.add(grouped.nameOf(run, entry.traits), entry);
      if (!json) return;
      for (const finding of run.findings) findings.add(run.id, finding);
      for (const finding of quiet) findings.add(run.id, finding);
    },
  });
  const shownRows = shownGroups(groups.result(), args.top);
  if (json) {
    const more = {
      range,
      ...(hasFactors(factors) ? { pricing: factors } : {}),
      ...(grouped === null ? {} : { groups: shownRows.groups.map(groupRecord) }),
      ...(args.top === undefined ? {} : { others: shownRows.others && groupRecord(shownRows.others) }),
      ...(grouped?.excluded == null ? {} : { excluded: grouped.excluded }),
      ...(averages === null ? {} : { countries: compareCountries(totals.energyKwh, averages) }),
    };
    const shown = findings.ofCodes((code) => tally.isShown(code));
    await printWithList(terminal, { ...totals, ...more }, 'findings', shown);
  } else if (totals.runs > 0) {
    await terminal.print(`${sentence}\n`);
    if (grouped !== null) await terminal.print(`\n${groupTable(grouped.by, shownRows, totals, terminal.tableColumns)}`);
    if (averages !== null) await terminal.print(`\n${countriesTable(totals.energyKwh, averages, terminal)}`);
  }
  if (totals.runs > 0) {
    noteBasis(totals, terminal);
    if (!asLogged) noteCorrection(totals, factors, terminal);
    if (args.range) noteRange(range, terminal);
  }
  grouped?.note(terminal);
  return finish(totals.runs, tally, args, terminal, grouped?.excluded?.length);
}

/** Without `--country`, `--year` selects the year of the countries to compare. */
function withoutComparedYear(args: AggregateArguments): FactorArguments {
  return args.country === undefined ? { ...args, year: undefined } : args;
}
