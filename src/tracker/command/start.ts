/** Starts the wrapped command: its streams, descriptors, signals and exit status are its own. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { checkCommand, StartError } from './find.ts';
import { type GivenByShell, throughShell } from './first-shell.ts';
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
  /** What Node gives to no child. */
  inherited: GivenByShell;
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
  const { environment, inherited, descriptors, forwarding, output = [STDOUT, STDERR] } = options;
  const [file = ''] = command;
  // What Node has of a name that is not UTF-8 is not its name.
  if (!file.includes('\uFFFD')) checkCommand(file, environment.PATH);
  const child = await spawnCommand(throughShell(command, environment, inherited), {
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
