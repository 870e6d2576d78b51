/** Whether a file is a log of carbontracker or ct-track by its beginning, whatever it is called. */
import { isOutputMessage, readMessage } from '../log/messages.ts';
import { beginsWithStamp, type LogRecord, scanRecords } from '../log/records.ts';
import { headText } from './find/decode.ts';

/**
 * Whether a file begins as a standard or an output log does: with the line of its version, or a message behind
 * `CarbonTracker:`. An err log, samples, and other text that quotes a log further on do not.
 *
 * @param head its first bytes, unpacked where gzip compressed it
 */
export function beginsLog(head: Uint8Array): boolean {
  const text = headText(head);
  if (!beginsWithStamp(text)) return false;
  let first: LogRecord | null = null;
  scanRecords(text.slice(0, MOST_CHARS), (record) => {
    first ??= record;
  });
  return first !== null && (isOutputMessage(first) || readMessage(first)?.kind === 'version');
}

/** Longer than the first line of any log, which may name many devices. */
const MOST_CHARS = 4096;
