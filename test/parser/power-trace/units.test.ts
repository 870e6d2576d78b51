import { describe, expect, it } from 'vitest';
import {
  energyKind,
  quantityOf,
  quantityOfHeader,
  timeUnitOfHeader,
  valueOfCell,
} from '../../../src/parser/power-trace/units.ts';

describe('the unit of a word', () => {
  it.each([
    ...[
      ['W', 1, 'power'],
      ['watt', 1, 'power'],
      ['Watts', 1, 'power'],
    ],
    ...[
      ['mW', 1e-3, 'power'],
      ['mw', 1e-3, 'power'],
      ['milliwatts', 1e-3, 'power'],
      ['milli-watt', 1e-3, 'power'],
    ],
    ...[
      ['uW', 1e-6, 'power'],
      ['µW', 1e-6, 'power'],
      ['microwatts', 1e-6, 'power'],
    ],
    ...[
      ['kW', 1e3, 'power'],
      ['kilowatts', 1e3, 'power'],
    ],
    ...[
      ['J', 1, 'energy'],
      ['joules', 1, 'energy'],
      ['mJ', 1e-3, 'energy'],
      ['millijoule', 1e-3, 'energy'],
    ],
    ...[
      ['uJ', 1e-6, 'energy'],
      ['μJ', 1e-6, 'energy'],
      ['kJ', 1e3, 'energy'],
      ['kilo-joules', 1e3, 'energy'],
    ],
    ...[
      ['Wh', 3600, 'energy'],
      ['watt-hours', 3600, 'energy'],
      ['kWh', 3.6e6, 'energy'],
      ['kilowatthours', 3.6e6, 'energy'],
    ],
  ] as [string, number, string][])('%s', (word, factor, what) =>
    expect(quantityOf(word)).toMatchObject({ what, factor }),
  );

  it.each(['', 'x', 'WW', 'W/h', 'power', 'a W', 'kilo', 'MWh', 'GW'])('%j is none', (word) =>
    expect(quantityOf(word)).toBeNull(),
  );
});

describe('the unit of a header', () => {
  it.each([
    ['Power (mW)', 'mW'],
    ['power.draw [W]', 'W'],
    ['power [ kW ] ', 'kW'],
    ['Avg Power (Sampled, W)', 'W'],
    ['Power (a) (J)', 'J'],
    ['n1_watts', 'W'],
    ['gpu.energy.mj', 'mJ'],
    ['total joules', 'J'],
    ['a-kwh', 'kWh'],
    ['W', 'W'],
  ])('%s: %s', (header, unit) => expect(quantityOfHeader(header)?.unit).toBe(unit));

  it.each(['power', 'Power (x)', 'watts (C)', 'W (a) b', 'power W2', '', 'megawatts', 'n1watts'])(
    '%j names none',
    (header) => expect(quantityOfHeader(header)).toBeNull(),
  );

  it.each([
    ...[
      ['time (s)', 's'],
      ['time [secs]', 's'],
      ['elapsed_seconds', 's'],
      ['t.sec', 's'],
    ],
    ...[
      ['time_ms', 'ms'],
      ['t (millis)', 'ms'],
      ['t (milliseconds)', 'ms'],
      ['t [us]', 'us'],
      ['t_µs', 'us'],
      ['t_micros', 'us'],
    ],
    ...[
      ['t_ns', 'ns'],
      ['t (nanoseconds)', 'ns'],
      ['t_min', 'min'],
      ['t (minutes)', 'min'],
      ['t_h', 'h'],
      ['t (hours)', 'h'],
    ],
    ...[
      ['time', null],
      ['s', null],
      ['times', null],
      ['time (x)', null],
      ['time (sx)', null],
      ['t_xmin', null],
    ],
  ] as [string, string | null][])('%s counts in %s', (header, unit) => expect(timeUnitOfHeader(header)).toBe(unit));
});

describe('the value of a cell', () => {
  it.each([
    ['100', 1, 100],
    ['100.5', 1e-3, 0.1005],
    ['0', 1, 0],
    ['0.5', 2, 1],
    ['1e2', 1, 100],
    // A unit behind the number says more than the header.
    ['100.5 W', 1e-3, 100.5],
    ['2kW', 1, 2000],
    ['0.5 mW', 1, 5e-4],
    ['3 J', 1, 3],
  ])('%s by %d is %d', (cell, factor, value) => expect(valueOfCell(cell, factor)).toBeCloseTo(value, 12));

  it.each(['', '[N/A]', '0x10', '0b1', '5 x', '5 W 6', 'W', '-5 W', '1 2'])('%j is none', (cell) =>
    expect(valueOfCell(cell, 1)).toBeNaN(),
  );
});

describe('energies', () => {
  const kind = (...values: number[]): string => energyKind(Float64Array.from(values));

  it('that rise and hardly ever fall are those of a counter', () => {
    expect(kind(1, 2, 3, 3, 4)).toBe('counter');
    expect(kind(...Array.from({ length: 40 }, (_, i) => i % 20))).toBe('counter');
    expect(kind(5, 4, 6, 3, 7)).toBe('interval');
    expect(kind(5, 5, 5)).toBe('interval');
    expect(kind(3, 2, 1)).toBe('interval');
    expect(kind(7)).toBe('interval');
    expect(kind()).toBe('interval');
  });
});
