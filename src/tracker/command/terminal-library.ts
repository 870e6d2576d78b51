/** The functions of the C library for terminals that Node lacks, through the optional koffi. Layouts: termios.h of Linux and macOS. */
import { createRequire } from 'node:module';

/** What is called of the C library; each returns -1 or null on failure. */
export interface TerminalLibrary {
  /** Grants access to the terminal of a master. */
  grantpt(master: number): number;
  /** Unlocks the terminal of a master. */
  unlockpt(master: number): number;
  /** Path of the terminal of a master. */
  ptsname(master: number): string | null;
  /** Fills in the attributes of a terminal. */
  tcgetattr(terminal: number, attributes: Buffer): number;
  /** Changes the attributes of a terminal. */
  tcsetattr(terminal: number, when: number, attributes: Buffer): number;
  /** Reads or changes the size of the window, as `request` asks. */
  ioctl(terminal: number, request: number, type: 'void *', data: Buffer): number;
}

/** Numbers that differ between systems. */
export interface TerminalNumbers {
  /** Request of `ioctl` that reads the size of the window. */
  getSize: number;
  /** Request of `ioctl` that changes the size of the window. */
  setSize: number;
  /** Where `c_oflag` begins in `struct termios`. */
  outputFlagsAt: number;
  /** Where `c_lflag` begins in `struct termios`. */
  localFlagsAt: number;
  /** Flag of `c_lflag`: input comes in lines. */
  canonical: number;
}

const NUMBERS: Partial<Record<NodeJS.Platform, TerminalNumbers>> = {
  linux: { getSize: 0x5413, setSize: 0x5414, outputFlagsAt: 4, localFlagsAt: 12, canonical: 0x2 },
  darwin: { getSize: 0x40087468, setSize: 0x80087467, outputFlagsAt: 8, localFlagsAt: 24, canonical: 0x100 },
};

/** What we need of koffi. */
interface Koffi {
  load(path: null): { func(prototype: string): (...values: unknown[]) => unknown };
}

/**
 * Loads the functions, with the numbers of this system.
 *
 * @throws Error where koffi is missing or the system is another one
 */
export function loadTerminalLibrary(): { library: TerminalLibrary; numbers: TerminalNumbers } {
  const numbers = NUMBERS[process.platform];
  if (numbers === undefined) throw new Error(`not supported on ${process.platform}`);
  const koffi = createRequire(import.meta.url)('koffi') as Koffi;
  const own = koffi.load(null);
  const library = {
    grantpt: own.func('int grantpt(int)'),
    unlockpt: own.func('int unlockpt(int)'),
    ptsname: own.func('const char *ptsname(int)'),
    tcgetattr: own.func('int tcgetattr(int, void *)'),
    tcsetattr: own.func('int tcsetattr(int, int, void *)'),
    ioctl: own.func('int ioctl(int, unsigned long, ...)'),
  } as unknown as TerminalLibrary;
  return { library, numbers };
}
