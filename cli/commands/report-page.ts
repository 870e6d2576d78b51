/** `report -o report.html`: the runs as one HTML file. */
import path from 'node:path';
import type { GivenFactors } from '../../src/accounting/index.ts';
import { DocumentTotals, optionsOf } from '../../src/document.ts';
import { totalOfParts } from '../../src/pipeline.ts';
import type { FindingTotals } from '../findings.ts';
import { pageTemplate } from '../page-template.ts';
import type { Progress } from '../progress.ts';
import { atTarget, STDOUT, saveWhole } from '../target.ts';
import type { Terminal } from '../terminal.ts';
import { type Listening, partsOfCommand, type ReadArguments, sameMachineOf } from './common.ts';

/** Whether a report is to be a page, by the name of its file. */
export const isPage = (output: string): boolean => ['.html', '.htm'].includes(path.extname(output).toLowerCase());

/** What a page is made of. */
export interface PageOrder {
  /** Arguments of the command. */
  args: ReadArguments & { asLogged: boolean; from?: string[] | undefined };
  /** File to write, or `-`. */
  output: string;
  /** Title of the page; the default one where undefined. */
  title?: string | undefined;
  /** Counts the findings for stderr. */
  tally: FindingTotals;
  /** Streams of the command. */
  terminal: Terminal;
  /** Factors that replace the logged ones. */
  factors: GivenFactors;
  /** Shows how far reading is. */
  progress: Progress;
  /** Further options of reading, such as those of a manifest. */
  wishes?: Listening;
  /** Path of the manifest; null or absent for none. */
  manifest?: string | null;
}

/**
 * Reads the logs of a command and writes the page.
 *
 * @returns the number of runs; nothing is written where there are none
 */
export async function writePage(order: PageOrder): Promise<number> {
  const { args, output, title, tally, terminal, factors, progress, wishes = {}, manifest = null } = order;
  const { asLogged, recursive, devices, inputFormat, columns, fromTime, toTime } = args;
  // Asked for before anything is read, so that a missing one is reported at once.
  const template = pageTemplate();
  const document = new DocumentTotals();
  const { digests, add: onCounted, addFinding: onFinding, findings: loose } = document;
  const listening = { ...wishes, progress, factors, asLogged, onFinding, onCounted, digests };
  const parts = partsOfCommand(args, tally, terminal, listening);
  const total = await totalOfParts(parts, { asLogged, factors, range: true, plainSentence: true, loose });
  if (total.totals.runs === 0) return 0;
  const { sameMachine } = sameMachineOf(args, { wishes });
  const options = { factors, asLogged, recursive, devices, inputFormat, columns, fromTime, toTime, sameMachine };
  const result = document.result({
    total,
    paths: [...args.logs],
    tables: args.from ?? [],
    options: optionsOf(options, manifest),
    commandLine: terminal.commandLine,
    ...(title === undefined ? {} : { title }),
  });
  const { pageWith } = await import('../../src/report/page/index.ts');
  const html = pageWith(template, result);
  if (output === STDOUT) await terminal.print(html);
  else await atTarget(output, () => saveWhole(output, html));
  return total.totals.runs;
}
