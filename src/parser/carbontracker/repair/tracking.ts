/** The journal of a run -> what it adds to the record. */
import type { JournalEnergy, JournalEpoch } from '../../../log/journal.ts';
import type { Component, Epoch, Intensity, Method } from '../../../model/run.ts';
import type {
  MeasuredDevice,
  TrackedDevice,
  TrackedEpoch,
  Tracking,
  UnfinishedEpoch,
} from '../../../model/tracking.ts';
import type { Journal } from './journal.ts';

/** A key may be the name of something that every object has. */
const measuredOf = (devices: JournalEpoch['devices'], key: string): JournalEnergy | undefined =>
  Object.hasOwn(devices, key) ? devices[key] : undefined;

/** Most gaps kept per device; a count holds their number. */
const KEPT_GAPS = 5;

/**
 * What the journal adds, with its epochs in the order of the run's.
 *
 * @returns null without the line that names the devices
 */
export function trackingOf(journal: Journal | null, epochs: readonly Epoch[]): Tracking | null {
  if (journal?.start == null) return null;
  const { start, end } = journal;
  const byNumber = new Map(journal.epochs.map((epoch) => [epoch.number, epoch]));
  const { id, host, machine = null, pid, utcOffsetMinutes, startUnixS, command, job, updateIntervalS } = start;
  return {
    id,
    host,
    machine,
    pid,
    utcOffsetMinutes,
    startUnixS,
    command,
    job,
    updateIntervalS,
    devices: start.devices.map((device) => toDevice(device, journal.epochs)),
    epochs: epochs.map(({ number }) => {
      const epoch = byNumber.get(number);
      // A number that comes again is another epoch.
      byNumber.delete(number);
      return epoch === undefined ? null : toEpoch(epoch, start.devices);
    }),
    outside: end?.outside ?? null,
    unfinished: unfinishedOf(journal, start.devices.length),
    exitCode: end?.exitCode ?? null,
    signal: end?.signal ?? null,
  };
}

function toDevice(
  { key, component, name, uuid, method, note, rangeW }: MeasuredDevice,
  epochs: readonly JournalEpoch[],
): TrackedDevice {
  const device: TrackedDevice = {
    key,
    component,
    name,
    uuid,
    method,
    note,
    rangeW,
    coverage: null,
    gapCount: 0,
    gaps: [],
  };
  let timeS = 0;
  let coveredS = 0;
  for (const { startS, endS, devices } of epochs) {
    const measured = measuredOf(devices, key);
    if (measured === undefined) continue;
    timeS += endS - startS;
    coveredS += Math.min(measured.coveredS, endS - startS);
    device.gapCount += measured.gapCount;
    for (const { fromS, toS, reason } of measured.gaps) {
      if (device.gaps.length < KEPT_GAPS) device.gaps.push({ fromS, toS, reason });
    }
  }
  if (timeS > 0) device.coverage = coveredS / timeS;
  return device;
}

function toEpoch({ startS, endS, complete, devices }: JournalEpoch, known: readonly MeasuredDevice[]): TrackedEpoch {
  return {
    startS,
    endS,
    complete,
    energyJ: known.map(({ key }) => measuredOf(devices, key)?.energyJ ?? null),
    coveredS: known.map(({ key }) => measuredOf(devices, key)?.coveredS ?? null),
  };
}

/** A command that was killed before any epoch counts as one from its first moment: so it would at its end. */
function unfinishedOf({ start, epochs, open, end }: Journal, devices: number): UnfinishedEpoch | null {
  const isWhole = start?.command != null && epochs.length === 0 && end === null;
  const begun = open ?? (isWhole ? { number: 1, atS: 0 } : null);
  if (begun === null) return null;
  return { number: begun.number, startS: begun.atS, endS: null, energyJ: Array<null>(devices).fill(null) };
}

/** Methods from the most to the least exact; a component with several has the last one. */
const METHODS: readonly Method[] = ['counter', 'sampled', 'unknown', 'estimated', 'simulated'];

/** The components of the journal, with complete names and the method of each. */
export function trackedComponents({ devices }: Tracking): Component[] {
  const components = new Map<string, Component>();
  for (const { component: name, name: device, method } of devices) {
    const known = components.get(name);
    if (known === undefined) components.set(name, { name, devices: [device], method });
    else {
      known.devices.push(device);
      if (METHODS.indexOf(method) > METHODS.indexOf(known.method)) known.method = method;
    }
  }
  return [...components.values()];
}

/** The intensity of the log's lines with details of the journal; live values are later than the journal's. */
export function trackedIntensity(lines: Intensity | null, { start }: Journal): Intensity | null {
  if (start === null || lines?.kind === 'live') return lines;
  const { gPerKwh, kind, location, year, source } = start.intensity;
  return { gPerKwh, kind, location, year, values: lines?.values ?? [gPerKwh], source };
}

/** Restores epochs with damaged lines from the journal; keeps the others. */
export function withJournalEpochs(epochs: readonly Epoch[], { start, epochs: known }: Journal): Epoch[] {
  const recorded = new Set(epochs.map(({ number }) => number));
  const missing = known.filter(({ number }) => !recorded.has(number));
  if (start === null || missing.length === 0) return [...epochs];
  const rebuilt = missing.map((epoch) => rebuild(epoch, start.devices));
  return [...epochs, ...rebuilt].sort((a, b) => a.number - b.number);
}

function rebuild({ number, startS, endS, devices }: JournalEpoch, known: readonly MeasuredDevice[]): Epoch {
  const durationS = endS - startS;
  const epoch: Epoch = { number, durationS, powerW: {} };
  for (const { component } of known) {
    const energies = known
      .filter((other) => other.component === component)
      .map(({ key }) => measuredOf(devices, key)?.energyJ);
    const measured = energies.filter((energyJ) => energyJ != null);
    const powerW = measured.reduce((sum, energyJ) => sum + energyJ, 0) / durationS;
    const isKnown = measured.length > 0 && durationS > 0;
    epoch.powerW[component] = isKnown ? { scope: energies.length > 1 ? 'sum' : 'device', values: [powerW] } : null;
  }
  return epoch;
}
