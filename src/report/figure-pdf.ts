/** One chart as a PDF of its own size, for `\includegraphics`. */
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { drawChart } from './canvas/draw-chart.ts';
import type { Figure } from './charts/index.ts';
import { dateOfDocument } from './date.ts';
import { COLUMN_CM, figureSize } from './figure-size.ts';
import { registerFonts, SANS } from './fonts/register.ts';

/** How a figure is drawn as a PDF. */
export interface FigureOptions {
  /** Width in the paper in cm; two columns unless given. */
  widthCm?: number;
  /** Date of the document; `SOURCE_DATE_EPOCH` when that is set, else now. */
  date?: Date;
}

/** Writes a chart as a one-page PDF and ends the stream. */
export async function renderFigure(figure: Figure, stream: Writable, options: FigureOptions = {}): Promise<void> {
  const { widthPt, heightPt, widthPx } = figureSize(figure, options.widthCm ?? COLUMN_CM.two);
  const date = options.date ?? dateOfDocument();
  const doc = new PDFDocument({
    size: [widthPt, heightPt],
    margin: 0,
    pdfVersion: '1.5',
    lang: 'en',
    tagged: true,
    displayTitle: true,
    font: null as unknown as string,
    info: { Title: figure.title, Subject: figure.description, Creator: 'ct-parse', CreationDate: date, ModDate: date },
  });
  registerFonts(doc, textsOf(figure));
  const box = { x: 0, y: 0, width: widthPt, height: heightPt };
  const draw = (): void => drawChart(doc, figure.configuration, box, SANS, widthPx);
  const bbox: [number, number, number, number] = [0, 0, widthPt, heightPt];
  const root = doc.struct('Document');
  doc.addStructure(root);
  root.add(doc.struct('Figure', { alt: figure.description, bbox } as object, draw));
  root.end();
  doc.end();
  await pipeline(doc, stream);
}

/** Texts of a chart that come from logs. */
function textsOf({ configuration, description }: Figure): string[] {
  return [description, ...(configuration.data.labels ?? []).map(String)];
}
