/** Tables with headings that return on every page they run over. */
import { largest } from '../../model/numbers.ts';
import { SANS } from '../fonts/register.ts';
import { columnNeeds } from './column-needs.ts';
import { type ColumnNeed, columnWidths } from './column-widths.ts';
import { fittedNames, fittedText } from './fitted-texts.ts';
import { INK, type Layout, MARGIN, SIZES } from './layout.ts';

/** A column of a table. */
export interface Column {
  /** Heading of the column. */
  title: string;
  /** Share of the width of the table, unless a heading or a figure needs more; the shares add up to 1. */
  share: number;
  /** Side of its texts; left unless given. */
  align?: 'left' | 'right';
  /** Long texts go on in further lines; else they lose their middle or end. */
  wrap?: boolean;
  /** Which part of a text is left out if it does not fit; unless given the column widens, and then the end is. */
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
/** Widths are sums of fractions. */
const ROUNDING = 1e-6;
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
  const writer = new TableWriter(layout, columns, rows);
  const cells = writer.cellsOf(rows);
  writer.header();
  for (const [i, row] of cells.entries()) {
    const isTail = i > 0 && i === rows.length - LAST_ROWS;
    writer.row(row, isTail ? writer.heightOf(cells.slice(i + 1)) + after : 0);
  }
  writer.end();
}

class TableWriter {
  readonly #layout: Layout;
  readonly #columns: readonly Column[];
  readonly #titles: readonly string[];
  readonly #table: PDFKit.PDFStructureElement;
  readonly #lineHeight: number;
  /** Left edge and width of the texts of each column, in points. */
  readonly #places: readonly { x: number; width: number }[];
  #hasHeader = false;

  constructor(layout: Layout, columns: readonly Column[], rows: readonly (readonly string[])[]) {
    this.#layout = layout;
    this.#columns = columns;
    this.#titles = columns.map(({ title }) => layout.clean(title));
    this.#table = layout.container('Table');
    this.#places = placesOf(layout, columnNeeds(layout, columns, rows, PADDING));
    layout.doc.font(SANS.regular).fontSize(SIZES.table);
    this.#lineHeight = layout.doc.currentLineHeight(true);
  }

  /** The headings; tagged once, decoration on later pages. */
  header(): void {
    const { doc, left, width } = this.#layout;
    doc.font(SANS.bold).fontSize(SIZES.table);
    const lines = this.#titles.map((title, i) => (this.#isWide(title, i) ? this.#heightOf(title, i) : 0));
    const height = largest(lines, this.#lineHeight) + 2 * PADDING;
    const top = doc.y;
    this.#asArtifact(() => doc.rect(left, top, width, height).fill(INK.shade));
    if (this.#hasHeader) this.#asArtifact(() => this.#cells(this.#titles, top, (draw) => draw()));
    else this.#tagged('TH', this.#titles, top);
    this.#hasHeader = true;
    doc.y = top + height;
  }

  /** @param after - height of what must follow on the same page */
  row(cells: readonly string[], after = 0): void {
    const { doc, left, width, bottom } = this.#layout;
    doc.font(SANS.regular).fontSize(SIZES.table);
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

  /** Height of rows of cells, in points. */
  heightOf(rows: readonly (readonly string[])[]): number {
    return rows.reduce((sum, cells) => sum + this.#heightOfRow(cells), 0);
  }

  /** The texts of rows as they fit into their columns. */
  cellsOf(rows: readonly (readonly string[])[]): string[][] {
    const { doc } = this.#layout;
    doc.font(SANS.regular).fontSize(SIZES.table);
    const columns = this.#columns.map(({ wrap = false, cut = 'end' }, i) => {
      const texts = rows.map((row) => this.#layout.clean(row[i] ?? ''));
      if (wrap) return texts;
      const room = { widthPt: this.#placeOf(i).width + ROUNDING, widthOf: (text: string) => doc.widthOfString(text) };
      return cut === 'middle' ? fittedNames(texts, room) : texts.map((text) => fittedText(text, 'end', room));
    });
    return rows.map((_, row) => columns.map((texts) => texts[row] ?? ''));
  }

  end(): void {
    this.#table.end();
    this.#layout.doc.x = this.#layout.left;
    this.#layout.doc.y += 6;
  }

  #heightOfRow(cells: readonly string[]): number {
    const heights = cells.map((text, i) => (this.#columns[i]?.wrap ? this.#heightOf(text, i) : this.#lineHeight));
    return largest(heights) + 2 * PADDING;
  }

  #tagged(type: 'TH' | 'TD', texts: readonly string[], top: number): void {
    const { doc } = this.#layout;
    const row = doc.struct('TR');
    this.#table.add(row);
    this.#cells(texts, top, (draw) => row.add(doc.struct(type, {}, draw)));
    row.end();
  }

  #cells(texts: readonly string[], top: number, place: (draw: () => void) => void): void {
    const { doc } = this.#layout;
    for (const [i, text] of texts.entries()) {
      place(() => {
        doc.fillColor(INK.text);
        this.#write(text, i, top + PADDING);
      });
    }
  }

  #write(text: string, index: number, y: number): void {
    const { doc } = this.#layout;
    const { x, width } = this.#placeOf(index);
    const { align = 'left', wrap = false } = this.#columns[index] as Column;
    if (wrap || this.#isWide(text, index)) {
      doc.text(text, x, y, { width, lineGap: LINE_GAP, align });
      return;
    }
    const start = align === 'right' ? x + width - doc.widthOfString(text) : x;
    doc.text(text, start, y, { lineBreak: false });
  }

  /** Whether a heading is wider than its column and goes on in further lines. */
  #isWide(text: string, index: number): boolean {
    return this.#layout.doc.widthOfString(text) > this.#placeOf(index).width + ROUNDING;
  }

  #placeOf(index: number): { x: number; width: number } {
    return this.#places[index] ?? { x: this.#layout.left, width: this.#layout.width };
  }

  #heightOf(text: string, index: number): number {
    return this.#layout.doc.heightOfString(text, { width: this.#placeOf(index).width, lineGap: LINE_GAP });
  }

  #asArtifact(draw: () => void): void {
    const { doc } = this.#layout;
    doc.markContent('Artifact', { type: 'Layout' });
    draw();
    doc.endMarkedContent();
  }
}

function placesOf({ left, width }: Layout, needs: readonly ColumnNeed[]): { x: number; width: number }[] {
  let x = left;
  return columnWidths(needs, width).map((columnPt) => {
    const place = { x: x + PADDING, width: columnPt - 2 * PADDING };
    x += columnPt;
    return place;
  });
}
