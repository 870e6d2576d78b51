/** What a run shows while it goes on: the records of its output log, as carbontracker prints them. */
import { clean } from '../model/text.ts';

/** Takes a record: a `result` is a consumption block or the end, a `detail` names devices or carbon intensities. */
export type Screen = (message: string, kind: 'result' | 'detail') => void;

/** From this level of `verbose` on, details are shown too. */
const ALL = 2;

/**
 * A screen that shows what a level of `verbose` asks for.
 *
 * @param verbose 0: nothing, 1: results, 2: everything
 * @param write gets one line after the other, `CarbonTracker: ` first
 */
export function screenFor(verbose: number, write: (line: string) => void): Screen {
  return (message, kind) => {
    if (verbose < 1 || (kind === 'detail' && verbose < ALL)) return;
    for (const line of `CarbonTracker: ${message}`.trimEnd().split('\n')) write(cleanLine(line));
  };
}

/** Without control characters, but for the tabs of a block. */
const cleanLine = (line: string): string => line.split('\t').map(clean).join('\t');
