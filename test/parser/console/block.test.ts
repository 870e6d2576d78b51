import { describe, expect, it } from 'vitest';
import { readPrintedBlock, startsBlock } from '../../../src/parser/console/block.ts';

describe('a heading', () => {
  it.each([
    ['Actual consumption for 3 epoch(s):', 'Actual consumption for 3 epoch(s):'],
    ['Actual consumption:', 'Actual consumption:'],
    ['Predicted consumption for 12 epoch(s):', 'Predicted consumption for 12 epoch(s):'],
    ['First 1 epoch(s):', 'First 1 epoch(s):'],
    ['Prediction for 100 epoch(s):', 'Prediction for 100 epoch(s):'],
    ['0: Actual consumption:', 'Actual consumption:'],
    ['trainer |Actual consumption:', 'Actual consumption:'],
    ['> Actual consumption:', 'Actual consumption:'],
    ['[rank0]Actual consumption:', 'Actual consumption:'],
    ['(pid)Actual consumption:', 'Actual consumption:'],
    [`${'x'.repeat(270)} Actual consumption:`, 'Actual consumption:'],
  ])('%s', (line, heading) => expect(startsBlock(line)).toBe(heading));

  it.each([
    '',
    'Actual consumption',
    'Actual consumption: 5',
    'Actual consumption for epoch(s):',
    'Actual consumption for 1234567890 epoch(s):',
    'No-Actual consumption:',
    'theActual consumption:',
    'First epoch(s):',
    'Prediction for:',
    'actual consumption:',
    `${'x'.repeat(290)} Actual consumption:`,
  ])('not %j', (line) => expect(startsBlock(line)).toBeNull());
});

describe('a block', () => {
  const HEAD = 'Actual consumption for 2 epoch(s):';
  const PARTS = [
    'Time:\t0:02:00',
    'Energy:\t0.5 kWh',
    'CO2eq:\t40.5 g',
    'This is equivalent to:',
    '0.4 km travelled by car',
  ];
  const read = (...lines: string[]) => readPrintedBlock(lines)?.consumption;

  it('has its parts, with lines of others between them and words of others in front', () => {
    const whole = {
      block: 'actual',
      epochs: 2,
      durationS: 120,
      energyKwh: 0.5,
      co2eqG: 40.5,
      equivalents: { 'km travelled by car': 0.4 },
    };
    expect(read(HEAD, ...PARTS)).toMatchObject(whole);
    expect(read('step 1', HEAD, ...PARTS.flatMap((part) => ['step 7', `0: ${part}`]))).toMatchObject(whole);
    expect(readPrintedBlock([HEAD, 'x', ...PARTS])?.text).toBe([HEAD, ...PARTS].join('\n'));
  });

  it('may lack parts, but not its heading', () => {
    expect(read(HEAD, 'Energy:  0.5 kWh')).toMatchObject({
      energyKwh: 0.5,
      durationS: null,
      co2eqG: null,
      equivalents: null,
    });
    expect(read(HEAD, 'This is equivalent to: 0.4 km travelled by car')).toBeNull();
    expect(read(HEAD, 'Energy: 0.5 kWh', 'This is equivalent to: 0.4 km travelled by car')).toMatchObject({
      equivalents: { 'km travelled by car': 0.4 },
    });
    expect(readPrintedBlock(PARTS)).toBeNull();
    expect(readPrintedBlock([])).toBeNull();
    expect(readPrintedBlock([HEAD])).toEqual({ text: HEAD, consumption: null });
  });

  it('has each part once, the first of them, in its order', () => {
    expect(read(HEAD, 'Energy: 0.5 kWh', 'Energy: 0.7 kWh', 'Time: 0:09:00', 'CO2eq: 1 g', 'CO2eq: 2 g')).toMatchObject(
      {
        energyKwh: 0.5,
        durationS: null,
        co2eqG: 1,
      },
    );
    // What stands behind a whole block is none of it.
    expect(readPrintedBlock([HEAD, ...PARTS, 'Energy: 9 kWh'])?.text).toBe([HEAD, ...PARTS].join('\n'));
  });

  it.each([
    'Energy: 0.5 kWh of heat',
    'theEnergy: 0.5 kWh',
    'Energy: 0.5 Wh',
    'Energy: kWh',
    'Energy: 0,5 kWh',
    `${'x'.repeat(400)} Energy: 0.5 kWh`,
  ])('does not take %j for a part', (line) => expect(read(HEAD, line)).toBeNull());

  it.each(['Energy:0.5 kWh', '  Energy: 5e-1 kWh', '| Energy: 0.5 kWh', `${'x'.repeat(380)} Energy: 0.5 kWh`])(
    'takes %j',
    (line) => {
      expect(read(HEAD, line)?.energyKwh).toBe(0.5);
    },
  );
});
