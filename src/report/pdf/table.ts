/** Tables with headings that return on every page they run over. */
import { largest } from '../../model/numbers.ts';
import { cutEnd, cutMiddle } from '../../model/text.ts';
import { SANS } from '../fonts/register.ts';
import { INK, type Layout, MARGIN, SIZES } from './layout.ts';

/** A column of a table. */
export interface Column {
  /** Heading of the column. */
  title: string;
  /** Share of the width of the table; the shares add up to 1. */
  share: number;
  /** Side of its texts; left unless given. */
  align?: 'left' | 'right';
  /** Long texts go on in further lines; else they lose their middle or end. */
  wrap?: boolean;
  /** Which part of a text is left out if it does not fit; by default the end. */
  cut?: 'middle' | 'end';
}

const PADDING = 3;

/** Height of a row of one line, in points. */
const ROW_PT = 15.5;
/** Shorter tables stay on one page. */
const MOST_KEPT_ROWS = 12;

/** Height of a table that should not be split, or of its beginning, in points. */
export const tableHeight = (rows: number): number => ROW_PT * (1 + (rows <= MOST_KEPT_ROWS ? rows : 3));

const LINE_GAP = 1;

/** Rows that stay together at the end of a table, and with what follows it. */
const LAST_ROWS = 3;

/**
 * Writes a table across the page.
 *
 * @param after - height of what must follow its last rows on the same page, in points
 */
export function writeTable(
  layout: Layout,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  after = 0,
): void {
  layout.room(tableHeight(rows.length) + (rows.length <= LAST_ROWS ? after : 0));
  const writer = new TableWriter(layout, columns);
  writer.header();
  for (const [i, row] of rows.entries()) {
    const isTail = i > 0 && i === rows.length - LAST_ROWS;
    writer.row(row, isTail ? writer.heightOf(rows.slice(i + 1)) + after : 0);
  }
  writer.end();
}

class TableWriter {
  readonly #layout: Layout;
  readonly #columns: readonly Column[];
  readonly #table: PDFKit.PDFStructureElement;
  readonly #lineHeight: number;
  #hasHeader = false;

  constructor(layout: Layout, columns: readonly Column[]) {
    this.#layout = layout;
    this.#columns = columns;
    this.#table = layout.container('Table');
    layout.doc.font(SANS.regular).fontSize(SIZES.table);
    this.#lineHeight = layout.doc.currentLineHeight(true);
  }

  /** The headings; tagged once, decoration on later pages. */
  header(): void {
    const { doc, left, width } = this.#layout;
    const height = this.#lineHeight + 2 * PADDING;
    const top = doc.y;
    this.#asArtifact(() => doc.rect(left, top, width, height).fill(INK.shade));
    doc.font(SANS.bold).fontSize(SIZES.table);
    const titles = this.#columns.map(({ title }) => title);
    if (this.#hasHeader) this.#asArtifact(() => this.#cells(titles, top, (_, draw) => draw()));
    else this.#tagged('TH', titles, top);
    this.#hasHeader = true;
    doc.y = top + height;
  }

  /** @param after - height of what must follow on the same page */
  row(texts: readonly string[], after = 0): void {
    const { doc, left, width, bottom } = this.#layout;
    const cells = this.#cellsOf(texts);
    const height = this.#heightOfRow(cells);
    if (doc.y + height + after > bottom) {
      doc.addPage();
      doc.y = MARGIN;
      this.header();
      doc.font(SANS.regular).fontSize(SIZES.table);
    }
    const top = doc.y;
    this.#tagged('TD', cells, top);
    this.#asArtifact(() => {
      doc.moveTo(left, top + height).lineTo(left + width, top + height);
      doc.lineWidth(0.4).strokeColor(INK.line).stroke();
    });
    doc.y = top + height;
  }

  /** Height of rows, in points. */
  heightOf(rows: readonly (readonly string[])[]): number {
    return rows.reduce((sum, row) => sum + this.#heightOfRow(this.#cellsOf(row)), 0);
  }

  #cellsOf(texts: readonly string[]): string[] {
    this.#layout.doc.font(SANS.regular).fontSize(SIZES.table);
    return texts.map((text, i) => this.#fitted(this.#layout.clean(text), this.#columns[i] as Column, i));
  }

  #heightOfRow(cells: readonly string[]): number {
    const heights = cells.map((text, i) => (this.#columns[i]?.wrap ? this.#heightOf(text, i) : this.#lineHeight));
    return largest(heights) + 2 * PADDING;
  }

  end(): void {
    this.#table.end();
    this.#layout.doc.x = this.#layout.left;
    this.#layout.doc.y += 6;
  }

  #tagged(type: 'TH' | 'TD', texts: readonly string[], top: number): void {
    const { doc } = this.#layout;
    const row = doc.struct('TR');
    this.#table.add(row);
    this.#cells(texts, top, (_, draw) => row.add(doc.struct(type, {}, draw)));
    row.end();
  }

  #cells(texts: readonly string[], top: number, place: (index: number, draw: () => void) => void): void {
    const { doc } = this.#layout;
    for (const [i, text] of texts.entries()) {
      place(i, () => {
        doc.fillColor(INK.text);
        this.#write(text, i, top + PADDING);
      });
    }
  }

  #write(text: string, index: number, y: number): void {
    const { doc } = this.#layout;
    const column = this.#columns[index] as Column;
    const { x, width } = this.#placeOf(index);
    if (column.wrap) {
      doc.text(text, x, y, { width, lineGap: LINE_GAP });
      return;
    }
    const start = column.align === 'right' ? x + width - doc.widthOfString(text) : x;
    doc.text(text, start, y, { lineBreak: false });
  }

  #placeOf(index: number): { x: number; width: number } {
    const { left, width } = this.#layout;
    const before = this.#columns.slice(0, index).reduce((sum, { share }) => sum + share, 0);
    return { x: left + before * width + PADDING, width: (this.#columns[index] as Column).share * width - 2 * PADDING };
  }

  #heightOf(text: string, index: number): number {
    return this.#layout.doc.heightOfString(text, { width: this.#placeOf(index).width, lineGap: LINE_GAP });
  }

  /** A text that fits in one line of its column. */
  #fitted(text: string, { wrap = false, cut = 'end' }: Column, index: number): string {
    if (wrap) return text;
    const { doc } = this.#layout;
    const { width } = this.#placeOf(index);
    if (doc.widthOfString(text.slice(0, 400)) <= width && text.length <= 400) return text;
    const cutTo = (length: number): string => (cut === 'middle' ? cutMiddle(text, length) : cutEnd(text, length));
    let length = Math.min(Array.from(text).length - 1, 200);
    while (length > 2 && doc.widthOfString(cutTo(length)) > width) {
      const excess = doc.widthOfString(cutTo(length)) / width;
      length = Math.max(2, Math.min(length - 1, Math.ceil(length / excess)));
    }
    return cutTo(length);
  }

  #asArtifact(draw: () => void): void {
    const { doc } = this.#layout;
    doc.markContent('Artifact', { type: 'Layout' });
    draw();
    doc.endMarkedContent();
  }
}
