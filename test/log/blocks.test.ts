import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBlock, writeBlock } from '../../src/log/blocks.ts';
import type { Consumption } from '../../src/model/run.ts';
import { blockText } from '../helpers/logs.ts';
import { readText } from '../helpers/message.ts';

const read = (text: string): Consumption | null => readBlock(text)?.consumption ?? null;

describe('readBlock', () => {
  it('a block of 2.4.3', () => {
    expect(
      read(
        blockText({
          heading: 'Actual consumption for 3 epoch(s):',
          time: '0:03:10',
          energy: '0.022941519974 kWh',
          co2eq: '10.208976388555 g',
          km: '0.095589666560',
        }),
      ),
    ).toEqual({
      block: 'actual',
      epochs: 3,
      durationS: 190,
      energyKwh: 0.022941519974,
      co2eqG: 10.208976388555,
      equivalents: { 'km travelled by car': 0.09558966656 },
      energyResolutionKwh: 5e-13,
      co2eqResolutionG: 5e-13,
    });
  });

  it.each([
    ['Actual consumption for 3 epoch(s):', 'actual', 3],
    ['Actual consumption:', 'actual', null],
    ['Actual consumption for 0 epoch(s):', 'actual', 0],
    ['Predicted consumption for 1000 epoch(s):', 'predicted', 1000],
    ['Prediction for 10 epoch(s):', 'predicted', 10],
    ['First 1 epoch(s):', 'first', 1],
    ['Actual consumption for 3 epoch(s):  ', 'actual', 3],
  ])('%s', (heading, block, epochs) => expect(read(blockText({ heading }))).toMatchObject({ block, epochs }));

  it('a block of 1.0.4: blanks, four decimals, no equivalents', () => {
    expect(
      read('Prediction for 3 epoch(s):\n\tTime: 3 days, 6:09:12.378000 s\n\tEnergy: 0.0116 kWh\n\tCO2eq: 3.4049 g'),
    ).toMatchObject({
      durationS: expect.closeTo(281_352.378, 6),
      energyKwh: 0.0116,
      co2eqG: 3.4049,
      equivalents: null,
      energyResolutionKwh: expect.closeTo(0.00005, 12),
    });
  });

  it.each(['1 day, 3:04:04', '27:04:04'])('Time %s', (time) =>
    expect(read(blockText({ time }))?.durationS).toBe(97_444),
  );

  it('without equivalents, and with `nan g`', () => {
    expect(read(blockText({ km: null }))).toMatchObject({ energyKwh: 0.00395, co2eqG: 0.395, equivalents: null });
    expect(read(blockText({ co2eq: 'nan g', km: null }))).toMatchObject({ energyKwh: 0.00395, co2eqG: null });
    expect(read(blockText({ co2eq: 'nan g', km: 'nan' }))).toMatchObject({ co2eqG: null, equivalents: null });
  });

  it('with precision 0', () => {
    expect(read(blockText({ energy: '0 kWh', co2eq: '0 g' }))).toMatchObject({
      energyKwh: 0,
      energyResolutionKwh: 0.5,
      co2eqG: 0,
    });
  });

  it('equivalents on one line', () => {
    const text = `${blockText({ km: null })}\n\tThis is equivalent to: 1.550359 km travelled by car`;
    expect(read(text)?.equivalents).toEqual({ 'km travelled by car': 1.550359 });
  });

  it('several equivalents', () => {
    const text = `${blockText()}\n\t12 phone charges\n\t1e-05 laps`;
    expect(read(text)?.equivalents).toEqual({
      'km travelled by car': 0.003698501873,
      'phone charges': 12,
      laps: 0.00001,
    });
  });

  it('an equivalent is a number, a blank and a unit of at most 100 characters', () => {
    const unit = 'x'.repeat(100);
    expect(read(`${blockText()}\n\t12laps\n\t2 ${unit}\n\t3 ${unit}x\n\t4 toString`)?.equivalents).toEqual({
      'km travelled by car': 0.003698501873,
      [unit]: 2,
    });
  });

  it('a line that it does not know changes nothing', () => {
    expect(read(blockText().replace('\tEnergy:', '\tWater:\t3 l\n\tEnergy:'))).toEqual(read(blockText()));
  });

  it('a stray tail behind the block changes nothing', () => {
    expect(read(`${blockText()}\nn for 4 epoch(s):\noring.`)).toEqual(read(blockText()));
  });

  it.each([
    ['no energy', 'Actual consumption for 1 epoch(s):\n\tTime:\t0:01:00'],
    ['energy cut before its unit', 'Actual consumption for 1 epoch(s):\n\tTime:\t0:01:00\n\tEnergy:\t0.0039'],
    ['energy nan', blockText({ energy: 'nan kWh' })],
    ['negative energy', blockText({ energy: '-0.5 kWh' })],
    ['more energy than the world uses', blockText({ energy: '1e15 kWh' })],
    ['text behind the heading', blockText({ heading: 'Actual consumption for 1 epoch(s): 5' })],
    ['text in front of the heading', blockText({ heading: 'My Actual consumption for 1 epoch(s):' })],
    ['another heading', blockText({ heading: 'Actual consumption for many epoch(s):' })],
    ['nothing', ''],
  ])('%s is no block', (_, text) => expect(readBlock(text)).toBeNull());

  it('CO2eq cut before its unit, a negative one and a negative time are unknown', () => {
    expect(
      read('Actual consumption for 1 epoch(s):\n\tTime:\t-0:01:00\n\tEnergy:\t1 kWh\n\tCO2eq:\t0.39'),
    ).toMatchObject({ energyKwh: 1, durationS: null, co2eqG: null });
    expect(read(blockText({ co2eq: '-3 g' }))?.co2eqG).toBeNull();
  });
});

describe('what we write is read', () => {
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
});
