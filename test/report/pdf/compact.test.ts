import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../../src/accounting/index.ts';
import { compact } from '../../../src/report/pdf/compact.ts';
import { makeReport } from '../../../src/report/pdf/document.ts';
import { makeRun } from '../runs.ts';
import { DATE, poppler, syntaxOf } from './report.ts';

const runs = Array.from({ length: 120 }, (_, i) =>
  makeRun({ id: `logs/run-${i}`, measured: [{ durationS: 60 + i, gpu: [200], cpu: [50] }] }),
);

describe('compact', () => {
  it('halves a report at least, and leaves its text, fonts and tags as they were', async () => {
    const before = await buffer(makeReport(entriesOf(runs), { date: DATE }));
    const after = compact(before);
    expect(after.length).toBeLessThan(before.length / 2);
    for (const [program, ...flags] of [
      ['pdftotext', '-layout'],
      ['pdffonts'],
      ['pdfinfo', '-struct-text'],
      ['pdfinfo', '-url'],
    ] as const) {
      expect(poppler(program, after, ...flags)).toBe(poppler(program, before, ...flags));
    }
    const objects = (text: string): number => (text.match(/\/S \/TD\b/g) ?? []).length;
    expect(objects(syntaxOf(after))).toBe(objects(before.toString('latin1')));
    expect(objects(syntaxOf(after))).toBeGreaterThan(700);
  });

  it('leaves alone what is no plain PDF', () => {
    for (const text of ['', 'no PDF', '%PDF-1.7\nstartxref\n9\n%%EOF\n', 'startxref\n99999\n%%EOF']) {
      expect(compact(Buffer.from(text)).toString()).toBe(text);
    }
  });
});
