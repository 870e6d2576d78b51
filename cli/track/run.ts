/** `ct-track command...`: the command runs as if it were alone, and its energy is written down. */
import { constants } from 'node:os';
import { CtError } from '../../src/model/errors.ts';
import { formatEnergy, formatMass } from '../../src/model/numbers.ts';
import { formatDuration } from '../../src/model/units.ts';
import { type OutputTap, type RunningChild, StartError, startChild } from '../../src/tracker/child.ts';
import { EpochWatcher, readEpochPattern } from '../../src/tracker/epoch-pattern.ts';
import { resolveIntensity } from '../../src/tracker/intensity/resolve.ts';
import type { Settings } from '../../src/tracker/options.ts';
import { processTree } from '../../src/tracker/process-tree.ts';
import type { Session, SessionResult } from '../../src/tracker/session.ts';
import { detectFor, openLog, startSession, whyNoPsys, whyNothing } from '../../src/tracker/start.ts';
import type { LogWriter } from '../../src/tracker/writer.ts';
import { tell } from '../terminal.ts';
import type { CommandLine } from './options.ts';
import { settingsOf } from './settings.ts';

/** Runs the command, and returns its exit status. */
export async function runCommand(line: CommandLine): Promise<number> {
  const settings = settingsOf(line.options);
  const pattern = line.epochPattern === null ? null : readEpochPattern(line.epochPattern);
  if (pattern === null && settings.plannedEpochs !== null) throw new CtError('USAGE', '--epochs needs --epoch-pattern');
  const say = (message: string): void => {
    if (settings.verbose > 0) tell(`ct-track: ${message}`);
  };
  if (line.configurations.length > 0) say(`options from ${line.configurations.join(' and ')}`);
  if (line.hasTokenInArguments)
    say('a token among the arguments can be seen by other users: use ELECTRICITY_MAPS_TOKEN');

  const intensity = await resolveIntensity(settings, say);
  const detected = detectFor(settings, { pid: process.pid, countsItself: false });
  const noPsys = whyNoPsys(settings, detected);
  if (noPsys !== null) say(noPsys);
  if (detected.sensors.length === 0) say(whyNothing(detected));
  let child: RunningChild | null = null;
  const computingPids = (): number[] => (child === null ? [] : processTree(child.pid));
  const session = startSession(settings, detected, intensity, computingPids, true);

  let tap: OutputTap | undefined;
  let epochsSeen = 0;
  if (pattern === null || pattern.comesAt === 'end') session.epochStart();
  if (pattern !== null) {
    const watcher = new EpochWatcher(pattern, () => {
      epochsSeen += 1;
      session.nextEpoch();
    });
    tap = { onChunk: (chunk) => watcher.add(chunk), to: process.stdout };
  }
  try {
    const environment = pattern === null ? process.env : { PYTHONUNBUFFERED: '1', ...process.env };
    child = await startChild(
      line.command,
      constants.signals,
      tap === undefined ? { environment } : { environment, tap },
    );
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    tell(`ct-track: ${error.message}`);
    return error.exitCode;
  }

  const writer = withoutStopping(session, say, () =>
    openLog(session, settings, detected, intensity, {
      command: line.command,
      environment: process.env,
      onFailure: say,
      onProblem: say,
    }),
  );
  const end = await child.ended;
  const result = session.stop(end, pattern === null || pattern.comesAt === 'start');
  if (pattern !== null && epochsSeen === 0) say('no epoch was seen in the output: the whole command counts as one');
  summarize(result, settings, writer, say);
  return end.exitCode;
}

/** The command runs already: logs that cannot be written do not stop it. */
function withoutStopping(
  session: Session,
  say: (message: string) => void,
  open: () => LogWriter | null,
): LogWriter | null {
  try {
    return open();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    session.logTo(null, say);
    return null;
  }
}

/** What is said of the logs at the end; where writing them stopped, that was said. */
function whereIn(writer: LogWriter | null): string {
  if (writer === null) return '; no log was written (--log-dir names a folder)';
  return writer.works ? `; ${writer.pathOf('standard')}` : '';
}

function summarize(
  { actual, predicted, devices }: SessionResult,
  settings: Settings,
  writer: LogWriter | null,
  say: (message: string) => void,
): void {
  const where = whereIn(writer);
  if (actual === null) {
    say(`nothing was measured${where}`);
    return;
  }
  const methods = devices.map(({ key, method }) => `${key} ${method}`).join(', ');
  const figure = `${formatEnergy(actual.energyKwh)}, ${formatMass(actual.co2eqG)} CO2eq`;
  say(`${figure} in ${formatDuration(actual.durationS)} with PUE ${settings.pue.value} (${methods})${where}`);
  if (predicted !== null && settings.verbose > 1) {
    const spread = predicted.spreadKwh === null ? '' : ` ± ${formatEnergy(predicted.spreadKwh)}`;
    say(`predicted for ${predicted.epochs} epochs: ${formatEnergy(predicted.energyKwh)}${spread}`);
  }
}
