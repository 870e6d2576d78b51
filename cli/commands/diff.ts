import type { ArgumentsCamelCase, Argv } from 'yargs';
import { compareRuns, type Entry, withoutEpochs } from '../../src/accounting/index.ts';
import { CtError } from '../../src/model/errors.ts';
import { formatCount } from '../../src/model/numbers.ts';
import type { Finding } from '../../src/model/run.ts';
import { type EntryOptions, entriesFrom } from '../../src/pipeline.ts';
import { recalculatedText, type Tools, ToolTotals } from '../../src/report/statement/index.ts';
import { diffMarkdown, diffText } from '../diff-text.ts';
import { budgetOf, percentOf } from '../energy-budget.ts';
import { FindingTotals } from '../findings.ts';
import { type Command, flag } from '../help.ts';
import { Progress } from '../progress.ts';
import { EXIT, type Terminal, toJson } from '../terminal.ts';
import { type ReadingArguments, readingOf, withReadingArguments } from './common.ts';
import { type FactorArguments, givenFactors, withFactorArguments } from './factors.ts';

interface DiffArguments extends FactorArguments, ReadingArguments {
  a: string;
  b: string;
  json: boolean;
  markdown: boolean;
  failAbove: string | undefined;
  exitCode: boolean;
}

/** `ct-parse diff`: two sets of runs side by side. */
export const diffCommand: Command<DiffArguments> = {
  command: 'diff <a> <b>',
  describe: 'compare two folders of logs, or two tables of runs',
  builder: (yargs: Argv) => {
    const own = withFactorArguments(yargs)
      .positional('a', { describe: 'logs or a table: before', type: 'string', demandOption: true })
      .positional('b', { describe: 'logs or a table: after', type: 'string', demandOption: true })
      .option('json', flag('print the comparison as JSON'))
      .option('markdown', flag('print the comparison as Markdown, for the summary of a job'))
      .option('fail-above', {
        describe: 'exit 1 when the energy of B exceeds that of A by more, such as 5%',
        type: 'string',
      })
      .requiresArg('fail-above')
      .option('exit-code', flag('exit 1 when runs or figures differ'));
    return withReadingArguments(own) as unknown as Argv<DiffArguments>;
  },
  examples: [
    {
      command: 'ct-parse diff before after',
      does: 'added, missing and changed runs, and the difference of the totals',
    },
    { command: 'ct-parse diff paper.parquet ./logs', does: 'a table against logs' },
    {
      command: 'ct-parse diff --fail-above 5% --markdown main.parquet ./logs',
      does: 'a check for continuous integration',
    },
  ],
  notes: ['Runs are matched by content, then by name; a run has changed when its figures differ.'],
  run: runDiff,
};

async function runDiff(args: ArgumentsCamelCase<DiffArguments>, terminal: Terminal): Promise<number> {
  if (args.json && args.markdown) throw new CtError('USAGE', '--json and --markdown cannot be combined');
  const failAbovePercent = args.failAbove === undefined ? null : percentOf(args.failAbove);
  const factors = await givenFactors(args);
  const sides = { ...readingOf(args), factors };
  const tallies = { a: new FindingTotals({ keepAll: args.verbose }), b: new FindingTotals({ keepAll: args.verbose }) };
  const a = await readSide(args.a, sides, tallies.a, terminal);
  const b = await readSide(args.b, sides, tallies.b, terminal);
  const loose = [...tallies.a.lines().map((line) => `A: ${line}`), ...tallies.b.lines().map((line) => `B: ${line}`)];
  for (const line of loose) terminal.note(line);
  const empty = a.length === 0 ? args.a : b.length === 0 ? args.b : null;
  if (empty !== null) {
    terminal.note(`ct-parse: no logs found in ${empty}; ct-parse --help lists the formats`);
    return EXIT.unusable;
  }
  const doubts = [...doubtsOf('A', a), ...doubtsOf('B', b)];
  for (const line of doubts) terminal.note(line);
  const comparison = compareRuns(a, b);
  const budget = failAbovePercent === null ? null : budgetOf(comparison, failAbovePercent);
  const text = args.json
    ? `${toJson(budget === null ? comparison : { ...comparison, budget }, 2)}\n`
    : args.markdown
      ? diffMarkdown(comparison, args, budget, [...loose, ...doubts])
      : diffText(comparison, args, terminal.tableColumns);
  await terminal.print(text);
  const recalculated = recalculatedText(factors, keptPueOf([...a, ...b]));
  if (recalculated !== null) terminal.note(recalculated);
  if (budget !== null) terminal.note(`ct-parse: ${budget.verdict}: ${budget.text}`);
  const { added, gone, changed } = comparison;
  if (args.strict && (tallies.a.hasErrors || tallies.b.hasErrors || [...a, ...b].some(hasError))) return EXIT.unusable;
  if (budget?.isKept === false) return EXIT.unusable;
  return args.exitCode && added.length + gone.length + changed.length > 0 ? EXIT.unusable : EXIT.done;
}

/** What makes the total of one side doubtful, a line each. */
function doubtsOf(side: string, entries: readonly Entry[]): string[] {
  const tally = new FindingTotals({ keepAll: false });
  for (const entry of entries) tally.addRun(entry, { quiet: [] });
  return tally.doubts().map((line) => `${side}: ${line}`);
}

function keptPueOf(entries: readonly Entry[]): Tools['keptPue'] {
  const tools = new ToolTotals();
  for (const entry of entries) tools.add(entry);
  return tools.result().keptPue;
}

const hasError = ({ run }: Entry): boolean => run.findings.some(({ severity }) => severity === 'error');

/** Reads logs, a table or a dataset. */
async function readSide(
  path: string,
  options: EntryOptions,
  tally: FindingTotals,
  terminal: Terminal,
): Promise<Entry[]> {
  const progress = new Progress(terminal.stderr);
  const onFinding = (finding: Finding): void => tally.addLoose(finding);
  const entries: Entry[] = [];
  try {
    for await (const entry of entriesFrom([path], { ...options, onFinding })) {
      entries.push(withoutEpochs(entry));
      // Findings of no run are weighed against the total of their side.
      tally.addRun(entry, { findings: [], quiet: [] });
      progress.show(() => `${formatCount(entries.length)} runs read`);
    }
  } finally {
    progress.end();
  }
  return entries;
}
