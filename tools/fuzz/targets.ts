/** What the fuzz script throws its texts at; bundled by it. */
import { Writable } from 'node:stream';
import { account, aggregate, assess, auditRun, examineClosely } from '../../src/accounting/index.ts';
import { readSamples } from '../../src/log/samples.ts';
import type { Run } from '../../src/model/run.ts';
import { assembleRuns } from '../../src/parser/assemble.ts';
import { toDictionary } from '../../src/parser/dictionary.ts';
import { contentHash } from '../../src/parser/index.ts';
import { needsSamples, recoverUnfinished } from '../../src/parser/recover.ts';
import { sentence } from '../../src/report/statement/sentence.ts';
import { ToolsSeen } from '../../src/report/statement/tools.ts';

export interface Texts {
  standard: string | null;
  output: string | null;
  error: string | null;
  samples: string | null;
}

/** Every reader of logs, and the figures that come of it. */
export function readAll(texts: Texts): Run[] {
  const files = { standard: 'x_carbontracker.log', output: 'x_carbontracker_output.log', error: null, samples: null };
  const runs = assembleRuns('x', files, texts);
  const [only] = runs;
  if (only !== undefined && runs.length === 1 && needsSamples(only)) recoverUnfinished(only, texts.samples);
  if (texts.samples !== null) readSamples(texts.samples);
  const tools = new ToolsSeen();
  const accounts = runs.map((run) => {
    const { account: counted, findings } = assess(run);
    run.findings.unshift(...findings, ...examineClosely(run, counted));
    checkNumbers(auditRun(run, counted), 'audit');
    contentHash(run);
    toDictionary(run);
    tools.add(run);
    return account(run);
  });
  const totals = aggregate(accounts);
  checkNumbers(totals, 'totals');
  checkNumbers(accounts, 'accounts');
  for (const { findings } of runs) checkNumbers(findings, 'findings');
  if (/NaN|undefined|Infinity/.test(sentence(totals, tools.tools))) throw new Error('the sentence holds no number');
  return runs;
}

/** Figures whose sign says something. */
const SIGNED = new Set(['effectKwh', 'effectCo2eqG']);

function checkNumbers(value: unknown, where: string): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${where} is ${value}`);
    if (value < 0 && !SIGNED.has(where.slice(where.lastIndexOf('.') + 1))) throw new Error(`${where} is ${value}`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) checkNumbers(part, `${where}.${key}`);
}

/** Bytes of the report of such runs. */
export async function report(runs: readonly Run[]): Promise<number> {
  const { renderReport } = await import('../../src/report/index.ts');
  let bytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  await renderReport(runs, sink, { date: new Date(0) });
  return bytes;
}
