import { describe, expect, it } from 'vitest';
import { account, type Pricing, priceAccount, priceRow, priceRun, rowOf } from '../../src/accounting/index.ts';
import { readRuns } from '../../src/api.ts';
import { CAR_G_PER_KM, CAR_UNIT, type KnownIntensity } from '../../src/model/factors.ts';
import type { Run } from '../../src/model/run.ts';
import { fixture, recordedScenarios } from '../helpers/fixtures.ts';
import { outputLog, standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';

const known = (gPerKwh: number): KnownIntensity => ({
  gPerKwh,
  kind: 'unknown',
  location: null,
  year: null,
  source: 'test',
});
const pue = (value: number) => ({ value, source: 'test' });
const scenarios = recordedScenarios();

describe('priceRun', () => {
  it.each(scenarios)('%s: energy by new over old PUE, CO2eq by the new intensity', async (scenario) => {
    for (const run of await readRuns(fixture('carbontracker', ...scenario.split('/')))) {
      const before = account(run);
      const { run: priced, account: after } = priceAccount(run, { pue: pue(1.2), intensity: known(56) });
      expect(after.basis).toBe(before.basis);
      expect(after.logged).toEqual(before.logged);
      if (before.basis === 'none') continue;
      const energyKwh = (before.corrected.energyKwh * 1.2) / (run.pue?.value ?? 1);
      expect(after.corrected.energyKwh).toBeCloseTo(energyKwh, 12);
      expect(after.corrected.co2eqG).toBeCloseTo(energyKwh * 56, 9);
      expect(after.corrected.equivalents?.[CAR_UNIT]).toBeCloseTo((energyKwh * 56) / CAR_G_PER_KM.value, 9);
      expect(after.corrected).toMatchObject({ epochs: before.corrected.epochs, durationS: before.corrected.durationS });
      expect(priced.findings.map(({ code }) => code)).not.toContain('co2-unknown');
    }
  });

  it.each(scenarios)('%s: back to the old factors gives the old figures', async (scenario) => {
    for (const run of await readRuns(fixture('carbontracker', ...scenario.split('/')))) {
      if (run.pue === null) continue;
      const there = priceRun(run, { pue: pue(3) });
      const back = account(priceRun(there, { pue: run.pue })).corrected;
      const { energyKwh, co2eqG } = account(run).corrected;
      expect(back.energyKwh).toBeCloseTo(energyKwh, 12);
      if (co2eqG === null) expect(back.co2eqG).toBeNull();
      else expect(back.co2eqG).toBeCloseTo(co2eqG, 9);
    }
  });

  it('changes nothing in the run it is given, and nothing without factors', async () => {
    const [run] = await readRuns(fixture('defects', 'R2'));
    if (run === undefined) throw new Error('no run');
    const before = structuredClone(run);
    expect(account(priceRun(run, {}))).toEqual(account(run));
    priceRun(run, { pue: pue(2), intensity: known(0) });
    expect(run).toEqual(before);
  });

  it('prices with 0 g/kWh too', async () => {
    const [run] = await readRuns(fixture('defects', 'R2'));
    if (run === undefined) throw new Error('no run');
    expect(account(priceRun(run, { intensity: known(0) })).corrected.co2eqG).toBe(0);
  });

  describe('where the line that names the PUE is lost', () => {
    const priced = (run: Run): number => priceAccount(run, { pue: pue(1.2) }).account.corrected.energyKwh;

    it('a printed total keeps the one that it holds, and says whose it is', () => {
      for (const run of [runOf(standardLog({ pue: null }), outputLog()), runOf(null, outputLog())]) {
        expect(priced(run)).toBe(account(run).corrected.energyKwh);
        expect(priceRun(run, { pue: pue(1.2) }).pue).toBeNull();
        expect(priceAccount(run, { intensity: known(1000) }).account.corrected.co2eqG).toBeCloseTo(3.95, 9);
      }
    });

    it('a total that agrees with its epochs holds none', () => {
      const run = runOf(standardLog({ pue: null }), outputLog([{ energy: '0.002500000000 kWh' }]));
      expect(priced(run)).toBeCloseTo(0.003, 12);
      const counted = account(run);
      const row = rowOf({ run, priced: run, account: counted, whole: counted.corrected, contentHash: '' });
      expect(priceRow(row, { pue: pue(1.2) }).account.corrected.energyKwh).toBeCloseTo(0.003, 12);
    });

    it('epochs that are added up hold none, as old versions applied none', () => {
      expect(priced(runOf(standardLog({ pue: null, closing: [] })))).toBeCloseTo((150 * 60 * 1.2) / 3.6e6, 12);
      const old = runOf(standardLog({ pue: null, version: '1.0.7' }), outputLog([{ energy: '0.002500 kWh' }]));
      expect(priced(old)).toBeCloseTo(0.003, 9);
    });
  });

  it('refuses factors that cannot be', async () => {
    const [run] = await readRuns(fixture('defects', 'R2'));
    if (run === undefined) throw new Error('no run');
    const wrong: [Pricing, RegExp][] = [
      [{ pue: pue(0.99) }, /PUE is a number from 1 on/],
      [{ pue: pue(Number.NaN) }, /PUE/],
      [{ pue: pue(Number.POSITIVE_INFINITY) }, /PUE/],
      [{ intensity: known(-1) }, /g\/kWh from 0 on/],
      [{ intensity: known(Number.NaN) }, /g\/kWh/],
    ];
    for (const [pricing, message] of wrong) expect(() => priceRun(run, pricing)).toThrow(message);
  });
});
