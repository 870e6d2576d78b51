/**
 * A pseudo-terminal for the output of a command, so that it finds a terminal where it would have one without us. It is
 * nothing but a place to write: the input, the session and the process group of the command stay those of the real
 * terminal, and with them prompts, Ctrl-C, Ctrl-Z and job control.
 */
import { closeSync, constants, openSync } from 'node:fs';
import type { Pipe } from './pipes.ts';
import { loadTerminalLibrary, type TerminalLibrary, type TerminalNumbers } from './terminal-library.ts';
import { ATTRIBUTES_BYTES, signalForeground } from './terminal-state.ts';

/** A pseudo-terminal by its two ends. */
export interface PseudoTerminal extends Pipe {
  /** Ends following the size of the real terminal. */
  stop: () => void;
}

/** The real terminal reports another size by a signal, but only to its foreground. */
const SIZE_POLL_MS = 250;

/** `struct winsize` */
const SIZE_BYTES = 8;

/** Flag of `c_oflag`: newlines are replaced on their way out. */
const OPOST = 1;

const TCSANOW = 0;

/**
 * Opens a pseudo-terminal with the attributes and the size of a real one, which it follows.
 *
 * @param real descriptor of the real terminal
 * @throws Error where the system or koffi cannot make one
 */
export function openPseudoTerminal(real: number): PseudoTerminal {
  const { library, numbers } = loadTerminalLibrary();
  const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
  const readEnd = openSync('/dev/ptmx', O_RDWR | O_NOCTTY | O_NONBLOCK);
  try {
    const isUnlocked = library.grantpt(readEnd) === 0 && library.unlockpt(readEnd) === 0;
    const path = isUnlocked ? library.ptsname(readEnd) : null;
    if (path === null) throw new Error('no pseudo-terminal is free');
    const writeEnd = openSync(path, O_RDWR | O_NOCTTY);
    passUnchanged(library, numbers, real, writeEnd);
    const stop = followSize(library, numbers, real, readEnd);
    return { readEnd, writeEnd, stop };
  } catch (error) {
    closeSync(readEnd);
    throw error;
  }
}

/** The real terminal replaces newlines itself: nothing may be replaced twice. */
function passUnchanged(
  library: TerminalLibrary,
  { outputFlagsAt }: TerminalNumbers,
  real: number,
  writeEnd: number,
): void {
  const attributes = Buffer.alloc(ATTRIBUTES_BYTES);
  if (library.tcgetattr(real, attributes) !== 0) library.tcgetattr(writeEnd, attributes);
  attributes.writeUInt8(attributes.readUInt8(outputFlagsAt) & ~OPOST, outputFlagsAt);
  if (library.tcsetattr(writeEnd, TCSANOW, attributes) !== 0) throw new Error('a terminal refuses its attributes');
}

/** Copies the size of the real terminal now and whenever it changes. */
function followSize(library: TerminalLibrary, numbers: TerminalNumbers, real: number, copy: number): () => void {
  let size = Buffer.alloc(SIZE_BYTES);
  const update = (): boolean => {
    const now = Buffer.alloc(SIZE_BYTES);
    if (library.ioctl(real, numbers.getSize, 'void *', now) !== 0 || now.equals(size)) return false;
    size = now;
    library.ioctl(copy, numbers.setSize, 'void *', now);
    return true;
  };
  // Whoever had the signal of the real terminal may have read the old size since.
  const follow = (): void => {
    if (update()) signalForeground();
  };
  update();
  const timer = setInterval(follow, SIZE_POLL_MS);
  timer.unref();
  process.on('SIGWINCH', follow);
  return () => {
    clearInterval(timer);
    process.off('SIGWINCH', follow);
  };
}
