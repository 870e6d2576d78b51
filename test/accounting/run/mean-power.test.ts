/** The mean power of the devices: independent of the PUE, and that of the powers that were fed in. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entriesOf, withFactors } from '../../../src/accounting/index.ts';
import { meanPowerW } from '../../../src/accounting/run/mean-power.ts';
import { readRuns } from '../../../src/index.ts';
import { fixture } from '../../helpers/fixtures.ts';

interface Fed {
  dir: string;
  epoch_durations_s: number[];
  epoch_mean_power_W: Record<string, number[]>[];
}

const truth: Fed[] = JSON.parse(readFileSync(fixture('carbontracker', 'truth.json'), 'utf8'));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The powers of all devices, weighed by the time of their epochs. */
function fedPowerW({ epoch_durations_s, epoch_mean_power_W }: Fed): number {
  const joules = epoch_mean_power_W.map((powers, i) => sum(Object.values(powers).flat()) * (epoch_durations_s[i] ?? 0));
  return sum(joules) / sum(epoch_durations_s);
}

const entriesIn = async (dir: string): Promise<ReturnType<typeof entriesOf>> =>
  entriesOf(await readRuns(fixture('carbontracker', dir)));

describe('mean power', () => {
  it.each(['1.1.5/gpu8_cpu2_e3_p1', '2.0.1/gpu8_cpu2_e3_p1', '2.4.3/gpu8_cpu2_e3_p1', '2.4.3/gpu1_cpu1_e3_p1'])(
    '%s: the devices together, without PUE, whichever is asked for',
    async (dir) => {
      const [entry] = await entriesIn(dir);
      const fed = truth.find((one) => one.dir === dir);
      if (entry === undefined || fed === undefined) throw new Error(`no ${dir}`);
      const { durationS } = entry.figures.corrected;
      const expectedW = fedPowerW(fed);
      expect(Math.abs((meanPowerW([entry], durationS) ?? 0) / expectedW - 1)).toBeLessThan(0.001);
      const another = withFactors(entry, { pue: { value: 1.1, source: 'a test' } });
      expect(Math.abs((meanPowerW([another], durationS) ?? 0) / expectedW - 1)).toBeLessThan(0.001);
    },
  );

  it('as logged, eight averaged GPUs have the power of one', async () => {
    const [entry] = await entriesIn('2.4.3/gpu8_cpu2_e3_p1');
    if (entry === undefined) throw new Error('no run');
    const { durationS } = entry.figures.logged;
    expect(meanPowerW([entry], durationS, true) ?? 0).toBeLessThan((meanPowerW([entry], durationS) ?? 0) / 6);
  });

  it('is that of the runs that were measured, with a PUE or without', () => {
    const figures = (basis: 'measured' | 'none', energyKwh: number) => {
      const figure = { energyKwh, co2eqG: null, equivalents: null, durationS: 10, epochs: 1 };
      return { basis, logged: figure, corrected: figure };
    };
    // 3.6 kJ with a PUE of 1.2, and 1 kJ without one, in 10 s.
    const entries = [
      { figures: figures('measured', 0.0012), factors: { pue: { value: 1.2, source: 'a test' } } },
      { figures: figures('measured', 1 / 3600), factors: { pue: null } },
      { figures: figures('none', 0), factors: { pue: null } },
    ];
    expect(meanPowerW(entries, 10)).toBeCloseTo(460, 9);
    expect(meanPowerW(entries, 0)).toBeNull();
    expect(meanPowerW(entries, -10)).toBeNull();
    expect(meanPowerW(entries.slice(2), 10)).toBeNull();
  });

  it('is unknown without a time, and where nothing was measured', async () => {
    const [entry] = await entriesIn('2.4.3/cli_sigint');
    if (entry === undefined) throw new Error('no run');
    expect(entry.figures.basis).toBe('none');
    expect(meanPowerW([entry], 10)).toBeNull();
    expect(meanPowerW([], 0)).toBeNull();
  });
});
