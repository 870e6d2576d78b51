/** The reader of our own files gives what a reader of any Parquet file gives, whatever the columns hold. */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, type Column, columnOf, type Shape } from '../../src/tables/column.ts';
import { SHAPES } from '../../src/tables/nested.ts';
import { readLeaf } from '../../src/tables/pages.ts';
import { SealedFile } from '../../src/tables/sealed-file.ts';
import { ParquetFile, sinkTo } from '../../src/tables/write-parquet.ts';
import { withFolder } from '../helpers/fixtures.ts';
import { rowsOfParquet } from '../helpers/tables.ts';

type Row = Record<string, Cell>;

const column = columnOf<Row>();
const make = (name: string, type: Parameters<typeof column>[1], nullWhen: string | null = 'sometimes') =>
  column(name, type, null, '', nullWhen, (row) => row[name] ?? null);

/** Every type of column, as our tables have them, and every nested shape. */
const COLUMNS: readonly Column<Row>[] = [
  make('integer', 'integer'),
  make('number', 'number'),
  make('sure', 'number', null),
  make('boolean', 'boolean'),
  make('text', 'text'),
  make('time', 'time'),
  make('local', 'local time'),
  make('texts', 'texts'),
  ...Object.entries(SHAPES).map(([name, shape]) => make(name, { nested: shape })),
];

/** A few values that come again and again, so that dictionaries and runs are written too. */
const text = fc.oneof(fc.constantFrom('measured', 'a', ''), fc.string({ unit: 'grapheme', maxLength: 200 }));
/** Parquet's dictionaries hold one zero, as no figure distinguishes -0 from 0. */
const oneZero = (value: number): number => (value === 0 ? 0 : value);
const number = fc.oneof(fc.constantFrom(0, 1.5), fc.double({ noNaN: true, noDefaultInfinity: true }).map(oneZero));
const integer = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const time = fc.date({ noInvalidDate: true, min: new Date(-8e12), max: new Date(8e12) });

function cellOf(shape: Shape): fc.Arbitrary<Cell> {
  if (shape === 'text') return fc.option(text);
  if (shape === 'number') return fc.option(number);
  if (shape === 'integer') return fc.option(integer);
  if ('list' in shape) return fc.option(fc.array(cellOf(shape.list), { maxLength: 4 }));
  const parts = Object.entries(shape.struct).map(([name, of]) => [name, cellOf(of)] as const);
  return fc.option(fc.record(Object.fromEntries(parts)));
}

const row: fc.Arbitrary<Row> = fc.record({
  integer: fc.option(integer),
  number: fc.option(number),
  sure: number,
  boolean: fc.option(fc.boolean()),
  text: fc.option(text),
  time: fc.option(time),
  local: fc.option(time),
  texts: fc.option(fc.array(text, { maxLength: 3 })),
  ...Object.fromEntries(Object.entries(SHAPES).map(([name, shape]) => [name, cellOf(shape)])),
});

async function write(file: string, groups: readonly (readonly Row[])[]): Promise<void> {
  const descriptor = openSync(file, 'w');
  const parquet = await ParquetFile.begin(COLUMNS, sinkTo(descriptor));
  for (const rows of groups) await parquet.writeGroup(COLUMNS.map(({ cell }) => rows.map(cell)));
  await parquet.finish();
  closeSync(descriptor);
}

async function readBack(file: string): Promise<Row[]> {
  const sealed = await SealedFile.open(file);
  const rows: Row[] = [];
  for (const group of sealed.groups()) {
    const readers = COLUMNS.map(({ name, type }) => {
      if (type === 'texts' || type === 'nested') return [name, group.nested(name)] as const;
      const values = group.column(name);
      return [name, (at: number) => values[at]] as const;
    });
    for (let at = 0; at < group.rows; at += 1) {
      rows.push(Object.fromEntries(readers.map(([name, value]) => [name, (value(at) ?? null) as Cell])));
    }
  }
  sealed.close();
  return rows;
}

/** Readers differ in what stands for no value, and zeros in their sign. */
function plain(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
  return value;
}

it('gives the rows that were written, and what another reader gives', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'x.parquet');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 3 }),
        async (groups) => {
          await write(file, groups);
          const rows = (await readBack(file)).map(plain);
          expect(rows).toEqual(groups.flat().map(plain));
          expect(rows).toEqual((await rowsOfParquet(file)).map(plain));
        },
      ),
      { numRuns: 60 },
    );
  }));

it('reads columns of several pages, long runs and dictionaries', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'long.parquet');
    const long = Array.from(
      { length: 30_000 },
      (_, i): Row => ({
        integer: i,
        number: i % 7 === 0 ? null : i / 3,
        sure: i < 20_000 ? 1 : i,
        boolean: i % 1000 < 500,
        text: `${'a long text of some '.repeat(5)}${i}ö`.slice(i % 2),
        time: i % 3 === 0 ? null : new Date(i * 1000),
        local: new Date(1.7e12),
        texts: i % 4 === 0 ? null : Array.from({ length: i % 4 }, () => `device ${i % 5}`),
        command: i % 10_000 === 0 ? ['python', `${i}`] : null,
      }),
    );
    await write(file, [long, long.slice(0, 10)]);
    const rows = (await readBack(file)).map(plain);
    const whole = (some: Row): unknown =>
      plain(Object.fromEntries(COLUMNS.map(({ name }) => [name, some[name] ?? null])));
    expect(rows).toEqual([...long, ...long.slice(0, 10)].map(whole));
  }));

it('pages of other writers are refused', () => {
  const element = { name: 'x', type: 'DOUBLE', repetition_type: 'REQUIRED' } as const;
  const meta = { num_values: 1n, codec: 'UNCOMPRESSED' } as Parameters<typeof readLeaf>[1]['meta'];
  // A page of version 1: its type, its sizes, and the end of its header.
  const page = Uint8Array.from([0x15, 0, 0x15, 16, 0x15, 16, 0, ...new Uint8Array(8)]);
  expect(() => readLeaf(page, { element, meta, levels: { definition: 0, repetition: 0 } })).toThrow('not ours');
});

describe('a file with damaged bytes under a checksum that fits', () => {
  const element = { name: 'x', type: 'DOUBLE', repetition_type: 'REQUIRED' } as const;
  const meta = { num_values: 10n, codec: 'UNCOMPRESSED' } as Parameters<typeof readLeaf>[1]['meta'];
  const columnOfLevel = (definition: number) => ({ element, meta, levels: { definition, repetition: 0 } });

  it('a page that ends before it begins is refused', () => {
    // A page of a dictionary: its type, its sizes, of which the second is -6, and the number of its values.
    const page = Uint8Array.from([0x15, 4, 0x15, 0, 0x15, 11, 0x4c, 0x15, 0, 0x15, 0, 0, 0, ...new Uint8Array(8)]);
    expect(() => readLeaf(page, columnOfLevel(0))).toThrow('a page ends behind its column');
  });

  it.each([
    ['more equal values than there are', [0xfe, 0xff, 0xff, 0xff, 0x0f, 1]],
    ['no values', [0, 1]],
    ['packed values behind the end', [0x05, 1]],
    ['fewer bytes than a length has', [0xff]],
    ['values below nothing', [0xff, 0xff, 0xff, 0xff, 0x0f, 1]],
  ])('a run of %s is refused', (_, levels) => {
    // A page of version 2: 10 values, none null, 10 rows, plain, and how long the levels are.
    const counts = [0x5c, 0x15, 20, 0x15, 0, 0x15, 20, 0x15, 0, 0x15, 2 * levels.length, 0x15, 0, 0, 0];
    const length = 2 * (levels.length + 80);
    const sizes = [0x15, 6, 0x15, (length & 0x7f) | 0x80, length >> 7, 0x15, (length & 0x7f) | 0x80, length >> 7];
    const page = Uint8Array.from([...sizes, ...counts, ...levels, ...new Uint8Array(80)]);
    expect(() => readLeaf(page, columnOfLevel(1))).toThrow('runs of values of another length');
  });

  it('every 37th byte set to all ones, or to none, is refused or read to an end', () =>
    withFolder(async (folder) => {
      const good = path.join(folder, 'good.parquet');
      const rows = Array.from(
        { length: 12 },
        (_, i): Row => ({
          ...{ integer: i, number: i % 3 === 0 ? null : i / 3, sure: 1, boolean: i > 5, text: `${i % 2}` },
          ...{ time: new Date(i), local: null, texts: i % 4 === 0 ? null : ['a', `${i}`], command: ['x'] },
        }),
      );
      await write(good, [rows]);
      const bytes = readFileSync(good);
      const file = path.join(folder, 'x.parquet');
      let read = 0;
      for (let at = 4; at < bytes.length - 8; at += 37) {
        for (const byte of [0, 0xff]) {
          const damaged = Buffer.from(bytes);
          damaged[at] = byte;
          writeFileSync(file, damaged);
          const length = await readBack(file).then(
            (found) => found.length,
            () => null,
          );
          if (length !== null) read += 1;
        }
      }
      expect(read).toBeGreaterThan(0);
      expect(read).toBeLessThan((2 * bytes.length) / 37 - 10);
    }));
});
