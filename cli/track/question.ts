/** Asks a question on the terminal, whatever the standard streams lead to. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

const TERMINAL = '/dev/tty';

/** Whether there is a terminal to ask on. */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync(TERMINAL, 'r+'));
    return true;
  } catch {
    return false;
  }
}

/** Options of a question. */
export interface AskOptions {
  /** Ends the question. */
  over: AbortSignal;
  /** Signals that end the question. */
  ending: readonly NodeJS.Signals[];
  /** Called when this process was stopped and goes on, before the question is repeated. */
  onContinued: () => void;
}

/** A shell lets all of its job go on; until then the command may run. */
const CONTINUED_MS = 200;

/**
 * Asks until the answer is yes or no. A terminal that is gone counts as no.
 *
 * @returns `none` when something else ended the question
 */
export async function askOnTerminal(
  question: string,
  { over, ending, onContinued }: AskOptions,
): Promise<'yes' | 'no' | 'none'> {
  let terminal: ReadStream;
  let output: number;
  try {
    output = openSync(TERMINAL, 'w');
    terminal = new ReadStream(openSync(TERMINAL, 'r'));
  } catch {
    return 'no';
  }
  const listeners: (() => void)[] = [];
  const listen = (signal: NodeJS.Signals, listener: () => void): void => {
    process.on(signal, listener);
    listeners.push(() => process.off(signal, listener));
  };
  try {
    return await new Promise((resolve) => {
      const finish = (answer: 'yes' | 'no' | 'none') => (): void => resolve(answer);
      for (const signal of ending) listen(signal, finish('none'));
      listen('SIGCONT', () => {
        setTimeout(() => {
          onContinued();
          write(output, question);
        }, CONTINUED_MS).unref();
      });
      if (over.aborted) resolve('none');
      over.addEventListener('abort', finish('none'));
      terminal.on('end', finish('no')).on('error', finish('no'));
      let line = '';
      terminal.setEncoding('utf8').on('data', (text: string) => {
        line += text;
        if (!line.includes('\n')) return;
        const answer = readAnswer(line);
        line = '';
        if (answer !== null) resolve(answer);
        else write(output, 'please answer y or n: ');
      });
      write(output, question);
    });
  } finally {
    for (const remove of listeners) remove();
    terminal.destroy();
    closeSync(output);
  }
}

function readAnswer(line: string): 'yes' | 'no' | null {
  if (/^\s*y(?:es)?\s*$/i.test(line)) return 'yes';
  return /^\s*no?\s*$/i.test(line) ? 'no' : null;
}

/** The terminal may be gone. */
function write(output: number, text: string): void {
  try {
    writeSync(output, text);
  } catch {
    // Then its input ends, too.
  }
}
