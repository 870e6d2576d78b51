/** The content of a standard log for one run, before it is joined with its output log. */
import type { IntensityNote } from '../../../log/intensity-lines.ts';
import type { NamedDevices } from '../../../log/messages.ts';
import { newFinding } from '../../../model/findings.ts';
import type { Epoch, Finding, Pue, Writer } from '../../../model/run.ts';
import { stampToMs } from '../../../model/units.ts';
import type { Journal } from './tracking.ts';

/** What a standard log holds of one run. */
export interface Fragment {
  /** Writer; null when the header of the log is missing. */
  writer: Writer | null;
  /** Stamp of the first record; null where it has none. */
  startedAt: string | null;
  /** Milliseconds of `startedAt`, for differences only; not a number where unknown. */
  startMs: number;
  /** Latest stamp of its records; null where none has any. */
  endedAt: string | null;
  /** Stamp of the last epoch record, where the measured time ends; null without epochs. */
  lastEpochAt: string | null;
  /** Since when the next epoch may run: start of the run, or end of its last epoch; not a number where unknown. */
  readyMs: number;
  /** PUE that the log prints; null where it prints none. */
  pue: Pue | null;
  /** Components that the log lists; null where it lists none. */
  components: NamedDevices[] | null;
  /** Epochs in the order of their records. */
  epochs: Epoch[];
  /** Components that have power lines. */
  powerNames: Set<string>;
  /** Components with powers in brackets, as far as they were read before the line that names the components. */
  arrayNames: Set<string>;
  /** Largest error of one printed duration, in s. */
  durationResolutionS: number;
  /**
   * The line `Training was interrupted`, with its stamp; null where the log has none. The planned epochs are null where
   * it prints -1.
   */
  interrupted: { plannedEpochs: number | null; at: string } | null;
  /** Whether the log has an end line. */
  ended: boolean;
  /** Carbon intensities that the log prints. */
  intensity: IntensityNote[];
  /** Journal of ct-track; null when there is none. */
  journal: Journal | null;
  /** What was noticed about the run. */
  findings: Finding[];
}

/** Components of one run that are read: no machine has near as many, and each costs time in every epoch. */
export const MOST_COMPONENTS = 32;

/** Adds the finding that a run names too many components, once. */
export function reportTooMany({ findings }: Fragment): void {
  if (findings.some(({ code }) => code === 'too-many-components')) return;
  const message = `more than ${MOST_COMPONENTS} components: the power of the others is not counted`;
  findings.push(newFinding('too-many-components', message));
}

/** A fragment with its start alone. */
export function newFragment(stamp: string): Fragment {
  const startMs = stampToMs(stamp);
  return {
    writer: null,
    startedAt: stamp || null,
    startMs,
    endedAt: stamp || null,
    lastEpochAt: null,
    readyMs: startMs,
    pue: null,
    components: null,
    epochs: [],
    powerNames: new Set(),
    arrayNames: new Set(),
    durationResolutionS: 0,
    interrupted: null,
    ended: false,
    intensity: [],
    journal: null,
    findings: [],
  };
}

/** A fragment of which the head line is missing: it has the head of the run before it, where there is one. */
export function fragmentWithoutHead(stamp: string, before: Fragment | undefined): Fragment {
  const fragment = newFragment(stamp);
  if (before !== undefined) {
    fragment.writer = before.writer;
    fragment.pue = before.pue;
    fragment.components = before.components;
  }
  fragment.findings.push(
    newFinding(
      'head-missing',
      before ? "header missing; the previous run's is used" : 'the header of the log is missing',
    ),
  );
  return fragment;
}

/** A finding for runs of which only end lines remain. */
export function overwrittenRuns(count: number): Finding {
  return newFinding(
    'overwritten',
    count === 1 ? 'the end line of one overwritten run remains' : `the end lines of ${count} overwritten runs remain`,
  );
}
