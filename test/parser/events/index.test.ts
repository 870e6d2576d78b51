import { describe, expect, it } from 'vitest';
import { carbontrackerEvents } from '../../../src/parser/events/index.ts';

const recognises = (text: string): boolean => carbontrackerEvents.recognises('x', Buffer.from(text));

describe('an event log is recognised', () => {
  it.each([
    '{"__type__":"StartedSession"}\n',
    '\n  {"__type__":"SpanStart"}',
    '{"a":1,"__type__"  :\t"EventStop"}',
    '{"__type__":"ProcessExitedEvent"}',
    '{"other":true}\n{"__type__":"GuardEvent"}\n',
  ])('%j', (text) => expect(recognises(text)).toBe(true));

  it.each([
    '',
    '{}',
    '{"__type__":"Something"}',
    '{"__type__":"StartedSessionLater"}',
    '{"type":"StartedSession"}',
    'x {"__type__":"StartedSession"}',
    '["__type__":"StartedSession"]',
    '{"__type__": StartedSession}',
  ])('not %j', (text) => expect(recognises(text)).toBe(false));

  it('a folder offers lines of JSON', () => {
    for (const name of ['a_events.jsonl', 'A.JSONL', 'a.jsonl.gz'])
      expect(carbontrackerEvents.isNamedLike(name)).toBe(true);
    for (const name of ['a.json', 'a.jsonl.txt', 'jsonl', 'a.jsonl.gzip'])
      expect(carbontrackerEvents.isNamedLike(name)).toBe(false);
  });
});
