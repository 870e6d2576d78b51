import { describe, expect, it } from 'vitest';
import { aggregate, type Basis, type Figures } from '../../../src/index.ts';

const figure = (energyKwh: number, co2eqG: number | null): Figures['logged'] => ({
  energyKwh,
  co2eqG,
  equivalents: co2eqG === null ? null : { 'km travelled by car': co2eqG / 100 },
  durationS: 60,
  epochs: 1,
});
const of = (basis: Basis, logged: number, corrected: number, co2 = true): Figures => ({
  basis,
  logged: figure(logged, co2 ? logged * 100 : null),
  corrected: figure(corrected, co2 ? corrected * 100 : null),
});

describe('aggregate', () => {
  it('adds corrected figures up and keeps the logged ones', () => {
    const totals = aggregate([
      of('measured', 1, 2),
      of('recovered', 3, 3),
      of('predicted', 5, 4),
      of('none', 0, 0, false),
    ]);
    expect(totals).toEqual({
      runs: 4,
      energyKwh: 9,
      co2eqG: 900,
      equivalents: { 'km travelled by car': 900 / 106.8 },
      durationS: 240,
      co2eqUnknownRuns: 0,
      logged: { energyKwh: 9, co2eqG: 900, equivalents: { 'km travelled by car': 9 } },
      basis: {
        measured: { runs: 1, energyKwh: 2 },
        estimated: { runs: 0, energyKwh: 0 },
        simulated: { runs: 0, energyKwh: 0 },
        predicted: { runs: 1, energyKwh: 4 },
        recovered: { runs: 1, energyKwh: 3 },
        none: { runs: 1, energyKwh: 0 },
      },
    });
  });

  it('as logged', () => {
    const totals = aggregate([of('measured', 1, 2), of('measured', 1, 2)], { asLogged: true });
    expect(totals).toMatchObject({ energyKwh: 2, co2eqG: 200, equivalents: { 'km travelled by car': 2 } });
    expect(totals.basis.measured.energyKwh).toBe(2);
  });

  it('unknown CO2eq is counted; of nothing known the total is unknown', () => {
    expect(aggregate([of('measured', 1, 1), of('measured', 1, 1, false)])).toMatchObject({
      energyKwh: 2,
      co2eqG: 100,
      co2eqUnknownRuns: 1,
    });
    expect(aggregate([of('measured', 1, 1, false)])).toMatchObject({
      co2eqG: null,
      equivalents: null,
      co2eqUnknownRuns: 1,
    });
  });

  it('no runs are zero; runs that measured nothing too', () => {
    expect(aggregate([])).toMatchObject({ runs: 0, energyKwh: 0, co2eqG: 0 });
    expect(aggregate([of('none', 0, 0, false)])).toMatchObject({
      runs: 1,
      energyKwh: 0,
      co2eqG: 0,
      co2eqUnknownRuns: 0,
    });
  });

  it('small runs are not lost beside a large one', () => {
    const small = Array.from({ length: 10_000 }, () => of('measured', 1e-10, 1e-10));
    const totals = aggregate([of('measured', 1e6, 1e6), ...small]);
    expect(totals.energyKwh).toBe(1e6 + 1e-6);
  });

  it('logged equivalents of other units stay apart', () => {
    const odd = of('measured', 1, 1);
    odd.logged.equivalents = { laps: 3 };
    expect(aggregate([odd, of('measured', 1, 1)]).logged.equivalents).toEqual({ laps: 3, 'km travelled by car': 1 });
  });
});
