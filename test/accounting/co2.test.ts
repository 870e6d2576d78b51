import { describe, expect, it } from 'vitest';
import { equivalentsOf, intensityGPerKwh } from '../../src/accounting/co2.ts';
import type { Run } from '../../src/index.ts';
import { block, line, outputLog, standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';

const listed = (value: string): string =>
  `Carbon intensities (gCO2eq/kWh) fetched every 900 s at detected location: DK: [${value}]`;
const of = (run: Run): number | null => intensityGPerKwh(run, run.actual);

describe('the most exact intensity that a log offers', () => {
  it('is that of the block itself, when it has digits enough', () => {
    const run = runOf(standardLog({ closing: [listed('999.0')] }), outputLog());
    expect(of(run)).toBeCloseTo(100, 9);
  });

  it('else the line of the log', () => {
    const run = runOf(
      standardLog({ closing: [listed('151.25')] }),
      outputLog([{ energy: '0.0039 kWh', co2eq: '0.6 g' }]),
    );
    expect(of(run)).toBe(151.25);
  });

  it('else that of the other block', () => {
    const run = runOf(
      standardLog({ closing: [] }),
      block(60, { heading: 'Predicted consumption for 9 epoch(s):', energy: '0.500000 kWh', co2eq: '75.000000 g' }),
    );
    expect(of(run)).toBeCloseTo(150, 9);
  });

  it('else its own few digits', () => {
    expect(of(runOf(standardLog(), outputLog([{ energy: '0.004 kWh', co2eq: '0.4 g' }])))).toBeCloseTo(100, 9);
  });

  it('else unknown', () => {
    expect(of(runOf(standardLog()))).toBeNull();
    expect(of(runOf(standardLog(), outputLog([{ energy: '0 kWh', co2eq: '0 g' }])))).toBeNull();
    expect(of(runOf(standardLog(), outputLog([{ energy: '5e-324 kWh', co2eq: '4.98 g' }])))).toBeNull();
  });

  it('zero is an intensity', () => {
    const run = runOf(standardLog({ closing: [] }) + line(61, listed('0.0')));
    expect(of(run)).toBe(0);
  });
});

it('equivalents use 106.8 g per km', () => {
  expect(equivalentsOf(1068)).toEqual({ 'km travelled by car': 10 });
});
