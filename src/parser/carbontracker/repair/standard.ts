/** Text of a standard log -> one fragment per run. */
import { joinNotes, type LogRecord, type LogText, type ScanNotes, scanRecords } from '../../../log/records.ts';
import { newFinding } from '../../../model/findings.ts';
import type { Finding } from '../../../model/run.ts';
import { plural } from '../../../model/text.ts';
import type { Fragment } from './fragment.ts';
import { type LogParts, textsOf } from './kinds.ts';
import { StandardReader } from './standard-reader.ts';
import { undouble } from './surplus.ts';

/** All runs of a standard log, and what was noticed about the file. */
export interface StandardLog {
  /** Runs in the order of the file. */
  fragments: Fragment[];
  /** Findings about the file. */
  findings: Finding[];
  /**
   * Whether several processes wrote into the file at once, so that heads and epochs cannot be assigned with certainty.
   */
  concurrent: boolean;
  /** Runs that stood in the file more than once. */
  doubledRuns: number;
  /** What the scanner noticed about the text. */
  notes: ScanNotes;
}

/** Reads a standard log, or those that stood apart in one file; never throws, whatever the text. */
export function readStandardLog(log: LogText | LogParts): StandardLog {
  const logs = textsOf(log).map(readOne);
  const [only] = logs;
  if (only !== undefined && logs.length === 1) return only;
  return {
    fragments: logs.flatMap(({ fragments }) => fragments),
    findings: logs.flatMap(({ findings }) => findings),
    concurrent: logs.some(({ concurrent }) => concurrent),
    doubledRuns: logs.reduce((sum, { doubledRuns }) => sum + doubledRuns, 0),
    notes: joinNotes(logs.map(({ notes }) => notes)),
  };
}

function readOne(text: LogText): StandardLog {
  let reader = new StandardReader();
  const notes = scanRecords(text, (record) => reader.read(record));
  let doubledRuns = 0;
  if (reader.versionLines > 1) {
    // Lines can only be doubled in a file of several runs, which is read again without the copies.
    const held: LogRecord[] = [];
    scanRecords(text, (record) => held.push(record));
    const single = undouble(held);
    doubledRuns = single.doubledRuns;
    if (doubledRuns > 0) {
      reader = new StandardReader();
      for (const record of single.records) reader.read(record);
    }
  }
  if (doubledRuns === 0 && reader.lacksHeads && !reader.isInOrder) {
    // Up to 1.2.5, concurrent trackers log into the file of the latest one, with one header.
    const apart = new StandardReader(true);
    scanRecords(text, (record) => apart.read(record));
    if (apart.isInOrder) reader = apart;
  }
  const { findings } = reader;
  if (doubledRuns > 0) {
    findings.push(
      newFinding(
        'doubled-lines',
        `${plural(doubledRuns, 'run')} logged every line more than once; each line is counted once`,
      ),
    );
  }
  const { fragments, concurrent } = reader.finish();
  return { fragments, concurrent, findings, doubledRuns, notes };
}
