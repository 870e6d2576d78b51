/** Every reader of logs, in memory, and the figures that come of it. */
import { aggregate, auditEntry, entryOf, examineClosely, figuresOf } from '../../../src/accounting/index.ts';
import { readSamples } from '../../../src/log/samples.ts';
import { assembleRuns } from '../../../src/parser/carbontracker/repair/assemble.ts';
import { needsSamples, recoverUnfinished } from '../../../src/parser/carbontracker/repair/recover.ts';
import { toDictionary } from '../../../src/parser/dictionary.ts';
import { sentence } from '../../../src/report/statement/sentence.ts';
import { ToolTotals } from '../../../src/report/statement/tools.ts';
import { type Corpus, type Texts, textsOf } from '../corpus.ts';
import { checkNumbers, checkText } from '../numbers.ts';
import type { Target } from '../target.ts';

export const readers = (corpus: Corpus): Target => ({
  count: 1_000_000,
  onDisk: false,
  allowedMs: 100,
  make: (random) => corpus.mutated(random),
  run: (files) => readAll(textsOf(files)),
});

function readAll(texts: Texts): void {
  const names = { standard: 'x_carbontracker.log', output: 'x_carbontracker_output.log', error: null, samples: null };
  const runs = assembleRuns('x', names, texts);
  const [only] = runs;
  if (only !== undefined && runs.length === 1 && needsSamples(only)) recoverUnfinished(only, texts.samples);
  if (texts.samples !== null) readSamples(texts.samples);
  const tools = new ToolTotals();
  const figures = runs.map((run) => {
    const entry = entryOf(run);
    run.findings.unshift(...entry.judged, ...examineClosely(run, entry.figures));
    checkNumbers(auditEntry(entry), 'audit');
    checkText(entry.traits.contentHash, 'the content hash');
    toDictionary(run);
    tools.add(entry);
    return figuresOf(run);
  });
  const totals = aggregate(figures);
  checkNumbers(totals, 'totals');
  checkNumbers(figures, 'figures');
  for (const { findings } of runs) checkNumbers(findings, 'findings');
  checkText(sentence(totals, tools.result()), 'the sentence');
}
