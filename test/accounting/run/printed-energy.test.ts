import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { printedEnergyOf } from '../../../src/accounting/run/printed-energy.ts';
import { auditLogs, type Consumption, readEntries } from '../../../src/index.ts';
import { totalOf } from '../../../src/pipeline.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';

/** An output log of which all figures are printed without decimals: 0 kWh, 11 g at 481 g/kWh. */
const WHOLE_FIGURES = 'fixtures/carbontracker/2.2.0/gpu1_cpu1_e3_prec0';
const OUTPUT = readdirSync(WHOLE_FIGURES).find((name) => name.endsWith('_output.log')) as string;
const TEXT = readFileSync(path.join(WHOLE_FIGURES, OUTPUT), 'utf8');

/** The total of an output log alone, and the one finding about its digits. */
async function alone(text: string) {
  return withFolder(async (folder) => {
    writeFiles(folder, { [OUTPUT]: text });
    const { totals, range } = await totalOf(readEntries(folder), { range: true });
    const { runs, energyKwh, co2eqG } = totals;
    const { findings } = await auditLogs(folder);
    const aboutDigits = findings.filter(({ code }) => code === 'total-coarse' || code === 'total-rounded');
    return { runs, energyKwh, co2eqG, range: range?.energyKwh, aboutDigits };
  });
}

describe('an output log without epochs', () => {
  it('that prints 0 kWh has the energy of its CO2eq, with the rounding of that', async () => {
    const { runs, energyKwh, co2eqG, range, aboutDigits } = await alone(TEXT);
    expect(runs).toBe(1);
    expect(energyKwh).toBeCloseTo(11 / 481, 12);
    expect(co2eqG).toBeCloseTo(11, 9);
    expect(range?.[0]).toBeCloseTo(10.5 / 481, 12);
    expect(range?.[1]).toBeCloseTo(11.5 / 481, 12);
    expect(aboutDigits).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('21.8 Wh to 23.9 Wh') },
    ]);
  });

  it('is counted as printed where that is more, with its rounding in the range', async () => {
    const { energyKwh, range, aboutDigits } = await alone(TEXT.replaceAll('Energy:\t0 kWh', 'Energy:\t2 kWh'));
    expect([energyKwh, range]).toEqual([2, [1.5, 2.5]]);
    expect(aboutDigits).toMatchObject([{ message: expect.stringContaining('may be 1.50 kWh to 2.50 kWh') }]);
  });

  it('of enough digits needs no range', async () => {
    const { energyKwh, range, aboutDigits } = await alone(TEXT.replaceAll('Energy:\t0 kWh', 'Energy:\t0.0229 kWh'));
    expect([energyKwh, range, aboutDigits]).toEqual([0.0229, undefined, []]);
  });
});

describe('printedEnergyOf', () => {
  const block = (given: Partial<Consumption>): Consumption => ({
    ...{ block: 'actual', epochs: 3, durationS: 190, energyKwh: 0, co2eqG: 11, equivalents: null },
    ...{ energyResolutionKwh: 0.5, co2eqResolutionG: 0.5 },
    ...given,
  });
  const intensity = { gPerKwh: 481, kind: 'unknown', location: null, year: null, source: 'log' } as never;

  it.each([
    ['no intensity', block({}), null],
    ['no CO2eq', block({ co2eqG: null, co2eqResolutionG: null }), intensity],
    ['a CO2eq of more than the energy can be', block({ co2eqG: 1000 }), intensity],
    ['a CO2eq that is rounded more', block({ co2eqResolutionG: 500 }), intensity],
  ])('stays with what is printed beside %s', (_, given, known) => {
    expect(printedEnergyOf(given, known)).toEqual({ energyKwh: 0, errorKwh: 0.5, from: 'energy' });
  });
});
