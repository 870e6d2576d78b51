import path from 'node:path';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import { checkFigures, type Entry } from '../../src/accounting/index.ts';
import { onlySamplesOf } from '../../src/api.ts';
import { DocumentTotals } from '../../src/document.ts';
import { CtError } from '../../src/model/errors.ts';
import { formatCount } from '../../src/model/numbers.ts';
import { plural } from '../../src/model/text.ts';
import { totalOfParts } from '../../src/pipeline.ts';
import type { ReportDocument } from '../../src/report/document/index.ts';
import type { ReportGroups } from '../../src/report/index.ts';
import { makeFolder } from '../../src/tracker/command/index.ts';
import { checkEnding, checkFolderName } from '../endings.ts';
import { FindingTotals } from '../findings.ts';
import { OWN_PAGE, OWN_PDF, refuseForeign } from '../foreign-file.ts';
import { type Command, flag } from '../help.ts';
import { LackingSigns } from '../lacking-signs.ts';
import { Progress } from '../progress.ts';
import { atTarget, checkTarget, STDOUT, writeWhole } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import {
  checkedInputs,
  entriesOfCommand,
  finish,
  inputsOf,
  sameMachineOf,
  withAsLogged,
  withInputs,
} from './common.ts';
import { type FactorArguments, givenFactors, withFactorArguments } from './factors.ts';
import { excludedLines, type Grouped, groupedBy, withGroupArguments } from './grouping.ts';
import { isPage, type PageArguments, type ReportContext, runPage, statedCommand } from './report-page.ts';

interface ReportArguments extends PageArguments, FactorArguments {
  paper: 'a4' | 'letter';
  perRun: boolean;
  top: number | undefined;
  allRuns: boolean;
}

/** `ct-parse report`: a PDF or a page, of all runs or one per run. */
export const reportCommand: Command<ReportArguments> = {
  command: 'report [logs...]',
  describe: 'write a report of one run or many, as PDF or as an HTML page',
  builder: (yargs: Argv) =>
    withGroupArguments(withFactorArguments(withAsLogged(withInputs(yargs))))
      .option('output', {
        alias: 'o',
        describe: 'file to write, .pdf or .html, - for a PDF on stdout; with --per-run a folder',
        type: 'string',
        default: 'carbon_report.pdf',
        defaultDescription: 'carbon_report.pdf',
      })
      .option('title', { describe: 'title of the report', type: 'string' })
      .option('paper', { describe: 'page size', choices: ['a4', 'letter'] as const, default: 'a4' as const })
      .option('per-run', flag('write one PDF per run'))
      .option('top', { describe: 'most runs, and most groups, to list (default: 100)', type: 'number' })
      .option('all-runs', flag('list every run, on as many pages as it takes'))
      .requiresArg(['output', 'title', 'top']) as unknown as Argv<ReportArguments>,
  examples: [
    { command: 'ct-parse report ./logs -o report.pdf', does: 'one report of everything below ./logs' },
    {
      command: 'ct-parse report ./logs --country DK --pue 1.2',
      does: 'the same energy with the factors of another place',
    },
    { command: 'ct-parse report ./logs -o report.html', does: 'one page to explore, with every run in it' },
    { command: 'ct-parse report ./logs --per-run -o reports', does: 'one PDF per run' },
    { command: 'ct-parse report ./logs --top 20', does: 'a report that lists the 20 largest runs' },
  ],
  run: runReport,
};

async function runReport(given: ArgumentsCamelCase<ReportArguments>, terminal: Terminal): Promise<number> {
  const args = checkedInputs(given, 'report');
  if (args.perRun && args.output === STDOUT) throw new CtError('USAGE', '--per-run needs a folder: -o DIR');
  if (args.perRun) checkFolderName(folderOf(args), 'reports of each run');
  else {
    checkTarget(args.output, inputsOf(args));
    if (!isPage(args.output)) checkEnding(args.output, '.pdf', 'a report', ['.html']);
    await refuseForeign(args.output, isPage(args.output) ? OWN_PAGE : OWN_PDF);
  }
  const mostRows = mostRowsOf(args);
  const { asLogged } = args;
  const grouped = await groupedBy(args, args);
  const factors = await givenFactors(args, grouped?.defaults);
  checkFigures(factors, asLogged);
  const tally = new FindingTotals({ keepAll: args.verbose });
  if (isPage(args.output) && !args.perRun) return runPage(args, { terminal, factors, grouped }, tally);
  const entries: Entry[] = [];
  const document = new DocumentTotals();
  const progress = new Progress(terminal.stderr);
  const lacking = new LackingSigns();
  try {
    const { digests, addFinding: onFinding } = document;
    const asInLogs: Entry[] = [];
    const onCounted = (entry: Entry): void => {
      document.add(entry);
      if (args.perRun) asInLogs.push(entry);
    };
    const wishes = { progress, factors, asLogged, onFinding, ...grouped?.wishes, digests, onCounted };
    for await (const entry of entriesOfCommand(args, tally, terminal, wishes)) entries.push(entry);
    const order: Order = { args, terminal, factors, progress, grouped, mostRows, document, asInLogs, lacking };
    if (entries.length > 0) await (args.perRun ? writeEach(entries, order) : writeAll(entries, order));
  } finally {
    progress.end();
  }
  const count = entries.length;
  if (count > 0 && args.perRun) terminal.note(`${plural(count, 'report')} in ${folderOf(args)}`);
  else if (count > 0 && args.output !== STDOUT) terminal.note(`${args.output}: ${plural(count, 'run')}`);
  lacking.note(args.perRun ? 'the reports' : 'the report', terminal);
  grouped?.note(terminal);
  return finish(count, tally, args, terminal, grouped?.excluded?.length);
}

/** @throws CtError USAGE for a number of runs that cannot be */
function mostRowsOf({ top, allRuns }: ReportArguments): number | undefined {
  if (allRuns && top !== undefined) throw new CtError('USAGE', '--top and --all-runs cannot be combined');
  if (top !== undefined && !(Number.isInteger(top) && top > 0)) {
    throw new CtError('USAGE', '--top must be a whole number of runs from 1 on');
  }
  return allRuns ? Number.POSITIVE_INFINITY : top;
}

/** What to write, and where to show progress. */
interface Order extends ReportContext {
  args: ReportArguments;
  progress: Progress;
  mostRows: number | undefined;
  document: DocumentTotals;
  /** The entries with the factors of their logs; only where each has a report of its own. */
  asInLogs: readonly Entry[];
  /** Receives the signs of names that the fonts lack. */
  lacking: LackingSigns;
}

/** Fewer runs are laid out too quickly for a progress line. */
const MANY_RUNS = 200;

async function writeAll(entries: readonly Entry[], order: Order): Promise<void> {
  if (entries.length >= MANY_RUNS) order.progress.announce(`laying out ${plural(entries.length, 'run')}`);
  const { args, factors } = order;
  const { asLogged } = args;
  const range = entries.every(({ traits }) => !traits.isRow);
  async function* all(): AsyncGenerator<Iterable<Entry>> {
    yield entries;
  }
  const total = await totalOfParts(all(), {
    asLogged,
    factors,
    range,
    plainSentence: true,
    loose: order.document.findings,
  });
  const document = order.document.result({
    total,
    paths: [...args.logs],
    tables: args.from ?? [],
    ...statedCommand(args, order),
  });
  await writeOne(entries, args.output, order, document);
}

async function writeOne(
  entries: readonly Entry[],
  target: string,
  { args, terminal, factors, grouped, document: { findings }, mostRows, lacking }: Order,
  document: ReportDocument,
): Promise<void> {
  // Loaded here so that the other commands start without it.
  const { renderEntries } = await import('../../src/report/index.ts');
  const { title, paper } = args;
  const options = {
    paper,
    factors,
    asLogged: args.asLogged,
    ...sameMachineOf(args, grouped),
    // Those of no run are shown in a report of all runs only.
    findings: args.perRun ? [] : findings,
    samples: onlySamplesOf(entries, document),
    document,
    onLacking: lacking.add,
    ...(mostRows === undefined ? {} : { mostRows }),
    ...(title === undefined ? {} : { title }),
    ...(grouped === null ? {} : { groups: groupsFor(grouped, args) }),
  };
  await atTarget(target, () => writeWhole(target, terminal, (stream) => renderEntries(entries, stream, options)));
}

/** Groups of a report; reports of single runs do not list what a manifest excludes. */
function groupsFor({ by, nameOf, order, excluded }: Grouped, { perRun }: ReportArguments): ReportGroups {
  return { by, nameOf, order, excluded: perRun ? [] : excludedLines(excluded ?? []) };
}

const folderOf = ({ output }: ReportArguments): string => (output === 'carbon_report.pdf' ? 'carbon_reports' : output);

async function writeEach(entries: readonly Entry[], order: Order): Promise<void> {
  const folder = folderOf(order.args);
  await atTarget(folder, async () => makeFolder(folder));
  const taken = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    order.progress.show(() => `report ${formatCount(i + 1)} of ${formatCount(entries.length)}`);
    const target = path.join(folder, `${freeName(entry.run.id, taken)}.pdf`);
    await refuseForeign(target, OWN_PDF);
    await writeOne([asAlone(entry)], target, order, documentOfOne(order, i));
  }
}

/** The data of the report of one run. */
function documentOfOne(order: Order, place: number): ReportDocument {
  const { args, document, asInLogs } = order;
  return document.alone(asAlone(asInLogs[place] as Entry), statedCommand(args, order));
}

/** Gives a run its whole figure for its own report, including devices that another run counts. */
function asAlone(entry: Entry): Entry {
  return { ...entry, figures: { ...entry.figures, corrected: entry.whole } };
}

/** A unique file name for the report of a run, valid on every system. */
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
