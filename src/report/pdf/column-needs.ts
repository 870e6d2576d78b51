/** What the columns of a table ask for in the font in use. */
import { largest } from '../../model/numbers.ts';
import { SANS } from '../fonts/register.ts';
import type { ColumnNeed } from './column-widths.ts';
import { type Layout, SIZES } from './layout.ts';
import type { Column } from './table.ts';

/** A column of texts that are not wrapped may grow to this share of the table, or keeps a larger one. */
const LARGEST_SHARE = 0.25;
/** Longer texts are cut in any case. */
const LONGEST_MEASURED = 400;

/**
 * Measures headings, which should stay in one line, and figures and short texts, which should not be cut.
 *
 * @param padding - room on each side of a text, in points
 */
export function columnNeeds(
  layout: Layout,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  padding: number,
): ColumnNeed[] {
  const { doc, width } = layout;
  const widthOf = (text: string): number => doc.widthOfString(layout.clean(text.slice(0, LONGEST_MEASURED)));
  const widest = (texts: readonly string[]): number => largest(texts.map(widthOf), 0);
  doc.font(SANS.regular).fontSize(SIZES.table);
  const cells = columns.map(({ share, wrap, cut }, i) => {
    if (wrap || cut !== undefined) return 0;
    const mostPt = Math.max(share, LARGEST_SHARE) * width - 2 * padding;
    return Math.min(widest(rows.map((row) => row[i] ?? '')), mostPt);
  });
  doc.font(SANS.bold);
  return columns.map(({ share, title }, i) => {
    const cellPt = cells[i] ?? 0;
    const wholePt = Math.max(widthOf(title), cellPt) + 2 * padding;
    const leastPt = Math.max(widest(title.split(' ')), cellPt) + 2 * padding;
    return { share, wholePt, leastPt };
  });
}
