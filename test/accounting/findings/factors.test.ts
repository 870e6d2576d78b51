import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PueExaminer } from '../../../src/accounting/findings/factors.ts';
import { examineClosely, type Finding, figuresOf, type Run } from '../../../src/index.ts';
import { outputLog, PUE_LINE, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

const closely = (run: Run): Finding[] => examineClosely(run, figuresOf(run));
const ofPue = (value: number, text: string, year: number, version = '2.4.3'): Finding[] => {
  const pue = PUE_LINE.replace('1.58', String(value)).replace('Daniel Bizo, 2023', text);
  const standard = standardLog({ pue, version }).replaceAll('2025-', `${year}-`);
  return closely(runOf(standard, outputLog().replaceAll('2025-', `${year}-`))).filter(
    ({ code }) => code === 'pue-year',
  );
};

describe('the year of a PUE', () => {
  it('is none of the audit where it is that of the run', () =>
    expect(ofPue(1.58, 'Daniel Bizo, 2023', 2023)).toEqual([]));

  it('spans the energies of both years', () => {
    const [finding] = ofPue(1.58, 'Daniel Bizo, 2023', 2022);
    expect(finding?.message).toBe('the PUE 1.58 is the mean of 2023, but the run is from 2022; that of 2022 is 1.55');
    const otherKwh = (0.00395 / 1.58) * 1.55;
    expect(finding?.figures?.rangeKwh).toEqual([expect.closeTo(otherKwh, 12), 0.00395]);
  });

  it('follows the figure where the text of 1.1.5 is wrong', () => {
    const [finding] = ofPue(1.59, 'Rhonda Ascierto, 2019', 2019, '1.1.5');
    expect(finding?.message).toContain('1.59 is the mean of 2020, but the run is from 2019; that of 2019 is 1.67');
    expect(ofPue(1.59, 'Rhonda Ascierto, 2019', 2020, '1.1.5')).toEqual([]);
  });

  it('has no range where the mean is the same, and none beyond the years that are known', () => {
    expect(ofPue(1.58, 'Rhonda Ascierto, 2018', 2023, '1.1.2')[0]?.figures).toBeUndefined();
    expect(ofPue(1.56, 'Somebody, 2024', 2031)[0]?.figures).toBeUndefined();
  });

  it('a PUE without a year is no mean of a year', () => expect(ofPue(1.2, 'given by the user', 2025)).toEqual([]));

  it('is that of each run, however PUEs and years alternate', () => {
    const examiner = new PueExaminer();
    const pues = [1.58, 1.67].map((value) => ({ value, source: 'Survey, 2023' }));
    const run = runOf(standardLog(), outputLog());
    const messages = new Set<string | undefined>();
    for (const [pue, year] of [0, 1, 0, 0, 1, 1, 0].flatMap((at, i) => [
      [at, 2021 + (i % 3)] as const,
      [at, 2022] as const,
    ])) {
      const one = { ...run, pue: pues[pue] ?? null, startedAt: `${year}-05-01 00:00:00` };
      const found = examiner.about(one, one.startedAt, figuresOf(one));
      expect(found).toEqual(new PueExaminer().about(one, one.startedAt, figuresOf(one)));
      messages.add(found?.message);
    }
    expect(messages.size).toBeGreaterThan(4);
  });

  it('any PUE and year give a range that holds the energy', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 3, noNaN: true }), fc.integer({ min: 2010, max: 2040 }), (value, year) => {
        const run = { ...runOf(standardLog(), outputLog()), startedAt: `${year}-05-01 00:00:00` };
        const found = closely({ ...run, pue: { value, source: 'Survey, 2021' } });
        const range = found.find(({ code }) => code === 'pue-year')?.figures?.rangeKwh ?? null;
        const { energyKwh } = figuresOf(run).corrected;
        if (range !== null) {
          expect(range[0]).toBeLessThanOrEqual(energyKwh);
          expect(range[1]).toBeGreaterThanOrEqual(energyKwh);
        }
        expect(found.some(({ code }) => code === 'pue-year')).toBe(year !== 2021);
      }),
    );
  });
});

describe('a PUE that is missing', () => {
  const without = (version: string, output: string | null): Finding[] =>
    closely(runOf(standardLog({ pue: null, version }), output)).filter(({ code }) => code === 'pue-missing');

  it('up to 1.0.x was never applied', () => {
    const [finding] = without('1.0.7', outputLog());
    expect(finding?.message).toMatch(/^carbontracker 1\.0\.7 applied no PUE: 3\.95 Wh .* with 1\.56, the mean of 2024/);
    expect(finding?.figures?.rangeKwh).toEqual([0.00395, expect.closeTo(0.00395 * 1.56, 12)]);
  });

  it('is in the printed total of a later version, but not in the sum of its epochs', () => {
    expect(without('1.2.5', outputLog())).toEqual([]);
    expect(without('1.2.5', null)[0]?.message).toMatch(/^the log names no PUE and none was applied: 2\.50 Wh/);
  });
});

describe('the carbon intensity', () => {
  const of = (closing: string): string[] => {
    const standard = standardLog({ closing: [closing, 'Monitoring thread ended.'], version: '1.2.5' });
    const found = closely(runOf(standard, outputLog()));
    return found.filter(({ code }) => code.startsWith('intensity')).map(({ message }) => message);
  };

  it.each([
    ['world', 'Unknown', '475.00', 'the world in 2019', '475 g/kWh is the average of the world in 2019'],
    ['EU-28', 'Oslo, Oslo, NO', '294.21', 'the EU-28 in 2019', '294.21 g/kWh is the average of the EU-28 in 2019'],
    ['BR', 'Rio de Janeiro, Rio de Janeiro, BR', '141.77', 'BR in 2019', '141.77 g/kWh is the average of BR in 2019'],
  ])('of %s is named by what was averaged over', (over, place, value, average, year) => {
    const text = `Live carbon intensity could not be fetched at detected location: ${place}. Defaulted to average carbon intensity for ${over} in 2019 of ${value} gCO2/kWh.`;
    expect(of(text)).toEqual([
      `the carbon intensity is the average of ${average}`,
      `${year}, but the run is from 2025`,
    ]);
  });

  it('that is live is told by nothing', () => {
    expect(
      of('Carbon intensities (gCO2/kWh) fetched every 900 s at detected location Oslo, Oslo, NO: [20.0, 21.0]'),
    ).toEqual([]);
  });
});

describe('what stands beside the figure', () => {
  it('nothing is said of a run without a figure', () => {
    expect(closely(runOf(standardLog({ pue: null, epochs: [] })))).toEqual([]);
  });

  it('a prediction that is not counted is named with both figures', () => {
    const output = outputLog([{ heading: 'Predicted consumption for 1 epoch(s):', energy: '0.0050 kWh' }, {}]);
    const found = closely(runOf(standardLog(), output)).find(({ code }) => code === 'prediction-set-aside');
    expect(found).toMatchObject({ effectKwh: null, figures: { loggedKwh: 0.005, correctKwh: 0.00395 } });
    const same = outputLog([{ heading: 'Predicted consumption for 1 epoch(s):' }, {}]);
    expect(closely(runOf(standardLog(), same)).map(({ code }) => code)).not.toContain('prediction-set-aside');
  });

  it.each([
    ['the same in every epoch', '2.4.3', ['100.25', '100.25'], true],
    ['a whole number in the one epoch', '2.4.3', ['200.0'], true],
    ['a measured mean', '2.4.3', ['212.287'], false],
    ['changing', '2.4.3', ['100.0', '101.0'], false],
    ['zero', '2.4.3', ['0.0', '0.0'], false],
    ['before 2.0.0, when nothing could be simulated', '1.2.5', ['100.', '100.'], false],
  ])('power that is %s', (_, version, powers, expected) => {
    const epochs = powers.map((gpu) => ({ power: { gpu } }));
    const run = runOf(standardLog({ version, epochs, components: 'GPU with device(s) NVIDIA A100.' }));
    expect(closely(run).some(({ code }) => code === 'power-maybe-simulated')).toBe(expected);
  });
});
