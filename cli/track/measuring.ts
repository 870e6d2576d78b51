/** What measuring a command and measuring a process that runs already have in common. */
import {
  type Detected,
  detectFor,
  type IntensityLog,
  type LogWriter,
  openLog,
  resolveIntensity,
  type Session,
  type Settings,
  screenFor,
  type TreeRoot,
  whyNoPsys,
  whyNothing,
} from '../../src/tracker/command/index.ts';
import type { Terminal } from '../terminal.ts';
import type { LiveLine } from './live.ts';
import type { CommandLine } from './options.ts';

/** Writes a line to standard error, unless ct-track is to be quiet. */
export type Note = (message: string) => void;

/** Reports first what was read beside the command line. */
export function startNotes(line: CommandLine, settings: Settings, terminal: Terminal): Note {
  const note: Note = (message) => {
    if (settings.verbose > 0) terminal.note(`ct-track: ${message}`);
  };
  if (line.configurations.length > 0) note(`options from ${line.configurations.join(' and ')}`);
  if (line.hasTokenInArguments) note('other users can see a token on the command line: use ELECTRICITY_MAPS_TOKEN');
  return note;
}

/** What measures a command. */
export interface Sensing {
  /** Carbon intensities of the run. */
  intensity: IntensityLog;
  /** Sensors with what their probes found. */
  detected: Detected;
}

/** Where sensors are looked for. */
export interface SensingPlace {
  /** Processes that are measured, for sensors that can separate them. */
  tree: TreeRoot;
  /** Names the visible GPUs. */
  environment: NodeJS.ProcessEnv;
  /** File of certificates that Node did not read; null where it has read what there is. */
  certificates: string | null;
}

/** Finds the carbon intensity and the sensors. */
export async function findSensors(
  settings: Settings,
  { tree, environment, certificates }: SensingPlace,
  note: Note,
): Promise<Sensing> {
  const asksServer = settings.locate || settings.intensityProvider !== null;
  if (asksServer && certificates !== null) (await import('./certificates.ts')).trustCertificates(certificates, note);
  const intensity = await resolveIntensity(settings, note);
  const detected = detectFor(settings, tree, environment);
  const noPsys = whyNoPsys(settings, detected);
  if (noPsys !== null) note(noPsys);
  if (detected.sensors.length === 0) note(whyNothing(detected));
  return { intensity, detected };
}

/** What the logs of a command need beside its settings. */
interface LogsContext {
  command: readonly string[] | null;
  environment: NodeJS.ProcessEnv;
  note: Note;
  /** Writes a line as it is. */
  show: (line: string) => void;
}

/**
 * Opens the logs while the command runs; null where none are written. A failure is reported and does not stop the
 * command.
 */
export function openLogs(
  session: Session,
  settings: Settings,
  { intensity, detected }: Sensing,
  { command, environment, note, show }: LogsContext,
): LogWriter | null {
  // The line at the end has the results; everything is shown on request.
  const screen = screenFor(settings.verbose > 1 ? settings.verbose : 0, show);
  const context = { command, environment, onFailure: note, onProblem: note, screen };
  try {
    return openLog(session, settings, detected, intensity, context);
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    return openLog(session, { ...settings, logDir: null }, detected, intensity, context);
  }
}

/** Path of the standard log for the summary; null without logs, see `SummaryContext.log`. */
export function logOf(writer: LogWriter | null): string | null {
  if (writer === null) return null;
  return writer.works ? writer.pathOf('standard') : '';
}

/** The last line of the terminal where it is asked for; null where it is not, or there is no terminal for it. */
export async function liveLine(
  { live }: CommandLine,
  { verbose }: Settings,
  session: Session,
  { TERM }: NodeJS.ProcessEnv,
): Promise<LiveLine | null> {
  return live && verbose > 0 ? (await import('./live.ts')).showLive(session, TERM) : null;
}
