import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDecimal } from '../../src/log/plain-decimal.ts';
import {
  writeAverageIntensity,
  writeBlock,
  writeComponents,
  writeCountryAverage,
  writeDuration,
  writeEpoch,
  writeFetchedIntensity,
  writeIntensityList,
  writeInterrupted,
  writePue,
  writeStamp,
  writeVersion,
  writeWorldAverage,
} from '../../src/log/write-messages.ts';
import { readDuration } from '../../src/model/units.ts';
import { readText } from '../helpers/message.ts';

describe('plainDecimal', () => {
  it.each([
    [0, '0.0'],
    [200, '200.0'],
    [3.0000000000000004e-5, '0.000030000000000000004'],
    [1e-7, '0.0000001'],
    [1.5e21, '1500000000000000000000.0'],
    [-2.5e-9, '-0.0000000025'],
  ])('%s: %s', (value, text) => {
    expect(plainDecimal(value)).toBe(text);
  });

  it('reads back as the same number, without an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = plainDecimal(value);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
        expect(text).toMatch(/^-?\d+\.\d+$/);
      }),
    );
  });
});

describe('what we write is read', () => {
  it('the version line is ours for us, and names the format for others', () => {
    const text = writeVersion('0.1.0');
    expect(readText(text)).toEqual({ kind: 'version', writer: { tool: 'ct-track', version: '0.1.0' } });
    expect(/carbontracker version (\d+\.\d+\.\d+)/.exec(text)?.[1]).toBe('2.4.3');
  });

  it('PUE', () => {
    const pue = { value: 1.58, source: 'Daniel Bizo, 2023, Uptime Institute Global Data Center Survey' };
    expect(readText(writePue(pue))).toEqual({ kind: 'pue', pue });
  });

  it('components, without what ends or splits a name', () => {
    const devices = ['GeForce RTX 2080 Ti Rev. A', 'Xeon, 2.40GHz'];
    const text = writeComponents([
      { name: 'gpu', devices },
      { name: 'cpu', devices: ['cpu:0'] },
    ]);
    expect(text).toBe(
      'The following components were found: GPU with device(s) GeForce RTX 2080 Ti Rev A, Xeon; 2_40GHz. CPU with device(s) cpu:0.',
    );
    expect(readText(text)).toMatchObject({
      components: [
        { name: 'gpu', devices: ['GeForce RTX 2080 Ti Rev A', 'Xeon; 2_40GHz'] },
        { name: 'cpu', devices: ['cpu:0'] },
      ],
    });
  });

  it('durations, carried over and to 0.01 s', () => {
    expect(writeDuration(59.999)).toBe('0:01:00.00');
    expect(writeDuration(97_384.1)).toBe('27:03:04.10');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (hundredths) => {
        const text = writeDuration(hundredths / 100);
        expect(readDuration(text)).toEqual({ seconds: expect.closeTo(hundredths / 100, 3), decimals: 2 });
      }),
    );
  });

  it('epochs', () => {
    expect(writeEpoch(3, 65.43, { gpu: 3e-5, cpu: null })).toEqual([
      'Epoch 3:',
      'Duration: 0:01:05.43',
      'Average power usage (W) for gpu: 0.00003',
      'Average power usage (W) for cpu: None',
    ]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (powerW) => {
        const [, , line = ''] = writeEpoch(1, 1, { gpu: powerW });
        expect(readText(line)).toEqual({ kind: 'power', component: 'gpu', values: [powerW], array: false });
      }),
    );
  });

  it('blocks', () => {
    const figure = { min: 0, max: 1e5, noNaN: true };
    const block = fc.record({
      epochs: fc.option(fc.nat(10_000)),
      durationS: fc.nat(1e7),
      energyKwh: fc.double(figure),
      co2eqG: fc.double(figure),
      equivalents: fc.option(fc.record({ 'km travelled by car': fc.double(figure) })),
    });
    fc.assert(
      fc.property(block, fc.constantFrom('Actual' as const, 'Predicted' as const), (figures, kind) => {
        const message = readText(`CarbonTracker: ${writeBlock(kind, figures, 12)}`);
        expect(message).toMatchObject({
          kind: 'block',
          consumption: {
            block: kind.toLowerCase(),
            epochs: figures.epochs,
            durationS: figures.durationS,
            energyKwh: Number(figures.energyKwh.toFixed(12)),
            co2eqG: Number(figures.co2eqG.toFixed(12)),
            equivalents:
              figures.equivalents === null
                ? null
                : { 'km travelled by car': Number(figures.equivalents['km travelled by car'].toFixed(12)) },
          },
        });
      }),
    );
  });

  it('a block of a run whose CO2eq is not known, without equivalents', () => {
    const text = writeBlock('Actual', { epochs: 1, durationS: 60, energyKwh: 0.5, co2eqG: null, equivalents: {} }, 3);
    expect(text).not.toContain('equivalent');
    expect(readText(`CarbonTracker: ${text}`)).toMatchObject({
      consumption: { energyKwh: 0.5, co2eqG: null, equivalents: null },
    });
  });

  it('white space of device names becomes one blank', () => {
    const text = writeComponents([{ name: 'gpu', devices: [' A\t\n B\0 ', 'C'] }]);
    expect(text).toBe('The following components were found: GPU with device(s) A B, C.');
  });

  it('an interruption', () => {
    expect(readText(writeInterrupted(10))).toEqual({ kind: 'interrupted', plannedEpochs: 10 });
  });

  it('intensities', () => {
    const list = writeIntensityList([143.304, 150], 'Copenhagen, Capital Region, DK');
    expect(readText(list)).toMatchObject({
      note: { source: 'list', values: [143.3, 150], location: 'Copenhagen, Capital Region, DK' },
    });
    expect(readText(writeIntensityList([445], null))).toMatchObject({ note: { location: null, values: [445] } });
    expect(readText(writeAverageIntensity(146.65))).toMatchObject({ note: { source: 'average', values: [146.65] } });
    expect(readText(writeWorldAverage(445, 2024))).toMatchObject({
      note: { averagedOver: 'world', year: 2024, values: [445] },
    });
    expect(readText(writeFetchedIntensity(146.65, 'Copenhagen, DK'))).toMatchObject({
      note: { source: 'live', values: [146.65], location: 'Copenhagen, DK' },
    });
    expect(readText(writeFetchedIntensity(146.65, null))).toMatchObject({ note: { location: null } });
    expect(writeCountryAverage('DK', 143.3)).toContain('average carbon intensity for DK: 143.30 gCO2eq/kWh.');
  });

  it('stamps are local time', () => {
    expect(writeStamp(new Date(2026, 0, 2, 3, 4, 5))).toBe('2026-01-02 03:04:05');
  });
});
