/** A run whose standard and output log do not lie together -> one run. */
import { plainRun } from '../../model/column-run.ts';
import { newFinding } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';

/** Findings that no longer hold once both logs are there. */
const SETTLED: readonly string[] = ['no-standard-log', 'no-output-log', 'overwritten'];

/**
 * Joins what two logs hold of one run.
 *
 * @param epochs has the epochs and devices
 * @param totals has the printed totals
 */
export function joinHalves(epochs: Run, totals: Run): Run {
  const plannedEpochs = totals.plannedEpochs ?? epochs.plannedEpochs;
  const hasEnded = totals.end === 'finished' || totals.actual !== null;
  return {
    ...plainRun(epochs),
    files: {
      ...epochs.files,
      output: totals.files.output ?? epochs.files.output,
      error: epochs.files.error ?? totals.files.error,
    },
    writer: epochs.writer.version === null ? totals.writer : epochs.writer,
    endedAt: laterOf(epochs.endedAt, totals.endedAt),
    end: epochs.end === 'cut-off' && hasEnded ? 'finished' : epochs.end,
    components: epochs.components.length > 0 ? epochs.components : totals.components,
    plannedEpochs,
    pue: epochs.pue ?? totals.pue,
    intensity: epochs.intensity ?? totals.intensity,
    actual: totals.actual ?? epochs.actual,
    predicted: totals.predicted ?? epochs.predicted,
    findings: [...withoutSettled(epochs.findings), ...withoutSettled(totals.findings), aboutHalves(totals)],
  };
}

const withoutSettled = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ code }) => !SETTLED.includes(code));

function aboutHalves({ files, id }: Run): Finding {
  return newFinding('halves-joined', `its printed totals come from ${files.output ?? id}`);
}

function laterOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
