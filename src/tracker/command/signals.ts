/** Passes signals on to the command, each once. */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { startWitness, type Witness } from './witness.ts';

/** Signals that end, stop or wake a process that does not care for them, and can be caught. */
const SIGNALS = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGABRT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGTERM',
  'SIGVTALRM',
  'SIGXCPU',
  'SIGIO',
  'SIGPWR',
  'SIGSTKFLT',
  'SIGTSTP',
  'SIGCONT',
] as const satisfies readonly NodeJS.Signals[];

/** Signals that are caught for the command. */
export interface Forwarding {
  /** Passes on what comes, and what came while there was no command yet. */
  to: (child: ChildProcess) => void;
  /** Continues these processes if we are killed; none: no longer. */
  guard: (stoppedPids: readonly number[]) => void;
  /** Ends it; from then on late signals are ignored, so that they cannot cut the logs off. */
  stop: () => void;
}

/**
 * Catches signals from now on.
 *
 * @param ignored signals that were ignored when we started: they reach neither us nor the command
 */
export function forwardSignals(ignored: readonly NodeJS.Signals[]): Forwarding {
  const early: NodeJS.Signals[] = [];
  let take = (signal: NodeJS.Signals): void => {
    early.push(signal);
  };
  const listener = (signal: NodeJS.Signals): void => take(signal);
  const signals = SIGNALS.filter((signal) => listen(signal, listener));
  // Before the command: what comes to the command from its first moment on has to come to the witness, too.
  const witness = startWitness(signals.map((signal) => constants.signals[signal]));
  return {
    to: (child) => {
      const reaches = (signal: NodeJS.Signals): boolean => !ignored.includes(signal);
      for (const signal of early.filter(reaches)) child.kill(signal);
      take = (signal) => {
        if (reaches(signal)) void pass(signal, child, witness);
      };
    },
    guard: (stoppedPids) => witness.guard(stoppedPids),
    stop: () => {
      take = () => undefined;
      witness.stop();
    },
  };
}

async function pass(signal: NodeJS.Signals, child: ChildProcess, witness: Witness): Promise<void> {
  if (!(await witness.saw(constants.signals[signal]))) child.kill(signal);
  // Our handler took the place of the default action.
  if (signal === 'SIGTSTP') process.kill(process.pid, 'SIGSTOP');
}

function listen(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): boolean {
  try {
    process.on(signal, listener);
    return true;
  } catch {
    // The system has no such signal.
    return false;
  }
}
