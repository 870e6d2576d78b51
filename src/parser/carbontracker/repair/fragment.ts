/** The content of a standard log for one run, before it is joined with its output log. */
import type { IntensityNote } from '../../../log/intensity-lines.ts';
import type { NamedDevices } from '../../../log/messages.ts';
import { newFinding } from '../../../model/findings.ts';
import type { Epoch, Finding, Pue, Writer } from '../../../model/run.ts';
import { stampToMs } from '../../../model/units.ts';
import type { Journal } from './tracking.ts';

export interface Fragment {
  /** Writer; null when the header of the log is missing. */
  writer: Writer | null;
  startedAt: string | null;
  /** Milliseconds of `startedAt`, for differences only; not a number where unknown. */
  startMs: number;
  endedAt: string | null;
  /** Stamp of the last epoch record; what was measured ends here. */
  lastEpochAt: string | null;
  /** Since when the next epoch may run: start of the run, or end of its last epoch; not a number where unknown. */
  readyMs: number;
  pue: Pue | null;
  components: NamedDevices[] | null;
  epochs: Epoch[];
  /** Components that have power lines. */
  powerNames: Set<string>;
  durationResolutionS: number;
  /** `Training was interrupted` stands in the log; the planned epochs are null where it prints -1. */
  interrupted: { plannedEpochs: number | null; at: string } | null;
  ended: boolean;
  intensity: IntensityNote[];
  /** Journal of ct-track; null when there is none. */
  journal: Journal | null;
  findings: Finding[];
}

/** Components of one run that are read: no machine has near as many, and each costs time in every epoch. */
export const MOST_COMPONENTS = 32;

/** Says once that a run names more components. */
export function reportTooMany({ findings }: Fragment): void {
  if (findings.some(({ code }) => code === 'too-many-components')) return;
  const message = `more than ${MOST_COMPONENTS} components: the power of the others is not counted`;
  findings.push(newFinding('too-many-components', message));
}

/** A fragment of which nothing is known yet but when it begins. */
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
