import { describe, expect, it } from 'vitest';
import { readNumber, readStamp, stampOf } from '../../../src/parser/codecarbon/cells.ts';

describe('a number of a cell', () => {
  it.each([
    ['0.5', 0.5],
    ['5.', 5],
    ['.5', 0.5],
    ['-2', -2],
    ['+2', 2],
    ['1e-5', 1e-5],
    ['1E+3', 1000],
    ['1e12', 1e12],
    ['-1e12', -1e12],
  ])('%s', (cell, value) => expect(readNumber(cell, ',')).toBe(value));

  it.each([
    undefined,
    '',
    'nan',
    'inf',
    '-',
    '.',
    '1e',
    '1e12345',
    '0x10',
    '1_000',
    '5 W',
    'x5',
    '1.1e12',
    `0.${'1'.repeat(39)}`,
    '1,5',
  ])('%j is none', (cell) => expect(readNumber(cell, ',')).toBeNull());

  it('has a comma for its decimals where semicolons separate the cells', () => {
    expect(readNumber('1,5', ';')).toBe(1.5);
    expect(readNumber('1.5', ';')).toBe(1.5);
    expect(readNumber('1,5', '\t')).toBeNull();
    expect(readNumber(`0.${'1'.repeat(38)}`, ',')).toBeCloseTo(1 / 9, 12);
  });
});

describe('a stamp of a cell', () => {
  it.each([
    ['2024-02-29T23:59:59', Date.UTC(2024, 1, 29, 23, 59, 59)],
    ['2024-01-01 00:00:00', Date.UTC(2024, 0, 1)],
    ['2024-12-31T12:00:00.123+02:00', Date.UTC(2024, 11, 31, 12)],
  ])('%s', (cell, ms) => {
    expect(readStamp(cell)).toBe(ms);
    expect(stampOf(ms)).toBe(cell.slice(0, 19).replace('T', ' '));
  });

  it.each([
    undefined,
    '',
    '2024-00-01T00:00:00',
    '2024-13-01T00:00:00',
    '2024-01-00T00:00:00',
    '2024-01-32T00:00:00',
    '2024-01-01T24:00:00',
    '2024-01-01T00:60:00',
    '2024-01-01T00:00:60',
    'x2024-01-01T00:00:00',
    '2024-01-01',
    '2024-01-01_00:00:00',
  ])('%j is none', (cell) => expect(readStamp(cell)).toBeNull());
});
