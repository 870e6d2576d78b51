import { describe, expect, it } from 'vitest';
import { aggregate, entriesOf, figuresOf, type GivenFactors } from '../../../src/accounting/index.ts';
import { readRuns } from '../../../src/api.ts';
import { formatPower } from '../../../src/model/axis-units.ts';
import { countryAverage } from '../../../src/model/country.ts';
import { formatEnergy, formatMass, formatNumber } from '../../../src/model/numbers.ts';
import { kwhToJoules } from '../../../src/model/units.ts';
import { sentence } from '../../../src/report/index.ts';
import type { Tools } from '../../../src/report/statement/tools.ts';
import { fixture } from '../../helpers/fixtures.ts';
import { makeRun } from '../runs.ts';
import { columnText, DATE, reportOf, textOf } from './report.ts';

const factors: GivenFactors = {
  pue: { value: 1.2, source: 'given by the user' },
  intensity: await countryAverage('DK', 2024),
};

/** Lines may end behind a slash. */
const dense = (text: string): string => text.replaceAll(' ', '');

describe('a report with other factors', () => {
  const runs = readRuns([fixture('carbontracker', '2.4.3'), fixture('carbontracker', '1.2.5')]);

  it('has the figures of accounting everywhere, and the logged ones beside them', async () => {
    const text = textOf(await reportOf(await runs, { date: DATE, factors }));
    const recalculated = entriesOf(await runs, { factors });
    const totals = aggregate(recalculated.map(({ figures }) => figures));
    const asLogged = aggregate((await runs).map((run) => figuresOf(run)));
    expect(totals.energyKwh).not.toBeCloseTo(asLogged.energyKwh, 6);
    // One CPU of the fixtures is an estimate from its TDP.
    const tools: Tools = { carbontracker: true, ctTrack: null, obtained: ['measured', 'estimated'] };
    expect(dense(text)).toContain(dense(sentence(totals, tools, { factors }).replaceAll('CO2eq', 'CO₂eq')));
    const [mass, equivalent] = [totals.co2eqG ?? Number.NaN, Object.values(totals.equivalents ?? {})[0] ?? Number.NaN];
    expect(text).toContain(`${formatEnergy(totals.energyKwh)} ${formatMass(mass)} ${formatNumber(equivalent)}`);
    expect(text).toContain(formatPower(kwhToJoules(totals.energyKwh) / 1.2 / totals.durationS));
    expect(text).toContain(`Energy ${formatEnergy(asLogged.logged.energyKwh)} ${formatEnergy(totals.energyKwh)}`);
    expect(text).toContain(`CO₂eq ${formatMass(asLogged.logged.co2eqG ?? Number.NaN)} ${formatMass(mass)}`);
    for (const { figures } of recalculated) {
      const { basis, corrected } = figures;
      const energy = basis === 'none' ? '–' : columnText(1000 * corrected.energyKwh);
      const co2eq = corrected.co2eqG === null ? '–' : columnText(corrected.co2eqG);
      // Narrow columns lose their blanks when text is taken out of the page.
      expect(dense(text)).toContain(dense(`${energy}${co2eq}${basis}`));
    }
  });

  it('says so in the sentence and under the method: value, year and source', async () => {
    const text = textOf(await reportOf(await runs, { date: DATE, factors }));
    const told =
      'Figures were recalculated with a user-supplied PUE of 1.2 and a carbon intensity of 136 gCO₂eq/kWh, DK, 2024, Electricity Maps yearly average of Denmark, through CO2.js (ODbL).';
    expect(dense(text).split(dense(told))).toHaveLength(3);
    expect(text).toContain('recalculated with PUE 1.2');
    expect(text).toContain('recalculated with 136 gCO₂eq/kWh');
    expect(text).toContain('PUE 1.2, given by the user');
    expect(text).not.toContain('1.58, Daniel Bizo');
  });

  it('keeps what stands in the log of one run apart', async () => {
    const one = await readRuns(fixture('defects', 'R2'));
    const text = textOf(await reportOf(one, { date: DATE, factors }));
    expect(text).toMatch(/In the log .*PUE 1\.58, Daniel Bizo.*Method and factors .*PUE 1\.2, given by the user/);
    const [entry] = entriesOf(one, { factors });
    expect(text).toContain(formatEnergy(entry?.figures.corrected.energyKwh ?? Number.NaN));
    expect(text).toContain(formatMass(entry?.figures.corrected.co2eqG ?? Number.NaN));
  });

  it('leaves out what stays as logged', async () => {
    const one = await readRuns(fixture('defects', 'R2'));
    const text = textOf(await reportOf(one, { date: DATE, factors: { pue: { value: 1, source: 'ours' } } }));
    expect(text).toContain('Figures were recalculated with a PUE of 1 (ours).');
    expect(text).not.toContain('again with a carbon intensity');
  });

  it('refuses factors that cannot be', async () => {
    const wrong = { pue: { value: 0.5, source: 'x' } };
    await expect(reportOf(await runs, { factors: wrong })).rejects.toThrow('PUE must be at least 1');
  });
});

it('the method names no memory as left out where the total counts it', async () => {
  const methodOf = async (...parts: string[]): Promise<string> =>
    textOf(await reportOf(await readRuns(fixture(...parts))));
  const without = 'are measured: storage, network and the making of the hardware are not.';
  expect(await methodOf('codecarbon', '2.7.4')).toContain(without);
  const whole = 'are measured: memory, storage, network and the making of the hardware are not.';
  expect(await methodOf('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1')).toContain(whole);
  const dram = makeRun({ components: [{ name: 'cpu', devices: ['package-0', 'dram'], method: 'counter' }] });
  expect(textOf(await reportOf([dram]))).toContain(without);
});
