/** What it takes to check the report: the program, the command, the date, the inputs and the command that checks them. */
import { plural } from '../../model/text.ts';
import type { ReportDocument } from '../document/index.ts';
import { MONO } from '../fonts/register.ts';
import { ATTACHMENT } from './embedded.ts';
import { INK, type Layout } from './layout.ts';
import { tableHeight, writeTable } from './table.ts';

const ROWS = 4;
const CODE_SIZE = 7.2;
const LONGEST_COMMAND = 1000;

/** Height of the section below its heading, in points. */
const SECTION_PT = tableHeight(ROWS) + 75;

/**
 * Writes the section on program, command and inputs.
 *
 * @param after - height of what must not stand alone on the next page, in points
 */
export function writeProvenance(layout: Layout, document: ReportDocument, after: number): void {
  const { writer, commandLine, date, inputs, entries } = document;
  const { files, sha256, tables } = inputs;
  const rows = entries.filter(({ run }) => run === null).length;
  const isOfTables = rows > 0 && inputs.paths.length + tables.length > 0;
  const fromTables = isOfTables ? `${plural(rows, 'run')} of tables (${[...inputs.paths, ...tables].join(', ')})` : '';
  const fromFiles = files === 0 ? '' : plural(files, 'file');
  const write = (): void => {
    writeTable(
      layout,
      [
        { title: 'What', share: 0.2 },
        { title: 'Of this report', share: 0.8, wrap: true },
      ],
      [
        ['Program', `${writer.tool} ${writer.version}`],
        ['Command', (commandLine ?? 'called from a script').slice(0, LONGEST_COMMAND)],
        ['Date', `${date.slice(0, 19).replace('T', ' ')} UTC`],
        ['Inputs', [fromFiles, fromTables].filter((text) => text !== '').join(' and ') || 'runs of a script'],
      ],
    );
    if (files > 0) {
      layout.paragraph('SHA-256 over the sorted SHA-256 of the input files, one a line:', { below: 1 });
      layout.paragraph(sha256, { size: CODE_SIZE, font: MONO, below: 4 });
    }
    layout.paragraph(
      `The attachment ${ATTACHMENT} holds ${plural(entries.length, 'run')} with all figures. This command computes the totals ` +
        'again from the logs, and names what is missing, added or changed; without logs it adds up the attachment:',
      { below: 1 },
    );
    layout.paragraph('ct-parse verify REPORT.pdf LOGS', { size: CODE_SIZE, font: MONO, colour: INK.text, below: 4 });
  };
  layout.section('How to check this report', write, SECTION_PT + after);
}
