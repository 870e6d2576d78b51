/** Ends ct-track as its command ended. */
import { closeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { isatty } from 'node:tty';
import type { CommandEnd } from '../../src/tracker/command/index.ts';

/** Ending by one of these writes a core file of ours over that of the command: the status of a shell stands for them. */
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

/** A signal that was sent to ourselves takes no longer. */
const SIGNAL_MS = 1000;

/**
 * Dies of the signal that killed the command, so that a shell's loop ends at Ctrl-C, and a parent sees what happened.
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

/** Node sets a terminal back at its end: what the command changed would be lost, and a closed terminal aborts Node. */
export function leaveTerminal(): void {
  for (const descriptor of [0, 1, 2]) if (isatty(descriptor)) closeSync(descriptor);
}
