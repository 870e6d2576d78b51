/** Event logs of carbontracker-tui, carbontracker's successor: one JSON object per line. */
import { headText } from '../find/decode.ts';
import type { Source } from '../source.ts';
import { readEvents } from './read-events.ts';

const EVENT =
  /"__type__"\s*:\s*"(?:StartedSession|FinishedSession|SpanStart|SpanStop|SpanProfileEvent|EventStart|EventStop|EventStats|MeasurementEvent|SessionCurrentStatsEvent|DiagnosticEvent|Process\w+Event|PredictionEvent|GuardEvent)"/;

/** Reader of the event logs of carbontracker-tui. */
export const carbontrackerEvents: Source = {
  name: 'carbontracker-events',
  isNamedLike: (baseName) => /\.jsonl(?:\.gz)?$/i.test(baseName),
  recognises(_name, head) {
    const text = headText(head).trimStart();
    return text.startsWith('{') && EVENT.test(text);
  },
  read: readEvents,
};
