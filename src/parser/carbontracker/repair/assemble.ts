/** Texts of the files of one stem -> its runs. */
import type { SensorFault } from '../../../log/messages.ts';
import type { ScanNotes } from '../../../log/records.ts';
import { newFinding } from '../../../model/findings.ts';
import type { Finding, Pue, Run, RunEnd, RunFiles } from '../../../model/run.ts';
import { plural } from '../../../model/text.ts';
import { stampToMs } from '../../../model/units.ts';
import { componentsOf } from './components.ts';
import { nameComponents } from './epoch-values.ts';
import { type Fragment, newFragment } from './fragment.ts';
import { settleIntensity } from './intensity.ts';
import type { RunTexts } from './kinds.ts';
import type { Pair } from './open-runs.ts';
import { readErrorLog, readOutputLog, type Session } from './output.ts';
import { matchSessions } from './pairing.ts';
import { readStandardLog } from './standard.ts';
import { trackedComponents, trackedIntensity, trackingOf, withJournalEpochs } from './tracking.ts';

/** Builds the runs of one set of files; at least one, so that no file vanishes. */
export function assembleRuns(id: string, files: RunFiles, texts: RunTexts): Run[] {
  const standard = readStandardLog(texts.standard ?? '');
  const output = readOutputLog(texts.output ?? '', {
    concurrent: standard.concurrent,
    // A run prints each line once, so that only further runs of the standard log can explain a repeated one.
    doubled: standard.doubledRuns > 0 || standard.fragments.length <= 1,
  });
  const errors = readErrorLog(texts.error ?? '');
  const matched = matchSessions(standard.fragments, output.sessions, standard.concurrent);
  const pairs = matched.length > 0 ? matched : [{ fragment: null, session: null }];
  const fileFindings = [
    ...standard.findings,
    ...output.findings,
    ...(output.repeats > 0 && standard.doubledRuns === 0 ? [{ ...REPEATED }] : []),
    ...aboutFile('standard', files, texts, standard.notes),
    ...aboutFile('output', files, texts, output.notes),
  ];
  const head = pairs.some(({ fragment }) => fragment === null) ? commonHead(standard.fragments) : null;
  const isOverwritten = standard.concurrent || standard.findings.some(({ code }) => code === 'overwritten');
  return pairs.map((pair, i) => {
    const fragment = pair.fragment ?? (head === null ? null : { ...newFragment(''), ...head });
    const run = buildRun(i === 0 ? id : `${id}#${i + 1}`, files, { ...pair, fragment }, errors);
    if (pair.fragment === null && standard.fragments.length > 0) {
      run.findings.push(isOverwritten ? { ...OVERWRITTEN } : { ...ELSEWHERE });
    }
    // Findings of the file are reported once, with its first run.
    if (i === 0) run.findings = [...run.findings, ...fileFindings];
    return run;
  });
}

/** Processes that write into one file are of one kind: where all its heads agree, a run that lost its own has the same. */
function commonHead([first, ...others]: readonly Fragment[]): Pick<Fragment, 'writer' | 'pue' | 'components'> | null {
  if (first === undefined) return null;
  const { writer, pue, components, journal } = first;
  const head = JSON.stringify([writer, pue, components]);
  const areSame = others.every((one) => JSON.stringify([one.writer, one.pue, one.components]) === head);
  return journal === null && areSame ? { writer, pue, components } : null;
}

const OVERWRITTEN = newFinding('overwritten', 'other processes overwrote its lines in the standard log');
/** Trackers of one process shared one output logger up to 1.2.5, whatever the prefix or folder of each. */
const ELSEWHERE = newFinding(
  'no-standard-log',
  'its blocks are in the output log of another run: epochs and devices are unknown',
);

const REPEATED = newFinding('doubled-lines', 'lines of the output log are repeated; each is counted once');

const MISSING = {
  standard: newFinding(
    'no-standard-log',
    'only the output log of the run is there, not its standard log: epochs, devices and version are unknown',
  ),
  output: newFinding('no-output-log', 'the run has no output log: its printed totals are unknown'),
};

function aboutFile(role: 'standard' | 'output', files: RunFiles, texts: RunTexts, notes: ScanNotes): Finding[] {
  if (files[role] === null) return [{ ...MISSING[role] }];
  // The reader reports a file that could not be read.
  if (texts[role] === null) return [];
  const findings: Finding[] = [];
  if (notes.blank) findings.push(newFinding('empty-log', `the ${role} log is empty`));
  if (notes.invalid)
    findings.push(newFinding('invalid-utf8', `bytes of the ${role} log are not UTF-8 and were replaced`));
  if (notes.hadNul) findings.push(newFinding('nul-bytes', `runs of NUL bytes were skipped in the ${role} log`));
  if (notes.cutRecords > 0) {
    findings.push(
      newFinding(
        'record-cut',
        `${plural(notes.cutRecords, 'overlong line')} of the ${role} log ${notes.cutRecords === 1 ? 'was' : 'were'} cut`,
      ),
    );
  }
  return findings;
}

function buildRun(
  id: string,
  files: RunFiles,
  { fragment, session }: Pair,
  errors: ReturnType<typeof readErrorLog>,
): Run {
  const standard = fragment ?? newFragment('');
  const predicted = session?.predicted ?? null;
  const { journal } = standard;
  if (standard.components === null && session?.components != null) nameComponents(standard, session.components);
  if (journal !== null) standard.epochs = withJournalEpochs(standard.epochs, journal);
  const plannedEpochs =
    predicted?.epochs ?? standard.interrupted?.plannedEpochs ?? positive(journal?.start?.plannedEpochs) ?? null;
  const tracking = trackingOf(journal, standard.epochs);
  const intensity = settleIntensity(
    [...standard.intensity, ...(session?.intensity ?? []), ...errors.intensity],
    standard.writer?.tool === 'ct-track' || /^2\.[3-9]/.test(standard.writer?.version ?? ''),
  );
  const run: Run = {
    id,
    format: 'carbontracker',
    files: { ...files },
    writer: { ...(standard.writer ?? { tool: 'carbontracker', version: null }) },
    startedAt: detached(standard.startedAt ?? (session?.startedAt || null)),
    endedAt: detached(laterOf(standard.endedAt, session?.endedAt || null)),
    end: endOf(endFactsOf(standard, session), standard.epochs.length, plannedEpochs),
    components: tracking === null ? componentsOf(standard, session, errors.faults) : trackedComponents(tracking),
    epochs: standard.epochs,
    durationResolutionS: standard.durationResolutionS,
    plannedEpochs,
    pue: ownPue(standard.pue ?? journal?.start?.pue),
    intensity: journal === null ? intensity : trackedIntensity(intensity, journal),
    actual: session?.actual ?? session?.first ?? null,
    predicted,
    tracking,
    findings: standard.findings.map((finding) => ({ ...finding })),
  };
  for (const fault of errors.faults) {
    // The method of the component already marks an estimate.
    if (fault !== 'cpu-tdp') run.findings.push(newFinding('sensor-fault', FAULT_TEXT[fault]));
  }
  if (journal !== null && journal.damagedLines > 0) {
    const message = `${plural(journal.damagedLines, 'line')} of ct-track ${journal.damagedLines === 1 ? 'is' : 'are'} damaged or of a later version`;
    run.findings.push(newFinding('journal-damaged', message));
  }
  const unrecorded = tracking !== null ? null : unrecordedSeconds(standard, session);
  if (unrecorded !== null) {
    run.findings.push(
      newFinding('unrecorded-epoch', `stopped ${unrecorded} s into an epoch: the energy of that part was not logged`),
    );
  }
  return run;
}

const positive = (count: number | null | undefined): number | null => (count != null && count > 0 ? count : null);

/** Runs of one file share nothing that a caller may change. */
const ownPue = (pue: Pue | null | undefined): Pue | null => (pue == null ? null : { ...pue });

/** A copy of a stamp that does not keep the whole file's text in memory, as a slice of it would. */
function detached(stamp: string | null): string | null {
  return stamp === null ? null : String.fromCharCode(...Array.from(stamp, (sign) => sign.charCodeAt(0)));
}

/** What a finding shows of a fault that is no estimate. */
export const FAULT_TEXT: Record<Exclude<SensorFault, 'cpu-tdp'>, string> = {
  'cpu-permission': 'the CPU energy counters were not readable (permissions): CPU power is not measured',
  'gpu-unsupported': 'a GPU does not report its power',
};

function laterOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

/** Evidence of how a run ended, apart from the number of its epochs. */
export interface EndFacts {
  /**
   * The line `Training was interrupted`; null where the log has none. The planned epochs are null where it prints -1.
   */
  interrupted: { plannedEpochs: number | null } | null;
  /** Whether one of its logs has an end line. */
  hasEnded: boolean;
  /** Version of the writer; null where the log does not contain it. */
  version: string | null;
}

/** The end of a run, from both of its logs. */
export function endFactsOf({ interrupted, ended, writer }: Fragment, session: Session | null): EndFacts {
  return { interrupted, hasEnded: ended || session?.finished === true, version: writer?.version ?? null };
}

/**
 * How a run ended. 2.3.0 to 2.3.2 write no end line and print -1 planned epochs; the prediction shows whether the run
 * was complete.
 */
export function endOf(
  { interrupted, hasEnded, version }: EndFacts,
  recorded: number,
  plannedEpochs: number | null,
): RunEnd {
  if (interrupted !== null) {
    const planned = interrupted.plannedEpochs;
    const complete = planned === null ? plannedEpochs === null || recorded >= plannedEpochs : false;
    if (!complete) return 'stopped-early';
  }
  if (hasEnded) return 'finished';
  const writesNoEnd = version?.startsWith('2.3.') === true;
  return writesNoEnd && recorded > 0 && recorded === plannedEpochs ? 'finished' : 'cut-off';
}

/** Seconds between the last epoch record and a `stop()` inside the next epoch; between epochs the count is one short. */
function unrecordedSeconds(
  { interrupted, lastEpochAt, startedAt, epochs }: Fragment,
  session: Session | null,
): number | null {
  const from = lastEpochAt ?? startedAt;
  if (interrupted === null || from === null || session?.actual?.epochs !== epochs.length) return null;
  const seconds = (stampToMs(interrupted.at) - stampToMs(from)) / 1000;
  return seconds >= 2 ? seconds : null;
}
