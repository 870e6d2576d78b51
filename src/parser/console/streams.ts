/** One line of a terminal -> what carbontracker printed in it, and which of several processes did. */

/** Colours and movements of the cursor, and titles of windows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are control characters
const ESCAPES = /\x1b(?:\[[0-9;:<=>?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are control characters
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f\ufeff]/g;

/** A line as it is read, without what only a terminal understands. */
export const plainLine = (line: string): string => line.replace(ESCAPES, '').replace(CONTROLS, '');

const TRACKER = 'CarbonTracker:';
/** A word or a quotation mark in front shows a program that prints it, not its output. */
const NOT_IN_FRONT = /[\w"'`\\/.]$/;
/** A line of a log, which carbontracker's own reader takes. */
const STAMP_IN_FRONT = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})? - (?:[^\n]{1,80} - )?$/;

/** A message that begins in a line. */
export interface Beginning {
  /** What stands in front of it in its line. */
  prefix: string;
  /** What stands behind `CarbonTracker:`. */
  text: string;
}

/** What a line of output holds: messages that begin in it, and what stands in front of the first. */
export function beginningsIn(line: string): Beginning[] {
  const found: Beginning[] = [];
  let from = 0;
  for (let at = line.indexOf(TRACKER); at !== -1; at = line.indexOf(TRACKER, at + TRACKER.length)) {
    const prefix = line.slice(from, at);
    if (NOT_IN_FRONT.test(prefix) && !isEndOfMessage(prefix, found)) continue;
    const last = found.at(-1);
    if (last !== undefined) last.text = last.text.slice(0, at - from);
    found.push({ prefix: last === undefined ? prefix : last.prefix, text: line.slice(at + TRACKER.length) });
    from = at + TRACKER.length;
  }
  return found;
}

/** A message without its lost line end precedes the next one. */
const isEndOfMessage = (prefix: string, found: readonly Beginning[]): boolean =>
  found.length > 0 && prefix.endsWith('.');

/** Whether a message stands in a line of a log, behind its time stamp. */
export const isStamped = ({ prefix }: Beginning): boolean => STAMP_IN_FRONT.test(prefix);

/** `[rank0]:` of torchrun, `0:` of srun, `[1,0]<stdout>:` of mpirun, `(Worker pid=7)` of Ray, `trainer-1  |` of docker. */
const PROCESS = String.raw`\s{0,8}(\[[^\]\s]{1,60}\](?:<\w{1,20}>)?:?|\([^()]{1,80}\)|\d{1,6}:|[\w./-]{1,80} {1,40}\||<\w{1,60}>:?)`;
const PROCESS_ALONE = new RegExp(String.raw`^${PROCESS}\s{0,8}$`);
const PROCESS_IN_FRONT = new RegExp(`^${PROCESS}`);

/** The process that a prefix names; empty where it names none, as a bar that was drawn in front does. */
export const processOf = (prefix: string): string => PROCESS_ALONE.exec(prefix)?.[1] ?? '';

/** The process that the beginning of a line may name; null where it names none. */
export const processInFront = (line: string): string | null => PROCESS_IN_FRONT.exec(line)?.[1] ?? null;
