/** The readings of a trace -> the run that they are of. */
import { newFinding } from '../../model/findings.ts';
import type { Component, Finding, Run, Writer } from '../../model/run.ts';
import { counted, listed } from '../../model/text.ts';
import { joulesToKwh } from '../../model/units.ts';
import { NO_FILES } from '../find/file-sets.ts';
import { epochsOfSpans, lengthS } from '../span-run.ts';
import { deviceEnergyOf, gridOf } from './device-energy.ts';
import { countedDevice, type Measured, type TraceDevice } from './devices.ts';
import { aboutAbsence, aboutGaps, aboutIdle, aboutInstants } from './findings.ts';
import { idleOf } from './idle.ts';
import { type Integral, integrate, measuredSpans, type TimeCut } from './integral.ts';
import { inOrder, piecesOf } from './pieces.ts';
import { aboutImplausible, mostW } from './plausible.ts';
import { selectDevices } from './selection.ts';
import { type Rhythm, rhythmOf, type Series } from './series.ts';
import { type Clock, stampOf } from './times.ts';

/** What was read of a trace. */
export interface Readings {
  /** Id of the run, as in `Run`. */
  id: string;
  /** Path of the file. */
  path: string;
  /** Program that wrote the trace; null where it is unknown. */
  tool: Writer['tool'];
  /** Devices with their readings. */
  devices: readonly TraceDevice[];
  /** What its numbers of time count from; null where no time was read. */
  clock: Clock | null;
  /** The part of the time that counts. */
  cut: TimeCut;
  /** How the columns were guessed, in words; null where nothing was. */
  guess: string | null;
  /** Findings about the file. */
  findings: Finding[];
  /** The user's choice of how the trace is read; absent without one. */
  said?: Run['said'];
}

/** The devices of a trace that count, with what each used. */
interface MeasuredTrace {
  kept: Measured[];
  rhythm: Rhythm;
  /** What was left out, in words. */
  notes: readonly string[];
  /** Devices without any reading. */
  unread: TraceDevice[];
}

/** Chooses the devices that count, and adds their readings up. */
export function measureTrace(readings: Pick<Readings, 'devices' | 'cut' | 'guess'>): MeasuredTrace {
  const { cut, guess } = readings;
  const found = readings.devices.map(countedDevice);
  const all = found.filter((device) => device !== null);
  const rhythm = rhythmOf(all.map(({ series }) => series));
  const gridS = gridOf(all);
  const measured = all.map((device): Measured => ({ device, integral: integrate(device.series, rhythm, cut, gridS) }));
  const candidates = measured.map(({ device, integral }) => ({ device, energyJ: energyOf(integral) }));
  const selection = selectDevices(candidates, guess !== null);
  const kept = measured.filter(({ device }) => selection.counted.has(device));
  return { kept, rhythm, notes: selection.notes, unread: readings.devices.filter((_, i) => found[i] === null) };
}

/** Makes one run of a trace. */
export function toRun(readings: Readings): Run {
  const { id, path, tool, clock, cut, findings, said } = readings;
  const { kept, rhythm, unread, ...measured } = measureTrace(readings);
  const names = [...new Set(kept.map(({ device }) => device.component))].sort();
  const spans = measuredSpans(
    kept.map(({ device, integral }) => ({ group: names.indexOf(device.component), stretches: integral.stretches })),
    names.length,
  );
  const lengths = spans.map(({ startS, endS, energyJ }) => ({ durationS: lengthS(startS, endS), energyJ }));
  const totalJ = kept.reduce((sum, { integral }) => sum + energyOf(integral), 0);
  const deviceEnergy = deviceEnergyOf(kept, totalJ, clock);
  const notes = readings.guess === null ? measured.notes : [readings.guess, ...measured.notes, ...repeatsOf(kept)];
  const startS = spans.reduce((least, span) => Math.min(least, span.startS), Number.POSITIVE_INFINITY);
  const endS = spans.reduce((most, span) => Math.max(most, span.endS), Number.NEGATIVE_INFINITY);
  return {
    id,
    format: 'power-trace',
    files: { ...NO_FILES, source: path },
    writer: { tool, version: null },
    startedAt: spans.length === 0 ? null : stampOf(startS, clock),
    endedAt: spans.length === 0 ? null : stampOf(endS, clock),
    end: 'finished',
    components: names.map((name) => componentOf(name, kept)),
    epochs: epochsOfSpans(lengths, names),
    durationResolutionS: 0,
    plannedEpochs: null,
    pue: null,
    ...(said === undefined ? {} : { said }),
    ...(deviceEnergy === null ? {} : { deviceEnergy }),
    intensity: null,
    actual: null,
    predicted: null,
    tracking: null,
    findings: [
      ...findings,
      ...(notes.length === 0 ? [] : [newFinding('columns-guessed', notes.join('; '))]),
      ...aboutUnread(unread, kept.length),
      ...aboutGaps(kept),
      ...aboutAbsence(kept),
      ...aboutInstants(kept),
      ...aboutImplausible(implausibleOf(kept, rhythm), spans, joulesToKwh(totalJ)),
      ...aboutIdle(
        idleOf(
          kept.map(({ device }) => device.series),
          rhythm,
          cut,
        ),
        kept,
        clock,
      ),
      ...aboutCpu(names),
    ],
  };
}

/** Rows of several devices that no column distinguishes, as far as their times show it; several in a second may also be of one. */
function repeatsOf(kept: readonly Measured[]): string[] {
  const repeated = kept.filter(({ device: { series } }) => {
    const { timesS } = series;
    let count = 0;
    for (let i = 1; i < timesS.length; i += 1) if (timesS[i] === timesS[i - 1]) count += 1;
    return series.kind === 'power' && count >= LEAST_REPEATS * timesS.length;
  });
  if (repeated.length === 0) return [];
  const keys = repeated.slice(0, 3).map(({ device }) => `"${device.key}"`);
  return [
    `${keys.join(', ')}: several readings have one time, and their mean counts; if they are of several devices, name the column that distinguishes them (--columns device=...)`,
  ];
}

/** Share of readings with the time of the one before. */
const LEAST_REPEATS = 1 / 3;

/** The devices with a power that none of their kind draws; of the others the pieces are not needed. */
const implausibleOf = (kept: readonly Measured[], rhythm: Rhythm): Parameters<typeof aboutImplausible>[0] =>
  kept
    .filter(({ device: { component, series } }) => highestW(series) > mostW(component))
    .map(({ device: { key, component, series } }) => ({
      name: key,
      component,
      pieces: inOrder(piecesOf(series, rhythm)),
    }));

/** Highest power of a series in W; of energies the mean. */
function highestW(series: Series): number {
  const { values, timesS, kind } = series;
  if (kind === 'power') return values.reduce((most, value) => Math.max(most, value), 0);
  const [firstS = 0, lastS = 0] = [timesS[0], timesS.at(-1)];
  const energyJ =
    kind === 'counter' ? (values.at(-1) ?? 0) - (values[0] ?? 0) : values.reduce((sum, one) => sum + one, 0);
  return lastS > firstS ? energyJ / (lastS - firstS) : 0;
}

/** Energy of all stretches in J, without PUE. */
const energyOf = ({ stretches }: Integral): number => stretches.reduce((sum, { energyJ }) => sum + energyJ, 0);

function componentOf(name: string, kept: readonly Measured[]): Component {
  const own = kept.filter(({ device }) => device.component === name);
  const isCounter = own.every(({ device }) => device.series.kind !== 'power');
  return { name, devices: own.map(({ device }) => device.name), method: isCounter ? 'counter' : 'sampled' };
}

function aboutUnread(unread: readonly TraceDevice[], kept: number): Finding[] {
  // A run without any reading has a finding of its own.
  if (unread.length === 0 || kept === 0) return [];
  const names = counted(unread.map(({ name }) => name)).map(({ name, count }) =>
    count === 1 ? name : `${count} x ${name}`,
  );
  const message = `${listed(names.slice(0, 5))} gave no reading: ${unread.length === 1 ? 'its' : 'their'} energy is missing`;
  return [newFinding('reading-failed', message)];
}

/** A trace of GPUs alone is less than the computer used. */
function aboutCpu(names: readonly string[]): Finding[] {
  if (names.length !== 1 || names[0] !== 'gpu') return [];
  return [newFinding('cpu-not-measured', 'the trace holds GPUs only: the energy of CPU and memory is not in it')];
}
