/** A killed run: recovers the unfinished epoch from its samples file. */
import { type SampleRow, scanSamples } from '../../../log/samples.ts';
import { newFinding } from '../../../model/findings.ts';
import type { Run } from '../../../model/run.ts';
import { plural } from '../../../model/text.ts';
import type { UnfinishedEpoch } from '../../../model/tracking.ts';

/** Whether an epoch is open, so that the samples hold energy that no other line has. */
export function needsSamples({ tracking, actual }: Run): boolean {
  return actual === null && tracking !== null && tracking.unfinished !== null;
}

/**
 * Fills in the unfinished epoch of a run.
 *
 * @param samples text of the samples file; null when it could not be read
 */
export function recoverUnfinished(run: Run, samples: string | null): void {
  const { tracking } = run;
  const unfinished = tracking?.unfinished;
  if (tracking == null || unfinished == null) return;
  const record = run.epochs.at(-1);
  const hasLines = record !== undefined && record.number === unfinished.number;
  // Its lines were written whole, only the journal's was not: it has ended, and counts by its lines.
  if (hasLines && run.components.every(({ name }) => Object.hasOwn(record.powerW, name))) {
    tracking.unfinished = null;
    return;
  }
  const keys = tracking.devices.map(({ key }) => key);
  const damagedLines = samples === null ? 0 : readInto(unfinished, keys, samples);
  if (damagedLines === null || damagedLines > 0) {
    const what =
      damagedLines === null ? 'the samples file has no head' : `${plural(damagedLines, 'line')} of the samples file`;
    run.findings.push(newFinding('samples-damaged', `${what} could not be read`));
  }
  if (unfinished.energyJ.every((energyJ) => energyJ === null)) {
    const message = `killed in epoch ${unfinished.number}: no sample holds the energy of that part`;
    run.findings.push(newFinding('unrecorded-epoch', message));
  } else if (hasLines) {
    // Lines of some components only: the samples have all of them.
    run.epochs.pop();
    tracking.epochs.pop();
  }
}

/** @returns damaged lines; null when the text is no samples file */
function readInto(unfinished: UnfinishedEpoch, keys: readonly string[], text: string): number | null {
  const { startS } = unfinished;
  /** Cumulative energy at the start of the epoch, and the last known one with its time. */
  const startJ: (number | null)[] = [];
  const last: { atS: number; energyJ: number }[] = [];
  const scanned = scanSamples(text, ({ elapsedS, energyJ }: SampleRow) => {
    energyJ.forEach((value, i) => {
      if (value === null) return;
      const before = last[i] ?? { atS: 0, energyJ: 0 };
      if (elapsedS >= startS) startJ[i] ??= between(before, { atS: elapsedS, energyJ: value }, startS);
      last[i] = { atS: elapsedS, energyJ: value };
    });
    if (elapsedS >= startS) unfinished.endS = Math.max(unfinished.endS ?? 0, elapsedS);
  });
  if (scanned === null) return null;
  unfinished.energyJ = keys.map((key) => {
    const i = scanned.devices.indexOf(key);
    const [from, to] = [startJ[i] ?? null, last[i]];
    return from === null || to === undefined ? null : Math.max(0, to.energyJ - from);
  });
  return scanned.damagedLines;
}

interface Point {
  atS: number;
  energyJ: number;
}

/** Cumulative energy at a moment between two samples; the power between them is taken as even. */
function between(a: Point, b: Point, atS: number): number {
  if (b.atS <= a.atS) return b.energyJ;
  const share = Math.min(1, Math.max(0, (atS - a.atS) / (b.atS - a.atS)));
  return a.energyJ + share * (b.energyJ - a.energyJ);
}
