/** Runs the wrapped command: its streams, signals and exit status are its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { isInForeground } from './foreground.ts';

interface ChildEnd {
  /** What a shell would report: 128 + n when signal n killed the child. */
  exitCode: number;
  signal: NodeJS.Signals | null;
}

/** Why a command could not be started, as a shell says it. */
export class StartError extends Error {
  /** 127: not found, 126: found but not executable. */
  readonly exitCode: 126 | 127;

  constructor(command: string, cause: NodeJS.ErrnoException) {
    const isMissing = cause.code === 'ENOENT';
    super(`${command}: ${isMissing ? 'command not found' : startReason(cause)}`, { cause });
    this.name = 'StartError';
    this.exitCode = isMissing ? 127 : 126;
  }
}

function startReason({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES') return 'permission denied';
  return code === 'E2BIG' ? 'argument list too long' : (code ?? message);
}

export interface RunningChild {
  pid: number;
  ended: Promise<ChildEnd>;
}

export interface ChildOptions {
  /** Sees the child's standard output on its way; without it the child has ours and we see nothing. */
  tap?: OutputTap;
  environment?: NodeJS.ProcessEnv;
}

export interface OutputTap {
  onChunk: (chunk: Buffer) => void;
  /** Where every byte goes. */
  to: NodeJS.WritableStream;
}

/** Signals that are passed on; the terminal sends the first three to the child by itself. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGTSTP'];
const ALWAYS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'];

/**
 * Starts a command in our terminal, folder and process group.
 *
 * @param signalNumbers by name, as `os.constants.signals`
 * @throws StartError (as a rejection)
 */
export async function startChild(
  command: readonly string[],
  signalNumbers: Readonly<Record<string, number>>,
  options: ChildOptions = {},
): Promise<RunningChild> {
  const [file = '', ...args] = command;
  const { tap, environment = process.env } = options;
  let child: ChildProcess;
  try {
    child = spawn(file, args, {
      stdio: ['inherit', tap === undefined ? 'inherit' : 'pipe', 'inherit'],
      env: environment,
    });
  } catch (error) {
    throw new StartError(file, error as NodeJS.ErrnoException);
  }
  const { pid } = child;
  if (pid === undefined) {
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => child.once('error', resolve));
    throw new StartError(file, error);
  }
  // A signal that cannot be delivered is reported as an error of a child that runs well.
  child.on('error', () => undefined);
  if (tap !== undefined) tapOutput(child, tap);
  const stopForwarding = forwardSignals(child);
  const ended = new Promise<ChildEnd>((resolve) => {
    // With a pipe, its last output comes after the exit.
    child.once(tap === undefined ? 'exit' : 'close', (code: number | null, signal: NodeJS.Signals | null) => {
      stopForwarding();
      resolve({ exitCode: signal === null ? (code ?? 0) : 128 + (signalNumbers[signal] ?? 0), signal });
    });
  });
  return { pid, ended };
}

function tapOutput({ stdout }: ChildProcess, { onChunk, to }: OutputTap): void {
  stdout?.on('data', onChunk);
  // A reader that is slow slows the child down, as it would without us.
  stdout?.pipe(to, { end: false });
  // A reader that is gone shows the child a broken pipe, as it would without us.
  to.on('error', () => stdout?.destroy());
}

function forwardSignals(child: ChildProcess): () => void {
  const forward = (signal: NodeJS.Signals): void => {
    const sentByTerminal = FROM_TERMINAL.includes(signal) && isInForeground();
    if (!sentByTerminal) child.kill(signal);
    // Our handler took the place of the default action.
    if (signal === 'SIGTSTP') process.kill(process.pid, 'SIGSTOP');
  };
  const signals = [...FROM_TERMINAL, ...ALWAYS].filter((signal) => listen(signal, forward));
  return () => {
    for (const signal of signals) process.off(signal, forward);
    // Until the logs are closed, a late signal must not kill us.
    for (const signal of signals) process.on(signal, () => undefined);
  };
}

function listen(signal: NodeJS.Signals, handler: (signal: NodeJS.Signals) => void): boolean {
  try {
    process.on(signal, handler);
    return true;
  } catch {
    // The system has no such signal.
    return false;
  }
}
