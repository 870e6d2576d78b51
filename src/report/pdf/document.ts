/** A report as a PDF document: its properties, its sections in order, and the foot of each page. */
import PDFDocument from 'pdfkit';
import type { Entry, GivenFactors, SameMachine } from '../../accounting/index.ts';
import type { Finding } from '../../model/run.ts';
import type { Samples } from '../../model/samples.ts';
import type { PdfDocument } from '../canvas/page.ts';
import { dateOfDocument } from '../date.ts';
import type { ReportDocument } from '../document/index.ts';
import { registerFonts, SERIF } from '../fonts/register.ts';
import { bibtexHeight, writeBibtex } from './bibtex.ts';
import { writeCharts } from './charts.ts';
import { embedDocument, type PackedDocument } from './embedded.ts';
import { type Facts, factsOf, type ReportGroups } from './facts.ts';
import { writeFindings } from './findings.ts';
import { writeGroups } from './groups.ts';
import { writeHardware } from './hardware.ts';
import { writeKeyFigures } from './key-figures.ts';
import { INK, Layout, MARGIN, SIZES } from './layout.ts';
import { writeMethod } from './method.ts';
import { writePredictions } from './predictions.ts';
import { writeProvenance } from './provenance.ts';
import { writeRuns } from './run-table.ts';
import { writeSentence, writeTitle } from './title.ts';

/** Options of a report. */
export interface ReportOptions {
  /** Title; `TITLE` unless given. */
  title?: string;
  /** Size of the paper; A4 unless given. */
  paper?: 'a4' | 'letter';
  /** Date of the document; `SOURCE_DATE_EPOCH` when that is set, else now. */
  date?: Date;
  /** Factors that replace the logged ones; the report names them beside its figures. */
  factors?: GivenFactors;
  /** Count the figures as the logs print them, without corrections. */
  asLogged?: boolean;
  /** Whether runs of carbontracker that overlap on devices of the same names measured the same devices, or which did. */
  sameMachine?: SameMachine | undefined;
  /** Findings of no run, such as copies and unreadable files; unless given, those that runs at hand show. */
  findings?: readonly Finding[];
  /** A table of totals by group. */
  groups?: ReportGroups;
  /** Most runs, and most groups, that are listed; `Infinity` for all, 100 unless given. */
  mostRows?: number;
  /** Samples of a single ct-track run, for its power over time; null or absent without any. */
  samples?: Samples | null;
  /** The data of the report, which the PDF embeds; without it the report cannot be verified. */
  document?: ReportDocument;
  /** Sentences under the method. */
  notes?: readonly string[];
  /** Called with the signs that the fonts lack, where there are any: they are written as code points. */
  onLacking?: (signs: ReadonlySet<string>) => void;
}

/** Title of a report without another one. */
export const TITLE = 'Energy and carbon footprint of training';

/**
 * Lays a report of entries out; the document is a stream that has ended.
 *
 * @param data of `options.document`, to embed
 */
export function makeReport(
  entries: readonly Entry[],
  options: ReportOptions = {},
  data: PackedDocument | null = null,
): PdfDocument {
  const title = options.title ?? TITLE;
  const facts = factsOf(entries, options);
  const groupTexts = (facts.groups?.groups ?? []).map(({ name }) => name).concat(facts.groups?.excluded ?? []);
  const doc = openDocument(title, options);
  registerFonts(
    doc,
    textsOf(entries, [
      title,
      ...(options.notes ?? []),
      ...textsOfFactors(options.factors),
      ...groupTexts,
      ...facts.loose.map(({ message }) => message),
      options.document?.commandLine ?? '',
    ]),
  );
  const layout = new Layout(doc);
  writeSections(layout, facts, title, options);
  layout.end();
  if (options.document !== undefined && data !== null) embedDocument(doc, options.document, data);
  writeFeet(layout, title);
  doc.end();
  if (layout.lacking.size > 0) options.onLacking?.(layout.lacking);
  return doc;
}

function writeSections(layout: Layout, facts: Facts, title: string, options: ReportOptions): void {
  writeTitle(layout, facts, title);
  writeSentence(layout, facts);
  writeKeyFigures(layout, facts, options.document?.range ?? null);
  writeGroups(layout, facts);
  // Charts fill the rest of the first page.
  writeCharts(layout, facts, options.samples ?? null);
  writeHardware(layout, facts);
  writeRuns(layout, facts);
  writePredictions(layout, facts);
  writeFindings(layout, facts);
  const { document = null } = options;
  writeMethod(layout, facts, options.notes ?? [], document === null);
  if (document !== null) writeProvenance(layout, document, bibtexHeight(facts.tools));
  writeBibtex(layout, facts.tools);
}

function openDocument(title: string, { paper = 'a4', date }: ReportOptions): PdfDocument {
  const created = date ?? dateOfDocument();
  return new PDFDocument({
    size: paper === 'a4' ? 'A4' : 'LETTER',
    margin: MARGIN,
    bufferPages: true,
    tagged: true,
    lang: 'en',
    displayTitle: true,
    pdfVersion: '1.7',
    // No font of pdfkit's own, as those are not embedded.
    font: null as unknown as string,
    info: {
      Title: title,
      Subject: 'Energy use and CO2eq of machine learning training, from carbontracker logs',
      Keywords: 'energy, CO2eq, carbon footprint, carbontracker',
      Creator: 'ct-parse',
      CreationDate: created,
      ModDate: created,
    },
  });
}

/** Texts of the runs that may hold characters beyond the common ones. */
function* textsOf(entries: readonly Entry[], more: readonly string[]): Generator<string> {
  yield* more;
  for (const { run } of entries) {
    yield run.id;
    yield run.pue?.source ?? '';
    yield run.intensity?.location ?? '';
    for (const { name, devices } of run.components) {
      yield name;
      yield* devices;
    }
    for (const { message } of run.findings) yield message;
  }
}

const textsOfFactors = ({ pue, intensity }: GivenFactors = {}): string[] => [
  pue?.source ?? '',
  intensity?.source ?? '',
  intensity?.location ?? '',
];

function writeFeet(layout: Layout, title: string): void {
  const { doc } = layout;
  const { start, count } = doc.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    doc.switchToPage(page);
    const y = doc.page.height - MARGIN + 12;
    const number = `${page + 1} / ${count}`;
    doc.markContent('Artifact', { type: 'Pagination' });
    doc.font(SERIF.regular).fontSize(SIZES.small).fillColor(INK.soft);
    doc.text(layout.clean(title.slice(0, 80)), layout.left, y, { lineBreak: false });
    doc.text(number, layout.left + layout.width - doc.widthOfString(number), y, { lineBreak: false });
    doc.endMarkedContent();
  }
}
