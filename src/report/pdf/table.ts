/** Tables with headings that return on every page they run over. */
import { largest } from '../../model/numbers.ts';
import { FONTS } from './fonts.ts';
import { INK, type Layout, MARGIN, SIZES } from './layout.ts';

export interface Column {
  title: string;
  /** Share of the width of the table; the shares add up to 1. */
  share: number;
  align?: 'left' | 'right';
  /** Long texts go on in further lines; else they lose their start or end. */
  wrap?: boolean;
  /** Which part of a text is left out if it does not fit; by default the end. */
  cut?: 'start' | 'end';
}

const PADDING = 3;

/** Height of a row of one line, in points. */
const ROW_PT = 15.5;
/** Shorter tables stay on one page. */
const MOST_KEPT_ROWS = 12;

/** Height of a table that should not be split, or of its beginning, in points. */
export const tableHeight = (rows: number): number => ROW_PT * (1 + (rows <= MOST_KEPT_ROWS ? rows : 3));

const LINE_GAP = 1;

/** Writes a table across the page. */
export function writeTable(layout: Layout, columns: readonly Column[], rows: readonly (readonly string[])[]): void {
  layout.room(tableHeight(rows.length));
  const writer = new TableWriter(layout, columns);
  writer.header();
  for (const row of rows) writer.row(row);
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
    layout.doc.font(FONTS.regular).fontSize(SIZES.small + 0.5);
    this.#lineHeight = layout.doc.currentLineHeight(true);
  }

  /** The headings; tagged once, decoration on later pages. */
  header(): void {
    const { doc, left, width } = this.#layout;
    const height = this.#lineHeight + 2 * PADDING;
    const top = doc.y;
    this.#asArtifact(() => doc.rect(left, top, width, height).fill(INK.shade));
    doc.font(FONTS.bold).fontSize(SIZES.small + 0.5);
    const titles = this.#columns.map(({ title }) => title);
    if (this.#hasHeader) this.#asArtifact(() => this.#cells(titles, top, (_, draw) => draw()));
    else this.#tagged('TH', titles, top);
    this.#hasHeader = true;
    doc.y = top + height;
  }

  row(texts: readonly string[]): void {
    const { doc, left, width, bottom } = this.#layout;
    doc.font(FONTS.regular).fontSize(SIZES.small + 0.5);
    const cells = texts.map((text, i) => this.#fitted(this.#layout.clean(text), this.#columns[i] as Column, i));
    const heights = cells.map((text, i) => (this.#columns[i]?.wrap ? this.#heightOf(text, i) : this.#lineHeight));
    const height = largest(heights) + 2 * PADDING;
    if (doc.y + height > bottom) {
      doc.addPage();
      doc.y = MARGIN;
      this.header();
      doc.font(FONTS.regular).fontSize(SIZES.small + 0.5);
    }
    const top = doc.y;
    this.#tagged('TD', cells, top);
    this.#asArtifact(() => {
      doc.moveTo(left, top + height).lineTo(left + width, top + height);
      doc.lineWidth(0.4).strokeColor(INK.line).stroke();
    });
    doc.y = top + height;
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
    let signs = Array.from(text).slice(...(cut === 'start' ? [-200] : [0, 200]));
    const joined = (): string => (cut === 'start' ? `…${signs.join('')}` : `${signs.join('')}…`);
    while (signs.length > 1 && doc.widthOfString(joined()) > width) {
      const excess = doc.widthOfString(joined()) / width;
      const keep = Math.max(1, Math.min(signs.length - 1, Math.ceil(signs.length / excess)));
      signs = cut === 'start' ? signs.slice(-keep) : signs.slice(0, keep);
    }
    return joined();
  }

  #asArtifact(draw: () => void): void {
    const { doc } = this.#layout;
    doc.markContent('Artifact', { type: 'Layout' });
    draw();
    doc.endMarkedContent();
  }
}
