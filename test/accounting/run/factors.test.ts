import { describe, expect, it } from 'vitest';
import { entryOfRow, figuresOf, type GivenFactors, rowOf, withFactors } from '../../../src/accounting/index.ts';
import {
  checkFigures,
  equivalentsOf,
  figuresWithFactors,
  hidesPue,
  impliedGPerKwh,
  intensityGPerKwh,
  intensityOf,
  rowPue,
} from '../../../src/accounting/run/factors.ts';
import { readRuns } from '../../../src/api.ts';
import { examine } from '../../../src/index.ts';
import { CAR_G_PER_KM, CAR_UNIT, type KnownIntensity } from '../../../src/model/factors.ts';
import type { Run } from '../../../src/model/run.ts';
import { alone } from '../../helpers/entries.ts';
import { fixture, recordedScenarios } from '../../helpers/fixtures.ts';
import { block, line, outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

const known = (gPerKwh: number): KnownIntensity => ({
  gPerKwh,
  kind: 'unknown',
  location: null,
  year: null,
  source: 'test',
});
const pue = (value: number) => ({ value, source: 'test' });
const scenarios = recordedScenarios();

async function runOfR2(): Promise<Run> {
  const [run] = await readRuns(fixture('defects', 'R2'));
  if (run === undefined) throw new Error('no run');
  return run;
}

describe('withFactors', () => {
  it.each(scenarios)('%s: energy by new over old PUE, CO2eq by the new intensity', async (scenario) => {
    for (const run of await readRuns(fixture('carbontracker', ...scenario.split('/')))) {
      const entry = alone(run);
      const before = figuresOf(run);
      const after = withFactors(entry, { pue: pue(1.2), intensity: known(56) });
      const { basis, logged, corrected } = after.figures;
      expect(basis).toBe(before.basis);
      expect(logged).toEqual(before.logged);
      expect(after.beforeFactors).toEqual(before);
      expect(after.factors.intensity).toMatchObject(known(56));
      if (before.basis === 'none') continue;
      const energyKwh = (before.corrected.energyKwh * 1.2) / (run.pue?.value ?? 1);
      expect(corrected.energyKwh).toBeCloseTo(energyKwh, 12);
      expect(corrected.co2eqG).toBeCloseTo(energyKwh * 56, 9);
      expect(corrected.equivalents?.[CAR_UNIT]).toBeCloseTo((energyKwh * 56) / CAR_G_PER_KM.value, 9);
      expect(corrected).toMatchObject({ epochs: before.corrected.epochs, durationS: before.corrected.durationS });
      expect(after.whole).toEqual(corrected);
    }
  });

  it.each(scenarios)('%s: the old factors again give the old figures', async (scenario) => {
    for (const run of await readRuns(fixture('carbontracker', ...scenario.split('/')))) {
      if (run.pue === null) continue;
      const back = withFactors(withFactors(alone(run), { pue: pue(3) }), { pue: run.pue }).figures.corrected;
      const { energyKwh, co2eqG } = figuresOf(run).corrected;
      expect(back.energyKwh).toBeCloseTo(energyKwh, 12);
      if (co2eqG === null) expect(back.co2eqG).toBeNull();
      else expect(back.co2eqG).toBeCloseTo(co2eqG, 9);
    }
  });

  it('changes nothing in the run, and nothing without factors', async () => {
    const run = await runOfR2();
    const before = structuredClone(run);
    const entry = alone(run);
    expect(withFactors(entry, {})).toBe(entry);
    withFactors(entry, { pue: pue(2), intensity: known(0) });
    expect(run).toEqual(before);
    expect(entry.figures).toEqual(figuresOf(before));
  });

  it('takes 0 g/kWh too', async () => {
    expect(withFactors(alone(await runOfR2()), { intensity: known(0) }).figures.corrected.co2eqG).toBe(0);
  });

  describe('where the line that names the PUE is lost', () => {
    const energyOf = (run: Run): number => withFactors(alone(run), { pue: pue(1.2) }).figures.corrected.energyKwh;

    it('a printed total keeps the one that it holds', () => {
      for (const run of [runOf(standardLog({ pue: null }), outputLog()), runOf(null, outputLog())]) {
        expect(energyOf(run)).toBe(figuresOf(run).corrected.energyKwh);
        expect(withFactors(alone(run), { pue: pue(1.2) }).factors.pue).toBeNull();
        const { co2eqG } = withFactors(alone(run), { intensity: known(1000) }).figures.corrected;
        expect(co2eqG).toBeCloseTo(3.95, 9);
      }
    });

    it('a total that agrees with its epochs holds none, in a table too', () => {
      const run = runOf(standardLog({ pue: null }), outputLog([{ energy: '0.002500000000 kWh' }]));
      expect(energyOf(run)).toBeCloseTo(0.003, 12);
      const row = entryOfRow(rowOf(alone(run)));
      expect(withFactors(row, { pue: pue(1.2) }).figures.corrected.energyKwh).toBeCloseTo(0.003, 12);
    });

    it('epochs that are added up hold none, as old versions applied none', () => {
      expect(energyOf(runOf(standardLog({ pue: null, closing: [] })))).toBeCloseTo((150 * 60 * 1.2) / 3.6e6, 12);
      const old = runOf(standardLog({ pue: null, version: '1.0.7' }), outputLog([{ energy: '0.002500 kWh' }]));
      expect(energyOf(old)).toBeCloseTo(0.003, 9);
    });
  });

  it('refuses factors that cannot be', async () => {
    const entry = alone(await runOfR2());
    const wrong: [GivenFactors, RegExp][] = [
      [{ pue: pue(0.99) }, /PUE must be at least 1/],
      [{ pue: pue(Number.NaN) }, /PUE/],
      [{ pue: pue(Number.POSITIVE_INFINITY) }, /PUE/],
      [{ intensity: known(-1) }, /at least 0 g\/kWh/],
      [{ intensity: known(Number.NaN) }, /g\/kWh/],
    ];
    for (const [factors, message] of wrong) expect(() => withFactors(entry, factors)).toThrow(message);
  });
});

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
    expect(figuresOf(run).corrected.co2eqG).toBeCloseTo(0.395, 9);
  });

  it('a prediction with no decimals shows none for what a crashed run used', () => {
    const crashed = (energy: string, co2eq: string): Run =>
      runOf(
        standardLog({ closing: [] }),
        block(60, { heading: 'Predicted consumption for 500 epoch(s):', energy, co2eq }),
      );
    const co2 = (run: Run) => [figuresOf(run).corrected.co2eqG, examine(run).map(({ code }) => code)];
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

describe('factors that are given', () => {
  it('are listed beside those of the log, which stay where none is given', async () => {
    const entry = alone(await runOfR2());
    const one = withFactors(entry, { pue: pue(1) });
    expect(one.factors).toEqual({ pue: pue(1), intensity: entry.factors.intensity, given: { pue: pue(1) } });
    expect(one.figures.corrected.energyKwh).toBeCloseTo(
      entry.figures.corrected.energyKwh / (entry.factors.pue?.value ?? 1),
      12,
    );
    const both = withFactors(one, { intensity: known(56) });
    expect(both.factors).toEqual({
      pue: pue(1),
      intensity: { ...known(56), values: [] },
      given: { pue: pue(1), intensity: known(56) },
    });
    expect(both.figures.corrected.energyKwh).toBe(one.figures.corrected.energyKwh);
    expect(figuresWithFactors(entry, {})).toBe(entry.figures);
    expect(figuresWithFactors(entry, { pue: pue(1) })).toEqual(one.figures);
  });

  it('change nothing in a run without figures, and no CO2eq that is unknown', () => {
    const none = alone(runOf(standardLog({ epochs: [], closing: [] })));
    expect(withFactors(none, { pue: pue(2), intensity: known(9) }).figures).toEqual(none.figures);
    const unknown = alone(runOf(standardLog(), outputLog([{ co2eq: 'nan g', km: null }])));
    const { corrected } = withFactors(unknown, { pue: pue(3.16) }).figures;
    expect(corrected).toMatchObject({ energyKwh: expect.closeTo(0.0079, 12), co2eqG: null, equivalents: null });
    expect(withFactors(unknown, { intensity: known(100) }).figures.corrected.co2eqG).toBeCloseTo(0.395, 12);
  });

  it('scale CO2eq with the energy', () => {
    const entry = alone(runOf(standardLog(), outputLog()));
    const { co2eqG, equivalents } = withFactors(entry, { pue: pue(3.16) }).figures.corrected;
    expect(co2eqG).toBeCloseTo(0.79, 9);
    expect(equivalents?.[CAR_UNIT]).toBeCloseTo(0.79 / 106.8, 9);
  });

  it('keep the energy where the log names a PUE that cannot be', () => {
    for (const value of [0, -1]) {
      const entry = alone(runOf(standardLog(), outputLog()));
      const odd = { ...entry, factors: { ...entry.factors, pue: pue(value) } };
      expect(withFactors(odd, { pue: pue(2) }).figures.corrected.energyKwh).toBe(entry.figures.corrected.energyKwh);
    }
  });

  it('are checked before anything is read, and not taken for figures as logged', () => {
    expect(() => checkFigures({ pue: pue(0.5) }, false)).toThrow(/PUE/);
    expect(() => checkFigures({ pue: pue(1) }, false)).not.toThrow();
    expect(() => checkFigures({}, true)).not.toThrow();
    expect(() => checkFigures({ pue: pue(1.5) }, true)).toThrow(/as logged/);
    expect(() => checkFigures({ intensity: known(5) }, true)).toThrow(/as logged/);
    expect(() => checkFigures({ intensity: known(Number.POSITIVE_INFINITY) }, false)).toThrow(/g\/kWh/);
  });
});

describe('the PUE of a run', () => {
  it('may be in its total although no line names it', () => {
    const run = (energy: string): Run => runOf(standardLog({ pue: null }), outputLog([{ energy }]));
    // 150 W for a minute are 0.0025 kWh.
    expect([hidesPue(run('0.002500000000 kWh'), 'measured'), hidesPue(run('0.003950000000 kWh'), 'measured')]).toEqual([
      false,
      true,
    ]);
    expect(hidesPue(run('0.003950000000 kWh'), 'predicted')).toBe(true);
    expect(hidesPue(run('0.003950000000 kWh'), 'recovered')).toBe(false);
    expect(rowPue(run('0.002500000000 kWh'), 'measured')).toEqual({
      value: 1,
      source: 'the total agrees with its epochs',
    });
    expect(rowPue(run('0.003950000000 kWh'), 'measured')).toBeNull();
    expect(rowPue(run('0.002500000000 kWh'), 'recovered')).toBeNull();
    const named = runOf(standardLog(), outputLog());
    expect([rowPue(named, 'measured'), hidesPue(named, 'measured')]).toEqual([named.pue, false]);
  });
});

describe('how exact an intensity is', () => {
  const block1 = (energy: string, co2eq: string): Run =>
    runOf(standardLog({ closing: [] }), outputLog([{ energy, co2eq }]));

  it('follows from the printed digits of both figures', () => {
    const run = block1('0.40 kWh', '40.0 g');
    // Half a unit in the last digit of each.
    expect(intensityOf(run, run.actual)).toEqual({
      gPerKwh: expect.closeTo(100, 9),
      relativeError: expect.closeTo(0.005 / 0.4 + 0.05 / 40, 12),
    });
    expect(intensityOf(run, run.actual, 0.399)).toEqual({
      gPerKwh: expect.closeTo(40 / 0.399, 9),
      relativeError: expect.closeTo(0.05 / 40, 12),
    });
  });

  it('of a block with digits enough is not asked of the epochs', () => {
    const run = block1('0.4000 kWh', '40.000 g');
    expect(intensityOf(run, run.actual, 0.5)?.gPerKwh).toBeCloseTo(100, 9);
  });

  it('of the line of the log is half a hundredth, and of 0 nothing', () => {
    const run = runOf(standardLog({ closing: [listed('50.0')] }));
    expect(intensityOf(run, null)).toEqual({ gPerKwh: 50, relativeError: 0.0001 });
    expect(intensityOf(runOf(standardLog({ closing: [listed('0.0')] })), null)).toEqual({
      gPerKwh: 0,
      relativeError: 0,
    });
  });

  it('is not known from CO2eq of nothing', () => {
    for (const co2eq of ['0.0 g', 'nan g']) {
      const run = block1('0.4 kWh', co2eq);
      expect(intensityOf(run, run.actual)).toBeNull();
      expect(intensityOf(run, run.actual, 0.4)).toBeNull();
    }
  });

  it('of a prediction with few digits is taken up to an error of a tenth', () => {
    const predictedOnly = (energy: string, co2eq: string): Run =>
      runOf(
        standardLog({ closing: [] }),
        block(60, { heading: 'Predicted consumption for 9 epoch(s):', energy, co2eq }),
      );
    const run = predictedOnly('5 kWh', '500.00 g');
    expect(intensityOf(run, run.predicted)).toBeNull();
    const finer = predictedOnly('6 kWh', '600.00 g');
    expect(intensityOf(finer, finer.predicted)?.gPerKwh).toBeCloseTo(100, 9);
    expect(intensityOf(finer, null)?.gPerKwh).toBeCloseTo(100, 9);
  });
});

it('a figure implies an intensity that is a number, or none', () => {
  expect(impliedGPerKwh({ energyKwh: 0.5, co2eqG: 50 })).toBe(100);
  expect(impliedGPerKwh({ energyKwh: 0.5, co2eqG: null })).toBeNull();
  for (const energyKwh of [0, 5e-324, 1e-300, 1e-16]) expect(impliedGPerKwh({ energyKwh, co2eqG: 1e18 })).toBeNull();
});
