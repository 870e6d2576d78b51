/** The PDF report, and statements in every style. */
import { Writable } from 'node:stream';
import { readRuns, renderReport, STATEMENT_STYLES, statement } from '../../../src/index.ts';
import type { Corpus } from '../corpus.ts';
import { checkNumbers, checkText } from '../numbers.ts';
import type { Target } from '../target.ts';

export const reports = (corpus: Corpus): Target => ({
  count: 1000,
  onDisk: true,
  allowedMs: 20_000,
  make: (random) => corpus.mutated(random, '1.2_2025-01-01T080000Z'),
  async run(_files, folder) {
    const runs = await readRuns(folder);
    for (const style of STATEMENT_STYLES) {
      const text = await statement(runs, style);
      if (style === 'json') checkNumbers(JSON.parse(text), 'statement');
      else checkText(text, style);
    }
    const chunks: Buffer[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
    await renderReport(runs, sink, { date: new Date(0) });
    if (!Buffer.concat(chunks).toString('latin1').trimEnd().endsWith('%%EOF')) throw new Error('the PDF has no end');
  },
});
