import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { compareCountries, GroupTotals, gpuCount, isPriced, type Totals } from '../../src/accounting/index.ts';
import { aggregateRuns } from '../../src/api.ts';
import { CtError } from '../../src/model/errors.ts';
import { formatEnergy, formatMass } from '../../src/model/numbers.ts';
import type { Finding } from '../../src/model/run.ts';
import { FindingsTally } from '../findings.ts';
import { groupRecord, groupTable } from '../group-table.ts';
import { tellRange } from '../ranges.ts';
import { print, tell, toJson } from '../terminal.ts';
import { assessedRuns, finish, type ReadArguments, tellBasis, withAsLogged, withReadArguments } from './common.ts';
import { averagesOf, type CountriesArguments, countriesTable, withCountriesArgument } from './countries.ts';
import { type GroupArguments, groupedBy, withGroupArguments } from './grouping.ts';
import { type PricingArguments, pricingOf, withPricingArguments } from './pricing.ts';

interface AggregateArguments extends ReadArguments, PricingArguments, GroupArguments, CountriesArguments {
  json: boolean;
  asLogged: boolean;
  range: boolean;
}

export const aggregateCommand: CommandModule<object, AggregateArguments> = {
  command: 'aggregate <logs...>',
  describe: 'add runs up and print the sentence for a paper',
  builder: (yargs: Argv) =>
    withCountriesArgument(withGroupArguments(withPricingArguments(withAsLogged(withReadArguments(yargs)))))
      .option('json', { describe: 'print the totals as JSON', type: 'boolean', default: false })
      .option('range', { describe: 'give the range of the figures too', type: 'boolean', default: false })
      .example('$0 aggregate ./logs', 'the sentence for everything below ./logs')
      .example('$0 aggregate --json a b', 'totals of two folders for a script')
      .example('$0 aggregate ./logs --manifest runs.yaml', 'totals of development, failed and final runs')
      .example(
        '$0 aggregate ./logs --country DK --pue 1.2',
        'priced again for another place',
      ) as unknown as Argv<AggregateArguments>,
  handler: async (args) => {
    process.exitCode = await runAggregate(args);
  },
};

async function runAggregate(args: ArgumentsCamelCase<AggregateArguments>): Promise<number> {
  const { json, asLogged } = args;
  if (args.range && asLogged) throw new CtError('USAGE', '--range is about corrected figures: leave --as-logged out');
  const averages = await averagesOf(args);
  const grouped = await groupedBy(args, args);
  const pricing = await pricingOf(averages === null ? args : withoutComparedYear(args), grouped?.defaults);
  const tally = new FindingsTally({ keepAll: args.verbose });
  const findings: (Finding & { run: string | null })[] = [];
  const onFinding = (finding: Finding): void => {
    findings.push({ run: null, ...finding });
  };
  const groups = new GroupTotals({ asLogged, order: grouped?.order ?? [] });
  const runs = assessedRuns(args, tally, { onFinding, pricing, asLogged, ...grouped?.wishes });
  const { totals, range, sentence } = await aggregateRuns(runs, {
    asLogged,
    pricing,
    range: json || args.range,
    onRun: ({ run, account }) => {
      if (grouped !== null) groups.add(grouped.nameOf(run), account, gpuCount(run));
      if (json) for (const finding of run.findings) findings.push({ run: run.id, ...finding });
    },
  });
  if (json) {
    const more = {
      range,
      ...(isPriced(pricing) ? { pricing } : {}),
      ...(grouped === null ? {} : { groups: groups.groups().map(groupRecord) }),
      ...(grouped?.excluded == null ? {} : { excluded: grouped.excluded }),
      ...(averages === null ? {} : { countries: compareCountries(totals.energyKwh, averages) }),
    };
    await print(`${toJson({ ...totals, ...more, findings }, 2)}\n`);
  } else if (totals.runs > 0) {
    await print(`${sentence}\n`);
    if (grouped !== null) await print(`\n${groupTable(grouped.by, groups.groups(), totals)}`);
    if (averages !== null) await print(`\n${countriesTable(totals.energyKwh, averages)}`);
  }
  if (totals.runs > 0) {
    tellBasis(totals);
    if (!asLogged) tellCorrection(totals);
    if (args.range) tellRange(range);
  }
  grouped?.tell();
  return finish(totals.runs, tally, args, grouped?.excluded?.length);
}

/** Alone, `--year` is that of the countries to compare. */
function withoutComparedYear(args: AggregateArguments): PricingArguments {
  return args.country === undefined ? { ...args, year: undefined } : args;
}

/** Both figures, where they differ in the digits that people read. */
function tellCorrection({ energyKwh, co2eqG, logged }: Totals): void {
  const mass = (massG: number | null): string => (massG === null ? 'unknown CO2eq' : `${formatMass(massG)} CO2eq`);
  const [printed, counted] = [
    `${formatEnergy(logged.energyKwh)}, ${mass(logged.co2eqG)}`,
    `${formatEnergy(energyKwh)}, ${mass(co2eqG)}`,
  ];
  if (printed !== counted) tell(`logged: ${printed}; counted: ${counted} (--as-logged counts the logged figures)`);
}
