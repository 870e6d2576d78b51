import { describe, expect, it } from 'vitest';
import { type LogRecord, scanRecords } from '../../../../src/log/records.ts';
import { dropRepeats, undouble } from '../../../../src/parser/carbontracker/repair/surplus.ts';
import { line, standardLog } from '../../../helpers/logs.ts';

function recordsOf(text: string): LogRecord[] {
  const records: LogRecord[] = [];
  scanRecords(text, (record) => records.push(record));
  return records;
}
const texts = (records: readonly LogRecord[]): string[] => records.map(({ stamp, text }) => `${stamp} ${text}`);
const times = (text: string, n: number): string => text.replace(/.*\n/g, (found) => found.repeat(n));

const run = standardLog({ start: 100, epochs: [{ power: { gpu: '1.0' } }, { power: { gpu: '1.0' } }] });

describe('undouble', () => {
  it.each([2, 3])('a run whose lines stand %d times is written once', (n) => {
    const { records, doubledRuns } = undouble(recordsOf(times(run, n)));
    expect(texts(records)).toEqual(texts(recordsOf(run)));
    expect(doubledRuns).toBe(1);
  });

  it('a first run stays as it is', () => {
    const { records, doubledRuns } = undouble(recordsOf(standardLog() + times(run, 2)));
    expect(texts(records)).toEqual(texts(recordsOf(standardLog() + run)));
    expect(doubledRuns).toBe(1);
  });

  it('a file that was cut inside a pair is doubled all the same', () => {
    const cut = times(run, 2).split('\n').slice(0, -2).join('\n').concat('\n');
    expect(texts(undouble(recordsOf(cut)).records)).toEqual(texts(recordsOf(run)));
  });

  it('two heads of processes at once are two runs', () => {
    const heads = times(line(0, 'carbontracker version 1.1.6') + line(0, 'Monitoring thread started.'), 2);
    const epochs =
      line(60, 'Epoch 1:') + line(60, 'Duration: 0:01:00.00') + line(61, 'Epoch 1:') + line(61, 'Duration: 0:01:01.00');
    const { records, doubledRuns } = undouble(recordsOf(heads + epochs));
    expect(doubledRuns).toBe(0);
    expect(texts(records)).toEqual(texts(recordsOf(heads + epochs)));
  });

  it('one line that stands alone shows that nothing is doubled', () => {
    const text = times(run, 2) + line(400, 'odd') + times(line(401, 'more'), 2);
    expect(undouble(recordsOf(text)).doubledRuns).toBe(0);
  });

  it('nothing stays nothing', () => expect(undouble([])).toEqual({ records: [], doubledRuns: 0 }));
});

it('dropRepeats drops what repeats its neighbour', () => {
  const text = line(0, 'a') + line(0, 'a') + line(1, 'a') + line(1, 'b') + line(1, 'a');
  expect(texts(dropRepeats(recordsOf(text))).map((t) => t.slice(18))).toEqual(['0 a', '1 a', '1 b', '1 a']);
});
