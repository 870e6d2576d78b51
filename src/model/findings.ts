/** The table of findings: a stable code, its severity, and what it means in general. */
import type { Finding, FindingFigures, Severity } from './run.ts';

/**
 * Severity and meaning of each code: `error` cannot be repaired from the logs, `warning` was repaired or estimated,
 * `info` is worth knowing.
 */
export const FINDINGS = {
  'devices-averaged': ['warning', 'carbontracker 2.0.0 to 2.4.5 logged the mean of the devices; the sum is counted'],
  'devices-averaged-uncorrected': ['error', 'devices were averaged, and the logs do not hold enough to correct it'],
  'devices-maybe-averaged': [
    'warning',
    'carbontracker may have logged the mean of several devices; the logged figure is counted',
  ],
  'devices-decided': [
    'info',
    'carbontracker may have logged the mean of several devices; the user chose to count their sum',
  ],
  'command-failed': ['info', 'the command failed or was interrupted; what was measured is counted'],
  'stopped-by-limit': ['info', 'ct-track stopped the training at a limit or by an answer: it is unfinished'],
  'prediction-counted': ['warning', 'only a part of the epochs was monitored; all planned epochs are extrapolated'],
  'cut-off': ['warning', 'the run was cut off; its finished epochs and any samples after them are counted'],
  'end-unknown': [
    'warning',
    'the log does not show whether the run was complete; what it prints or records as measured is counted',
  ],
  'no-actual-block': ['warning', 'the writer printed no actual consumption; the epochs are added up'],
  'prediction-set-aside': ['info', 'the log also holds a prediction; it is not counted'],
  'not-measured': ['error', 'nothing was measured in this run'],
  'epoch-not-measured': ['warning', 'epochs without a power reading'],
  'negative-duration': ['warning', 'epochs of negative duration'],
  'clock-set-back': ['warning', 'the time stamps go back: the clock was set back, or summer time ended'],
  'clock-set-forward': ['warning', 'an epoch is an hour longer than the others: summer time may have begun'],
  'unrecorded-epoch': ['warning', 'the energy of an unfinished epoch was not logged'],
  'epoch-count': ['info', 'the printed number of epochs is one short (carbontracker 1.1.0 to 2.4.5 after stop())'],
  'epoch-records': ['warning', 'the number of epoch records differs from the printed number'],
  'epoch-labels': ['info', 'epoch labels are not consecutive; the order of the records is used'],
  'total-coarse': [
    'warning',
    'the printed total has few digits, and the epochs do not show it: its rounding is in the range',
  ],
  'total-rounded': ['warning', 'the printed total has too few digits; it was recomputed'],
  'total-differs': ['warning', 'the printed total and the sum of the epochs differ; the printed one is counted'],
  'total-unreadable': ['warning', 'a consumption block without a readable energy'],
  'power-zero': ['warning', 'a component reads 0 W in every epoch'],
  'sensor-fault': ['warning', 'the err log names a sensor that could not be read or was estimated'],
  'power-estimated': ['warning', 'power that comes from a load model, not from a measurement'],
  'power-simulated': ['warning', 'power of simulated devices'],
  'power-maybe-simulated': ['info', 'power that never changes: perhaps simulated or estimated'],
  'reading-failed': ['warning', 'devices without any reading in an epoch: their energy is missing'],
  'coverage-low': ['warning', 'the energy of less than 95 % of the time is known for a device; nothing is scaled up'],
  'energy-outside-epochs': ['warning', 'more than 5 % of the energy is outside the epochs and is not counted'],
  'reading-gaps': ['info', 'readings that failed for a while'],
  'intensity-fallback': ['info', 'a yearly average stands in for the carbon intensity of the time and place'],
  'intensity-year': ['info', 'the carbon intensity is the average of another year than that of the run'],
  'pue-missing': ['info', 'no PUE was applied: the energy is that of the devices alone'],
  'pue-year': ['info', 'the PUE is the mean of another year than that of the run'],
  'device-counted-once': ['warning', 'several runs measured one device at the same time; it is counted once'],
  'devices-maybe-shared': ['warning', 'runs that overlap on devices of the same names may count twice'],
  'maybe-copies': ['warning', 'texts without times print the same figures: they may be copies of one run'],
  'programs-overlap': [
    'warning',
    'several programs measured at the same time, or may have: what they both measured counts twice',
  ],
  'zones-differ': ['info', 'time stamps of different UTC offsets: local times of these runs cannot be compared'],
  'journal-damaged': ['warning', 'ct-track lines that are damaged or of a later version were left out'],
  'samples-damaged': ['info', 'lines of samples, readings or events that could not be read'],
  'co2-unknown': ['warning', 'CO2eq is unknown: the log holds no carbon intensity'],
  'co2-rounded': ['warning', 'CO2eq comes from printed figures with few digits'],
  'console-text': ['info', 'read from console text: printed totals without epochs and times'],
  'devices-unknown': ['warning', 'no devices are named: several may have been averaged'],
  'rows-repeated': ['info', 'rows that repeat a run with its sums so far, or add runs up; each run counts once'],
  'rows-not-cumulative': ['warning', 'rows of one run that are not sums that grow; the largest one counts'],
  'rows-unread': ['error', 'rows of a table that do not fit its header, or name no run; their energy is missing'],
  'cells-missing': ['info', 'a row with fewer cells than columns was put in place by what the cells hold'],
  'tasks-added-up': ['warning', 'of a run only its tasks are on record; the energy between them is missing'],
  'power-implausible': ['warning', 'a power beyond what such a device can draw, which is counted'],
  'process-share': ['info', 'CPU and memory count by the share of one process'],
  'intensity-implausible': [
    'warning',
    'the carbon intensity is far from the averages of the country, or more than any electricity has',
  ],
  'closing-total': ['warning', 'the closing total of a session contradicts its measurements, which are counted'],
  'external-energy': ['info', 'energy that others used for a run was not measured here and is not counted'],
  'pue-not-applied': ['info', 'the configuration names a PUE that the writer did not apply'],
  'columns-guessed': ['info', 'the columns of a power trace were recognised by their names'],
  'devices-by-order': ['info', 'rows of a power trace that name no GPU; those of one tick are taken in their order'],
  'idle-in-trace': ['info', 'idle time before and after the load is counted'],
  'power-at-instants': ['info', 'power was read at instants, and is not known between them'],
  'cpu-not-measured': ['warning', 'only GPUs were measured: the energy of CPU and memory is missing'],
  'no-standard-log': ['warning', 'only the output log is there: no epochs, no version'],
  'no-output-log': ['warning', 'no output log'],
  'empty-log': ['info', 'an empty log file'],
  'not-a-log': ['error', 'the file is not a log of a known format'],
  'not-understood': ['error', 'files that look like logs but were not understood; they are not counted'],
  'blocks-unread': [
    'error',
    'lines or blocks without a time stamp at their start were not read; their energy is missing',
  ],
  'left-out': ['warning', 'files that may hold runs and were not read'],
  'prefixed-lines': ['info', 'a common prefix was removed from the lines of a log'],
  unreadable: ['error', 'a file or folder could not be read'],
  'link-not-followed': ['warning', 'a link leads out of the searched folder and was not followed'],
  'doubled-lines': ['info', 'lines that stand twice, as a second tracker or a copy repeats them, are counted once'],
  'logged-twice': ['info', 'a run that the files of an earlier run also hold; it is counted once'],
  'copied-run': ['info', 'copies of a run; each run is counted once'],
  'copied-part': ['info', 'incomplete copies of a run; the most complete one is counted'],
  'copies-differ': ['warning', 'copies of one run with different figures; one of them is counted'],
  'halves-joined': [
    'info',
    'the standard and output log of a run were found in different places; they are counted as one run',
  ],
  'several-processes': ['warning', 'several processes wrote into one file'],
  'head-missing': ['warning', 'the header of a run is missing'],
  overwritten: ['warning', 'lines were overwritten by other processes'],
  'nul-bytes': ['info', 'NUL bytes were skipped'],
  'invalid-utf8': ['info', 'bytes that are not UTF-8'],
  'too-many-components': ['error', 'more than 32 components; the energy of the others is not counted'],
  'record-cut': ['warning', 'over-long records were cut'],
  'cut-line': ['warning', 'a line of a log is cut'],
} as const satisfies Record<string, readonly [Severity, string]>;

/** The stable code of a finding. */
export type FindingCode = keyof typeof FINDINGS;

/** What a finding of this code means in general; the code itself where it is unknown, as in tables of later versions. */
export const meaningOf = (code: string): string =>
  Object.hasOwn(FINDINGS, code) ? FINDINGS[code as FindingCode][1] : code;

/** Options that decide a finding: for notes on the command line, not for the text of a paper. */
const ADVICE: ReadonlyMap<string, string> = new Map<FindingCode, string>([
  ['devices-maybe-averaged', 'use --devices to decide'],
  ['devices-maybe-shared', 'use --same-machine to decide'],
  ['programs-overlap', 'give the files of one'],
  ['maybe-copies', 'give each text once'],
  ['columns-guessed', 'use --columns to decide'],
  ['idle-in-trace', 'use --from-time and --to-time to leave it out'],
]);

/** The meaning of a finding, followed by the option of the command line that decides it. */
export function meaningWithAdvice(code: string): string {
  const advice = ADVICE.get(code);
  return advice === undefined ? meaningOf(code) : `${meaningOf(code)}; ${advice}`;
}

/**
 * A finding with the severity of its code.
 *
 * @param effectKwh what it changes in the total; null when that is unknown or nothing
 * @param figures the energies that it is about, where it is about any
 */
export function newFinding(
  code: FindingCode,
  message: string,
  effectKwh: number | null = null,
  figures: Partial<FindingFigures> | null = null,
): Finding {
  const [severity] = FINDINGS[code];
  if (figures === null) return { code, severity, message, effectKwh };
  const { loggedKwh = null, correctKwh = null, rangeKwh = null } = figures;
  return { code, severity, message, effectKwh, figures: { loggedKwh, correctKwh, rangeKwh } };
}

/** A finding about files that belongs to no run, with the severity of its code. */
export const fileFinding = (code: FindingCode, message: string, ...files: string[]): Finding => ({
  ...newFinding(code, message),
  files,
});

/** Lists of findings as one; nearly all of them are empty, of which an index is asked more quickly than an iterator. */
export function joinedFindings(...lists: readonly Finding[][]): Finding[] {
  const joined: Finding[] = [];
  for (let i = 0; i < lists.length; i += 1) {
    const list = lists[i] as Finding[];
    for (let k = 0; k < list.length; k += 1) joined.push(list[k] as Finding);
  }
  return joined;
}
