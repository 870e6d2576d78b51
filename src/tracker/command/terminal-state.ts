/** To whom the terminal belongs now, and how it is read. */
import { readFileSync } from 'node:fs';
import { fieldsOfStat } from '../processes.ts';
import { loadTerminalLibrary, type TerminalLibrary, type TerminalNumbers } from './terminal-library.ts';

/** Fields of `/proc/PID/stat`: the own process group, and that in the foreground of the controlling terminal. */
const OWN_GROUP_FIELD = 5;
const FOREGROUND_FIELD = 8;

/** More than `struct termios` has anywhere. */
export const ATTRIBUTES_BYTES = 256;

/** Process groups of a terminal. */
export interface TerminalGroups {
  /** Our own one. */
  own: number;
  /** The one in the foreground of our terminal; not above 0 without such a terminal. */
  foreground: number;
}

/** Our process group and the one in the foreground; null where there is no `/proc`. */
export function terminalGroups(): TerminalGroups | null {
  try {
    const field = fieldsOfStat(readFileSync('/proc/self/stat', 'latin1'));
    return { own: Number(field(OWN_GROUP_FIELD)), foreground: Number(field(FOREGROUND_FIELD)) };
  } catch {
    return null;
  }
}

/** Signals the processes to which the terminal belongs that it has another size, or is to be drawn again. */
export function signalForeground(): void {
  const group = terminalGroups()?.foreground ?? 0;
  try {
    process.kill(group > 0 ? -group : 0, 'SIGWINCH');
  } catch {
    // They have ended.
  }
}

let loaded: { library: TerminalLibrary; numbers: TerminalNumbers } | null | undefined;

/**
 * Whether a terminal gives away each key at once, as programs ask that take the whole of it; false where that cannot be
 * asked, without koffi.
 */
export function readsKeys(terminal: number): boolean {
  if (loaded === undefined) {
    try {
      loaded = loadTerminalLibrary();
    } catch {
      loaded = null;
    }
  }
  if (loaded === null) return false;
  const { library, numbers } = loaded;
  const attributes = Buffer.alloc(ATTRIBUTES_BYTES);
  if (library.tcgetattr(terminal, attributes) !== 0) return false;
  return (attributes.readUInt32LE(numbers.localFlagsAt) & numbers.canonical) === 0;
}
