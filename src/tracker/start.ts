/** Settings -> a running session, and its log files. */
import { CtError } from '../model/errors.ts';
import { VERSION } from '../model/version.ts';
import type { IntensityLog } from './intensity/intensity-log.ts';
import type { Settings } from './options.ts';
import { RunLog } from './run-log.ts';
import type { Screen } from './screen.ts';
import { type Detected, detect } from './sensors/detect.ts';
import { systemClock } from './sensors/sensor.ts';
import { Session } from './session/session.ts';
import type { TreeRoot } from './tree-times.ts';
import { LogWriter } from './writer.ts';

/** What decides which sensors are used. */
type SensorSettings = Pick<Settings, 'components' | 'simulated' | 'cpuTdpW' | 'cpuLoad' | 'powercapRoot' | 'psys'>;

/**
 * Looks for the sensors that settings ask for.
 *
 * @param tree the processes to measure, for sensors that can separate them
 * @param environment names the visible GPUs
 */
export function detectFor(
  settings: SensorSettings,
  tree: TreeRoot,
  environment: NodeJS.ProcessEnv = process.env,
): Detected {
  const { components, simulated, cpuTdpW, cpuLoad, powercapRoot, psys } = settings;
  return detect({
    components,
    simulated,
    cpuTdpW,
    loadTree: cpuLoad === 'tree' ? tree : null,
    nvml: { environment },
    rapl: { psys, ...(powercapRoot === null ? {} : { root: powercapRoot }) },
  });
}

/** One line when psys was asked for and something else is measured in its place; else null. */
export function whyNoPsys(settings: SensorSettings, { probes }: Detected): string | null {
  const isSimulated = settings.simulated.some(({ component }) => component === 'cpu');
  if (!settings.psys || isSimulated || !settings.components.includes('cpu')) return null;
  const rapl = probes.find(({ sensor }) => sensor === 'rapl');
  if (rapl?.state === 'ready') return null;
  return `psys cannot be measured (${rapl?.problems.join('; ') ?? 'this machine has no RAPL'})`;
}

/** Why nothing can be measured, in one line. */
export function whyNothing({ probes }: Detected): string {
  const problems = probes.flatMap(({ sensor, problems }) => problems.map((problem) => `${sensor}: ${problem}`));
  return `nothing can be measured here (${problems.join('; ')}); run ct-track doctor for what to do`;
}

/**
 * Opens the sensors and starts to sample. Logs come later, with `openLog`.
 *
 * @param countsWhole see SessionOptions
 */
export function startSession(
  settings: Settings,
  detected: Detected,
  intensity: IntensityLog,
  computingPids?: () => number[],
  countsWhole: string | null = null,
): Session {
  return new Session({
    sensors: detected.sensors,
    clock: systemClock,
    updateIntervalS: settings.updateIntervalS,
    plannedEpochs: settings.plannedEpochs,
    epochsBeforePred: settings.epochsBeforePred,
    monitorEpochs: settings.monitorEpochs,
    interpretable: settings.interpretable,
    pue: settings.pue,
    intensity,
    countsWhole,
    ...(settings.devicesByPid && computingPids !== undefined ? { computingPids } : {}),
  });
}

/** What a log needs beside the settings. */
export interface LogContext {
  /** The wrapped command; null for a loop that the library measures. */
  command: readonly string[] | null;
  /** Environment, from which ids of the job are taken. */
  environment: NodeJS.ProcessEnv;
  /** Called once when the files can no longer be written. */
  onFailure: (message: string) => void;
  /** Called with each problem of live carbon intensities. */
  onProblem: (message: string) => void;
  /** Shows the run while it goes on; default: nothing does. */
  screen?: Screen;
}

/**
 * Creates the log files, and writes and shows what is known so far.
 *
 * @returns the writer of the files; null where no logs are wanted
 * @throws CtError UNWRITABLE
 */
export function openLog(
  session: Session,
  settings: Settings,
  detected: Detected,
  intensity: IntensityLog,
  context: LogContext,
): LogWriter | null {
  const writer = settings.logDir === null ? null : makeWriter(settings.logDir, settings, context);
  const log = new RunLog(writer, settings.decimalPrecision, context.screen);
  const facts = {
    version: VERSION,
    startUnixS: Math.round((Date.now() / 1000 - session.elapsedS) * 1e3) / 1e3,
    devices: session.devices,
    pue: settings.pue,
    plannedEpochs: settings.plannedEpochs,
    updateIntervalS: settings.updateIntervalS,
    command: context.command,
    environment: context.environment,
  };
  log.together(() => {
    log.begin(facts, intensity.current, intensity.hasProvider);
    for (const { sensor, problems } of detected.probes)
      for (const problem of problems) log.warn(`${sensor}: ${problem}`);
    session.logTo(log, context.onProblem);
  });
  return writer;
}

/** @throws CtError UNWRITABLE */
function makeWriter(logDir: string, { logFilePrefix }: Settings, { onFailure }: LogContext): LogWriter {
  return new LogWriter({ logDir, prefix: logFilePrefix, pid: process.pid, now: () => new Date(), onFailure });
}

/**
 * Checks that something can be measured.
 *
 * @throws CtError NO_DEVICE when there is no sensor
 */
export function requireSensors(detected: Detected): void {
  if (detected.sensors.length === 0) throw new CtError('NO_DEVICE', whyNothing(detected));
}
