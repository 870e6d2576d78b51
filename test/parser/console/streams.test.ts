import { describe, expect, it } from 'vitest';
import { beginningsIn, isStamped, plainLine, processInFront, processOf } from '../../../src/parser/console/streams.ts';

it.each([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b[2K\u001b[1;31;42mx', 'x'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]0;title\u001b\\text', 'text'],
  ['\u001bMup', 'up'],
  ['a\u0008b\u0000c\u007fd\ufeffe', 'abcde'],
  ['tab\tstays, é too', 'tab\tstays, é too'],
  ['[0m stays', '[0m stays'],
])('%j is read as %j', (line, plain) => expect(plainLine(line)).toBe(plain));

describe('messages in a line', () => {
  it.each<[string, [string, string][]]>([
    ['CarbonTracker: a', [['', ' a']]],
    ['  0: CarbonTracker: a', [['  0: ', ' a']]],
    ['bar 10%|CarbonTracker:', [['bar 10%|', '']]],
    // Two messages of which the first lost its line end.
    [
      'x: CarbonTracker: a.CarbonTracker: b',
      [
        ['x: ', ' a.'],
        ['x: ', ' b'],
      ],
    ],
    [
      'CarbonTracker: a CarbonTracker: b CarbonTracker: c',
      [
        ['', ' a '],
        ['', ' b '],
        ['', ' c'],
      ],
    ],
    ['nothing', []],
    // A program that prints it, not its output.
    ['print("CarbonTracker: a")', []],
    ["echo 'CarbonTracker: a'", []],
    ['myCarbonTracker: a', []],
    ['x.CarbonTracker: a', []],
    ['path/CarbonTracker: a', []],
    ['x_CarbonTracker: a', []],
    ['CarbonTracker: see "CarbonTracker: a"', [['', ' see "CarbonTracker: a"']]],
  ])('%j', (line, expected) => {
    expect(beginningsIn(line)).toEqual(expected.map(([prefix, text]) => ({ prefix, text })));
  });

  it.each([
    ['2025-01-01 08:00:00 - ', true],
    ['2020-01-01 08:00:00,123 - MainThread - INFO - ', true],
    ['0: 2025-01-01 08:00:00 - ', true],
    ['2025-01-01 08:00:00 ', false],
    ['2025-01-01 - ', false],
    ['2025-01-01 08:00:00 - x', false],
    ['', false],
  ])('behind %j is one of a log: %j', (prefix, expected) => expect(isStamped({ prefix, text: '' })).toBe(expected));
});

describe('the process that printed a line', () => {
  it.each([
    ['[rank0]:', '[rank0]:'],
    ['  [rank0]: ', '[rank0]:'],
    ['12: ', '12:'],
    ['[1,0]<stdout>:', '[1,0]<stdout>:'],
    ['(Worker pid=7) ', '(Worker pid=7)'],
    ['trainer-1  | ', 'trainer-1  |'],
    ['<node1>: ', '<node1>:'],
    ['epoch 3: ', ''],
    ['100%|####| ', ''],
    ['', ''],
    ['1234567: ', ''],
    ['[rank0]: x', ''],
    ['x [rank0]:', ''],
  ])('%j: %j', (prefix, process) => expect(processOf(prefix)).toBe(process));

  it.each([
    ['[rank1]: Energy: 5 kWh', '[rank1]:'],
    ['1: Energy: 5 kWh', '1:'],
    ['Energy: 5 kWh', null],
    ['x 1: Energy', null],
    ['', null],
  ])('may be named in front of %j: %j', (line, process) => expect(processInFront(line)).toBe(process));
});
