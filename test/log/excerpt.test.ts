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
