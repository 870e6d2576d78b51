import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSamples, type SampleRow, writeSample, writeSamplesHeader } from '../../src/log/samples.ts';

const value = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: null });

const samples = fc.integer({ min: 0, max: 5 }).chain((count) =>
  fc.record({
    devices: fc.constant(Array.from({ length: count }, (_, i) => `gpu:${i}`)),
    rows: fc.array(
      fc.record({
        elapsedS: fc.double({ min: 0, max: 1e9, noNaN: true }),
        powerW: fc.array(value, { minLength: count, maxLength: count }),
        energyJ: fc.array(value, { minLength: count, maxLength: count }),
      }),
    ),
  }),
);

const write = (devices: string[], rows: SampleRow[]): string =>
  [writeSamplesHeader(devices), ...rows.map(writeSample)].map((line) => `${line}\n`).join('');

describe('samples', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(samples, ({ devices, rows }) => {
        expect(readSamples(write(devices, rows))).toEqual({ devices, rows, damagedLines: 0 });
      }),
    );
  });

  it('cut anywhere, gives whole rows only', () => {
    fc.assert(
      fc.property(samples, fc.nat(), ({ devices, rows }, cut) => {
        const text = write(devices, rows);
        const read = readSamples(text.slice(0, cut % (text.length + 1)));
        if (read !== null && read.devices.length === devices.length)
          expect(rows).toEqual(expect.arrayContaining(read.rows));
      }),
    );
  });

  it('counts damaged lines', () => {
    const text = 'elapsed_s,gpu:0_power_w,gpu:0_energy_j\n1.0,2.0,3.0\n1.0,x,3.0\n\n2.0,,\n3.0,4';
    expect(readSamples(text)).toEqual({
      devices: ['gpu:0'],
      rows: [
        { elapsedS: 1, powerW: [2], energyJ: [3] },
        { elapsedS: 2, powerW: [null], energyJ: [null] },
      ],
      damagedLines: 3,
    });
  });

  it.each(['', 'time,power\n', 'elapsed_s,gpu:0_power_w\n', 'elapsed_s,gpu:0_power_w,gpu:1_energy_j\n'])(
    'is no samples file: %j',
    (text) => {
      expect(readSamples(text)).toBeNull();
    },
  );
});
