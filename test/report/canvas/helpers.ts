/** Draws with pdfkit, reads back with poppler, and compares with the raster of @napi-rs/canvas. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, GlobalFonts, loadImage, type SKRSContext2D } from '@napi-rs/canvas';
import type { ChartConfiguration } from 'chart.js';
import PDFDocument from 'pdfkit';
import { chartLibrary } from '../../../src/report/canvas/chart-library.ts';
import type { PdfDocument } from '../../../src/report/canvas/page.ts';
import { PdfContext } from '../../../src/report/canvas/pdf-context.ts';
import { fontBytes, registerFonts, SANS } from '../../../src/report/fonts/register.ts';
import { need } from '../../helpers/needs.ts';

for (const name of [SANS.regular, SANS.bold]) GlobalFonts.register(fontBytes(name), 'Arimo');

export const SIZE = { width: 400, height: 300 };
const ORIGIN = { x: 30, y: 40 };
const PAGE: [number, number] = [460, 380];

/** What both kinds of context are drawn with. */
export type Draw = (context: CanvasRenderingContext2D) => void;

/** Waits for the bytes of a document. */
export function bytesOf(doc: PdfDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<Buffer>((resolve) => doc.on('end', () => resolve(Buffer.concat(chunks))));
  doc.end();
  return done;
}

/** A one-page document with the fonts of a report and fixed dates. */
export function newPage(compress = true): PdfDocument {
  const doc = new PDFDocument({
    size: PAGE,
    margin: 0,
    compress,
    font: null as unknown as string,
    info: { CreationDate: new Date(0), ModDate: new Date(0) },
  });
  registerFonts(doc);
  return doc;
}

/** A context over a box of a page, one pixel a point. */
export function contextOn(doc: PdfDocument, widthPx: number = SIZE.width): PdfContext {
  return new PdfContext(doc, { ...ORIGIN, ...SIZE }, widthPx, SANS);
}

/** A page that `draw` has drawn on. */
export async function pdfOf(draw: Draw, compress = true): Promise<Buffer> {
  const doc = newPage(compress);
  const context = contextOn(doc);
  draw(context as unknown as CanvasRenderingContext2D);
  context.finish();
  return bytesOf(doc);
}

/** Runs a poppler program on a PDF and returns what it prints. */
export function poppler(program: string, pdf: Buffer, ...flags: string[]): string {
  need(program);
  const folder = mkdtempSync(join(tmpdir(), 'ct-parse-'));
  try {
    const path = join(folder, 'page.pdf');
    writeFileSync(path, pdf);
    return execFileSync(program, [...flags, path, ...(program === 'pdftotext' ? ['-'] : [])], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** RGBA pixels of the box of a page, two a point. */
export async function pixelsOfPdf(pdf: Buffer): Promise<Uint8ClampedArray> {
  need('pdftoppm');
  const folder = mkdtempSync(join(tmpdir(), 'ct-parse-'));
  try {
    const path = join(folder, 'page.pdf');
    writeFileSync(path, pdf);
    execFileSync('pdftoppm', ['-r', '144', '-png', '-singlefile', path, join(folder, 'page')]);
    const image = await loadImage(readFileSync(join(folder, 'page.png')));
    const context = createCanvas(SIZE.width * 2, SIZE.height * 2).getContext('2d');
    context.drawImage(image, -ORIGIN.x * 2, -ORIGIN.y * 2);
    return context.getImageData(0, 0, SIZE.width * 2, SIZE.height * 2).data;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** RGBA pixels of the same drawing on a raster canvas, two a pixel. */
export function pixelsOfCanvas(draw: Draw): Uint8ClampedArray {
  const canvas = createCanvas(SIZE.width * 2, SIZE.height * 2);
  const context = canvas.getContext('2d');
  whiten(context);
  context.scale(2, 2);
  draw(context as unknown as CanvasRenderingContext2D);
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}

/** RGBA pixels of a chart on a raster canvas, two a pixel. */
export function pixelsOfChart(configuration: ChartConfiguration): Uint8ClampedArray {
  const canvas = createCanvas(SIZE.width, SIZE.height);
  const options = { ...configuration.options, animation: false, responsive: false, devicePixelRatio: 2 };
  const Chart = chartLibrary();
  const chart = new Chart(canvas as unknown as HTMLCanvasElement, { ...configuration, options } as ChartConfiguration);
  const flat = createCanvas(SIZE.width * 2, SIZE.height * 2).getContext('2d');
  whiten(flat);
  flat.drawImage(canvas, 0, 0, SIZE.width * 2, SIZE.height * 2);
  chart.destroy();
  return flat.getImageData(0, 0, SIZE.width * 2, SIZE.height * 2).data;
}

function whiten(context: SKRSContext2D): void {
  context.save();
  context.fillStyle = 'white';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.restore();
}

/** Mean difference of two pictures over all channels, from 0 to 255. */
export function meanDifference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
  return sum / a.length;
}
