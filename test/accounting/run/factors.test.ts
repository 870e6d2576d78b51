import { describe, expect, it } from 'vitest';
import { account, entryOfRow, type Pricing, rowOf, withFactors } from '../../../src/accounting/index.ts';
import { readRuns } from '../../../src/api.ts';
import { CAR_G_PER_KM, CAR_UNIT, type KnownIntensity } from '../../../src/model/factors.ts';
import type { Run } from '../../../src/model/run.ts';
import { alone } from '../../helpers/entries.ts';
import { fixture, recordedScenarios } from '../../helpers/fixtures.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
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
      const before = account(run);
      const after = withFactors(entry, { pue: pue(1.2), intensity: known(56) });
      const { basis, logged, corrected } = after.figures;
      expect(basis).toBe(before.basis);
      expect(logged).toEqual(before.logged);
      expect(after.unpriced).toEqual(before);
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
      const { energyKwh, co2eqG } = account(run).corrected;
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
    expect(entry.figures).toEqual(account(before));
  });

  it('takes 0 g/kWh too', async () => {
    expect(withFactors(alone(await runOfR2()), { intensity: known(0) }).figures.corrected.co2eqG).toBe(0);
  });

  describe('where the line that names the PUE is lost', () => {
    const energyOf = (run: Run): number => withFactors(alone(run), { pue: pue(1.2) }).figures.corrected.energyKwh;

    it('a printed total keeps the one that it holds', () => {
      for (const run of [runOf(standardLog({ pue: null }), outputLog()), runOf(null, outputLog())]) {
        expect(energyOf(run)).toBe(account(run).corrected.energyKwh);
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
    const wrong: [Pricing, RegExp][] = [
      [{ pue: pue(0.99) }, /PUE is a number from 1 on/],
      [{ pue: pue(Number.NaN) }, /PUE/],
      [{ pue: pue(Number.POSITIVE_INFINITY) }, /PUE/],
      [{ intensity: known(-1) }, /g\/kWh from 0 on/],
      [{ intensity: known(Number.NaN) }, /g\/kWh/],
    ];
    for (const [pricing, message] of wrong) expect(() => withFactors(entry, pricing)).toThrow(message);
  });
});
