/**
 * The line of `--live`, in the last line of the terminal. What scrolls, and with it all that the command prints, is kept to
 * the lines above it, as apt does; no byte of the command is touched. A program that takes the whole terminal has it without
 * the line, and a shell to which the terminal goes back finds it as it was.
 */
import { constants, openSync, writeSync } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';
import { processTree, readsKeys, signalForeground, terminalGroups } from '../../src/tracker/command/index.ts';
import { type LiveRun, liveText } from './live-text.ts';

const STDERR = 2;
const LOOK_MS = 1000;
/** Below this there is no room for a line of our own. */
const LEAST_ROWS = 3;

const SAVE_CURSOR = '\u001b7';
const RESTORE_CURSOR = '\u001b8';
const ALL_SCROLLS = '\u001b[r';
const CLEAR_LINE = '\u001b[2K';
const UP = '\u001b[1A';
const FIRST_COLUMN_OF = (row: number): string => `\u001b[${row};1H`;

/** A line that is shown. */
export interface LiveLine {
  /** Removes the line and gives its place back. */
  end: () => void;
}

/** Shows the line from now on; null where standard error is not a terminal that can. */
export function showLive(run: LiveRun, term: string | undefined): LiveLine | null {
  if (!isatty(STDERR) || term === 'dumb' || sizeOfTerminal() === null) return null;
  return new LastLine((columns) => liveText(run, columns));
}

/** Size of the terminal now, which may change; null where it cannot be asked. */
function sizeOfTerminal(): [columns: number, rows: number] | null {
  try {
    // A way of its own to the terminal: Node makes it non-blocking, which the command must not see. It keeps the first size.
    const terminal = new WriteStream(openSync('/dev/fd/2', constants.O_WRONLY | constants.O_NOCTTY));
    terminal.on('error', () => undefined);
    const size = terminal.getWindowSize();
    terminal.destroy();
    return size;
  } catch {
    return null;
  }
}

/** Whether the terminal is ours, or belongs to what we started: not to a shell that keeps us in the background. */
function isInForeground(): boolean {
  const groups = terminalGroups();
  if (groups === null || groups.foreground === groups.own) return true;
  return processTree(process.pid).includes(groups.foreground);
}

class LastLine implements LiveLine {
  readonly #text: (columns: number) => string;
  readonly #timer: NodeJS.Timeout;
  /** Lines of the terminal of which the last one is ours; null: none is. */
  #rows: number | null = null;

  constructor(text: (columns: number) => string) {
    this.#text = text;
    // Not before a program that takes the whole terminal has had the time to say so.
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
    process.on('SIGTSTP', this.#suspend);
    process.on('SIGCONT', this.#resume);
  }

  #look(): void {
    if (!isInForeground()) return;
    if (!readsKeys(STDERR)) this.#paint();
    else if (this.#rows !== null) {
      this.#release();
      // The program drew without the last line.
      signalForeground();
    }
  }

  #paint(): void {
    const [columns, rows] = sizeOfTerminal() ?? [0, 0];
    if (rows < LEAST_ROWS) return;
    // In one piece, so that nothing of the command comes between. The last column stays free: some terminals wrap after it.
    const line = `${SAVE_CURSOR}${FIRST_COLUMN_OF(rows)}${CLEAR_LINE}${this.#text(columns - 1)}${RESTORE_CURSOR}`;
    this.#write(`${rows === this.#rows ? '' : this.#claim(rows)}${line}`);
    this.#rows = rows;
  }

  /** Makes room for the line: a cursor in the last line moves up with what is above it. */
  #claim(rows: number): string {
    const old = this.#rows === null ? '' : `${SAVE_CURSOR}${ALL_SCROLLS}${RESTORE_CURSOR}`;
    return `${old}\n${UP}${SAVE_CURSOR}\u001b[1;${rows - 1}r${RESTORE_CURSOR}`;
  }

  #release(): void {
    if (this.#rows !== null)
      this.#write(`${SAVE_CURSOR}${ALL_SCROLLS}${FIRST_COLUMN_OF(this.#rows)}${CLEAR_LINE}${RESTORE_CURSOR}`);
    this.#rows = null;
  }

  /** Comes before whoever listens too stops us. */
  readonly #suspend = (): void => {
    this.#release();
    // Our listener took the place of the default action.
    if (process.listenerCount('SIGTSTP') === 1) process.kill(process.pid, 'SIGSTOP');
  };

  /** Stopped without notice, nobody knows what the terminal shows now. */
  readonly #resume = (): void => {
    this.#rows = null;
    this.#timer.refresh();
  };

  end(): void {
    clearInterval(this.#timer);
    process.off('SIGTSTP', this.#suspend);
    process.off('SIGCONT', this.#resume);
    this.#release();
  }

  #write(text: string): void {
    try {
      writeSync(STDERR, text);
    } catch {
      // A line that is lost is followed by the next one.
    }
  }
}
