/** The lines of an event log -> its sessions, each of which is a run. */
import { fileFinding, newFinding } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import type { SourceFile } from '../source.ts';
import { objectOf, Session } from './session.ts';
import { toRun } from './to-run.ts';

/** Events that start a span, and so a session where an earlier one is finished. */
const STARTS: readonly unknown[] = ['SpanStart', 'EventStart'];

/** Reads each session of a log. */
export function* readEvents(file: SourceFile): Generator<Run> {
  let session = new Session();
  let number = 0;
  let lines = new LineNotes();
  const runOf = (): Run => {
    number += 1;
    const id = number === 1 ? file.id : `${file.id}#${number}`;
    const run = toRun(session, { id, path: file.path, findings: lines.findings() });
    session = new Session();
    lines = new LineNotes();
    return run;
  };
  for (const { text, isTorn } of linesOf(file.pieces())) {
    const event = decoded(text);
    if (event === null) {
      lines.addDamaged(isTorn);
      continue;
    }
    const type = event.__type__;
    const isNext = type === 'StartedSession' || (session.isFinished && STARTS.includes(type));
    if (isNext && session.hasContent) yield runOf();
    session.add(event);
  }
  if (session.hasContent) yield runOf();
  else if (number === 0) file.onFinding(fileFinding('empty-log', `${file.path} holds no session`, file.path));
}

/** An event; null for a line that holds none. */
function decoded(text: string): Record<string, unknown> | null {
  try {
    const event = objectOf(JSON.parse(text));
    return event !== null && typeof event.__type__ === 'string' ? event : null;
  } catch {
    return null;
  }
}

/** Lines of which nothing could be read. */
class LineNotes {
  #damaged = 0;
  #isTorn = false;

  addDamaged(isTorn: boolean): void {
    if (isTorn) this.#isTorn = true;
    else this.#damaged += 1;
  }

  findings(): Finding[] {
    const findings: Finding[] = [];
    if (this.#damaged > 0) {
      findings.push(newFinding('samples-damaged', `${plural(this.#damaged, 'line')} could not be read`));
    }
    if (this.#isTorn) findings.push(newFinding('cut-line', 'the last line is cut; it is not used'));
    return findings;
  }
}

/** Lines that are not blank; the last one may be cut. */
function* linesOf(pieces: Iterable<string>): Generator<{ text: string; isTorn: boolean }> {
  let rest = '';
  for (const piece of pieces) {
    const whole = rest + piece;
    let start = 0;
    for (let newline = whole.indexOf('\n'); newline !== -1; newline = whole.indexOf('\n', start)) {
      const text = whole.slice(start, newline);
      if (text.trim() !== '') yield { text, isTorn: false };
      start = newline + 1;
    }
    rest = whole.slice(start);
  }
  if (rest.trim() !== '') yield { text: rest, isTorn: true };
}
