/** Runs -> things to read. */
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkFigures, type Entry, entriesOf, withFactors } from '../accounting/index.ts';
import type { Finding, Run } from '../model/run.ts';
import { dateOfDocument } from './date.ts';
import { documentOfEntries } from './document/index.ts';
import { compact } from './pdf/compact.ts';
import { makeReport, type ReportOptions, TITLE } from './pdf/document.ts';
import { packDocument } from './pdf/embedded.ts';

export type { GivenFactors } from '../accounting/index.ts';
export type { ChartKind, Figure } from './charts/index.ts';
export { CHART_KINDS, chart, describeChart, figure, figureOf } from './charts/index.ts';
export type { ImageFormat } from './figure-image.ts';
export { figureImage } from './figure-image.ts';
export type { FigureOptions } from './figure-pdf.ts';
export { renderFigure } from './figure-pdf.ts';
export type { FigureStyle } from './figure-style.ts';
export { FIGURE_STYLES } from './figure-style.ts';
export type { ReportOptions } from './pdf/document.ts';
export type { ReportGroups } from './pdf/facts.ts';
export type { Facts, FactsOptions, Phase, StatementOptions, StatementStyle } from './statement/index.ts';
export { FactTotals, factsOf, phaseOf, STATEMENT_STYLES, sentence, statement } from './statement/index.ts';

/**
 * Writes a PDF report of runs that carry their findings.
 *
 * @param stream - receives the PDF and is ended
 * @throws CtError USAGE for a PUE below 1 or a negative carbon intensity
 */
export async function renderReport(runs: readonly Run[], stream: Writable, options: ReportOptions = {}): Promise<void> {
  const among: Finding[] = [];
  const { factors = {}, asLogged = false, sameMachine, title = TITLE, date = dateOfDocument() } = options;
  const entries = entriesOf(runs, { asLogged, sameMachine, onFinding: (finding) => void among.push(finding) });
  checkFigures(factors, asLogged);
  const findings = options.findings ?? among;
  const document = documentOfEntries(entries, { title, date, findings, options: { factors, asLogged, sameMachine } });
  const counted = entries.map((entry) => withFactors(entry, factors));
  await renderEntries(counted, stream, { document, ...options, findings });
}

/**
 * Writes a PDF report of entries, which have the factors of the options already.
 *
 * @param stream - receives the PDF and is ended
 */
export async function renderEntries(
  entries: readonly Entry[],
  stream: Writable,
  options: ReportOptions = {},
): Promise<void> {
  // The stream is watched from the start: it may fail, such as on a missing folder, while pages are still made.
  await pipeline(wholeReport(entries, options), stream);
}

async function* wholeReport(entries: readonly Entry[], options: ReportOptions): AsyncGenerator<Uint8Array> {
  const chunks: Buffer[] = [];
  const data = options.document === undefined ? null : await packDocument(options.document);
  for await (const chunk of makeReport(entries, options, data)) chunks.push(chunk as Buffer);
  yield compact(Buffer.concat(chunks));
}
