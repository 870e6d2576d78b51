/** Each log on which carbontracker 2.4.3 fails or returns a wrong figure, with the right one. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  aggregateConsumption,
  type Epoch,
  type Figures,
  figuresOf,
  parseAllLogs,
  parseLogs,
  type Run,
  readRuns,
} from '../../src/index.ts';
import { fixture } from '../helpers/fixtures.ts';

const tested = new Set<string>();

async function runsOf(code: string): Promise<Run[]> {
  tested.add(code);
  return readRuns(fixture('defects', code));
}

async function onlyRun(code: string): Promise<Run & Figures> {
  const runs = await runsOf(code);
  expect(runs).toHaveLength(1);
  const run = runs[0] as Run;
  return { ...run, ...figuresOf(run) };
}

const codesOf = (run: Run | undefined): string[] => run?.findings.map(({ code }) => code) ?? [];
const watts = (epochs: readonly Epoch[], name: string): unknown[] =>
  epochs.map((epoch) => epoch.powerW[name]?.values ?? null);
const durations = (epochs: readonly Epoch[]): unknown[] => epochs.map(({ durationS }) => durationS);
/** Sum of power x duration, in J and without PUE. */
const joules = (epochs: readonly Epoch[]): number =>
  epochs.reduce((sum, { durationS, powerW }) => {
    const powers = Object.values(powerW).flatMap((power) => power?.values ?? []);
    return sum + (durationS ?? 0) * powers.reduce<number>((total, value) => total + (value ?? 0), 0);
  }, 0);

describe('blocks of the output log', () => {
  it('P1: the count of an Actual block is the printed one', async () => {
    const { actual } = await onlyRun('P1');
    expect(actual).toMatchObject({ epochs: 3, durationS: 144, energyKwh: 0.010533333333, co2eqG: 1.053333333333 });
    const [dictionary] = await parseAllLogs(fixture('defects', 'P1'));
    expect(dictionary?.actual?.epochs).toBe(3);
    expect(dictionary?.pred?.epochs).toBe(3);
  });

  it('P2: the measurement of a finished run counts, not its prediction', async () => {
    const totals = await aggregateConsumption(fixture('defects', 'P2'));
    tested.add('P2');
    expect(totals.energyKwh).toBeCloseTo(0.010533333333, 12);
    expect(totals.co2eqG).toBeCloseTo(1.053333333333, 12);
    expect(totals.basis.measured).toEqual({ runs: 1, energyKwh: 0.010533333333 });
    expect(totals.basis.predicted.runs).toBe(0);
  });

  it('P7: a block without equivalents counts', async () => {
    const run = await onlyRun('P7');
    expect(run.actual).toMatchObject({ epochs: 1, energyKwh: 0.00395, co2eqG: 0.395, equivalents: null });
    expect(run.corrected).toMatchObject({ energyKwh: 0.00395, co2eqG: 0.395, durationS: 60, epochs: 1 });
    expect(run.findings).toEqual([]);
  });

  it('P7b: two blocks without equivalents are two blocks', async () => {
    const run = await onlyRun('P7b');
    expect(run.predicted).toMatchObject({ epochs: 3, energyKwh: 0.01264, co2eqG: 1.264 });
    expect(run.actual).toMatchObject({ epochs: 3, energyKwh: 0.010533333333, co2eqG: 1.053333333333 });
    expect(run.corrected.energyKwh).toBe(0.010533333333);
  });

  it('P16: days in the Time line', async () => {
    const run = await onlyRun('P16');
    expect(run.actual?.durationS).toBe(93_784);
    expect(run.corrected).toMatchObject({ energyKwh: 3.907667, durationS: 93_784 });
    expect(run.corrected.co2eqG).toBeCloseTo(390.7667, 9);
  });

  it('P18: a total of `0 kWh` gives way to the epochs, and says so', async () => {
    const run = await onlyRun('P18');
    expect(run.logged).toMatchObject({ energyKwh: 0, co2eqG: 0 });
    expect(run.corrected.energyKwh).toBeCloseTo(0.00395, 12);
    expect(run.corrected.co2eqG).toBeCloseTo(0.395, 12);
    expect(run.basis).toBe('measured');
    expect(run.findings).toContainEqual(expect.objectContaining({ code: 'total-rounded', severity: 'warning' }));
  });

  it('P19: stop() after four epochs prints three; its figures cover four', async () => {
    const run = await onlyRun('P19');
    expect(run).toMatchObject({ end: 'stopped-early', plannedEpochs: 10, basis: 'measured' });
    expect(run.epochs).toHaveLength(4);
    expect(run.actual?.epochs).toBe(3);
    expect(run.corrected).toMatchObject({ epochs: 4, durationS: 240, energyKwh: 0.0158 });
    expect(codesOf(run)).toEqual(['epoch-count']);
  });

  it('P21: a cut Actual block takes nothing of the next one', async () => {
    const run = await onlyRun('P21');
    expect(run.actual).toMatchObject({ epochs: 1, energyKwh: 0.00395, co2eqG: null, equivalents: null });
    expect(run.predicted).toMatchObject({ epochs: 10, durationS: 600, energyKwh: 0.0395, co2eqG: 3.95 });
    const [dictionary] = await parseAllLogs(fixture('defects', 'P21'));
    expect(dictionary?.actual?.['co2eq (g)']).toBeNull();
    expect(dictionary?.pred?.['co2eq (g)']).toBe(3.95);
  });

  it('P22: `nan g` is an unknown CO2eq, not 0, and said so', async () => {
    const run = await onlyRun('P22');
    expect(run.corrected).toMatchObject({ energyKwh: 0.00395, co2eqG: null, equivalents: null });
    expect(codesOf(run)).toContain('co2-unknown');
    const totals = await aggregateConsumption(fixture('defects', 'P22'));
    expect(totals).toMatchObject({ energyKwh: 0.00395, co2eqG: null, co2eqUnknownRuns: 1 });
  });
});

describe('power lines', () => {
  it('P3a: every value of an array', async () => {
    const run = await onlyRun('P3a');
    expect(watts(run.epochs, 'gpu')).toEqual([[30.5, 141.25]]);
    expect(joules(run.epochs)).toBe(10_305);
    const [dictionary] = await parseAllLogs(fixture('defects', 'P3a'));
    expect(dictionary?.components.gpu).toEqual({
      'avg_power_usages (W)': [[30.5, 141.25]],
      'avg_energy_usages (J)': [[1830, 8475]],
      'epoch_durations (s)': [60],
      devices: ['A', 'B'],
    });
  });

  it('P3b: a blank after the bracket', async () => {
    const run = await onlyRun('P3b');
    expect(watts(run.epochs, 'gpu')).toEqual([[9.5, 141.25]]);
    expect(joules(run.epochs)).toBe(9045);
  });

  it('P3c: an array over two lines', async () => {
    const run = await onlyRun('P3c');
    const values = run.epochs[0]?.powerW.gpu?.values as number[];
    expect(values).toHaveLength(8);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1979.91584763, 8);
    expect(values[7]).toBe(283.65614762);
    expect(run.corrected.energyKwh).toBe(0.051147826064);
  });

  it('P3d: one epoch padded, the other not', async () => {
    const run = await onlyRun('P3d');
    expect(watts(run.epochs, 'gpu')).toEqual([
      [99.5, 141.25],
      [101.5, 141.25],
    ]);
    expect(durations(run.epochs)).toEqual([60, 60]);
  });

  it('P4: a scalar in scientific notation', async () => {
    const run = await onlyRun('P4');
    expect(watts(run.epochs, 'cpu')).toEqual([[3.0000000000000004e-5]]);
    expect(run.corrected.energyKwh).toBeCloseTo(7.9e-10, 20);
  });

  it('P4b: an array in scientific notation', async () => {
    const run = await onlyRun('P4b');
    expect(watts(run.epochs, 'cpu')).toEqual([[252.1, 0.215]]);
    expect(run.corrected.energyKwh).toBe(0.0065181375);
  });

  it('P9c: `nan` is an unknown power', async () => {
    const run = await onlyRun('P9c');
    expect(watts(run.epochs, 'cpu')).toEqual([null, [50]]);
    expect(run.corrected.energyKwh).toBeCloseTo((50 * 60 * 1.58) / 3.6e6, 15);
    expect(codesOf(run)).toContain('epoch-not-measured');
  });

  it('P10: `None` is unknown, not 0 W', async () => {
    const run = await onlyRun('P10');
    expect(watts(run.epochs, 'gpu')).toEqual([null, [100]]);
    expect(watts(run.epochs, 'cpu')).toEqual([null, [50]]);
    expect(run.corrected).toMatchObject({ energyKwh: 0.005925, durationS: 90, epochs: 2 });
    expect(run.findings).toContainEqual(expect.objectContaining({ code: 'epoch-not-measured', severity: 'warning' }));
    const [dictionary] = await parseAllLogs(fixture('defects', 'P10'));
    expect(dictionary?.components.gpu?.['avg_power_usages (W)']).toEqual([[null], [100]]);
    expect(dictionary?.components.gpu?.['avg_energy_usages (J)']).toEqual([[null], [6000]]);
  });
});

describe('devices', () => {
  it('P5: a name with a dot is whole', async () => {
    const run = await onlyRun('P5');
    expect(run.components.map(({ name, devices }) => [name, devices])).toEqual([
      ['cpu', ['Intel(R) Xeon(R) Silver 4214R CPU @ 2.40GHz']],
    ]);
  });

  it('P5b: the component after a name with a dot keeps its own name', async () => {
    const run = await onlyRun('P5b');
    expect(run.components.map(({ name, devices }) => [name, devices])).toEqual([
      ['gpu', ['GeForce RTX 2080 Ti Rev. A']],
      ['cpu', ['cpu:0']],
    ]);
    expect(Object.keys(await parseLogs(fixture('defects', 'P5b')))).toEqual(['gpu', 'cpu']);
  });

  it('P6: no blank before the second name; two averaged devices count twice, and that is said', async () => {
    const run = await onlyRun('P6');
    expect(run.components[0]?.devices).toEqual(['A', 'B']);
    expect(run.epochs[0]?.powerW.gpu).toEqual({ scope: 'mean', values: [100] });
    expect(run.logged.energyKwh).toBe(0.002633333333);
    expect(run.corrected.energyKwh).toBeCloseTo(2 * 0.002633333333, 12);
    expect(codesOf(run)).toEqual(['devices-averaged']);
    expect(run.findings[0]?.effectKwh).toBeCloseTo(0.002633333333, 12);
  });
});

describe('runs that were cut off', () => {
  it('P8: only the three finished epochs count', async () => {
    const run = await onlyRun('P8');
    expect(run).toMatchObject({ end: 'cut-off', basis: 'recovered', plannedEpochs: 10, actual: null });
    expect(joules(run.epochs)).toBe(24_000);
    expect(run.corrected.energyKwh).toBeCloseTo((24_000 * 1.58) / 3.6e6, 15);
    expect(run.corrected.co2eqG).toBeCloseTo(1.0533333333, 9);
    expect(run.findings).toContainEqual(expect.objectContaining({ code: 'cut-off', severity: 'warning' }));
  });

  it('P8b: the same without a prediction; its CO2eq is unknown', async () => {
    const run = await onlyRun('P8b');
    expect(run.basis).toBe('recovered');
    expect(run.corrected.energyKwh).toBeCloseTo((24_000 * 1.58) / 3.6e6, 15);
    expect(run.corrected.co2eqG).toBeNull();
    expect(codesOf(run)).toEqual(expect.arrayContaining(['cut-off', 'co2-unknown']));
  });

  it('P9: a cut log spoils neither its neighbour nor its own finished lines', async () => {
    const [good, cut, ...rest] = await runsOf('P9');
    expect(rest).toEqual([]);
    expect(figuresOf(good as Run).corrected).toMatchObject({ energyKwh: 0.00395, co2eqG: 0.395 });
    expect(watts(cut?.epochs ?? [], 'gpu')).toEqual([[100], [100]]);
    expect(watts(cut?.epochs ?? [], 'cpu')).toEqual([[50], null]);
    expect(figuresOf(cut as Run).corrected.energyKwh).toBeCloseTo((250 * 60 * 1.58) / 3.6e6, 15);
    expect(codesOf(cut)).toEqual(expect.arrayContaining(['cut-off', 'epoch-not-measured']));
  });

  it('P9b: cut after the gpu line', async () => {
    const run = await onlyRun('P9b');
    expect(watts(run.epochs, 'gpu')).toEqual([[100]]);
    expect(watts(run.epochs, 'cpu')).toEqual([null]);
    expect(run.components.map(({ name }) => name)).toEqual(['gpu', 'cpu']);
    expect((await parseAllLogs(fixture('defects', 'P9b')))[0]?.components.cpu?.['avg_power_usages (W)']).toBeNull();
  });
});

describe('pairing', () => {
  const shape = (runs: Run[]): unknown[] =>
    runs.map(({ files }) => [files.standard !== null, files.output !== null, files.error !== null]);

  it('P11: files of different runs are two runs', async () => {
    const [a, b, ...rest] = await runsOf('P11');
    expect(rest).toEqual([]);
    expect(shape([a as Run, b as Run])).toEqual([
      [true, false, false],
      [false, true, false],
    ]);
    expect(figuresOf(a as Run).corrected.energyKwh).toBeCloseTo((161 * 60 * 1.58) / 3.6e6, 15);
    expect(figuresOf(b as Run).corrected.energyKwh).toBe(0.00395);
    expect(codesOf(a)).toContain('no-output-log');
    expect(codesOf(b)).toContain('no-standard-log');
  });

  it('P12: a prefix that holds the marker', async () => {
    const runs = await runsOf('P12');
    expect(shape(runs)).toEqual([
      [true, true, false],
      [true, false, false],
    ]);
    expect(runs.map(({ id }) => id.split(/[\\/]/).at(-1))).toEqual([
      'x_carbontracker_1.2_2025-01-01T080000Z',
      'x_carbontracker_3.4_2025-01-01T090000Z',
    ]);
  });

  it('P12b: two such prefixes, of which one is half of the other and counts once', async () => {
    expect(shape(await runsOf('P12b'))).toEqual([[true, true, false]]);
  });

  it('P13: a folder called carbontracker_logs', async () => {
    const run = await onlyRun('P13');
    expect(run.id).toMatch(/carbontracker_logs/);
    expect(run.corrected.energyKwh).toBe(0.00395);
  });

  it('P13b: such a folder with two runs and an err log', async () => {
    const runs = await runsOf('P13b');
    expect(shape(runs)).toEqual([
      [true, true, true],
      [true, true, false],
    ]);
    expect((await aggregateConsumption(fixture('defects', 'P13b'))).energyKwh).toBeCloseTo(0.0079, 15);
  });

  it('P14: `.bak` is no log', async () => {
    expect((await onlyRun('P14')).corrected.energyKwh).toBe(0.00395);
  });

  it('P15: two runs in one file', async () => {
    const runs = await runsOf('P15');
    expect(runs.map(({ epochs }) => durations(epochs))).toEqual([[60], [120]]);
    expect(runs.map(({ actual }) => actual?.energyKwh)).toEqual([0.00395, 0.0079]);
    expect(runs[1]?.id).toBe(`${runs[0]?.id}#2`);
    expect((await aggregateConsumption(fixture('defects', 'P15'))).energyKwh).toBeCloseTo(0.01185, 15);
  });

  it('P20: parseLogs never mixes two runs', async () => {
    expect(shape(await runsOf('P20'))).toEqual([
      [false, true, false],
      [true, false, false],
    ]);
    const components = await parseLogs(fixture('defects', 'P20'));
    expect(components.gpu?.['avg_power_usages (W)']).toEqual([[100]]);
  });

  it('P23: a folder without logs has no runs', async () => {
    expect(await runsOf('P23')).toEqual([]);
    expect(await aggregateConsumption(fixture('defects', 'P23'))).toMatchObject({ runs: 0, energyKwh: 0, co2eqG: 0 });
    await expect(parseLogs(fixture('defects', 'P23'))).rejects.toMatchObject({ code: 'NO_LOGS' });
  });
});

describe('durations and the oldest format', () => {
  it('P16b: days in the Duration line', async () => {
    const run = await onlyRun('P16b');
    expect(durations(run.epochs)).toEqual([93_784]);
    expect(run.corrected.energyKwh).toBeCloseTo((150 * 93_784) / 3.6e6, 12);
    expect(run.pue).toBeNull();
  });

  it('P17: 1.0.4', async () => {
    const run = await onlyRun('P17');
    expect(run.components.map(({ name, devices }) => [name, devices])).toEqual([['gpu', ['A100']]]);
    expect(watts(run.epochs, 'gpu')).toEqual([[212.25]]);
    expect(durations(run.epochs)).toEqual([65.43]);
    expect(run.corrected.energyKwh).toBeCloseTo((212.25 * 65.43) / 3.6e6, 12);
    expect(run.predicted).toMatchObject({ epochs: 3, energyKwh: 0.0116, co2eqG: 3.4049 });
    expect(run.pue).toBeNull();
  });

  it('P24: a negative duration is unknown, and reported', async () => {
    const run = await onlyRun('P24');
    expect(durations(run.epochs)).toEqual([null]);
    expect(run.findings).toContainEqual(expect.objectContaining({ code: 'negative-duration', severity: 'warning' }));
    expect(run.corrected).toMatchObject({ energyKwh: 0.00395, durationS: 60 });
  });
});

describe('what a report needs (R cases)', () => {
  it('R1: a CPU alone', async () => {
    const run = await onlyRun('R1');
    expect(run.components.map(({ name }) => name)).toEqual(['cpu']);
    expect(run.corrected.energyKwh).toBe(0.001316666667);
  });

  it('R2: energy with PUE', async () => {
    const run = await onlyRun('R2');
    expect(run.pue?.value).toBe(1.58);
    expect(run.corrected.energyKwh).toBe(0.00395);
  });

  it('R3: the location behind a colon', async () => {
    expect((await onlyRun('R3')).intensity?.location).toBe('Copenhagen, Capital Region, DK');
  });

  it('R4: arrays of two epochs', async () => {
    const run = await onlyRun('R4');
    expect(durations(run.epochs)).toEqual([60, 120]);
    expect(watts(run.epochs, 'gpu')).toEqual([
      [100, 120],
      [300, 310],
    ]);
    expect(watts(run.epochs, 'cpu')).toEqual([[50], [60]]);
  });

  it('R5: no epoch vanishes beside one without a reading', async () => {
    const run = await onlyRun('R5');
    expect(run.epochs.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(watts(run.epochs, 'gpu')).toEqual([null, [300], [310]]);
  });

  it('R6: energy is summed over epochs, not averaged', async () => {
    const run = await onlyRun('R6');
    expect(joules(run.epochs) / 3.6e6).toBeCloseTo(0.031528, 6);
    expect(run.corrected.energyKwh).toBe(0.049813888889);
    expect(codesOf(run)).toEqual([]);
  });

  it('R7: no intensity line', async () => {
    const run = await onlyRun('R7');
    expect(run.intensity).toBeNull();
    expect(run.corrected.co2eqG).toBe(0.395);
  });

  it('R7b: the old unit', async () => {
    expect((await onlyRun('R7b')).intensity).toMatchObject({ gPerKwh: 475, location: null });
  });

  it('R8: a development version', async () => {
    expect((await onlyRun('R8')).writer.version).toBe('2.4.4.dev3+g70e5a02');
  });

  it('R9: a tiny power beside a large one', async () => {
    expect(watts((await onlyRun('R9')).epochs, 'cpu')).toEqual([[3.0000000000000004e-5]]);
  });

  it('R10: no PUE line', async () => {
    const run = await onlyRun('R10');
    expect(run.pue).toBeNull();
    expect(run.corrected.energyKwh).toBe(0.0025);
  });
});

it('no case is left out', () => {
  const cases = readdirSync(fixture('defects'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect([...tested].sort()).toEqual(cases.map(({ name }) => name).sort());
});
