/** `ct-track command...`: the command runs as if it were alone, and its energy is written down. */
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
  const say = (message: string): void => {
    if (settings.verbose > 0) terminal.note(`ct-track: ${message}`);
  };
  if (line.configurations.length > 0) say(`options from ${line.configurations.join(' and ')}`);
  if (line.hasTokenInArguments)
    say('a token among the arguments can be seen by other users: use ELECTRICITY_MAPS_TOKEN');

  let marks: EpochMarks | null = null;
  const watching = pattern === null ? null : watch(pattern.regex, (seen) => marks?.look(seen, seen.atS), say);
  const catching = forwardSignals(inherited.ignoredSignals);
  const intensity = await resolveIntensity(settings, say);
  const detected = detectFor(settings, { pid: process.pid, countsItself: false });
  const noPsys = whyNoPsys(settings, detected);
  if (noPsys !== null) say(noPsys);
  if (detected.sensors.length === 0) say(whyNothing(detected));
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

  const writer = withoutStopping(session, say, () =>
    openLog(session, settings, detected, intensity, {
      command: line.command,
      environment: terminal.env,
      onFailure: say,
      onProblem: say,
    }),
  );
  const end = await command.ended;
  await output?.drained();
  const result = session.stop(end, openEndOf(marks, end.exitCode));
  const log = writer === null ? null : writer.works ? writer.pathOf('standard') : '';
  for (const text of summarize(result, { settings, pattern, sawEpochs, log })) say(text);
  return end;
}

/** The command runs even where its output cannot be watched. */
async function watch(
  regex: RegExp,
  onLine: (line: SeenLine) => void,
  say: (message: string) => void,
): Promise<WatchedOutput | null> {
  try {
    return await watchOutput(regex, onLine);
  } catch (error) {
    say(`the output cannot be watched for epochs: ${systemReason(error)}`);
    return null;
  }
}

/** What the epoch is that is open when the command ends. */
function openEndOf(marks: EpochMarks | null, exitCode: number): OpenEnd {
  if (marks === null) return 'complete';
  if (exitCode !== 0) return 'cut-off';
  return marks.openEnd;
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
