/** `ct-track command...`: runs the command unchanged and logs its energy. */
import { CtError, systemReason } from '../../src/model/errors.ts';
import {
  type CommandEnd,
  detectFor,
  EpochMarks,
  forwardSignals,
  type Inherited,
  type LogWriter,
  leaveDescriptor,
  type OpenEnd,
  openLog,
  processTree,
  type RunningCommand,
  readEpochPattern,
  resolveIntensity,
  type SeenLine,
  type Session,
  StartError,
  startCommand,
  startSession,
  summarize,
  type WatchedOutput,
  watchOutput,
  whyNoPsys,
  whyNothing,
} from '../../src/tracker/command/index.ts';
import type { Terminal } from '../terminal.ts';
import { hintFor } from './hints.ts';
import type { CommandLine } from './options.ts';
import { settingsOf } from './settings.ts';

/**
 * Runs the command.
 *
 * @returns how it ended
 */
export async function runCommand(line: CommandLine, inherited: Inherited, terminal: Terminal): Promise<CommandEnd> {
  const settings = settingsOf(line.options);
  const pattern = line.epochPattern === null ? null : readEpochPattern(line.epochPattern, line.epochAt);
  if (pattern === null && line.epochAt !== null) throw new CtError('USAGE', '--epoch-at needs --epoch-pattern');
  if (pattern === null && settings.plannedEpochs !== null) throw new CtError('USAGE', '--epochs needs --epoch-pattern');
  const note = (message: string): void => {
    if (settings.verbose > 0) terminal.note(`ct-track: ${message}`);
  };
  if (line.configurations.length > 0) note(`options from ${line.configurations.join(' and ')}`);
  if (line.hasTokenInArguments) note('other users can see a token on the command line: use ELECTRICITY_MAPS_TOKEN');

  let marks: EpochMarks | null = null;
  const watching = pattern === null ? null : watch(pattern.regex, (seen) => marks?.look(seen, seen.atS), note);
  const catching = forwardSignals(inherited.ignoredSignals);
  const intensity = await resolveIntensity(settings, note);
  const detected = detectFor(settings, { pid: process.pid, countsItself: false });
  const noPsys = whyNoPsys(settings, detected);
  if (noPsys !== null) note(noPsys);
  if (detected.sensors.length === 0) note(whyNothing(detected));
  const [output, forwarding] = await Promise.all([watching, catching]);
  let command: RunningCommand | null = null;
  const computingPids = (): number[] => (command === null ? [] : processTree(command.pid));
  const session = startSession(settings, detected, intensity, computingPids, true);

  let sawEpochs = false;
  if (pattern === null || pattern.comesAt === 'end') session.epochStart();
  if (pattern !== null) {
    marks = new EpochMarks(pattern, settings.plannedEpochs, (passed) => {
      sawEpochs = true;
      session.nextEpoch(passed);
    });
  }
  const descriptors = inherited.descriptors();
  try {
    command = await startCommand(line.command, {
      environment: pattern === null ? terminal.env : { PYTHONUNBUFFERED: '1', ...terminal.env },
      ignoredSignals: inherited.ignoredSignals,
      descriptors,
      forwarding,
      ...(output === null ? {} : { output: output.descriptors }),
    });
  } catch (error) {
    await output?.drained();
    if (!(error instanceof StartError)) throw error;
    const hint = hintFor(line.command);
    terminal.note(`ct-track: ${error.message}${hint === null ? '' : `; ${hint}`}`);
    return { exitCode: error.exitCode, signal: null };
  }
  output?.started();
  const onlyOfCommand = output === null ? [0, 1] : [0];
  for (const descriptor of [...onlyOfCommand, ...descriptors]) leaveDescriptor(descriptor);

  const writer = withoutStopping(session, note, () =>
    openLog(session, settings, detected, intensity, {
      command: line.command,
      environment: terminal.env,
      onFailure: note,
      onProblem: note,
    }),
  );
  const end = await command.ended;
  await output?.drained();
  const result = session.stop(end, openEndOf(marks, end.exitCode));
  const log = writer === null ? null : writer.works ? writer.pathOf('standard') : '';
  for (const text of summarize(result, { settings, pattern, sawEpochs, log })) note(text);
  return end;
}

/** Watches the output; where that fails, the command runs without epochs. */
async function watch(
  regex: RegExp,
  onLine: (line: SeenLine) => void,
  note: (message: string) => void,
): Promise<WatchedOutput | null> {
  try {
    return await watchOutput(regex, onLine);
  } catch (error) {
    note(`the output cannot be watched for epochs: ${systemReason(error)}`);
    return null;
  }
}

/** How the epoch counts that is open when the command ends. */
function openEndOf(marks: EpochMarks | null, exitCode: number): OpenEnd {
  if (marks === null) return 'complete';
  if (exitCode !== 0) return 'cut-off';
  return marks.openEnd;
}

/** Opens the logs while the command runs; a failure is reported and does not stop the command. */
function withoutStopping(
  session: Session,
  note: (message: string) => void,
  open: () => LogWriter | null,
): LogWriter | null {
  try {
    return open();
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    session.logTo(null, note);
    return null;
  }
}
