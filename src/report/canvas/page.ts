/** The page that a canvas draws on. */
import type PDFDocument from 'pdfkit';

/** A document of pdfkit. */
export type PdfDocument = InstanceType<typeof PDFDocument>;

/** A place on the page in points, y downwards. */
export interface Box {
  /** Left edge. */
  x: number;
  /** Upper edge. */
  y: number;
  /** Width. */
  width: number;
  /** Height. */
  height: number;
}
