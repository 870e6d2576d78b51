/** `ct-track --pid N`: measures until a process ends that runs already. */
import { CtError } from '../../src/model/errors.ts';
import {
  type CommandEnd,
  EPOCHS_VARIABLE,
  EpochSources,
  findProcess,
  type Inherited,
  processTree,
  type RunningProcess,
  startSession,
  summarize,
} from '../../src/tracker/command/index.ts';
import { EXIT, type Terminal } from '../terminal.ts';
import { findSensors, liveLine, logOf, type Note, openLogs, startNotes } from './measuring.ts';
import type { CommandLine } from './options.ts';
import { warnAtLimits } from './oversight.ts';
import { settingsOf } from './settings.ts';

/** Signals that end the measuring and leave the process alone. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const satisfies readonly NodeJS.Signals[];

/** What decides which GPUs a process sees. */
const GPU_VARIABLES = ['CUDA_VISIBLE_DEVICES', 'CUDA_DEVICE_ORDER'];

/**
 * Measures a process that runs already. Marks of epochs come from the file that our own `CT_TRACK_EPOCHS` names, if it
 * does.
 */
export async function attach(line: CommandLine, inherited: Inherited, terminal: Terminal): Promise<CommandEnd> {
  const { env } = terminal;
  const settings = settingsOf(line.options);
  const running = findProcess(readPid(line.pid ?? ''));
  if (settings.stopAndConfirm || settings.stopsAtLimit) {
    const option = settings.stopAndConfirm ? '--stop-and-confirm' : '--on-limit stop';
    throw new CtError('USAGE', `${option} needs a command and cannot be used with --pid, which only measures`);
  }
  const note = startNotes(line, settings, terminal);
  const stopping = new AbortController();
  for (const signal of ENDING) {
    process.on(signal, () => {
      if (!inherited.ignoredSignals.includes(signal)) stopping.abort();
    });
  }
  const tree = { pid: running.pid, countsItself: true };
  const place = { tree, environment: gpusOf(running, env, note), certificates: inherited.certificates };
  const sensing = await findSensors(settings, place, note);
  const computingPids = (): number[] => processTree(running.pid);
  const session = startSession(settings, sensing.detected, sensing.intensity, computingPids, 'no epoch was marked');
  const epochs = new EpochSources(session, {
    pattern: null,
    plannedEpochs: settings.plannedEpochs,
    path: env[EPOCHS_VARIABLE] ?? null,
    note,
  });
  const writer = openLogs(session, settings, sensing, {
    command: running.command,
    environment: env,
    note,
    show: (text) => terminal.show(text),
  });
  warnAtLimits(session, settings, note);
  note(`measuring until process ${running.pid} ends; Ctrl-C ends only the measuring`);
  const live = await liveLine(line, settings, session, env);
  await running.ended(stopping.signal);
  live?.end();
  for (const problem of epochs.close()) note(`warning: ${problem}`);
  const result = session.stop({ exitCode: null, signal: null }, epochs.openEnd(0));
  const isOver = !stopping.signal.aborted;
  note(`process ${running.pid} ${isOver ? 'has ended; its exit status is unknown' : 'runs on without measuring'}`);
  const missing = epochs.hasEpochs || settings.plannedEpochs === null ? null : 'no epoch was marked';
  const context = { settings, shownAt: null, missing, log: logOf(writer), stoppedFor: null };
  for (const text of summarize(result, context)) note(text);
  return { exitCode: EXIT.done, signal: null };
}

function readPid(text: string): number {
  const pid = Number(text);
  if (/^\d+$/.test(text) && pid > 0 && pid < 2 ** 31) return pid;
  throw new CtError('USAGE', `--pid must be the id of a process (got ${text})`);
}

/** Our environment with the GPUs of the process in place of ours. */
function gpusOf({ pid, environment }: RunningProcess, ours: NodeJS.ProcessEnv, note: Note): NodeJS.ProcessEnv {
  if (environment === null) {
    note(`the environment of process ${pid} cannot be read: every GPU that is visible here counts`);
    return ours;
  }
  const rest = Object.entries(ours).filter(([name]) => !GPU_VARIABLES.includes(name));
  return Object.fromEntries([...rest, ...Object.entries(environment).filter(([name]) => GPU_VARIABLES.includes(name))]);
}
