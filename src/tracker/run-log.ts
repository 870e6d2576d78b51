/** What a run writes into its files, and when. */
import { hostname } from 'node:os';
import { writeBlock } from '../log/blocks.ts';
import {
  writeAverageIntensity,
  writeCountryAverage,
  writeFetchedIntensity,
  writeForecastIntensity,
  writeIntensityList,
  writeWorldAverage,
} from '../log/intensity-lines.ts';
import {
  JOURNAL_SCHEMA,
  type JournalEnd,
  type JournalEnergy,
  type JournalEntry,
  type JournalStart,
  writeJournal,
} from '../log/journal.ts';
import type { SampleRow } from '../log/samples.ts';
import {
  FINISHED_MONITORING,
  MONITORING_ENDED,
  MONITORING_STARTED,
  writeComponents,
  writeEpoch,
  writeInterrupted,
  writePue,
  writeVersion,
} from '../log/standard-lines.ts';
import type { KnownIntensity } from '../model/factors.ts';
import type { MeasuredDevice } from '../model/tracking.ts';
import type { Figure } from './figures.ts';
import type { Forecast, IntensityLog } from './intensity/intensity-log.ts';
import { jobIds } from './job.ts';
import { machineId } from './machine.ts';
import type { Screen } from './screen.ts';
import type { Device } from './sensors/sensor.ts';
import type { StationMeasured } from './station.ts';
import type { LogWriter } from './writer.ts';

/** What is known before the first epoch. */
export interface RunFacts extends Pick<JournalStart, 'startUnixS' | 'pue' | 'plannedEpochs' | 'updateIntervalS'> {
  /** Version of ct-track. */
  version: string;
  /** Measured devices. */
  devices: readonly Device[];
  /** The wrapped command; null for a loop that the library measures. */
  command: readonly string[] | null;
  /** Environment, from which ids of the job are taken. */
  environment: NodeJS.ProcessEnv;
}

/** An epoch that ended. */
export interface EpochRecord {
  /** Number of the epoch, from 1. */
  number: number;
  /** Seconds since the start of monitoring. */
  startS: number;
  /** Seconds since the start of monitoring. */
  endS: number;
  /** False when the end of the run cut it off. */
  complete: boolean;
  /** What each device used in it. */
  devices: StationMeasured;
}

/** What is written at the end of a run. */
export interface ClosingFigures {
  /** Figure of the run; null when nothing was measured. */
  actual: Figure | null;
  /** Carbon intensities of the run. */
  intensity: IntensityLog;
  /** Planned epochs of a run that ended before them, else null. */
  interruptedOf: number | null;
}

type Ending = Omit<JournalEnd, 'event' | 'devices'>;

/** Writes the events of a run as lines of its logs. */
export class RunLog {
  readonly #writer: LogWriter | null;
  readonly #digits: number;
  readonly #screen: Screen;
  #hasPredicted = false;

  /**
   * @param writer null for a run without files
   * @param digits decimals of energy, CO2eq and equivalents
   * @param screen shows what the output log gets, as it comes
   */
  constructor(writer: LogWriter | null, digits: number, screen: Screen = () => undefined) {
    this.#writer = writer;
    this.#digits = digits;
    this.#screen = screen;
  }

  /**
   * Writes the head of the logs.
   *
   * @param waits whether live values are to replace the intensity
   */
  begin(facts: RunFacts, intensity: KnownIntensity, waits = false): void {
    const writer = this.#writer;
    writer?.standard(writeVersion(facts.version));
    this.#journal({
      event: 'start',
      schema: JOURNAL_SCHEMA,
      id: writer?.stem ?? '',
      host: hostname(),
      machine: machineId(),
      pid: process.pid,
      startUnixS: facts.startUnixS,
      utcOffsetMinutes: -new Date().getTimezoneOffset(),
      command: facts.command === null ? null : [...facts.command],
      devices: facts.devices.map(toMeasuredDevice),
      pue: facts.pue,
      intensity,
      plannedEpochs: facts.plannedEpochs,
      updateIntervalS: facts.updateIntervalS,
      job: jobIds(facts.environment),
    });
    writer?.standard(writePue(facts.pue));
    const components = groupByComponent(facts.devices);
    if (components.length > 0) {
      writer?.standard(writeComponents(components));
      this.#output(writeComponents(components), 'detail');
    }
    writer?.standard(MONITORING_STARTED);
    if (!waits && intensity.kind === 'world-average')
      writer?.error('WARNING', writeWorldAverage(intensity.gPerKwh, intensity.year ?? 0));
    if (!waits && intensity.kind === 'country-average') {
      writer?.error('WARNING', writeCountryAverage(intensity.location ?? '', intensity.gPerKwh));
    }
    writer?.samplesHeader(facts.devices.map((device) => device.key));
  }

  /** Writes a warning to the err log. */
  warn(message: string): void {
    this.#writer?.error('WARNING', message);
  }

  /** Writes a row of the samples file. */
  sample(row: SampleRow): void {
    this.#writer?.sample(row);
  }

  /** Writes a live carbon intensity. */
  intensityFetched({ gPerKwh, location }: KnownIntensity): void {
    this.#writer?.standard(writeFetchedIntensity(gPerKwh, location));
  }

  /** Writes that an epoch started, `atS` seconds after the start of monitoring. */
  epochStarted(number: number, atS: number): void {
    this.#journal({ event: 'epoch-start', number, atS });
  }

  /** The command is stopped for a question at `atS`. */
  asked(atS: number): void {
    this.#journal({ event: 'pause-start', atS });
  }

  /** The clock of the run stood still at `atS` for that long. */
  paused(atS: number, durationS: number): void {
    this.#journal({ event: 'pause', atS, durationS });
  }

  /**
   * Writes the lines of an epoch that ended.
   *
   * @param powerW sum over the devices of each component
   */
  epoch(record: EpochRecord, powerW: Record<string, number | null>): void {
    const { number, startS, endS, complete, devices } = record;
    for (const line of writeEpoch(number, endS - startS, powerW)) this.#writer?.standard(line);
    this.#journal({ event: 'epoch', number, startS, endS, complete, devices: energies(devices) });
  }

  /** Writes all that an action logs at once. */
  together(action: () => void): void {
    if (this.#writer === null) action();
    else this.#writer.together(action);
  }

  /** Brings what was written to the disk within a second; `end` waits for the disk. */
  save(): void {
    this.#writer?.syncSoon();
  }

  /**
   * Writes a prediction.
   *
   * @param forecast what the CO2eq of the time to come is based on; null: the average so far
   */
  predicted(figure: Figure, forecast: Forecast | null): void {
    if (forecast !== null) {
      const line = writeForecastIntensity(forecast.coveredS, forecast.gPerKwh, forecast.location);
      this.#writer?.standard(line);
      this.#output(line, 'detail');
    }
    this.#output(writeBlock('Predicted', figure, this.#digits), this.#hasPredicted ? 'detail' : 'result');
    this.#hasPredicted = true;
  }

  /** The closing lines; nothing can be written afterwards. */
  end({ actual, intensity, interruptedOf }: ClosingFigures, ending: Ending, total: StationMeasured): void {
    const writer = this.#writer;
    if (interruptedOf !== null) writer?.standard(writeInterrupted(interruptedOf));
    writer?.standard(writeIntensityList(intensity.values, intensity.current.location));
    const average = writeAverageIntensity(intensity.average);
    writer?.standard(average);
    this.#output(average, 'detail');
    if (actual !== null) this.#output(writeBlock('Actual', actual, this.#digits), 'result');
    this.#journal({ event: 'end', ...ending, devices: energies(total) });
    writer?.standard(MONITORING_ENDED);
    this.#output(FINISHED_MONITORING, 'result');
    writer?.sync();
    writer?.close();
  }

  /** One record of the output log, which is also for people. */
  #output(message: string, kind: 'result' | 'detail'): void {
    this.#writer?.output(message);
    this.#screen(message, kind);
  }

  #journal(entry: JournalEntry): void {
    this.#writer?.standard(writeJournal(entry));
  }
}

/** Devices of each component, in their order. */
function groupByComponent(devices: readonly Device[]): { name: string; devices: string[] }[] {
  const names = [...new Set(devices.map((device) => device.component))];
  return names.map((name) => ({
    name,
    devices: devices.filter((device) => device.component === name).map((device) => device.name),
  }));
}

function toMeasuredDevice({ key, component, name, uuid, method, note, rangeW }: Device): MeasuredDevice {
  return { key, component, name, uuid, method, note, rangeW };
}

function energies(measured: StationMeasured): Record<string, JournalEnergy> {
  return Object.fromEntries(
    [...measured].map(([key, { energyJ, coveredS, sampledJ, gapCount, gaps }]) => [
      key,
      { energyJ, coveredS, sampledJ, gapCount, gaps },
    ]),
  );
}
