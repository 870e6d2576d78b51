import path from 'node:path';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import { checkFigures, type Pricing } from '../../src/accounting/index.ts';
import { onlySamplesOf } from '../../src/api.ts';
import { CtError } from '../../src/model/errors.ts';
import type { Finding, Run } from '../../src/model/run.ts';
import { plural } from '../../src/model/text.ts';
import type { ReportGroups } from '../../src/report/index.ts';
import { makeFolder } from '../../src/tracker/command/index.ts';
import { checkEnding, checkFolderName } from '../endings.ts';
import { FindingsTally } from '../findings.ts';
import type { Command } from '../help.ts';
import { Progress } from '../progress.ts';
import { atTarget, checkTarget, STDOUT, writeWhole } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { assessedRuns, finish, type ReadArguments, sameMachineOf, withAsLogged, withReadArguments } from './common.ts';
import { excludedLines, type GroupArguments, type Grouped, groupedBy, withGroupArguments } from './grouping.ts';
import { type PricingArguments, pricingOf, withPricingArguments } from './pricing.ts';

interface ReportArguments extends ReadArguments, PricingArguments, GroupArguments {
  asLogged: boolean;
  output: string;
  title: string | undefined;
  paper: 'a4' | 'letter';
  perRun: boolean;
}

export const reportCommand: Command<ReportArguments> = {
  command: 'report <logs...>',
  describe: 'make a PDF report of one run or many',
  builder: (yargs: Argv) =>
    withGroupArguments(withPricingArguments(withAsLogged(withReadArguments(yargs))))
      .option('output', {
        alias: 'o',
        describe: 'file to write, - for standard output; with --per-run a folder',
        type: 'string',
        default: 'carbon_report.pdf',
        defaultDescription: 'carbon_report.pdf',
      })
      .option('title', { describe: 'title of the report', type: 'string' })
      .option('paper', { describe: 'size of the pages', choices: ['a4', 'letter'] as const, default: 'a4' as const })
      .option('per-run', {
        describe: 'one PDF a run',
        type: 'boolean',
        default: false,
      })
      .requiresArg(['output', 'title']) as unknown as Argv<ReportArguments>,
  examples: [
    { command: 'ct-parse report ./logs -o report.pdf', does: 'one report of everything below ./logs' },
    { command: 'ct-parse report ./logs --country DK --pue 1.2', does: 'the same energy, priced for another place' },
    { command: 'ct-parse report ./logs --per-run -o reports', does: 'a PDF for each run' },
  ],
  run: runReport,
};

async function runReport(args: ArgumentsCamelCase<ReportArguments>, terminal: Terminal): Promise<number> {
  if (args.perRun && args.output === STDOUT) throw new CtError('USAGE', '--per-run needs a folder: -o DIR');
  if (args.perRun) checkFolderName(folderOf(args), 'reports of each run');
  else {
    checkTarget(args.output, args.logs);
    checkEnding(args.output, '.pdf', 'a report');
  }
  const { asLogged } = args;
  const grouped = await groupedBy(args, args);
  const pricing = await pricingOf(args, grouped?.defaults);
  checkFigures(pricing, asLogged);
  const tally = new FindingsTally({ keepAll: args.verbose });
  const runs: Run[] = [];
  const findings: Finding[] = [];
  const onFinding = (finding: Finding): void => void findings.push(finding);
  const progress = new Progress(terminal.stderr);
  try {
    // The report prices the runs itself, as it shows what the logs say beside it.
    for await (const { run } of assessedRuns(args, tally, terminal, {
      progress,
      pricing,
      asLogged,
      onFinding,
      ...grouped?.wishes,
    })) {
      runs.push(run);
    }
    const order: Order = { args, terminal, pricing, progress, grouped, findings };
    if (runs.length > 0) await (args.perRun ? writeEach(runs, order) : writeAll(runs, order));
  } finally {
    progress.end();
  }
  if (runs.length > 0 && args.perRun) terminal.tell(`${plural(runs.length, 'report')} in ${folderOf(args)}`);
  else if (runs.length > 0 && args.output !== STDOUT) terminal.tell(`${args.output}: ${plural(runs.length, 'run')}`);
  grouped?.tell(terminal);
  return finish(runs.length, tally, args, terminal, grouped?.excluded?.length);
}

/** What is wanted, and where to tell how far it is. */
interface Order {
  args: ReportArguments;
  terminal: Terminal;
  pricing: Pricing;
  progress: Progress;
  grouped: Grouped | null;
  /** Findings of no run; they belong to a report of all runs. */
  findings: readonly Finding[];
}

/** Fewer runs are laid out before a line could be read. */
const MANY_RUNS = 200;

async function writeAll(runs: readonly Run[], order: Order): Promise<void> {
  if (runs.length >= MANY_RUNS) order.progress.announce(`laying out ${runs.length} runs`);
  await writeOne(runs, order.args.output, order);
}

async function writeOne(
  runs: readonly Run[],
  target: string,
  { args, terminal, pricing, grouped, findings }: Order,
): Promise<void> {
  // Loaded here so that the other commands start without it.
  const { renderReport } = await import('../../src/report/index.ts');
  const { title, paper } = args;
  const options = {
    paper,
    pricing,
    asLogged: args.asLogged,
    ...sameMachineOf(args, grouped),
    findings: args.perRun ? [] : findings,
    samples: onlySamplesOf(runs),
    ...(title === undefined ? {} : { title }),
    ...(grouped === null ? {} : { groups: groupsFor(grouped, args) }),
  };
  await atTarget(target, () => writeWhole(target, terminal, (stream) => renderReport(runs, stream, options)));
}

/** Groups of a report of all runs; what a manifest takes out belongs to none of many reports. */
function groupsFor({ by, nameOf, order, excluded }: Grouped, { perRun }: ReportArguments): ReportGroups {
  return { by, nameOf, order, excluded: perRun ? [] : excludedLines(excluded ?? []) };
}

const folderOf = ({ output }: ReportArguments): string => (output === 'carbon_report.pdf' ? 'carbon_reports' : output);

async function writeEach(runs: readonly Run[], order: Order): Promise<void> {
  const folder = folderOf(order.args);
  await atTarget(folder, async () => makeFolder(folder));
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
