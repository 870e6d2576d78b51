/** Reports of runs with names in other scripts: read back with poppler. */
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { figure, renderFigure } from '../../../src/report/index.ts';
import { makeRun } from '../runs.ts';
import { DATE, poppler, reportOf, syntaxOf, textOf } from './report.ts';

const named = (...names: string[]) =>
  names.map((name, i) =>
    makeRun({ id: `logs/${name}/1_2025-01-01T080000Z`, measured: [{ durationS: 60 + i, gpu: [220], cpu: [50] }] }),
  );

/** Words of all pages with their places: `xMin`, `yMin`, `xMax`. */
function wordsOf(pdf: Buffer): { text: string; left: number; top: number; right: number }[] {
  const html = poppler('pdftotext', pdf, '-bbox');
  return [...html.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.*?)<\/word>/g)].map(
    ([, left, top, right, text = '']) => ({ text, left: Number(left), top: Number(top), right: Number(right) }),
  );
}

/** Least gap between words of one line of a table, by its first word. */
function leastGap(pdf: Buffer, first: string): number {
  const words = wordsOf(pdf);
  const start = words.find(({ text, left }) => text === first && left < 60);
  const line = words.filter(({ top }) => Math.abs(top - (start?.top ?? -100)) < 0.5).sort((a, b) => a.left - b.left);
  expect(line.length).toBeGreaterThan(5);
  return Math.min(...line.slice(1).map(({ left }, i) => left - (line[i]?.right ?? 0)));
}

describe('names of which no font has the signs', () => {
  it('stay apart in table, chart, its description and findings, as code points', async () => {
    const lacking: string[] = [];
    const onLacking = (signs: ReadonlySet<string>): void => void lacking.push(...signs);
    const pdf = await reportOf(named('实验一', '实验二'), { date: DATE, onLacking });
    const text = textOf(pdf);
    for (const name of ['[U+5B9E 9A8C 4E00]', '[U+5B9E 9A8C 4E8C]']) {
      expect(text).toContain(`${name} 2025-01-01 08:00`);
      expect(text).toMatch(new RegExp(`${name.replace(/[[\]+]/g, '\\$&')} \\d\\.\\d+ Wh \\(`));
      expect(syntaxOf(pdf)).toContain(name);
    }
    expect(text).not.toMatch(/[\ufffd实]/);
    expect(lacking.sort()).toEqual([...'一二实验'].sort());
    // A font that has none of the signs either is of no use.
    expect(poppler('pdffonts', pdf)).not.toContain('DejaVu');
  });

  it('stay apart where they are too long for table and chart', async () => {
    const names = [...'一二三'].map((number) => `大规模语言模型预训练实验第${number}批次学习率零点一批量大小五百`);
    const text = textOf(await reportOf(named(...names)));
    const shown = text.match(/\[U\+\S* [^\]]*…[^\]]*\](?= 2025-)/g) ?? [];
    expect(new Set(shown).size).toBe(3);
    const bars = text.match(/\[U\+\S* [^\]]*…[^\]]*\](?= \d\.\d+ Wh \()/g) ?? [];
    expect(new Set(bars).size).toBe(3);
  });

  it('are spelled in a figure too', async () => {
    const chunks: Buffer[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
    const lacking: string[] = [];
    const chart = figure(named('实验一', '实验二'), 'energy-by-run');
    if (chart === null) throw new Error('no chart');
    await renderFigure(chart, stream, { date: DATE, onLacking: (signs) => void lacking.push(...signs) });
    const text = textOf(Buffer.concat(chunks));
    expect(text).toContain('[U+5B9E 9A8C 4E00]');
    expect(text).toContain('[U+5B9E 9A8C 4E8C]');
    expect(lacking).toHaveLength(4);
  });
});

describe('a wider font', () => {
  it('is used for names that it has, and no heading or start is cut or meets another', async () => {
    const lacking: string[] = [];
    const onLacking = (signs: ReadonlySet<string>): void => void lacking.push(...signs);
    const pdf = await reportOf(named('опыт один', 'опыт два'), { date: DATE, onLacking });
    const text = textOf(pdf);
    expect(text).toMatch(/Run Start Epochs Duration Energy \(Wh\) CO₂eq \(mg\) Basis/);
    expect(text).toMatch(/опыт один 2025-01-01 08:00 1 /);
    expect(text).toMatch(/опыт два 2025-01-01 08:00 1 /);
    expect(leastGap(pdf, 'Run')).toBeGreaterThan(1.5);
    expect(lacking).toEqual([]);
  });

  it('breaks headings that do not fit beside each other', async () => {
    const components = Array.from({ length: 9 }, (_, i) => ({
      ...{ name: `акселератор${i}`, devices: [`d${i}`], method: 'sampled' as const },
    }));
    const powerW = Object.fromEntries(
      components.map(({ name }) => [name, { scope: 'device' as const, values: [1234.5] }]),
    );
    const run = makeRun({ components, epochs: [{ number: 1, durationS: 60, powerW }] });
    const words = wordsOf(await reportOf([run]));
    const isBegun = ({ text }: { text: string }): boolean => text.startsWith('АКСЕЛ');
    const lineAt = (top: number) => words.filter((word) => Math.abs(word.top - top) < 0.5);
    const first = words.find((word) => isBegun(word) && lineAt(word.top).filter(isBegun).length === components.length);
    const line = lineAt(first?.top ?? -100).sort((a, b) => a.left - b.left);
    expect(line.length).toBeGreaterThan(components.length);
    for (const [i, { left }] of line.slice(1).entries()) expect(left).toBeGreaterThan(line[i]?.right ?? 0);
  });
});
