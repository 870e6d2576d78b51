import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import type { Pricing } from '../../src/accounting/index.ts';
import { onlySamplesOf } from '../../src/api.ts';
import { CtError } from '../../src/model/errors.ts';
import type { Run } from '../../src/model/run.ts';
import { FindingsTally } from '../findings.ts';
import { Progress } from '../progress.ts';
import { atTarget, STDOUT, writeWhole } from '../target.ts';
import { tell } from '../terminal.ts';
import { assessedRuns, finish, type ReadArguments, withReadArguments } from './common.ts';
import { type PricingArguments, pricingOf, withPricingArguments } from './pricing.ts';

interface ReportArguments extends ReadArguments, PricingArguments {
  output: string;
  title: string | undefined;
  paper: 'a4' | 'letter';
  perRun: boolean;
}

export const reportCommand: CommandModule<object, ReportArguments> = {
  command: 'report <logs...>',
  describe: 'make a PDF report of one run or many',
  builder: (yargs: Argv) =>
    withPricingArguments(withReadArguments(yargs))
      .option('output', {
        alias: 'o',
        describe: 'file to write, - for standard output; with --per-run a folder',
        type: 'string',
        default: 'carbon_report.pdf',
        defaultDescription: 'carbon_report.pdf',
      })
      .option('title', { describe: 'title of the report', type: 'string' })
      .option('paper', { describe: 'size of the pages', choices: ['a4', 'letter'] as const, default: 'a4' as const })
      .option('per-run', { describe: 'one PDF a run', type: 'boolean', default: false })
      .example('$0 report ./logs -o report.pdf', 'one report of everything below ./logs')
      .example(
        '$0 report ./logs --country DK --pue 1.2',
        'priced again for another place',
      ) as unknown as Argv<ReportArguments>,
  handler: async (args) => {
    process.exitCode = await runReport(args);
  },
};

async function runReport(args: ArgumentsCamelCase<ReportArguments>): Promise<number> {
  if (args.perRun && args.output === STDOUT) throw new CtError('USAGE', '--per-run needs a folder: -o DIR');
  const pricing = await pricingOf(args);
  const tally = new FindingsTally({ keepAll: args.verbose });
  const runs: Run[] = [];
  const progress = new Progress();
  try {
    for await (const { run } of assessedRuns(args, tally, { progress })) runs.push(run);
    const order: Order = { args, pricing, progress };
    if (runs.length > 0) await (args.perRun ? writeEach(runs, order) : writeAll(runs, order));
  } finally {
    progress.end();
  }
  if (runs.length > 0 && args.perRun) tell(`${runs.length} reports in ${folderOf(args)}`);
  return finish(runs.length, tally, args);
}

/** What is wanted, and where to tell how far it is. */
interface Order {
  args: ReportArguments;
  pricing: Pricing;
  progress: Progress;
}

/** Fewer runs are laid out before a line could be read. */
const MANY_RUNS = 200;

async function writeAll(runs: readonly Run[], order: Order): Promise<void> {
  if (runs.length >= MANY_RUNS) order.progress.announce(`laying out ${runs.length} runs`);
  await writeOne(runs, order.args.output, order);
}

async function writeOne(runs: readonly Run[], target: string, { args, pricing }: Order): Promise<void> {
  // Loaded here so that the other commands start without it.
  const { renderReport } = await import('../../src/report/index.ts');
  const { title, paper } = args;
  const options = { paper, pricing, samples: onlySamplesOf(runs), ...(title === undefined ? {} : { title }) };
  await atTarget(target, () => writeWhole(target, (stream) => renderReport(runs, stream, options)));
}

const folderOf = ({ output }: ReportArguments): string => (output === 'carbon_report.pdf' ? 'carbon_reports' : output);

async function writeEach(runs: readonly Run[], order: Order): Promise<void> {
  const folder = folderOf(order.args);
  await atTarget(folder, () => mkdir(folder, { recursive: true }));
  const taken = new Set<string>();
  for (const [i, run] of runs.entries()) {
    order.progress.show(() => `report ${i + 1} of ${runs.length}`);
    await writeOne([run], path.join(folder, `${freeName(run.id, taken)}.pdf`), order);
  }
}

/** The stem of a run, numbered where several folders hold the same one; legal on every system. */
function freeName(id: string, taken: Set<string>): string {
  const stem = path
    .basename(id)
    .replace(/[^\w.#+-]/g, '_')
    .slice(0, 150);
  let name = stem;
  for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${stem}_${count}`;
  taken.add(name.toLowerCase());
  return name;
}
