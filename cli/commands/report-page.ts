/** `report -o report.html`: the runs as one HTML file. */
import path from 'node:path';
import type { GivenFactors } from '../../src/accounting/index.ts';
import { DocumentTotals, optionsOf } from '../../src/document.ts';
import { plural } from '../../src/model/text.ts';
import { totalOfParts } from '../../src/pipeline.ts';
import type { DocumentOptions } from '../../src/report/document/index.ts';
import type { FindingTotals } from '../findings.ts';
import { pageTemplate } from '../page-template.ts';
import { atTarget, saveWhole } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { finish, partsOfCommand, type ReadArguments, readingOf, sameMachineOf, type TableInputs } from './common.ts';
import type { GroupArguments, Grouped } from './grouping.ts';

/** A page groups runs by what their logs hold, which phases are not. */
const NO_PHASES = 'the page shows no totals by phase; a PDF does: -o report.pdf';

/** Whether a report is to be a page, by the name of its file. */
export const isPage = (output: string): boolean => ['.html', '.htm'].includes(path.extname(output).toLowerCase());

/** Arguments of a report that are not about its pages of paper. */
export interface PageArguments extends ReadArguments, TableInputs, GroupArguments {
  /** Whether figures are those that the logs print. */
  asLogged: boolean;
  /** File to write, or `-` for a PDF on standard output. */
  output: string;
  /** Title of the report; the default one where undefined. */
  title: string | undefined;
}

/** What a report needs beside its arguments. */
export interface ReportContext {
  /** Streams of the command. */
  terminal: Terminal;
  /** Factors that replace the logged ones. */
  factors: GivenFactors;
  /** How the runs are grouped; null where they are not. */
  grouped: Grouped | null;
}

/** What the document of a report states of its command. */
export function statedCommand(
  args: PageArguments,
  { terminal, factors, grouped }: ReportContext,
): { options: DocumentOptions; commandLine: string | null; title?: string } {
  const { title, manifest, asLogged } = args;
  const options = optionsOf({ ...readingOf(args), factors, asLogged, ...sameMachineOf(args, grouped) }, manifest);
  return { options, commandLine: terminal.commandLine, ...(title === undefined ? {} : { title }) };
}

/**
 * Reads the logs of a command and writes the page; nothing is written where there are no runs.
 *
 * @param tally counts the findings for stderr
 * @returns the exit code
 */
export async function runPage(args: PageArguments, context: ReportContext, tally: FindingTotals): Promise<number> {
  const { terminal, factors, grouped } = context;
  const { asLogged, output } = args;
  // Asked for before anything is read, so that a missing one is reported at once.
  const template = pageTemplate();
  const document = new DocumentTotals();
  const { digests, add: onCounted, addFinding: onFinding, findings: loose } = document;
  const listening = { ...grouped?.wishes, factors, asLogged, onFinding, onCounted, digests };
  const parts = partsOfCommand(args, tally, terminal, listening);
  const total = await totalOfParts(parts, { asLogged, factors, range: true, plainSentence: true, loose });
  const { runs } = total.totals;
  if (runs > 0) {
    const result = document.result({
      total,
      paths: [...args.logs],
      tables: args.from ?? [],
      ...statedCommand(args, context),
    });
    const { pageWith } = await import('../../src/report/page/index.ts');
    const html = pageWith(template, result, args.groupBy ?? null);
    await atTarget(output, () => saveWhole(output, html));
    terminal.note(`${output}: ${plural(runs, 'run')}`);
    if (args.manifest !== undefined) terminal.note(NO_PHASES);
  }
  grouped?.note(terminal);
  return finish(runs, tally, args, terminal, grouped?.excluded?.length);
}
