import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows } from '../../src/parser/csv-rows.ts';

const cellsOf = (text: string | Iterable<string>): string[][] => [...csvRows(text)].map(({ cells }) => cells);

describe('rows of a CSV file', () => {
  it('trims cells, skips blank lines and reads every line ending', () => {
    expect(cellsOf('\ufeffa, b ,c\r\n\r\n1,, 3 \n\n')).toEqual([
      ['a', 'b', 'c'],
      ['1', '', '3'],
    ]);
  });

  it('reads quoted cells with separators, quotes and line feeds in them', () => {
    expect(cellsOf('"a,1","say ""x""","two\nlines"\n3,4,5\n')).toEqual([
      ['a,1', 'say "x"', 'two\nlines'],
      ['3', '4', '5'],
    ]);
  });

  it('marks only a last row without a line feed as torn', () => {
    expect([...csvRows('a,b\n1,2\n3,4')].map(({ isTorn }) => isTorn)).toEqual([false, false, true]);
    expect([...csvRows('a,b\n1,2\n')].map(({ isTorn }) => isTorn)).toEqual([false, false]);
    expect([...csvRows('a\n"x\ny"')].map(({ isTorn }) => isTorn)).toEqual([false, true]);
  });

  it('loses no row behind a quote that is never closed', () => {
    const rows = cellsOf(`a,b\n"open,1\n${'2,3\n'.repeat(40_000)}`);
    expect(rows).toHaveLength(40_002);
    expect(rows.at(-1)).toEqual(['2', '3']);
  });

  it('lets no quote inside a cell join rows', () => {
    expect(cellsOf('a,5" disk\nb,7" disk\n')).toEqual([
      ['a', '5" disk'],
      ['b', '7" disk'],
    ]);
  });

  it('reads other separators', () => {
    expect([...csvRows('a;b\n1;"2;3"\n', ';')].map(({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['1', '2;3'],
    ]);
  });

  it('reads what another reader reads, in whatever pieces the text comes', () => {
    const cell = fc.oneof(fc.stringMatching(/^[a-z0-9 .]{0,6}$/), fc.stringMatching(/^[a-z,"\n ]{0,6}$/));
    const written = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }), fc.nat(), (rows, at) => {
        const text = rows.map((row) => `${row.map(written).join(',')}\n`).join('');
        const expected = (parse(text, { relax_column_count: true }) as string[][]).map((row) =>
          row.map((one) => one.trim()),
        );
        expect(cellsOf(text)).toEqual(expected);
        const cut = at % (text.length + 1);
        expect(cellsOf([text.slice(0, cut), text.slice(cut)])).toEqual(expected);
      }),
    );
  });
});
