import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSearch } from '../../src/tracker/command/line-search.ts';
import { EpochMarks, type MarkTarget } from '../../src/tracker/epoch-marks.ts';
import { readEpochPattern } from '../../src/tracker/epoch-pattern.ts';

interface Piece {
  text: string | Uint8Array;
  atS?: number;
  stream?: number;
}

/** What each mark passed, and what an open epoch is at the end. */
function watch(pattern: string, pieces: readonly Piece[], options: { at?: string; planned?: number } = {}) {
  const passed: number[] = [];
  const { regex } = readEpochPattern(pattern);
  const target = { opens: () => void passed.push(1), passes: (n: number) => void passed.push(n), closes: () => {} };
  const marks = new EpochMarks(readEpochPattern(pattern, options.at), options.planned ?? null, target);
  const streams = [new LineSearch(regex), new LineSearch(regex)];
  pieces.forEach(({ text, atS, stream = 0 }, i) => {
    for (const line of streams[stream]?.add(Buffer.from(text)) ?? []) marks.look(line, atS ?? i);
  });
  return { passed, openEnd: marks.openEnd };
}

/** Writes down what marks do. */
const recorder = (acts: string[]): MarkTarget => ({
  opens: () => void acts.push('opens'),
  passes: () => void acts.push('passes'),
  closes: () => void acts.push('closes'),
});

/** Epochs of a text that comes line by line, a second apart. */
const countOf = (pattern: string, text: string, options = {}): number =>
  watch(
    pattern,
    text.split(/(?<=\n)/).map((line) => ({ text: line })),
    options,
  ).passed.reduce((sum, n) => sum + n, 0);

const KERAS = 'Epoch 1/12\n\r 1/5 [==>]\r 5/5 [=====>]\nEpoch 2/12\n5/5\nEpoch 12/12\né\n';
const TQDM = '\rEpoch 0:   0%|  |\rEpoch 0:  50%|# |\rEpoch 0: 100%|##|\n\rEpoch 1:   0%|  |\r';
/** As Rich draws Lightning's bar on a terminal: each state over the last, with colours and a table below it. */
const RICH =
  '\x1b[?25l\rEpoch 0/2  \x1b[35m━━\x1b[0m 0/5\nv_num: 0\r\x1b[2K\x1b[1A\x1b[2KEpoch 0/2  \x1b[35m━━━━\x1b[0m 5/5\nv_num: 0' +
  '\r\x1b[2K\x1b[1A\x1b[2KEpoch 1/2  \x1b[35m━━\x1b[0m 0/5\nv_num: 0\r\x1b[2KEpoch 2/2  \x1b[35m━━━\x1b[0m 5/5\n\x1b[?25h';

describe('epochs by number', () => {
  it.each([
    ['keras', KERAS, 3],
    ['Epoch (\\d+)', KERAS, 3],
    ['lightning', TQDM, 2],
    ['lightning', RICH, 3],
    ['Epoch (\\d+)', RICH, 3],
    ['keras', 'nothing of the kind\n', 0],
    ['keras', '\x1b[32mEpoch 1/3\x1b[0m\n\x1b[1;32mEpoch \x1b[1m2\x1b[22m/3\x1b[0m\n\x1b]0;title\x07Epoch 3/3\n', 3],
  ])('%s: %j', (pattern, text, epochs) => {
    expect(countOf(pattern, text)).toBe(epochs);
  });

  it('a whole line that comes again is a new epoch, as folds of one epoch each print it', () => {
    expect(countOf('keras', 'Epoch 1/1\n'.repeat(3))).toBe(3);
    expect(countOf('keras', 'Epoch 1/1\r\n'.repeat(3))).toBe(3);
    expect(countOf('Epoch (\\d+)', 'Epoch 0\nloss 0.3\n'.repeat(3))).toBe(3);
  });

  it.each([
    ['a line redrawn by a return', '\rEpoch 1/1: 0%'.repeat(3)],
    ['a line redrawn after the cursor went up', 'Epoch 1/1\n\x1b[1A'.repeat(3)],
    ['other lines of the same number', 'Epoch 1/1 batch 1\nEpoch 1/1 batch 2\nEpoch 1/1 batch 3\n'],
    ['a bar below its heading', 'Epoch 1/1\n\rEpoch 1/1: 0%|\rEpoch 1/1: 100%|\nEpoch 1/1: val_loss improved\n'],
    ['the line of each rank, of an epoch before the last', 'Epoch 1/3\n'.repeat(3)],
  ])('is no new epoch: %s', (_, text) => {
    expect(countOf('Epoch (\\d+)', text)).toBe(1);
  });

  it('equal lines at the same moment are one line of several processes or streams', () => {
    const line = 'Epoch 1/1\n';
    expect(watch('keras', [{ text: line.repeat(4) }]).passed).toEqual([1]);
    const pieces = [0, 0.01, 5, 5.01].map((atS, i) => ({ text: line, atS, stream: i % 2 }));
    expect(watch('keras', pieces).passed).toEqual([1, 1]);
    // A flood of them does not become epochs as time passes.
    const flood = Array.from({ length: 100 }, (_, i) => ({ text: line, atS: i / 10 }));
    expect(watch('keras', flood).passed).toEqual([1]);
  });

  it('both streams show the same epochs', () => {
    const pieces = [1, 2, 3].flatMap((n) => [
      { text: `INFO:root:Epoch ${n}/3\n`, stream: 1 },
      { text: `\rEpoch ${n}/3: 0%|`, stream: 1 },
      { text: `Epoch ${n}/3\n`, stream: 0 },
    ]);
    expect(watch('Epoch (\\d+)', pieces).passed).toEqual([1, 1, 1]);
  });

  it('epochs that the output skips are counted, if the number is one of the plan', () => {
    const text = 'epoch 0\nepoch 10\nepoch 20\n';
    expect(countOf('epoch (\\d+)', text, { planned: 30 })).toBe(21);
    expect(countOf('epoch (\\d+)', text)).toBe(3);
    expect(countOf('epoch (\\d+)', text, { planned: 3 })).toBe(3);
  });

  it('what is open at the end is an epoch where lines show starts, and none where they show ends', () => {
    expect(watch('Epoch (\\d+)', [{ text: 'Epoch 1\n' }]).openEnd).toBe('complete');
    expect(watch('Epoch (\\d+)', [{ text: 'Epoch 1\n' }], { at: 'end' }).openEnd).toBe('outside');
  });
});

describe('auto', () => {
  it.each([
    ['results in the line', 'Epoch 1/3 - loss 0.3\nEpoch 2/3 - loss 0.2\nEpoch 3/3 - loss 0.1\n', 3, 'outside'],
    ['a heading', 'Epoch 0/2\n-----\nEpoch 1/2\n-----\nEpoch 2/2\n-----\n', 3, 'complete'],
    ['logging', 'INFO:root:epoch 1 of 2\nINFO:root:epoch 2 of 2\n', 2, 'complete'],
    ['Ignite', 'Epoch[1] Complete. Time taken: 00:01\nEpoch[2] Complete. Time taken: 00:01\n', 2, 'outside'],
    ['no epoch', 'epochs: 100\nin 10 epochs\nepoch\n', 0, 'complete'],
  ])('%s', (_, text, epochs, openEnd) => {
    expect(countOf('auto', text)).toBe(epochs);
    expect(watch('auto', [{ text }]).openEnd).toBe(openEnd);
  });

  it('a line that only looks like an epoch gives way to the first real one', () => {
    const opened: string[] = [];
    const marks = new EpochMarks(readEpochPattern('auto'), null, recorder(opened));
    for (const text of ['resuming at epoch 4', 'Epoch 5/6', 'Epoch 6/6']) {
      marks.look({ text, isEnded: true, isWhole: true, isRedrawn: false }, 0);
    }
    expect(opened).toEqual(['opens', 'opens', 'passes']);
  });

  it.each(['auto', 'lightning'])(
    '%s: what follows the end of the training is no epoch, until another begins',
    (preset) => {
      const acts: string[] = [];
      const marks = new EpochMarks(readEpochPattern(preset), null, recorder(acts));
      const bar = (epoch: number, done: number): string => `Epoch ${epoch}: ${done * 10}%|█| ${done}/10 [00:01]`;
      const stopped = '`Trainer.fit` stopped: `max_epochs=2` reached.';
      for (const text of [
        stopped,
        bar(0, 1),
        bar(1, 1),
        bar(1, 10) + stopped,
        bar(1, 10),
        stopped,
        bar(0, 1),
        bar(1, 1),
        stopped,
      ]) {
        marks.look({ text, isEnded: true, isWhole: true, isRedrawn: true }, acts.length);
      }
      expect(acts).toEqual(['opens', 'passes', 'closes', 'opens', 'passes', 'closes']);
    },
  );

  it('a second training in the same process, with other epochs, is counted', () => {
    expect(countOf('fastai', '\rEpoch 1/1 : |--| 0%\rEpoch 1/1 : |██|\rEpoch 1/3 : |--|\rEpoch 2/3 : |--|\n')).toBe(3);
  });

  it('a moment that is given wins over words', () => {
    const line = 'Epoch 1 loss 0.3\n';
    expect(watch('auto', [{ text: line }], { at: 'start' }).openEnd).toBe('complete');
    expect(watch('Epoch (\\d+)', [{ text: line }]).openEnd).toBe('outside');
    expect(watch('Epoch (\\d+)', [{ text: line }], { at: 'start' }).openEnd).toBe('complete');
  });
});

describe('epochs by progress, as Hugging Face prints it', () => {
  const line = (epoch: number | string, key = 'loss'): string => `{'${key}': 0.3, 'epoch': ${epoch}}\n`;
  const passed = (...lines: string[]): number[] =>
    watch(
      'huggingface',
      lines.map((text) => ({ text })),
    ).passed;

  it('an epoch ends when the whole part grows', () => {
    const lines = [0.42, 0.85, 1.27, 1.69, 2.12, 2.54, 2.97].map((epoch) => line(epoch));
    expect(passed(...lines, line('3.0', 'train_runtime'))).toEqual([1, 1, 1]);
    expect(passed(line("'1.27'"), line('2.5e+00'))).toEqual([1, 1]);
  });

  it('evaluations and the summary end no second one', () => {
    const lines = ['1.0', '2.0', '3.0'].flatMap((epoch) => [line(epoch), line(epoch, 'eval_loss')]);
    expect(passed(...lines, line('3.0', 'train_runtime'), line('3.0', 'eval_loss'))).toEqual([1, 1, 1]);
  });

  it('a line may pass several', () => {
    expect(passed(line(1.67), line(3.33), line('5.0'))).toEqual([1, 2, 2]);
  });

  it('the next training of the same process counts from the start', () => {
    const training = [line('1.0'), line('1.0', 'eval_loss'), line('1.0', 'train_runtime')];
    expect(passed(...training, ...training, line('1.0', 'train_runtime'))).toEqual([1, 1, 1]);
    expect(passed(line(0.5), line('2.0'), line(0.5), line('1.0'))).toEqual([2, 1]);
  });

  it('an epoch is under way when its progress was printed', () => {
    expect(watch('huggingface', [{ text: line(1.5) }]).openEnd).toBe('cut-off');
    expect(watch('huggingface', [{ text: line('2.0') }]).openEnd).toBe('outside');
  });
});

describe('any cut of the output', () => {
  it.each([
    ['keras', KERAS, 3],
    ['lightning', RICH, 3],
    ['keras', 'x\r\nEpoch 1/2\r\nEpoch 2/2\r\n', 2],
    ['huggingface', "{'epoch': 0.5}\n{'epoch': 1.0}\r\n{'train_runtime': 1, 'epoch': 1.5}\n", 1],
  ])('shows the same: %s %j', (pattern, text, epochs) => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, i) => ({ text: bytes.subarray(places[i] ?? 0, end), atS: 0 }));
        expect(watch(pattern, pieces).passed.reduce((sum, n) => sum + n, 0)).toBe(epochs);
      }),
    );
  });

  it('text that does not matter in between changes nothing', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'ax\r\n\u001b[;09mKA'), maxLength: 60 });
    fc.assert(
      fc.property(fc.array(noise, { minLength: 2, maxLength: 8 }), (texts) => {
        const pieces = texts.flatMap((text, i) => [{ text: `${text}\n` }, { text: `\x1b[0mEpoch ${i}/99\n` }]);
        expect(watch('keras', pieces).passed).toHaveLength(texts.length);
      }),
    );
  });
});
