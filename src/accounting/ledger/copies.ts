/** Joins the halves of a run and reports each copy that does not count. */
import { plainRun } from '../../model/column-run.ts';
import { newFinding } from '../../model/findings.ts';
import { formatEnergyPair } from '../../model/numbers.ts';
import type { Finding, Run } from '../../model/run.ts';
import { presentFiles } from '../../model/run-files.ts';
import type { Amount } from '../row.ts';
import { isUntimed, type KnownRun, sharesFiles, totalsWorth } from './known-run.ts';

/** Figures of one run that differ by less are the same. */
const SAME_FIGURE = 1e-9;

/** Whether two figures of one run agree; they may not where one was recalculated or made by another version. */
export function isSameAmount(a: Amount, b: Amount): boolean {
  return isSame(a.energyKwh, b.energyKwh) && isSame(a.co2eqG, b.co2eqG);
}

function isSame(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= SAME_FIGURE * Math.max(Math.abs(a), Math.abs(b));
}

/**
 * A finding of no run.
 *
 * @param copy does not count
 * @param run counts
 */
export function aboutCopy(copy: KnownRun, run: KnownRun): Finding {
  const finding = findingOf(copy, run);
  const { energyKwh, co2eqG, files, loggedKwh } = copy;
  const effectKwh = finding.effectKwh ?? -energyKwh;
  const figures = { rangeKwh: null, loggedKwh, correctKwh: 0 };
  const effectCo2eqG = co2eqG === null ? null : -co2eqG;
  return { ...finding, effectKwh, figures, effectCo2eqG, ...(files === null ? {} : { files: presentFiles(files) }) };
}

function findingOf(copy: KnownRun, run: KnownRun): Finding {
  if (isUntimed(copy) && !isUntimed(run))
    return newFinding('copied-run', `${copy.id} shows the printed figures of ${run.id}`);
  if (copy.writer.tool === 'codecarbon' && copy.trackingId !== null && copy.trackingId === run.trackingId) {
    const what = partOfRow(copy, run);
    if (what !== null) return newFinding('copied-part', `${copy.id} ${what} ${run.id}`);
  }
  if (isPart(copy, run)) {
    const epochs = `${copy.epochs} of ${run.epochs} epochs`;
    const lacks = totalsWorth(copy) < totalsWorth(run) ? ', fewer printed figures' : '';
    if (copy.id === run.id)
      return newFinding('copied-part', `earlier state of ${run.id} (${epochs}); the later one counts`);
    return newFinding('copied-part', `${copy.id} is an incomplete copy of ${run.id} (${epochs}${lacks})`);
  }
  if (copy.number > 1 && sharesFiles(copy.writer) && copy.name !== run.name) {
    return newFinding('logged-twice', `${copy.id} is also in the files of ${run.id}`);
  }
  if (isSameAmount(copy, run)) {
    return newFinding(
      'copied-run',
      copy.id === run.id ? `further copy of ${run.id}` : `${copy.id} is a copy of ${run.id}`,
    );
  }
  return newFinding('copies-differ', differText(copy, run), run.energyKwh - copy.energyKwh);
}

/** What another row of one run of CodeCarbon is beside the one that counts; null for one that is as complete. */
function partOfRow({ identity }: KnownRun, run: KnownRun): string | null {
  const [own, whole] = [identity?.actual ?? null, run.identity?.actual ?? null];
  if (whole === null) return null;
  if (own === null) return 'holds tasks, which lie within the run';
  return (own.durationS ?? 0) < (whole.durationS ?? 0) ? 'is an earlier state of' : null;
}

function differText(copy: KnownRun, run: KnownRun): string {
  if (copy.id === run.id) {
    if (isSame(copy.energyKwh, run.energyKwh)) return `copies of ${run.id} differ in CO2eq; one of them is counted`;
    const [left, kept] = formatEnergyPair(copy.energyKwh, run.energyKwh);
    return `copies of ${run.id} differ (${left} and ${kept}); ${kept} is counted`;
  }
  if (isSame(copy.energyKwh, run.energyKwh))
    return `${copy.id} differs in CO2eq from its copy ${run.id}, which is counted`;
  const [other, counted] = formatEnergyPair(copy.energyKwh, run.energyKwh);
  return `${copy.id} (${other}) differs from its copy ${run.id} (${counted}), which is counted`;
}

const isPart = (copy: KnownRun, run: KnownRun): boolean =>
  copy.epochs < run.epochs || totalsWorth(copy) < totalsWorth(run);

/** Findings that no longer hold once both logs are there. */
const SETTLED: readonly string[] = [
  'no-standard-log',
  'no-output-log',
  'overwritten',
  'console-text',
  'devices-unknown',
];

/**
 * Joins what two logs hold of one run.
 *
 * @param epochs has the epochs and devices
 * @param totals has the printed totals
 */
export function joinHalves(epochs: Run, totals: Run): Run {
  const plannedEpochs = totals.plannedEpochs ?? epochs.plannedEpochs;
  const hasEnded = totals.end === 'finished' || totals.actual?.block === 'actual';
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

function aboutHalves({ files, id, actual, predicted }: Run): Finding {
  const file = files.output ?? id;
  const isEmpty = actual === null && predicted === null;
  return newFinding('halves-joined', isEmpty ? `its output log is ${file}` : `its printed totals come from ${file}`);
}

function laterOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
