/** One chart as a PDF of its own size, for `\includegraphics`. */
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { drawChart } from './canvas/draw-chart.ts';
import { type Figure, withNames } from './charts/figure.ts';
import { dateOfDocument } from './date.ts';
import { figureSize } from './figure-size.ts';
import { type FigureStyle, inStyle, styleOf } from './figure-style.ts';
import { registerFonts, writable } from './fonts/register.ts';

/** How a figure is drawn as a PDF. */
export interface FigureOptions {
  /** Width, text and lines of a venue; plain unless given. */
  style?: FigureStyle;
  /** Width in the paper in cm; that of the style unless given. */
  widthCm?: number;
  /** Date of the document; `SOURCE_DATE_EPOCH` when that is set, else now. */
  date?: Date;
  /** Called with the signs that the fonts lack, where there are any: they are written as code points. */
  onLacking?: (signs: ReadonlySet<string>) => void;
}

/** Writes a chart as a one-page PDF and ends the stream. */
export async function renderFigure(drawn: Figure, stream: Writable, options: FigureOptions = {}): Promise<void> {
  const { style = 'plain' } = options;
  const styled = inStyle(drawn, style);
  const { widthCm, fonts } = styleOf(style);
  const { widthPt, heightPt, widthPx } = figureSize(styled, options.widthCm ?? widthCm, style);
  const date = options.date ?? dateOfDocument();
  const doc = new PDFDocument({
    size: [widthPt, heightPt],
    margin: 0,
    pdfVersion: '1.5',
    lang: 'en',
    tagged: true,
    displayTitle: true,
    font: null as unknown as string,
    info: { Title: styled.title, Subject: styled.description, Creator: 'ct-parse', CreationDate: date, ModDate: date },
  });
  registerFonts(doc, textsOf(styled));
  const lacking = new Set<string>();
  const figure = withNames(styled, (text) => writable(doc, text, lacking));
  const box = { x: 0, y: 0, width: widthPt, height: heightPt };
  const draw = (): void => drawChart(doc, figure.configuration, box, fonts, widthPx);
  const bbox: [number, number, number, number] = [0, 0, widthPt, heightPt];
  const root = doc.struct('Document');
  doc.addStructure(root);
  root.add(doc.struct('Figure', { alt: writable(doc, figure.description), bbox } as object, draw));
  root.end();
  doc.end();
  if (lacking.size > 0) options.onLacking?.(lacking);
  await pipeline(doc, stream);
}

/** Texts of a chart that come from logs. */
function textsOf({ configuration, description }: Figure): string[] {
  return [description, ...(configuration.data.labels ?? []).map(String)];
}
