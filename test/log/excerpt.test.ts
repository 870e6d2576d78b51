/** The lines of logs that stand in reports. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptOf } from '../../src/log/excerpt.ts';
import { fixture } from '../helpers/fixtures.ts';

const SCENARIO = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');
const textOf = (ending: string): string => {
  const name = readdirSync(SCENARIO).find((one) => one.endsWith(ending));
  return readFileSync(path.join(SCENARIO, name ?? ''), 'utf8');
};

describe('excerptOf', () => {
  it('keeps every line of a short log, with its number, word for word', () => {
    for (const ending of ['_carbontracker.log', '_output.log']) {
      const text = textOf(ending);
      const { lines, allLines } = excerptOf('a.log', [text]);
      const all = text.split('\n').slice(0, -1);
      expect(allLines).toBe(all.length);
      expect(lines.map(({ text: line }) => line)).toEqual(all.filter((line) => line.trim() !== ''));
      for (const { number, text: line } of lines) expect(all[number - 1]).toBe(line);
    }
  });

  it('says what each line is about; those of a block belong to its heading', () => {
    const of = (ending: string): (string | null)[] =>
      excerptOf('a.log', [textOf(ending)]).lines.map(({ about }) => about);
    expect(of('_carbontracker.log').slice(0, 8)).toEqual([
      ...['writer', 'pue', 'components', 'writer', 'epoch', 'epoch', 'power', 'power'],
    ]);
    expect(of('_output.log').filter((about) => about === 'total')).toHaveLength(14);
  });

  it('stays small however long the log is, and keeps both ends of each kind', () => {
    const epochs = Array.from(
      { length: 5000 },
      (_, i) =>
        `2025-01-01 08:00:00 - Epoch ${i + 1}:\n2025-01-01 08:00:00 - Average power usage (W) for gpu: ${i}.5\n`,
    );
    const { lines, allLines } = excerptOf('a.log', [...epochs, `2025-01-01 09:00:00 - ${'x'.repeat(9999)}\n`]);
    expect(allLines).toBe(10_001);
    expect(lines.length).toBeLessThan(50);
    const texts = lines.map(({ text }) => text).join('\n');
    expect(texts).toContain('Epoch 1:');
    expect(texts).toContain('gpu: 4999.5');
    expect(texts.length).toBeLessThan(5000);
  });

  it('keeps the lines that name a run among those of others', () => {
    const rows = Array.from({ length: 100 }, (_, i) => `2024-01-01,run-${i}x,0.1\n`);
    const { lines } = excerptOf('emissions.csv', ['timestamp,run_id,energy\n', ...rows], { name: 'run-57x' });
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 59, 100, 101]);
  });

  it('gives lines of the file, in its order, whatever it holds and however it is cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => `${text.replaceAll(/[\r\n]/g, ' ')}\n`)),
        (pieces) => {
          const { lines } = excerptOf('a', pieces);
          const all = pieces.join('').split('\n');
          const numbers = lines.map(({ number }) => number);
          expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
          for (const { number, text } of lines) {
            expect(text.endsWith('…') ? all[number - 1]?.startsWith(text.slice(0, -1)) : all[number - 1] === text).toBe(
              true,
            );
          }
          expect(excerptOf('a', [pieces.join('')])).toEqual(excerptOf('a', pieces));
        },
      ),
    );
  });
});

describe('which lines are kept', () => {
  const at = '2025-01-01 08:00:00 - ';
  const numbers = (text: string, options?: Parameters<typeof excerptOf>[2]): number[] =>
    excerptOf('a', [text], options).lines.map(({ number }) => number);
  const lines = (count: number, text = 'x'): string => `${text}\n`.repeat(count);

  it('the first three and the last two of lines that no tracker writes', () => {
    expect(numbers(lines(10))).toEqual([1, 2, 3, 9, 10]);
    expect(numbers(lines(5))).toEqual([1, 2, 3, 4, 5]);
    expect(numbers(`\n  \n${lines(10)}\t\n`)).toEqual([3, 4, 5, 11, 12]);
  });

  it('the first eight and the last eight of each kind', () => {
    const power = `${at}Average power usage (W) for gpu: 1.0`;
    const found = numbers(`${lines(3)}${lines(30, power)}${lines(3)}`);
    expect(found).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...[26, 27, 28, 29, 30, 31, 32, 33], 35, 36]);
  });

  it('and those of a run that is named, the first and last eight', () => {
    const found = numbers(lines(3) + lines(20, 'run-7') + lines(3), { name: 'run-7' });
    expect(found).toEqual([1, 2, 3, ...[4, 5, 6, 7, 8, 9, 10, 11], ...[16, 17, 18, 19, 20, 21, 22, 23], 25, 26]);
  });

  it('with up to 400 characters each', () => {
    const [whole, cut] = excerptOf('a', [`${'x'.repeat(400)}\n${'y'.repeat(401)}\n`]).lines;
    expect(whole?.text).toBe('x'.repeat(400));
    expect(cut?.text).toBe(`${'y'.repeat(399)}…`);
  });

  it('without their ends, counted where the whole file was read', () => {
    const found = excerptOf('a.log', ['a\r\nb\n', 'c']);
    expect(found).toEqual({
      file: 'a.log',
      lines: ['a', 'b', 'c'].map((text, i) => ({ number: i + 1, text, about: null })),
      allLines: 3,
    });
    expect(excerptOf('a', ['a\n'], { isWhole: false }).allLines).toBeNull();
    expect(excerptOf('a', [])).toEqual({ file: 'a', lines: [], allLines: 0 });
  });

  it('with what they are about, behind a stamp of any version; lines that go on belong to the one before', () => {
    const about = (text: string): (string | null)[] => excerptOf('a', [text]).lines.map((line) => line.about);
    const power = 'Power usages for gpu: [[1. 2.]';
    expect(about(`2020-05-02 12:34:56,789 - MainThread - INFO - ${power}\n [3. 4.]]\n5\n]\nx\n [6.]\n`)).toEqual([
      ...['power', 'power', 'power', 'power', null],
      null,
    ]);
    expect(about(`${at}${power}\n${at}\n 7\n`)).toEqual(['power', null, null]);
    expect(about(`${power}\n`)).toEqual(['power']);
    expect(about(`x ${at}${power}\n`)).toEqual([null]);
    expect(about(`2025-01-01 08:00:00,123 - ${power}\n`)).toEqual([null]);
  });
});
