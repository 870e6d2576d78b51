/** `ct-track command...`: runs the command unchanged and logs its energy. */
import { CtError, systemReason } from '../../src/model/errors.ts';
import {
  type CommandEnd,
  EpochSources,
  forwardSignals,
  type Inherited,
  leaveDescriptor,
  processTree,
  type RunningCommand,
  readEpochPattern,
  type SeenLine,
  type Settings,
  StartError,
  startCommand,
  startSession,
  summarize,
  type WatchedOutput,
  watchOutput,
} from '../../src/tracker/command/index.ts';
import type { Terminal } from '../terminal.ts';
import { internalError } from './ending.ts';
import { hintFor } from './hints.ts';
import { findSensors, liveLine, logOf, type Note, openLogs, startNotes } from './measuring.ts';
import type { CommandLine } from './options.ts';
import type { Oversight } from './oversight.ts';
import { pythonPath } from './python.ts';
import { settingsOf } from './settings.ts';

/** Signals that end a question; the command gets them too. */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/**
 * Runs the command.
 *
 * @returns how it ended
 */
export async function runCommand(line: CommandLine, inherited: Inherited, terminal: Terminal): Promise<CommandEnd> {
  const settings = settingsOf(line.options);
  const pattern = line.epochPattern === null ? null : readEpochPattern(line.epochPattern, line.epochAt);
  if (settings.stopAndConfirm && !(await import('./question.ts')).hasTerminal())
    throw new CtError(
      'USAGE',
      '--stop-and-confirm needs a terminal to ask on; in a job use --max-kwh with --on-limit stop',
    );
  if (pattern === null && line.epochAt !== null) throw new CtError('USAGE', '--epoch-at needs --epoch-pattern');
  const note = startNotes(line, settings, terminal);
  const OversightOfCommand = await oversightFor(settings);

  let epochs: EpochSources | null = null;
  const watching = pattern === null ? null : watch(pattern.regex, (seen) => epochs?.look(seen), note);
  const forwarding = forwardSignals(inherited.ignoredSignals);
  const tree = { pid: process.pid, countsItself: false };
  const place = { tree, environment: terminal.env, certificates: inherited.certificates };
  const sensing = await findSensors(settings, place, note);
  const output = await watching;
  let command: RunningCommand | null = null;
  const computingPids = (): number[] => (command === null ? [] : processTree(command.pid));
  const noEpoch = pattern === null ? 'no epoch was marked' : 'no epoch was seen in the output';
  const session = startSession(settings, sensing.detected, sensing.intensity, computingPids, noEpoch);

  epochs = new EpochSources(session, { pattern, plannedEpochs: settings.plannedEpochs, note });
  const descriptors = inherited.descriptors();
  try {
    command = await startCommand(line.command, {
      environment: {
        ...terminal.env,
        ...epochs.environment,
        ...(line.python ? pythonPath(terminal.env) : {}),
      },
      inherited,
      descriptors,
      forwarding,
      ...(output === null ? {} : { output: output.descriptors }),
    });
  } catch (error) {
    epochs.close();
    await output?.drained();
    if (!(error instanceof StartError)) throw error;
    const hint = hintFor(line.command);
    terminal.note(`ct-track: ${error.message}${hint === null ? '' : `; ${hint}`}`);
    return { exitCode: error.exitCode, signal: null };
  }
  output?.started();
  const onlyOfCommand = output === null ? [0, 1] : [0];
  for (const descriptor of [...onlyOfCommand, ...descriptors]) leaveDescriptor(descriptor);

  try {
    const writer = openLogs(session, settings, sensing, {
      command: line.command,
      environment: terminal.env,
      note,
      show: (text) => terminal.show(text),
    });
    const ending = ENDING.filter((signal) => !inherited.ignoredSignals.includes(signal));
    const live = await liveLine(line, settings, session, terminal.env);
    const oversight =
      OversightOfCommand === null ? null : new OversightOfCommand({ session, epochs, settings, command, note, ending });
    const end = await command.ended;
    await oversight?.end();
    await output?.drained();
    live?.end();
    for (const problem of epochs.close()) note(`warning: ${problem}`);
    // A command that was ended did not get to the end of its epoch, whatever its exit status is.
    const stopped = oversight?.stopped ?? null;
    const openEnd = stopped === null ? epochs.openEnd(end.exitCode) : 'cut-off';
    const result = session.stop({ ...end, ...(stopped === null ? {} : { stopped }) }, openEnd);
    const missing = epochs.hasEpochs || (pattern === null && settings.plannedEpochs === null) ? null : noEpoch;
    const context = {
      settings,
      shownAt: epochs.shownAt,
      missing,
      log: logOf(writer),
      stoppedFor: stopped?.reason ?? null,
    };
    for (const text of summarize(result, context)) note(text);
    const hint = await hintForEnd(line, end, terminal.env);
    if (hint !== null) note(hint);
  } catch (error) {
    note(internalError(error));
  }
  return await command.ended;
}

/** A hint where the command failed for want of a module; null without one. */
async function hintForEnd(
  { command, python }: CommandLine,
  { exitCode, signal }: CommandEnd,
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  if (exitCode === 0 || signal !== null) return null;
  return (await import('./missing-module.ts')).hintForModule(command, exitCode, environment, python);
}

/** What watches over a command where a limit or a question was asked for; loaded here so that other commands start without it. */
async function oversightFor({ stopAndConfirm, maxKwh, maxCo2eqG }: Settings): Promise<typeof Oversight | null> {
  if (!stopAndConfirm && maxKwh === null && maxCo2eqG === null) return null;
  return (await import('./oversight.ts')).Oversight;
}

/** Watches the output; where that fails, the command runs without epochs. */
async function watch(regex: RegExp, onLine: (line: SeenLine) => void, note: Note): Promise<WatchedOutput | null> {
  try {
    return await watchOutput(regex, onLine, note);
  } catch (error) {
    note(`the output cannot be watched for epochs: ${systemReason(error)}`);
    return null;
  }
}
