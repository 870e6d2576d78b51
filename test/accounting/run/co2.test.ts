import { describe, expect, it } from 'vitest';
import { equivalentsOf, intensityGPerKwh } from '../../../src/accounting/run/co2.ts';
import { account, examine, type Run } from '../../../src/index.ts';
import { block, line, outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

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

  it('of a block whose energy the epochs give finer, that of its CO2eq', () => {
    const run = runOf(standardLog(), outputLog([{ energy: '0.004 kWh', co2eq: '0.395 g' }]));
    expect(account(run).corrected.co2eqG).toBeCloseTo(0.395, 9);
  });

  it('a prediction with no decimals shows none for what a crashed run used', () => {
    const crashed = (energy: string, co2eq: string): Run =>
      runOf(
        standardLog({ closing: [] }),
        block(60, { heading: 'Predicted consumption for 500 epoch(s):', energy, co2eq }),
      );
    const co2 = (run: Run) => [account(run).corrected.co2eqG, examine(run).map(({ code }) => code)];
    expect(co2(crashed('2 kWh', '142 g'))).toEqual([null, ['cut-off', 'co2-unknown']]);
    const [co2eqG, codes] = co2(crashed('20 kWh', '2000 g'));
    expect(co2eqG).toBeCloseTo(0.395, 9);
    expect(codes).toEqual(['cut-off', 'co2-rounded']);
    expect(co2(crashed('2.000000 kWh', '200.000000 g'))[1]).toEqual(['cut-off']);
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
