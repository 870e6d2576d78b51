/** Log texts as ct-track writes them, with invented figures. */

import { writeBlock } from '../../src/log/blocks.ts';
import { type JournalEntry, type JournalPause, type JournalStart, writeJournal } from '../../src/log/journal.ts';
import { writeSample, writeSamplesHeader } from '../../src/log/samples.ts';
import { writeComponents, writeEpoch, writePue, writeVersion } from '../../src/log/standard-lines.ts';
import type { MeasuredDevice } from '../../src/model/tracking.ts';
import { line } from './logs.ts';

export const PUE = { value: 1.5, source: 'test' };
/** Unix time of the first line that `line` stamps. */
export const START_UNIX_S = Date.UTC(2025, 0, 1, 8) / 1000;

export function device(key: string, more: Partial<MeasuredDevice> = {}): MeasuredDevice {
  const component = key.startsWith('gpu') ? 'gpu' : 'cpu';
  return { key, component, name: key, uuid: `uuid-${key}`, method: 'counter', note: null, rangeW: null, ...more };
}

export interface TrackedEpochText {
  startS: number;
  endS: number;
  /** By device; null was not measured, a missing one does not count. */
  energyJ: Record<string, number | null>;
  coveredS?: number;
  gaps?: { fromS: number; toS: number; reason: string }[];
  complete?: boolean;
}

export interface TrackLog {
  devices?: MeasuredDevice[];
  start?: Partial<JournalStart>;
  epochs?: TrackedEpochText[];
  pauses?: Omit<JournalPause, 'event'>[];
  /** Moment of a question that nobody has answered. */
  askedAtS?: number | null;
  /** Start of an epoch that never ends. */
  openAtS?: number | null;
  /** False for a run that was killed. */
  ended?: boolean;
}

/** The entry that starts a journal. */
export function startEntry(changes: Pick<JournalStart, 'devices'> & Partial<JournalStart>): JournalStart {
  return {
    event: 'start',
    schema: 1,
    id: 'run',
    host: 'node1',
    pid: 7,
    startUnixS: START_UNIX_S,
    utcOffsetMinutes: 60,
    command: null,
    pue: PUE,
    intensity: { gPerKwh: 100, kind: 'country-average', location: 'DK', year: 2024, source: 'a table' },
    plannedEpochs: null,
    updateIntervalS: 1,
    job: { SLURM_JOB_ID: '12', SLURM_PROCID: '0' },
    ...changes,
  };
}

/** Standard and output log of a run. */
export function trackLog({
  devices = [device('gpu:0'), device('gpu:1')],
  start = {},
  epochs = [],
  pauses = [],
  openAtS = null,
  askedAtS = null,
  ended = openAtS === null && askedAtS === null,
}: TrackLog = {}): { standard: string; output: string } {
  const head = startEntry({ devices, ...start });
  const names = [...new Set(devices.map(({ component }) => component))];
  const components = names.map((name) => ({
    name,
    devices: devices.filter(({ component }) => component === name).map((one) => one.name),
  }));
  const journal = (at: number, entry: JournalEntry): string => line(at, writeJournal(entry));
  const records = epochs.map(({ startS, endS, energyJ, coveredS = endS - startS, gaps = [], complete = true }, i) => {
    const sumOf = (name: string): number | null => {
      const known = devices.filter(({ component, key }) => component === name && energyJ[key] != null);
      return known.length === 0 ? null : known.reduce((sum, { key }) => sum + (energyJ[key] ?? 0), 0);
    };
    const powerW = Object.fromEntries(
      names.map((name) => {
        const sumJ = sumOf(name);
        return [name, sumJ === null ? null : sumJ / (endS - startS)];
      }),
    );
    const measured = Object.entries(energyJ).map(([key, value]) => [
      key,
      { energyJ: value, coveredS, sampledJ: null, gapCount: gaps.length, gaps },
    ]);
    return [
      journal(startS, { event: 'epoch-start', number: i + 1, atS: startS }),
      ...writeEpoch(i + 1, endS - startS, powerW).map((text) => line(endS, text)),
      journal(endS, {
        event: 'epoch',
        number: i + 1,
        startS,
        endS,
        complete,
        devices: Object.fromEntries(measured),
      }),
    ].join('');
  });
  const elapsedS = epochs.at(-1)?.endS ?? 0;
  const totalJ = epochs.flatMap(({ energyJ }) => Object.values(energyJ)).reduce<number>((sum, j) => sum + (j ?? 0), 0);
  const energyKwh = (totalJ / 3.6e6) * head.pue.value;
  const actual = { epochs: null, durationS: elapsedS, energyKwh, co2eqG: energyKwh * 100, equivalents: null };
  return {
    standard: [
      line(0, writeVersion('0.1.0')),
      journal(0, head),
      line(0, writePue(head.pue)),
      line(0, writeComponents(components)),
      line(0, 'Monitoring thread started.'),
      ...records,
      ...pauses.map((pause) => journal(pause.atS, { event: 'pause', ...pause })),
      openAtS === null ? '' : journal(openAtS, { event: 'epoch-start', number: epochs.length + 1, atS: openAtS }),
      askedAtS === null ? '' : journal(askedAtS, { event: 'pause-start', atS: askedAtS }),
      ended ? journal(elapsedS, { event: 'end', elapsedS, exitCode: 0, signal: null, devices: {} }) : '',
      ended ? line(elapsedS, 'Monitoring thread ended.') : '',
    ].join(''),
    output: [
      line(0, `CarbonTracker: ${writeComponents(components)}`),
      ended && epochs.length > 0 ? line(elapsedS, `CarbonTracker: ${writeBlock('Actual', actual, 12)}`) : '',
      ended ? line(elapsedS, 'CarbonTracker: Finished monitoring.') : '',
    ].join(''),
  };
}

/** A samples file: each row is its time, then the cumulative joules of each device; power follows from them. */
export function samplesText(keys: readonly string[], rows: readonly (readonly (number | null)[])[]): string {
  const lines = rows.map(([elapsedS, ...energyJ], n) => {
    const before = rows[n - 1];
    const powerW = energyJ.map((value, i) => {
      const last = before?.[i + 1] ?? 0;
      const stepS = (elapsedS ?? 0) - (before?.[0] ?? 0);
      return value === null || stepS <= 0 ? null : Math.max(0, (value - last) / stepS);
    });
    return writeSample({ elapsedS: elapsedS ?? 0, powerW, energyJ });
  });
  return [writeSamplesHeader(keys), ...lines, ''].join('\n');
}
