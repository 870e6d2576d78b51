import { describe, expect, it } from 'vitest';
import { ownName, readOwnName, readStem, splitNumber } from '../../src/model/stem.ts';

describe('readStem reads from the end, the prefix is free text', () => {
  it.each([
    ['2020-05-01T12:34Z', '', null, '2020-05-01T12:34Z'],
    ['11199_2022-12-05T123456Z', '', '11199', '2022-12-05T123456Z'],
    ['77.146974_2024-06-26T123456Z', '', '77.146974', '2024-06-26T123456Z'],
    ['fft_10T_11199_2022-12-05T123456Z', 'fft_10T', '11199', '2022-12-05T123456Z'],
    ['bt.C.x_40T_100417_2022-12-05T123456Z', 'bt.C.x_40T', '100417', '2022-12-05T123456Z'],
    ['20_bt.C.xT_97888_2022-12-05T123456Z', '20_bt.C.xT', '97888', '2022-12-05T123456Z'],
    ['_20T_97591_2022-12-05T123456Z', '_20T', '97591', '2022-12-05T123456Z'],
    ['carbontracker_8068_2022-12-05T123456Z', 'carbontracker', '8068', '2022-12-05T123456Z'],
    ['20200501T1234Z_2020-05-01T12-34Z', '20200501T1234Z', null, '2020-05-01T12-34Z'],
    ['run7_2022-12-05T123456Z', 'run7', null, '2022-12-05T123456Z'],
    ['x_7_b_2022-12-05T123456Z', 'x_7_b', null, '2022-12-05T123456Z'],
    ['x2022-12-05T123456Z', 'x2022-12-05T123456Z', null, null],
    ['2022-12-05T123456Z_old', '2022-12-05T123456Z_old', null, null],
    ['renamed', 'renamed', null, null],
    ['', '', null, null],
  ])('%s', (stem, prefix, pid, stamp) => expect(readStem(stem)).toEqual({ prefix, pid, stamp }));
});

describe('the own name of a run', () => {
  it.each([
    ['logs/77.146974_2024-06-26T123456Z', '77.146974_2024-06-26T123456Z'],
    ['logs/backup_77.146974_2024-06-26T123456Z', '77.146974_2024-06-26T123456Z'],
    ['x\\fft_10T_11199_2022-12-05T123456Z#3', '11199_2022-12-05T123456Z#3'],
    ['backup_2020-05-01T12:34Z', 'backup_2020-05-01T12:34Z'],
    ['a/b/renamed', 'renamed'],
    ['a/exp#x', 'exp#x'],
    ['a/exp#1#2', 'exp#1#2'],
    ['a/renamed#2', 'renamed#2'],
    ['', ''],
  ])('%s', (id, name) => expect(ownName(id)).toBe(name));
});

describe('the parts of an own name', () => {
  it.each([
    ['a/x_77.1_2024-06-26T123456Z', '77.1_2024-06-26T123456Z', '77.1', 1],
    ['a/x_77.1_2024-06-26T123456Z#12', '77.1_2024-06-26T123456Z#12', '77.1', 12],
    ['a/2024-06-26T123456Z#2', '2024-06-26T123456Z#2', null, 2],
    ['a/renamed', 'renamed', null, 1],
  ])('%s', (id, name, process, number) => expect(readOwnName(id)).toEqual({ name, process, number }));

  it.each([
    ['run#2', 'run', '#2'],
    ['run#10', 'run', '#10'],
    ['#1', '', '#1'],
    ['run', 'run', ''],
    ['run#', 'run#', ''],
    ['run#a2', 'run#a2', ''],
    ['run#2a', 'run#2a', ''],
    ['run#2#', 'run#2#', ''],
    ['12', '12', ''],
  ])('%s without its number', (name, stem, number) => expect(splitNumber(name)).toEqual({ stem, number }));

  it('a stamp ends the stem', () => {
    expect(readStem('7_2022-12-05T123456Z.old')).toMatchObject({ pid: null, stamp: null });
    expect(readStem('7_x2022-12-05T123456Z')).toMatchObject({ pid: null, stamp: null });
  });
});
