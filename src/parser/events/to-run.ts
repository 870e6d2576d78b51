/** A session -> the run that it tracked. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy, formatShare } from '../../model/numbers.ts';
import type { Component, Finding, Run, RunEnd } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import { joulesToKwh, readableDuration } from '../../model/units.ts';
import { NO_FILES } from '../find/file-sets.ts';
import { energyIn, type Piece } from '../power-trace/pieces.ts';
import { aboutImplausible } from '../power-trace/plausible.ts';
import { GAP_INTERVALS, type Rhythm, rhythmOf } from '../power-trace/series.ts';
import { stampOf } from '../power-trace/times.ts';
import { epochsOfSpans, exactTotal, lengthS } from '../span-run.ts';
import type { DeviceReadings } from './device-readings.ts';
import { intensityOf } from './intensity.ts';
import type { Session } from './session.ts';
import { type CountedSpan, countedSpans } from './spans.ts';

/** Where a session was read from. */
export interface SessionFile {
  /** Id of the run, as in `Run`. */
  id: string;
  /** Path of the file. */
  path: string;
  /** Findings about the file. */
  findings: readonly Finding[];
}

/** Interval at which carbontracker-tui samples where its configuration is not on record, in s. */
const USUAL_SAMPLING_S = 2;

/** Makes the run of a session. */
export function toRun(session: Session, { id, path, findings }: SessionFile): Run {
  const { closing } = session;
  const devices = countedDevices([...session.devices.values()]);
  const rhythm = rhythmOfSession(session, devices);
  const known = devices.map((device) => ({ device, pieces: device.pieces(rhythm) }));
  const spans = spansOf(session, known);
  const names = [...new Set(devices.map(componentName))].sort();
  const parts = spans.map((span) => measure(span, known, names));
  const energiesJ = parts.map(({ energyJ }) => energyJ.reduce<number>((sum, one) => sum + (one ?? 0), 0));
  const energyKwh = joulesToKwh(energiesJ.reduce((sum, one) => sum + one, 0));
  return {
    id,
    format: 'carbontracker-events',
    files: { ...NO_FILES, source: path },
    writer: { tool: 'carbontracker-tui', version: null },
    startedAt: stampOf(session.firstS, 'wall'),
    endedAt: stampOf(session.isFinished ? session.finishedS : session.lastS, 'wall'),
    end: endOf(session),
    components: names.map((name) => componentOf(name, devices)),
    epochs: epochsOfSpans(parts, names),
    durationResolutionS: 0,
    plannedEpochs: null,
    pue: null,
    intensity: intensityOf(session.intensities, spans, energiesJ),
    ...writerIdOf(session),
    actual: closing === null ? null : exactTotal(closing.energyKwh, closing.durationS, closing.co2eqG),
    predicted: null,
    tracking: null,
    findings: [
      ...findings,
      ...aboutSpans(session, spans),
      ...aboutGaps(parts, energyKwh),
      ...aboutInstants(parts, energyKwh),
      ...aboutImplausible(
        known.map(({ device, pieces }) => ({ name: device.identity.id, component: componentName(device), pieces })),
        spans,
        energyKwh,
      ),
      ...aboutOutside(known, spans, energyKwh),
      ...aboutSession(session, energyKwh),
      ...aboutCpu(names),
    ],
  };
}

/** Two sessions do not begin in one microsecond, so that its stamp recognises a copy that was made while the session went on. */
function writerIdOf({ firstStamp }: Session): Pick<Run, 'writerId'> {
  return firstStamp !== null && MICROSECONDS.test(firstStamp) ? { writerId: `carbontracker-tui ${firstStamp}` } : {};
}

const MICROSECONDS = /^[\d-]{10}T[\d:]{8}\.\d{6}\b/;

const endOf = ({ isFinished, isInterrupted }: Session): RunEnd =>
  isFinished ? (isInterrupted ? 'stopped-early' : 'finished') : 'cut-off';

/** Devices as a whole, not shares of processes; the whole machine where only that was read beside its parts. */
function countedDevices(all: readonly DeviceReadings[]): DeviceReadings[] {
  const read = all.filter(({ length }) => length > 0);
  const whole = read.filter(({ identity }) => identity.scope === 'device_total');
  const candidates = whole.length > 0 ? whole : read;
  const systems = candidates.filter(({ identity }) => identity.domain === 'system');
  const counted = systems.length > 0 ? systems : candidates;
  // A device that two programs read counts once, by the one that read it most.
  const byDevice = new Map<string, DeviceReadings>();
  for (const device of counted) {
    const key = `${device.identity.domain}\0${device.identity.id}`;
    const other = byDevice.get(key);
    if (other === undefined || device.length > other.length) byDevice.set(key, device);
  }
  return [...byDevice.values()];
}

const COMPONENTS: readonly string[] = ['cpu', 'gpu', 'ram', 'ane'];

const componentName = ({ identity: { domain } }: DeviceReadings): string =>
  COMPONENTS.includes(domain) ? domain : 'other';

function componentOf(name: string, devices: readonly DeviceReadings[]): Component {
  const own = devices.filter((device) => componentName(device) === name);
  const methods = own.map(({ method }) => method);
  const method = (['estimated', 'simulated', 'sampled'] as const).find((one) => methods.includes(one)) ?? 'counter';
  return { name, devices: own.map(({ identity }) => identity.name), method };
}

/** Sessions of few readings have the interval of their configuration. */
function rhythmOfSession({ samplingS }: Session, devices: readonly DeviceReadings[]): Rhythm {
  const found = rhythmOf(devices.map(({ powers }) => powers));
  const usualS = samplingS !== null && samplingS > 0 ? samplingS : USUAL_SAMPLING_S;
  const typicalS = Math.max(found.typicalS, usualS);
  return { typicalS, longestS: Math.max(found.longestS, GAP_INTERVALS * typicalS) };
}

/** A device with the times of known power. */
interface Known {
  device: DeviceReadings;
  pieces: readonly Piece[];
}

/** Without any span the time of the readings counts. */
function spansOf(session: Session, known: readonly Known[]): CountedSpan[] {
  const spans = countedSpans(session.spans, session.lastS);
  if (spans.length > 0 || session.spans.length > 0) return spans;
  let [startS, endS] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { pieces } of known) {
    if (pieces.length < 3) continue;
    startS = Math.min(startS, pieces[1]?.startS ?? startS);
    endS = Math.max(endS, pieces.at(-2)?.endS ?? endS);
  }
  return endS > startS ? [{ startS, endS }] : [];
}

/** What was measured in a span. */
interface MeasuredPart {
  durationS: number;
  /** By component, in J without PUE; null where no device of it was measured. */
  energyJ: (number | null)[];
  /** Longest time that a device lacks. */
  missingS: number;
  /** Of all devices, for the time that each lacks, at their mean power in the span. */
  missingJ: number;
  /** With the lower and with the higher one of each two powers. */
  boundsJ: [low: number, high: number];
}

function measure({ startS, endS }: CountedSpan, known: readonly Known[], names: readonly string[]): MeasuredPart {
  const durationS = lengthS(startS, endS);
  const energyJ: (number | null)[] = names.map(() => null);
  let [missingS, missingJ] = [0, 0];
  const boundsJ: [number, number] = [0, 0];
  for (const { device, pieces } of known) {
    const own = energyIn(pieces, startS, endS);
    const lackS = Math.max(0, endS - startS - own.coveredS);
    missingS = Math.max(missingS, lackS);
    if (own.coveredS <= 0) continue;
    missingJ += (own.energyJ / own.coveredS) * lackS;
    boundsJ[0] += own.boundsJ[0];
    boundsJ[1] += own.boundsJ[1];
    const at = names.indexOf(componentName(device));
    energyJ[at] = (energyJ[at] ?? 0) + own.energyJ;
  }
  return { durationS, energyJ, missingS, missingJ, boundsJ };
}

function aboutSpans({ spans }: Session, counted: readonly CountedSpan[]): Finding[] {
  if (spans.length > 0 || counted.length === 0) return [];
  return [newFinding('head-missing', 'no span is on record: the time from the first to the last reading is counted')];
}

/** Shares of a span below this are the time that a reading takes. */
const LEAST_MISSING = 0.01;

function aboutGaps(parts: readonly MeasuredPart[], energyKwh: number): Finding[] {
  const missingS = parts.reduce((sum, part) => sum + part.missingS, 0);
  const durationS = parts.reduce((sum, part) => sum + part.durationS, 0);
  if (missingS <= LEAST_MISSING * durationS) return [];
  const missingKwh = joulesToKwh(parts.reduce((sum, part) => sum + part.missingJ, 0));
  const most = missingKwh > 0 ? `; at the mean power it would be ${formatEnergy(missingKwh)} more` : '';
  const message = `nothing was read for ${readableDuration(missingS)} of ${readableDuration(durationS)}: no energy is counted for it${most}`;
  const rangeKwh: [number, number] | null = missingKwh > 0 ? [energyKwh, energyKwh + missingKwh] : null;
  return [newFinding('reading-gaps', message, null, { loggedKwh: energyKwh, rangeKwh })];
}

/** Less between two readings is the noise of a sensor. */
const LEAST_BETWEEN = 0.01;

/** What the power may have been between readings that are seconds apart. */
function aboutInstants(parts: readonly MeasuredPart[], energyKwh: number): Finding[] {
  const bound = (i: 0 | 1): number => joulesToKwh(parts.reduce((sum, { boundsJ }) => sum + boundsJ[i], 0));
  const rangeKwh: [number, number] = [bound(0), bound(1)];
  if (rangeKwh[1] - rangeKwh[0] <= LEAST_BETWEEN * energyKwh) return [];
  const message = 'each reading is the power at an instant: between two readings the lower to the higher one';
  return [newFinding('power-at-instants', message, null, { loggedKwh: energyKwh, rangeKwh })];
}

/** Beyond this share energy outside of spans is worth a warning. */
const LEAST_OUTSIDE = 0.05;

/** From the first to the last reading of each device; what lies beyond is not known. */
function aboutOutside(known: readonly Known[], spans: readonly CountedSpan[], energyKwh: number): Finding[] {
  let allJ = 0;
  let insideJ = 0;
  for (const { pieces } of known) {
    const [fromS, toS] = [pieces[1]?.startS, pieces.at(-2)?.endS];
    if (fromS === undefined || toS === undefined) continue;
    allJ += energyIn(pieces, fromS, toS).energyJ;
    for (const span of spans) {
      const [startS, endS] = [Math.max(span.startS, fromS), Math.min(span.endS, toS)];
      if (endS > startS) insideJ += energyIn(pieces, startS, endS).energyJ;
    }
  }
  const outsideKwh = joulesToKwh(allJ - insideJ);
  const share = outsideKwh / (outsideKwh + energyKwh);
  if (!(share > LEAST_OUTSIDE)) return [];
  const message = `${formatShare(share)} of the measured energy, ${formatEnergy(outsideKwh)}, is outside the spans and not counted`;
  const figures = { loggedKwh: energyKwh, rangeKwh: [energyKwh, energyKwh + outsideKwh] as [number, number] };
  return [newFinding('energy-outside-epochs', message, null, figures)];
}

function aboutSession({ external, configuredPue, exitCode, isInterrupted }: Session, energyKwh: number): Finding[] {
  const findings: Finding[] = [];
  if (configuredPue !== null && configuredPue > 1) {
    const message = `the configuration names a PUE of ${configuredPue}, but no energy of carbontracker-tui holds it: with it the run used ${formatEnergy(energyKwh * configuredPue)} (--pue ${configuredPue})`;
    findings.push(newFinding('pue-not-applied', message));
  }
  if (external.energyKwh > 0 || external.co2eqG > 0) {
    const co2 = external.co2eqG > 0 ? ` and ${Number(external.co2eqG.toPrecision(3))} g of CO2eq` : '';
    const message = `${formatEnergy(external.energyKwh)}${co2} of external services are on record: they were not measured here and are not counted`;
    findings.push(newFinding('external-energy', message));
  }
  if (isInterrupted || (exitCode !== null && exitCode !== 0)) {
    const how = isInterrupted ? 'was interrupted' : `failed with exit code ${exitCode}`;
    findings.push(newFinding('command-failed', `the command ${how}: what was measured is counted`));
  }
  return findings;
}

/** A session of GPUs alone is less than the computer used. */
function aboutCpu(names: readonly string[]): Finding[] {
  if (names.length === 0 || names.includes('cpu') || names.includes('other')) return [];
  return [
    newFinding(
      'cpu-not-measured',
      `the session measured ${plural(names.length, 'component')} (${names.join(', ')}) and no CPU: its energy is missing`,
    ),
  ];
}
