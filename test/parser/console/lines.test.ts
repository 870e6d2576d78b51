import { describe, expect, it } from 'vitest';
import { linesNear } from '../../../src/parser/console/lines.ts';
import { unpackedFile } from '../../../src/parser/find/file.ts';

const linesOf = (text: string | Buffer): (string | null)[] => [...linesNear(unpackedFile('x', Buffer.from(text)))];
const MARK = 'CarbonTracker: a';
const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `step ${i}`);

describe('the lines that may matter', () => {
  it('are those with a mark, and forty behind the last one', () => {
    const lines = [...numbered(100), MARK, ...numbered(100)];
    expect(linesOf(lines.join('\n'))).toEqual([null, MARK, ...numbered(40)]);
    expect(linesOf([MARK, ...numbered(20), MARK, ...numbered(60)].join('\n'))).toEqual([
      MARK,
      ...numbered(20),
      MARK,
      ...numbered(40),
    ]);
    expect(linesOf([MARK, ...numbered(45), MARK].join('\n'))).toEqual([MARK, ...numbered(40), null, MARK]);
    expect(linesOf(numbered(100).join('\n'))).toEqual([]);
    expect(linesOf('')).toEqual([]);
  });

  it.each(['CarbonTracker:', 'x Actual consumption y', 'x Predicted consumption'])('with the mark of %j', (line) => {
    expect(linesOf(`a\n${line}\nb\n`)).toEqual([null, line, 'b']);
  });

  it('end at a line feed, or where the terminal begins a line again', () => {
    expect(linesOf(`a\r${MARK}\r\nb\rc\n\nd`)).toEqual([null, MARK, '', 'b', 'c', '', 'd']);
    expect(linesOf(MARK)).toEqual([MARK]);
    expect(linesOf(`${MARK}\n`)).toEqual([MARK]);
  });

  it('are cut in front of a mark and where they have no end', () => {
    const [gap, line, ...rest] = linesOf(`${'#'.repeat(10_000)}${MARK}\nb`);
    expect([gap, line, rest]).toEqual([null, '#'.repeat(4096) + MARK, ['b']]);
    expect(linesOf(`${'#'.repeat(4096)}${MARK}`)).toEqual(['#'.repeat(4096) + MARK]);
    const long = MARK + '='.repeat(70_000);
    expect(linesOf(long)).toEqual([long.slice(0, 65_536), long.slice(65_536)]);
  });

  it('of UTF-16 are the same', () => {
    const text = `x\n${MARK}\né\n`;
    const expected = [null, MARK, 'é'];
    expect(linesOf(text)).toEqual(expected);
    expect(linesOf(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(expected);
  });
});
