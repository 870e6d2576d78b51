/** Ends ct-track the way its command ended. */
import { setTimeout as wait } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { type CommandEnd, leaveDescriptor } from '../../src/tracker/command/index.ts';

/** Signals that write a core file, which could replace that of the command; ct-track exits with 128 + n instead. */
const DUMPING_CORE: readonly NodeJS.Signals[] = [
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGSYS',
];

/** Longest wait in ms for a signal sent to this process. */
const SIGNAL_MS = 1000;

/** One line about an error that should not be. */
export const internalError = (error: unknown): string =>
  `internal error: ${error instanceof Error ? error.message : String(error)}; the command goes on, its figures may be wrong`;

/**
 * Ends by the signal that killed the command, so that a shell's loop stops at Ctrl-C and a parent sees the signal.
 *
 * @returns the exit status where there was no such signal
 */
export async function endAs({ exitCode, signal }: CommandEnd): Promise<number> {
  // The first process of a container cannot kill itself.
  if (signal === null || DUMPING_CORE.includes(signal) || process.pid === 1) return exitCode;
  leaveTerminal();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  await wait(SIGNAL_MS);
  return exitCode;
}

/**
 * Lets go of the terminal, because Node resets terminal modes at exit, which would undo changes of the command, and aborts
 * if the terminal is gone. The null device stands for it: koffi waits for ever at exit where standard error is closed.
 */
export function leaveTerminal(): void {
  for (const descriptor of [0, 1, 2]) if (isatty(descriptor)) leaveDescriptor(descriptor);
}
