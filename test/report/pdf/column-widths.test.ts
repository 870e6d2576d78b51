import { describe, expect, it } from 'vitest';
import { columnWidths } from '../../../src/report/pdf/column-widths.ts';

const need = (share: number, wholePt: number, leastPt = wholePt) => ({ share, wholePt, leastPt });
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('the widths of the columns of a table', () => {
  it('are those planned where every text fits', () => {
    expect(columnWidths([need(0.75, 20), need(0.25, 25)], 100)).toEqual([75, 25]);
  });

  it('grow to what a heading needs, from what the others can spare', () => {
    const widths = columnWidths([need(0.6, 20), need(0.2, 30), need(0.2, 10)], 100);
    expect(widths[1]).toBe(30);
    expect(widths[0]).toBeCloseTo(52, 9);
    expect(widths[2]).toBeCloseTo(18, 9);
    expect(sum(widths)).toBeCloseTo(100, 9);
  });

  it('break headings only where they do not fit in one line each, and keep words whole', () => {
    expect(columnWidths([need(0.5, 60, 20), need(0.5, 70, 60)], 100)).toEqual([40, 60]);
  });

  it('are less for the widest alone where all ask for too much', () => {
    expect(columnWidths([need(0.3, 300), need(0.3, 10), need(0.4, 80)], 100)).toEqual([45, 10, 45]);
    expect(columnWidths([need(0.5, 300), need(0.5, 300)], 100)).toEqual([50, 50]);
  });
});
