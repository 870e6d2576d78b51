import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows } from '../../src/parser/csv-rows.ts';

const cellsOf = (text: string | Iterable<string>): string[][] => Array.from(csvRows(text), ({ cells }) => cells);

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
    expect(Array.from(csvRows('a,b\n1,2\n3,4'), ({ isTorn }) => isTorn)).toEqual([false, false, true]);
    expect(Array.from(csvRows('a,b\n1,2\n'), ({ isTorn }) => isTorn)).toEqual([false, false]);
    expect(Array.from(csvRows('a\n"x\ny"'), ({ isTorn }) => isTorn)).toEqual([false, true]);
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
    expect(Array.from(csvRows('a;b\n1;"2;3"\n', ';'), ({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['1', '2;3'],
    ]);
  });

  it('cuts out single cells in any order, and none where a row has no more', () => {
    const text = 'a, b ,"c,d"\n1\n\n , \n2,"3\n4",5\n6,7,8';
    const places = [2, 0, 3, 1, 0];
    const read = Array.from(csvRows(text), (row) => places.map((place) => row.cell(place)));
    expect(read).toEqual(cellsOf(text).map((cells) => places.map((place) => cells[place] ?? '')));
    expect(read).toHaveLength(5);
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
        const single = Array.from(csvRows(text), (row) => [0, 1, 2, 3].map((place) => row.cell(place)));
        expect(single).toEqual(expected.map((row) => [0, 1, 2, 3].map((place) => row[place] ?? '')));
        const cut = at % (text.length + 1);
        expect(cellsOf([text.slice(0, cut), text.slice(cut)])).toEqual(expected);
      }),
    );
  });
});
