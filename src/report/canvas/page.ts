/** The page that a canvas draws on. */
import type PDFDocument from 'pdfkit';

export type PdfDocument = InstanceType<typeof PDFDocument>;

/** A place on the page in points, y downwards. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
