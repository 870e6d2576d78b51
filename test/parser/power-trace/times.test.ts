import { describe, expect, it } from 'vitest';
import { stampOf, TimeColumn, type TimeUnit } from '../../../src/parser/power-trace/times.ts';

const DAY = Date.UTC(2026, 0, 3) / 1000;
const read = (cells: readonly string[], unit: TimeUnit | null = null): [number[], TimeColumn] => {
  const column = new TimeColumn(unit);
  return [cells.map((cell) => column.read(cell)), column];
};
const seconds = (...cells: string[]): number[] => read(cells)[0];

describe('stamps', () => {
  it.each([
    ['2026-01-03 15:36:53', 56_213],
    ['2026-01-03T15:36:53.25', 56_213.25],
    ['2026/01/03 15:36:53.250', 56_213.25],
    ['2026/1/3 5:36:53,5', 20_213.5],
    ['2026-01-03 15:36', 56_160],
    ['2026-01-03 00:00:00', 0],
    ['2026-01-03 15:36:53Z', 56_213],
    ['2026-01-03 15:36:53 UTC', 56_213],
  ])('%s', (cell, ofDay) => {
    const [[value], column] = read([cell]);
    expect(value).toBeCloseTo(DAY + ofDay, 6);
    expect(column.clock).toBe('wall');
  });

  it.each([
    '2026-13-03 15:36:53',
    '2026-01-32 15:36:53',
    '2026-01-03 25:36:53',
    '2026-01-03 15:60:53',
    '2026-01-03',
    'x2026-01-03 15:36:53',
    '2026-01-03 15:36:53 x',
    '2026-01-03 15:36:5',
    '',
  ])('%j is none', (cell) => expect(seconds(cell)).toEqual([Number.NaN]));

  it('of one minute are read one after the other, with any number of decimals', () => {
    const cells = [
      '2026-01-03 15:36:53',
      '2026-01-03 15:36:53.5',
      '2026-01-03 15:36:54.123456',
      '2026-01-03 15:36:5x',
      '2026-01-03 15:36:07',
      '2026-01-03 15:37:00.25',
    ];
    const expected = [56_213, 56_213.5, 56_214.123456, Number.NaN, 56_167, 56_220.25];
    for (const [i, value] of seconds(...cells).entries()) {
      if (Number.isNaN(expected[i])) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(DAY + (expected[i] ?? 0), 6);
    }
    for (const cell of ['2026-01-03 15:36:5', '2026-01-03 15:36:53.', '2026-01-03 15:36:53.1.1', '2026-01-03 15:36:'])
      expect(seconds('2026-01-03 15:36:01', cell)[1], cell).toBe(cell.endsWith('53.') ? DAY + 56_213 : Number.NaN);
  });

  it('count by the offset from UTC of the first', () => {
    const [values, column] = read([
      '2026-01-03T15:00:00+01:00',
      '2026-01-03T15:00:10+01:00',
      '2026-01-03T14:00:20Z',
      '2026-01-03T12:30:30-0130',
    ]);
    expect(values.map((value) => value - DAY - 54_000)).toEqual([0, 10, 20, 30]);
    expect(column.offsetMinutes).toBe(60);
    expect(read(['2026-01-03T15:00:00'])[1].offsetMinutes).toBeNull();
    expect(read(['2026-01-03T15:00:00-0330'])[1].offsetMinutes).toBe(-210);
  });

  it('do not become numbers in the middle of a column', () => {
    expect(seconds('2026-01-03 15:36:53', '100')[1]).toBeNaN();
    expect(seconds('100', '2026-01-03 15:36:53')[1]).toBeNaN();
  });
});

describe('times of day', () => {
  it('go on after midnight', () => {
    const [values, column] = read(['23:59:58', '23:59:59.5', '00:00:01', '00:00:00.5', '12:00:00', '0:00:00']);
    expect(values).toEqual([86_398, 86_399.5, 86_401, 86_400.5, 129_600, 86_400]);
    expect(column.clock).toBe('time-of-day');
    expect(seconds('23:00:00', '01:00:00', '23:00:00', '01:00:00')).toEqual([82_800, 90_000, 169_200, 176_400]);
    expect(seconds('10:00:00', 'x', '100')).toEqual([36_000, Number.NaN, Number.NaN]);
  });
});

describe('numbers', () => {
  it.each<[string, TimeUnit, string, number]>([
    ['1767454613', 's', 'unix', 1_767_454_613],
    ['1767454613250', 'ms', 'unix', 1_767_454_613.25],
    ['1767454613250000', 'us', 'unix', 1_767_454_613.25],
    ['1767454613250000000', 'ns', 'unix', 1_767_454_613.25],
    ['12.5', 's', 'elapsed', 12.5],
    ['1.5e1', 's', 'elapsed', 15],
    ['99999999', 's', 'elapsed', 99_999_999],
    ['100000000', 's', 'unix', 100_000_000],
  ])('%s count in %s, %s', (cell, unit, clock, value) => {
    const [[found], column] = read([cell]);
    expect(found).toBeCloseTo(value, 5);
    expect([column.unit, column.clock]).toEqual([unit, clock]);
  });

  it.each<[TimeUnit, number]>([
    ['s', 120],
    ['ms', 0.12],
    ['us', 1.2e-4],
    ['ns', 1.2e-7],
    ['min', 7200],
    ['h', 432_000],
  ])('of a column in %s: 120 are %d s', (unit, value) => expect(read(['120'], unit)[0][0]).toBeCloseTo(value, 12));

  it('keep the unit of the first', () => {
    expect(seconds('1767454613250', '5')).toEqual([1_767_454_613.25, 0.005]);
    for (const cell of ['-5', '1,5', '0x10', '1e', 'nan']) expect(seconds(cell)).toEqual([Number.NaN]);
  });
});

describe('a stamp of the log', () => {
  it('has the seconds of a clock that names a day', () => {
    expect(stampOf(DAY + 56_213.9, 'wall')).toBe('2026-01-03 15:36:53');
    expect(stampOf(DAY, 'unix')).toBe('2026-01-03 00:00:00');
    for (const clock of ['elapsed', 'time-of-day', null] as const) expect(stampOf(DAY, clock)).toBeNull();
    for (const timeS of [Number.NaN, 1e15, 253_402_300_800, -1e11]) expect(stampOf(timeS, 'wall')).toBeNull();
    expect(stampOf(253_402_300_799, 'wall')).toBe('9999-12-31 23:59:59');
  });
});
