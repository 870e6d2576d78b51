/** The `ct-track {json}` lines of a run, and the data that they add to its record. */
import type {
  JournalEnd,
  JournalEnergy,
  JournalEntry,
  JournalEpoch,
  JournalEpochStart,
  JournalPause,
  JournalStart,
} from '../../../log/journal.ts';
import type { Component, Epoch, Intensity, Method } from '../../../model/run.ts';
import type {
  MeasuredDevice,
  TrackedDevice,
  TrackedEpoch,
  Tracking,
  UnfinishedEpoch,
} from '../../../model/tracking.ts';

/** The lines of one run, collected as they come. */
export interface Journal {
  /** First line; null when it is missing or damaged, so that other lines cannot be assigned to devices. */
  start: JournalStart | null;
  /** Lines of the epochs, in their order. */
  epochs: JournalEpoch[];
  /** The epoch that has started and not ended; null where every epoch ended. */
  open: JournalEpochStart | null;
  /** Times in which the command was stopped. */
  pauses: JournalPause[];
  /** When the command was stopped for a question that is not answered, in s since the start; null where none is open. */
  askedAtS: number | null;
  /** Last line; null when it is missing or damaged. */
  end: JournalEnd | null;
  /** Lines that are damaged, impossible or of a later version. */
  damagedLines: number;
}

/** A journal without lines. */
export const newJournal = (): Journal => ({
  start: null,
  epochs: [],
  open: null,
  pauses: [],
  askedAtS: null,
  end: null,
  damagedLines: 0,
});

/** Beyond these a value is damage: 300 years, and what all the world uses in a second. */
const MOST_SECONDS = 1e10;
const MOST_JOULES = 1e15;

const isIn = (value: number, most: number): boolean => value >= 0 && value <= most;

/** Adds one line; null is one that could not be read. */
export function addEntry(journal: Journal, entry: JournalEntry | null): void {
  if (entry === null || !isPossible(entry)) {
    journal.damagedLines += 1;
    return;
  }
  switch (entry.event) {
    case 'start':
      journal.start ??= entry;
      break;
    case 'epoch-start':
      journal.open = entry;
      break;
    case 'epoch':
      journal.epochs.push(entry);
      if (journal.open !== null && journal.open.number <= entry.number) journal.open = null;
      break;
    case 'pause-start':
      journal.askedAtS = entry.atS;
      break;
    case 'pause':
      journal.pauses.push(entry);
      journal.askedAtS = null;
      break;
    case 'end':
      journal.end = entry;
      journal.open = null;
      journal.askedAtS = null;
      break;
  }
}

function isPossible(entry: JournalEntry): boolean {
  switch (entry.event) {
    case 'start': {
      const { pue, intensity, startUnixS, devices } = entry;
      const areKnown = devices.every(({ component }) => component === 'gpu' || component === 'cpu');
      return areKnown && pue.value >= 1 && pue.value < 100 && isIn(intensity.gPerKwh, 1e5) && isIn(startUnixS, 1e11);
    }
    case 'epoch-start':
    case 'pause-start':
      return isIn(entry.atS, MOST_SECONDS);
    case 'epoch':
      return (
        isIn(entry.startS, MOST_SECONDS) &&
        isIn(entry.endS - entry.startS, MOST_SECONDS) &&
        Object.values(entry.devices).every(
          ({ energyJ, coveredS, gapCount }) =>
            isIn(energyJ ?? 0, MOST_JOULES) && isIn(coveredS, MOST_SECONDS) && isIn(gapCount, Number.MAX_SAFE_INTEGER),
        )
      );
    case 'pause':
      return isIn(entry.atS, MOST_SECONDS) && isIn(entry.durationS, MOST_SECONDS);
    case 'end':
      return entry.outside === undefined || Object.values(entry.outside).every((energyJ) => isIn(energyJ, MOST_JOULES));
  }
}

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
    pauses: journal.pauses.map(({ atS, durationS }) => ({ atS, durationS })),
    askedAtS: journal.askedAtS,
    unfinished: unfinishedOf(journal, start.devices.length),
    exitCode: end?.exitCode ?? null,
    signal: end?.signal ?? null,
    stopped: end?.stopped ?? null,
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

/**
 * The intensity of the log's lines with details of the journal; live values are later than the journal's. Null where
 * neither has one.
 */
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
