/** The charts for which the runs have data, arranged so that pages are full. */
import type { Samples } from '../../model/samples.ts';
import { type ChartKind, type Figure, figureOf } from '../charts/index.ts';
import type { Facts } from './facts.ts';
import type { Layout } from './layout.ts';

/** The comparison with predictions has a section of its own. */
const KINDS: readonly ChartKind[] = [
  'power',
  'energy-per-epoch',
  'power-by-device',
  // Lower than the bars of many runs, so that it fits on the first page.
  'cumulative-energy',
  'energy-distribution',
  'energy-by-run',
  'breakdown',
  'carbon-intensity',
];

/** Charts may be this much higher than at their own size where that fills a page ... */
const MOST_STRETCH = 1.35;
/** ... and this much lower where they then fit on it. */
const MOST_SQUEEZE = 0.82;
/** The first page takes a chart that is this much lower before it stays empty below its figures. */
const MOST_SQUEEZE_ALONE = 0.66;
const HEADING_PT = 40;

/** Writes the section of charts; nothing where the runs have data for none. */
export function writeCharts(layout: Layout, { runs }: Facts, samples: Samples | null): void {
  const figures = KINDS.map((kind) => figureOf(runs, kind, samples)).filter((one) => one !== null);
  if (figures.length === 0) return;
  const pages = pagesOf(figures, layout);
  const [first] = pages[0] ?? [];
  const write = (): void => {
    for (const one of pages.flat()) layout.figure(one);
  };
  layout.section('Charts', write, first === undefined ? 0 : layout.heightOf(first));
}

/** The charts of each page, the first of which is partly written already; each page takes the next chart that fits. */
function pagesOf(figures: readonly Figure[], layout: Layout): Figure[][] {
  const pages: Figure[][] = [];
  let left = [...figures];
  let room = layout.bottom - layout.doc.y - HEADING_PT;
  while (left.length > 0) {
    const page: Figure[] = [];
    for (const figure of left) if (squeezed([...page, figure], layout, MOST_SQUEEZE) <= room) page.push(figure);
    if (page.length === 0 && pages.length === 0) {
      page.push(...left.filter((figure) => squeezed([figure], layout, MOST_SQUEEZE_ALONE) <= room).slice(0, 1));
    }
    const used = page.reduce((sum, figure) => sum + layout.heightOf(figure), 0);
    left = left.filter((figure) => !page.includes(figure));
    // Nothing fits below what the first page has: it starts on the next one.
    if (page.length > 0) pages.push(fitted(page, room - used, layout, left.length > 0));
    else if (room >= layout.pageHeight - HEADING_PT) pages.push(left.splice(0, 1));
    room = layout.pageHeight - (pages.length === 0 ? HEADING_PT : 0);
  }
  return pages;
}

const scaled = (figure: Figure, factor: number): Figure => ({ ...figure, aspect: figure.aspect * factor });

const squeezed = (page: readonly Figure[], layout: Layout, factor: number): number =>
  page.reduce((sum, figure) => sum + layout.heightOf(scaled(figure, factor)), 0);

/** Charts stretched over the free room, or squeezed where they need more; the last page ends where it ends. */
function fitted(page: readonly Figure[], free: number, layout: Layout, isFull: boolean): Figure[] {
  if (free >= 0 && !isFull) return [...page];
  const drawn = page.reduce((sum, { aspect }) => sum + aspect * layout.width, 0);
  const factor = Math.min(MOST_STRETCH, Math.max(MOST_SQUEEZE_ALONE, (drawn + free - 1) / drawn));
  return page.map((figure) => scaled(figure, factor));
}
