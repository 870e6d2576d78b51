import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSearch } from '../../src/tracker/command/line-search.ts';
import { EpochWatcher, readEpochPattern } from '../../src/tracker/epoch-pattern.ts';

function count(pattern: string, chunks: (string | Uint8Array)[]): number {
  let epochs = 0;
  const watcher = new EpochWatcher(readEpochPattern(pattern), () => {
    epochs += 1;
  });
  const search = new LineSearch(readEpochPattern(pattern).regex);
  for (const chunk of chunks) for (const line of search.add(Buffer.from(chunk))) watcher.look(line);
  return epochs;
}

const KERAS = 'Epoch 1/12\n\r 1/5 [==>]\r 5/5 [=====>]\nEpoch 2/12\n5/5\nEpoch 12/12\né\n';

describe('EpochWatcher', () => {
  it.each([
    ['keras', KERAS, 3],
    ['Epoch (\\d+)', KERAS, 3],
    ['lightning', 'Epoch 0:   0%|  |\rEpoch 0:  50%|# |\rEpoch 0: 100%|##|\nEpoch 1:   0%|  |\r', 2],
    [
      'huggingface',
      "{'loss': 0.4, 'epoch': 0.5}\n{'loss': 0.3, 'epoch': 1.0}\n{'eval_loss': 0.3, 'epoch': 1.0}\n{'loss': 0.2, 'epoch': 2.0}\n",
      2,
    ],
    ['keras', 'nothing of the kind\n', 0],
  ])('%s', (pattern, text, epochs) => {
    expect(count(pattern, [text])).toBe(epochs);
  });

  it('sees the same however the output is cut', () => {
    const bytes = Buffer.from(KERAS);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i] ?? 0, end));
        expect(count('keras', chunks)).toBe(3);
      }),
    );
  });

  it.each([
    ['Epoch (', 'is no regular expression'],
    ['Epoch \\d+', 'needs a group'],
  ])('refuses %s', (pattern, message) => {
    expect(() => readEpochPattern(pattern)).toThrow(message);
  });
});
