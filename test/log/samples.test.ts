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

  const HEAD = 'elapsed_s,gpu:0_power_w,gpu:0_energy_j\n';

  it.each([
    ['too few cells', '1.0,2.0'],
    ['too many cells', '1.0,2.0,3.0,4.0'],
    ['no time', ',2.0,3.0'],
    ['text in front of a number', '1.0,x2.0,3.0'],
    ['text behind a number', '1.0,2.0x,3.0'],
    ['a negative number', '1.0,-2.0,3.0'],
    ['a number without its decimals', '1.0,2.,3.0'],
    ['a carriage return inside', '1.0,2\r.0,3.0'],
  ])('a row with %s is damaged, the next one is read', (_, row) => {
    expect(readSamples(`${HEAD}${row}\n4.0,5.0,6.0\n`)).toEqual({
      devices: ['gpu:0'],
      rows: [{ elapsedS: 4, powerW: [5], energyJ: [6] }],
      damagedLines: 1,
    });
  });

  it('of a copy with CRLF are the same', () => {
    const text = `${HEAD}1.0,2.0,3.0\n`;
    expect(readSamples(text.replaceAll('\n', '\r\n'))).toEqual(readSamples(text));
  });

  it('a head alone has no rows, also before its line feed', () => {
    for (const text of [HEAD, HEAD.trimEnd()])
      expect(readSamples(text)).toEqual({ devices: ['gpu:0'], rows: [], damagedLines: 0 });
  });

  it.each([
    '',
    'time,power\n',
    'time,gpu:0_power_w,gpu:0_energy_j\n',
    'elapsed_s,gpu:0_power_w\n',
    'elapsed_s,gpu:0_power_w,gpu:1_energy_j\n',
    'elapsed_s,gpu:0_power_w,gpu:0_energy_j,gpu:1_power_w\n',
    'elapsed_s,_power_w,_energy_j\n',
    `junk\n${HEAD}1.0,2.0,3.0\n`,
  ])('is no samples file: %j', (text) => {
    expect(readSamples(text)).toBeNull();
  });
});
