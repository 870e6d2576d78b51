/** How the columns of a table share its width. */

/** What a column asks for. */
export interface ColumnNeed {
  /** Share of the width that is planned for it. */
  share: number;
  /** Width of its heading in one line, or of its widest figure, in points. */
  wholePt: number;
  /** Width of the longest word of its heading, or of its widest figure, in points. */
  leastPt: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Widths of columns in points: as planned, unless a column needs more, which the others then give from what they can spare. */
export function columnWidths(needs: readonly ColumnNeed[], widthPt: number): number[] {
  const wholes = needs.map(({ wholePt }) => wholePt);
  const leasts = needs.map(({ leastPt }) => leastPt);
  const wanted = sum(wholes) <= widthPt ? wholes : leasts;
  const planned = needs.map(({ share }) => share * widthPt);
  const lacks = planned.map((plannedPt, i) => Math.max(0, (wanted[i] ?? 0) - plannedPt));
  const spares = planned.map((plannedPt, i) => Math.max(0, plannedPt - (wanted[i] ?? 0)));
  const lackPt = sum(lacks);
  const sparePt = sum(spares);
  if (lackPt <= sparePt) {
    const given = sparePt === 0 ? 0 : lackPt / sparePt;
    return planned.map((plannedPt, i) => plannedPt + (lacks[i] ?? 0) - (spares[i] ?? 0) * given);
  }
  const mostPt = levelOf(wanted, widthPt);
  return wanted.map((wantedPt) => Math.min(wantedPt, mostPt));
}

/** The width at which the widest columns are cut, so that all together have a width and narrow ones keep theirs. */
function levelOf(wanted: readonly number[], widthPt: number): number {
  let leftPt = widthPt;
  const rising = [...wanted].sort((a, b) => a - b);
  for (const [i, wantedPt] of rising.entries()) {
    const levelPt = leftPt / (rising.length - i);
    if (wantedPt > levelPt) return levelPt;
    leftPt -= wantedPt;
  }
  return widthPt;
}
