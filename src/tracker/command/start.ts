/** Starts the wrapped command: its streams, descriptors, signals and exit status are its own. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { checkCommand, StartError } from './find.ts';
import type { Forwarding } from './signals.ts';

/** How a command ended. */
export interface CommandEnd {
  /** What a shell would report: 128 + n when signal n killed the command. */
  exitCode: number;
  /** Signal that killed the command; null when none did. */
  signal: NodeJS.Signals | null;
}

/** The wrapped command while it runs. */
export interface RunningCommand {
  /** Id of its process. */
  pid: number;
  /** Resolves when the command itself has ended, whatever its children still do. */
  ended: Promise<CommandEnd>;
  /** Continues these processes, which we have stopped, if we are killed; none: no longer. */
  guard: (stoppedPids: readonly number[]) => void;
}

/** What the command is started with. */
export interface CommandOptions {
  /** Environment of the command. */
  environment: NodeJS.ProcessEnv;
  /** Signals that the command ignores, as this process did when it started. */
  ignoredSignals: readonly NodeJS.Signals[];
  /** Descriptors above 2 that are open here: the command has them under the same numbers. */
  descriptors: readonly number[];
  /** Signals that reach the command once it runs. */
  forwarding: Forwarding;
  /** Descriptors of the command's standard output and standard error. */
  output?: readonly [stdout: number, stderr: number];
}

const STDOUT = 1;
const STDERR = 2;

/**
 * Starts a command in our terminal, folder and process group.
 *
 * @throws StartError (as a rejection)
 */
export async function startCommand(command: readonly string[], options: CommandOptions): Promise<RunningCommand> {
  const { environment, ignoredSignals, descriptors, forwarding, output = [STDOUT, STDERR] } = options;
  const [file = ''] = command;
  checkCommand(file, environment.PATH);
  const child = await spawnCommand(withIgnored(command, ignoredSignals), {
    stdio: descriptorsOf(output, descriptors),
    env: environment,
  });
  // A signal that cannot be delivered is reported as an error of a child that runs well.
  child.on('error', () => undefined);
  forwarding.to(child);
  const ended = new Promise<CommandEnd>((resolve) => {
    // Not `close`: a process that the command left behind may hold its output for hours.
    child.once('exit', (code, signal) => {
      forwarding.stop();
      resolve({ exitCode: signal === null ? (code ?? 0) : 128 + constants.signals[signal], signal });
    });
  });
  return { pid: child.pid ?? 0, ended, guard: forwarding.guard };
}

async function spawnCommand([file = '', ...args]: readonly string[], options: SpawnOptions): Promise<ChildProcess> {
  let child: ChildProcess;
  try {
    child = spawn(file, args, options);
  } catch (error) {
    throw new StartError(file, error as NodeJS.ErrnoException);
  }
  if (child.pid !== undefined) return child;
  throw new StartError(file, await new Promise<NodeJS.ErrnoException>((resolve) => child.once('error', resolve)));
}

/** Node starts children with every signal at its default: a shell ignores those that were ignored when we started. */
function withIgnored(command: readonly string[], ignored: readonly NodeJS.Signals[]): readonly string[] {
  if (ignored.length === 0) return command;
  const numbers = ignored.map((signal) => constants.signals[signal]).join(' ');
  return ['/bin/sh', '-c', `trap '' ${numbers}; exec "$@"`, 'sh', ...command];
}

/** Standard streams, and the inherited descriptors under their own numbers; all others stay closed. */
function descriptorsOf(
  [stdout, stderr]: readonly [number, number],
  inherited: readonly number[],
): SpawnOptions['stdio'] {
  const descriptors: ('ignore' | number)[] = [0, stdout, stderr];
  for (const descriptor of inherited) {
    while (descriptors.length < descriptor) descriptors.push('ignore');
    descriptors[descriptor] = descriptor;
  }
  return descriptors;
}
