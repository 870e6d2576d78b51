import path from 'node:path';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import { asLoggedEntry, type Entry } from '../../src/accounting/index.ts';
import { onlySamplesOf } from '../../src/api.ts';
import { CtError, systemReason } from '../../src/model/errors.ts';
import type { FigureStyle } from '../../src/report/index.ts';
import { makeFolder } from '../../src/tracker/command/index.ts';
import { checkFolderName } from '../endings.ts';
import { FindingTotals } from '../findings.ts';
import { OWN_PDF, refuseForeign } from '../foreign-file.ts';
import type { Command } from '../help.ts';
import { LackingSigns } from '../lacking-signs.ts';
import { STDOUT, saveWhole, writeWhole } from '../target.ts';
import { clean, type Terminal } from '../terminal.ts';
import {
  checkedInputs,
  entriesOfCommand,
  finish,
  type ReadArguments,
  type TableInputs,
  withAsLogged,
  withInputs,
} from './common.ts';
import { type FactorArguments, givenFactors, withFactorArguments } from './factors.ts';

interface FiguresArguments extends ReadArguments, TableInputs, FactorArguments {
  asLogged: boolean;
  output: string;
  format: 'pdf' | 'png' | 'svg';
  width: number | undefined;
  style: FigureStyle;
}

/** Widths in cm at which a figure is legible and fits on paper. */
const WIDTH_CM = { least: 4, most: 100 };

/** `ct-parse figures`: one file per chart. */
export const figuresCommand: Command<FiguresArguments> = {
  command: 'figures [logs...]',
  describe: 'write each chart to a file for a paper',
  builder: (yargs: Argv) =>
    withFactorArguments(withAsLogged(withInputs(yargs)))
      .option('output', { alias: 'o', describe: 'folder to write to', type: 'string', default: 'figures' })
      .option('format', { describe: 'file format', choices: ['pdf', 'png', 'svg'] as const, default: 'pdf' as const })
      .option('width', {
        describe: 'width in cm: 8.5 fits one column, 17.5 two (default: that of the style)',
        type: 'number',
      })
      .option('style', {
        describe: 'width, face, text size and lines of a venue',
        choices: ['plain', 'nature', 'neurips'] as const,
        default: 'plain' as const,
      }) as unknown as Argv<FiguresArguments>,
  examples: [
    { command: 'ct-parse figures ./logs -o figures --width 8.5', does: 'PDFs one column wide' },
    { command: 'ct-parse figures ./logs --style nature', does: 'PDFs as the figure guide of Nature asks for' },
    { command: 'ct-parse figures ./logs --format png', does: 'bitmaps at 300 dpi' },
  ],
  notes: ['Prints the path of each file. PNG and SVG need the optional package @napi-rs/canvas.'],
  run: runFigures,
};

async function runFigures(given: ArgumentsCamelCase<FiguresArguments>, terminal: Terminal): Promise<number> {
  const args = checkedInputs(given, 'figures');
  if (args.output === STDOUT) throw new CtError('USAGE', 'figures need a folder: -o DIR');
  checkFolderName(args.output, 'figures');
  if (args.width !== undefined && !(args.width >= WIDTH_CM.least && args.width <= WIDTH_CM.most)) {
    throw new CtError('USAGE', `--width must be between ${WIDTH_CM.least} and ${WIDTH_CM.most} cm`);
  }
  const factors = await givenFactors(args);
  const tally = new FindingTotals({ keepAll: args.verbose });
  const entries: Entry[] = [];
  const { asLogged } = args;
  for await (const entry of entriesOfCommand(args, tally, terminal, { factors, asLogged })) {
    entries.push(asLogged ? asLoggedEntry(entry) : entry);
  }
  if (entries.length > 0) await writeFigures(entries, args, terminal);
  return finish(entries.length, tally, args, terminal);
}

async function writeFigures(
  entries: readonly Entry[],
  { output, format, width, style }: FiguresArguments,
  terminal: Terminal,
): Promise<void> {
  // Loaded here so that the other commands start without it.
  const { CHART_KINDS, figureImage, figureOf, renderFigure } = await import('../../src/report/index.ts');
  const samples = onlySamplesOf(entries);
  const lacking = new LackingSigns();
  let count = 0;
  try {
    makeFolder(output);
    for (const kind of CHART_KINDS) {
      const one = figureOf(entries, kind, samples);
      if (one === null) continue;
      const target = path.join(output, `${kind}.${format}`);
      if (format === 'pdf') {
        await refuseForeign(target, OWN_PDF);
        await writeWhole(target, terminal, (stream) =>
          renderFigure(one, stream, {
            style,
            onLacking: lacking.add,
            ...(width === undefined ? {} : { widthCm: width }),
          }),
        );
      } else await saveWhole(target, await figureImage(one, format, width ?? null, style));
      await terminal.print(`${clean(target)}\n`);
      count += 1;
    }
  } catch (error) {
    if (error instanceof CtError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CtError('UNWRITABLE', `cannot write to ${output}: ${systemReason(error)}`, { cause: error });
  }
  lacking.note('the figures', terminal);
  if (count === 0) terminal.note('ct-parse: nothing to draw: no run was measured');
}
