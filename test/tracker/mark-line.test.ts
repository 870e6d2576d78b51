import { expect, it } from 'vitest';
import { readMark } from '../../src/tracker/mark-line.ts';

it.each([
  ['start', { kind: 'start', number: null, unixS: null }],
  ['start 3', { kind: 'start', number: 3, unixS: null }],
  ['start 0', { kind: 'start', number: 0, unixS: null }],
  ['end\r', { kind: 'end', number: null, unixS: null }],
  ['  END 12  ', { kind: 'end', number: 12, unixS: null }],
  ['total 100', { kind: 'total', number: 100, unixS: null }],
  ['start @1795976938.182', { kind: 'start', number: null, unixS: 1795976938.182 }],
  ['end 3 @1795976938', { kind: 'end', number: 3, unixS: 1795976938 }],
])('%j', (line, mark) => {
  expect(readMark(line)).toEqual(mark);
});

it.each([
  '',
  'sta',
  'startend',
  'start3',
  'start -1',
  'start 1.5',
  'start x',
  'start 1 2',
  'end @',
  'end @-1',
  'total',
])('%j is no mark', (line) => expect(readMark(line)).toBeNull());

it.each(['total 0', 'start @1e9', `start ${'9'.repeat(16)}`, 'start\0', 'é start'])('nor is %j', (line) =>
  expect(readMark(line)).toBeNull(),
);
