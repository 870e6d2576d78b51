import { statSync } from 'node:fs';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import { CtError } from '../../src/model/errors.ts';
import { type Watched, watchFolder } from '../../src/watch/index.ts';
import { type Command, flag } from '../help.ts';
import { KeyReader } from '../keys.ts';
import { EXIT, type Terminal } from '../terminal.ts';
import { watchLine, watchScreen } from '../watch-screen.ts';

interface WatchArguments {
  folder: string;
  interval: number | undefined;
  once: boolean;
}

/** Seconds between two looks: on a terminal, and at most lines elsewhere. */
const SCREEN_S = 2;
const LINE_S = 60;
const LONGEST_S = 86_400;
/** A look that takes long is not followed by the next at once: reading may take a tenth of the time. */
const REST_SHARE = 9;

const OPEN_SCREEN = '\u001b[?1049h\u001b[?25l';
const CLOSE_SCREEN = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** `ct-parse watch`: runs in progress. */
export const watchCommand: Command<WatchArguments> = {
  command: 'watch [folder]',
  describe: 'show runs while they are written, in the terminal',
  builder: (yargs: Argv) =>
    yargs
      .positional('folder', { describe: 'folder of logs', type: 'string', default: 'logs' })
      .option('interval', {
        describe: `seconds between two looks (default: ${SCREEN_S}; ${LINE_S} without a terminal)`,
        type: 'number',
      })
      .option('once', flag('look once, print everything and end'))
      .requiresArg('interval') as unknown as Argv<WatchArguments>,
  examples: [
    { command: 'ct-parse watch ./logs --once', does: 'running and finished runs, as they are now' },
    { command: 'ct-parse watch ./logs --once > watch.txt', does: 'the same into a file' },
  ],
  notes: [
    'Without --once the screen is drawn again every two seconds, and q quits; without a terminal a line a minute is printed until a signal ends it. A run is under way while its log has no end and is written to. Clocks of other machines must agree with that of this one.',
  ],
  run: runWatch,
};

async function runWatch(
  { folder, interval, once }: ArgumentsCamelCase<WatchArguments>,
  terminal: Terminal,
): Promise<number> {
  if (interval !== undefined && !(interval >= 0.1 && interval <= LONGEST_S)) {
    throw new CtError('USAGE', `--interval must be between 0.1 s and a day (got ${interval})`);
  }
  const { stdout } = terminal;
  if (once) {
    const size = { columns: terminal.columns, rows: Number.POSITIVE_INFINITY, at: timeOfDay() };
    await terminal.print(`${watchScreen(await firstLook(folder), size).join('\n')}\n`);
    return EXIT.done;
  }
  if (stdout.isTTY !== true) return printLines(folder, interval ?? LINE_S, terminal);
  // Fails here where the folder does not exist, before the screen changes.
  let watched = await firstLook(folder);
  const keys = new KeyReader(terminal.stdin);
  stdout.write(OPEN_SCREEN);
  try {
    while (!keys.wantsEnd) {
      const size = { columns: terminal.columns, rows: terminal.rows, at: timeOfDay() };
      const lines = watchScreen(watched, size).map((line) => `${line}${CLEAR_LINE_END}`);
      stdout.write(`${HOME}${lines.join('\r\n')}${CLEAR_BELOW}`);
      const tookMs = await keys.wait((interval ?? SCREEN_S) * 1000);
      if (tookMs === null) break;
      const before = performance.now();
      watched = await watchFolder([folder]);
      if ((await keys.wait(REST_SHARE * (performance.now() - before) - (interval ?? SCREEN_S) * 1000)) === null) break;
    }
  } finally {
    keys.close();
    stdout.write(CLOSE_SCREEN);
  }
  return EXIT.done;
}

/** Prints until it is ended. */
async function printLines(folder: string, intervalS: number, terminal: Terminal): Promise<number> {
  for (let watched = await firstLook(folder); ; watched = await watchFolder([folder])) {
    await terminal.print(`${watchLine(watched, timeOfDay())}\n`);
    await new Promise((resolve) => setTimeout(resolve, intervalS * 1000));
  }
}

/**
 * Reads the folder for the first time.
 *
 * @throws CtError USAGE for a file without a run: a folder, and a log that is still empty, may get some
 */
async function firstLook(folder: string): Promise<Watched> {
  const watched = await watchFolder([folder]);
  if (watched.totals.runs > 0) return watched;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isFile() && found.size > 0) {
    throw new CtError('USAGE', `${folder} contains no run; give a folder of logs, a log, or a pattern in quotes`);
  }
  return watched;
}

const timeOfDay = (): string => {
  const now = new Date();
  return [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
};
