/** Which lines of a log are behind a finding. */
import type { LineSubject, LogExcerpt, LogLine } from '../src/model/log-lines.ts';

/** What findings are about by the beginning of their code; the first that fits decides. */
const SUBJECTS: readonly (readonly [RegExp, readonly LineSubject[]])[] = [
  [
    /^(?:devices|device|power|reading|coverage|epoch-not|process|cpu-not)-/,
    ['components', 'power', 'sensor', 'journal'],
  ],
  [/^(?:epoch|unrecorded|negative|clock)-/, ['epoch', 'total']],
  [/^(?:co2|intensity)-/, ['intensity']],
  [/^pue-/, ['pue']],
  [/^(?:total|prediction|no-actual|closing|blocks)-/, ['total']],
  [/^sensor-/, ['sensor']],
  [/^(?:cut|end|command)-/, ['end']],
  [/^(?:journal|energy-outside|external|zones)-/, ['journal']],
  [/^(?:head|several|overwritten|doubled)/, ['writer']],
];

/** A line with the file that it stands in. */
export interface LineOfFile extends LogLine {
  /** Path of the file. */
  file: string;
}

/** More lines hide what a finding is about. */
const MOST_LINES = 10;
/** Lines that show where a log ends. */
const LAST_LINES = 2;

/** Lines that show what a finding is about, in the order of the files; none where no kind of line does. */
export function linesBehind(code: string, excerpts: readonly LogExcerpt[]): LineOfFile[] {
  const subjects = SUBJECTS.find(([start]) => start.test(code))?.[1] ?? [];
  const found = excerpts.flatMap(({ file, lines }) =>
    lines.filter(({ about }) => about !== null && subjects.includes(about)).map((line) => ({ ...line, file })),
  );
  // ct-track names its factors where a run starts.
  const start = excerpts.flatMap(({ file, lines }) =>
    lines.flatMap((line) => (line.about === 'journal' ? [{ ...line, file }] : [])),
  )[0];
  if (found.length === 0 && start !== undefined && (subjects.includes('intensity') || subjects.includes('pue')))
    return [start];
  // A log without an end shows it by its last lines.
  if (found.length === 0 && subjects.includes('end')) {
    return excerpts.flatMap(({ file, lines }) => lines.slice(-LAST_LINES).map((line) => ({ ...line, file })));
  }
  return found.slice(0, MOST_LINES);
}
