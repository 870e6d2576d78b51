/** A page that fills from top to bottom: headings, paragraphs and figures, each tagged for screen readers. */
import { drawChart } from '../canvas/draw-chart.ts';
import type { PdfDocument } from '../canvas/page.ts';
import { type Figure, withNames } from '../charts/figure.ts';
import { SANS, SERIF, writable } from '../fonts/register.ts';

/** Margin of a page, in points. */
export const MARGIN = 56;
const FOOT = 30;
/** Height of the heading of a figure and of the gaps around it. */
const FIGURE_PT = 34;

/** Sizes of texts, in points. */
export const SIZES = { title: 20, heading: 13, subheading: 10, body: 10, small: 8.5, table: 8 } as const;
/** Colours of texts, lines and areas. */
export const INK = { text: '#1a1a1a', soft: '#595959', line: '#b3b3b3', shade: '#f0f3f5', link: '#005a9c' } as const;

/** Room below a text, in points. */
const BELOW = 4;

type Element = PDFKit.PDFStructureElement;

/** Style of a text. */
export interface TextStyle {
  /** Size in points; that of running text unless given. */
  size?: number;
  /** Whether the text is bold; false unless given. */
  bold?: boolean;
  /** Colour as CSS; `INK.text` unless given. */
  colour?: string;
  /** Room below, in points; `BELOW` unless given. */
  below?: number;
  /** Address that the text links to. */
  link?: string;
  /** Name of a font; the serif one unless given, and the sans one for headings. */
  font?: string;
}

/** Lays out a document from its first page on. */
export class Layout {
  /** The document. */
  readonly doc: PdfDocument;
  /** Left edge of the texts, in points. */
  readonly left = MARGIN;
  /** Width of the texts, in points. */
  readonly width: number;
  /** Lower edge of the texts, in points. */
  readonly bottom: number;
  /** Height of an empty page, in points. */
  readonly pageHeight: number;
  /** Signs of texts that no font of the document has. */
  readonly lacking = new Set<string>();
  readonly #root: Element;
  #section: Element;

  constructor(doc: PdfDocument) {
    this.doc = doc;
    this.width = doc.page.width - 2 * MARGIN;
    this.bottom = doc.page.height - MARGIN - FOOT / 2;
    this.pageHeight = this.bottom - MARGIN;
    this.#root = doc.struct('Document');
    doc.addStructure(this.#root);
    this.#section = this.#root;
  }

  /** Text as the font can write it: no control characters, and code points for signs that the font lacks. */
  clean(text: string): string {
    return writable(this.doc, text, this.lacking);
  }

  /**
   * A part of the report with a heading and a place in the outline.
   *
   * @param first - height of what must stand below the heading on the same page, in points
   */
  section(title: string, write: () => void, first = 40): void {
    this.#section = this.doc.struct('Sect');
    this.#root.add(this.#section);
    this.room(first + 40);
    this.gap(10);
    this.doc.outline.addItem(this.clean(title));
    this.text('H2', title, { size: SIZES.heading, bold: true, below: 4 });
    write();
    this.#section.end();
    this.#section = this.#root;
  }

  /** Starts a new page unless so much height is left, in points. */
  room(height: number): void {
    if (this.doc.y + height > this.bottom && this.doc.y > MARGIN) this.doc.addPage();
  }

  /** Leaves room above what follows, but not at the top of a page. */
  gap(height: number): void {
    if (this.doc.y > MARGIN) this.doc.y += height;
  }

  /** Adds an element to the current section; what `draw` writes is its content. */
  add(type: string, draw: () => void, options: object = {}): void {
    this.#section.add(this.doc.struct(type as 'P', options, draw));
  }

  /** Adds an element that holds others. */
  container(type: string): Element {
    const element = this.doc.struct(type as 'P');
    this.#section.add(element);
    return element;
  }

  /** Writes a paragraph. */
  paragraph(text: string, style: TextStyle = {}): void {
    this.text('P', text, style);
  }

  /** Writes a paragraph in small soft letters; `below` is the room below it, in points. */
  remark(text: string, below = BELOW): void {
    this.paragraph(text, { size: SIZES.small, colour: INK.soft, below });
  }

  /** Writes a text as an element of a type, such as `P` or `H2`. */
  text(type: string, text: string, style: TextStyle = {}): void {
    const { size = SIZES.body, bold = false, colour = INK.text, below = BELOW, link } = style;
    const { doc } = this;
    const face = /^H\d$/.test(type) ? SANS : SERIF;
    doc.font(style.font ?? (bold ? face.bold : face.regular)).fontSize(size);
    const draw = (): void => {
      doc.fillColor(link === undefined ? colour : INK.link);
      const options = { width: this.width, lineGap: 1.5, ...(link === undefined ? {} : { link, underline: false }) };
      doc.text(this.clean(text), this.left, doc.y, options);
    };
    if (link === undefined) this.add(type, draw);
    else this.#addLink(type, draw);
    doc.y += below;
  }

  /** Height of a figure with its heading and caption, in points. */
  heightOf({ aspect, caption }: Figure): number {
    const { doc, width } = this;
    const lines = doc
      .font(SERIF.regular)
      .fontSize(SIZES.small)
      .heightOfString(this.clean(caption), { width, lineGap: 1.5 });
    return width * aspect + FIGURE_PT + lines;
  }

  /** A chart with its heading above and its caption below, kept on one page. */
  figure(figure: Figure): void {
    const { doc } = this;
    const { title, caption, description, configuration, aspect } = withNames(figure, (text) => this.clean(text));
    const height = this.width * aspect;
    this.room(this.heightOf(figure));
    this.gap(6);
    this.text('H3', title, { size: SIZES.subheading, bold: true, below: 2 });
    const box = { x: this.left, y: doc.y, width: this.width, height };
    const bbox = [box.x, box.y, box.x + box.width, box.y + height];
    this.add('Figure', () => drawChart(doc, configuration, box, SANS), { alt: this.clean(description), bbox });
    doc.y = box.y + height + 2;
    this.text('Caption', caption, { size: SIZES.small, colour: INK.soft, below: 6 });
  }

  /** Ends the tags; nothing can be added afterwards. */
  end(): void {
    this.#root.end();
  }

  #addLink(type: string, draw: () => void): void {
    const parent = this.doc.struct(type as 'P');
    this.#section.add(parent);
    parent.add(this.doc.struct('Link', {}, draw));
    parent.end();
  }
}
