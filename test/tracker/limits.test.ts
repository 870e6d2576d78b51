import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Limits } from '../../src/tracker/limits.ts';

const used = (energyKwh: number, co2eqG = 0) => ({ energyKwh, co2eqG });
const predicted = (energyKwh: number, spreadKwh: number | null, co2eqG = 0) => ({
  ...{ epochs: 10, durationS: 60, energyKwh, co2eqG, equivalents: null, spreadKwh },
});

describe('Limits', () => {
  it('reports each limit once for what is predicted and once for what was used', () => {
    const limits = new Limits({ maxKwh: 2, maxCo2eqG: 500 });
    expect(limits.check(used(0.1, 40), predicted(1.9, null, 499))).toEqual({ messages: [], isSure: false });
    expect(limits.check(used(0.2, 80), predicted(3, 0.2, 499))).toEqual({
      messages: ['the limit of 2.00 kWh will be passed: 3.00 kWh are predicted for 10 epochs'],
      isSure: true,
    });
    expect(limits.check(used(0.3, 120), predicted(3, 0.2, 499)).messages).toEqual([]);
    expect(limits.check(used(2.5, 600), predicted(3, 0.2, 499)).messages).toEqual([
      'the limit of 2.00 kWh is passed: 2.50 kWh were used',
      'the limit of 500 g CO2eq is passed: 600 g CO2eq were used',
    ]);
    expect(limits.check(used(2.6, 620), null)).toEqual({ messages: [], isSure: true });
  });

  it('a prediction is sure only where it passes the limit by more than twice its spread', () => {
    const check = (energyKwh: number, spreadKwh: number | null) =>
      new Limits({ maxKwh: 2, maxCo2eqG: null }).check(used(0), predicted(energyKwh, spreadKwh));
    expect(check(2.1, 0.04).isSure).toBe(true);
    expect(check(2.1, 0.06).isSure).toBe(false);
    expect(check(100, null)).toEqual({
      messages: ['the limit of 2.00 kWh will be passed: 100 kWh are predicted for 10 epochs, which is not certain yet'],
      isSure: false,
    });
  });

  it('without limits nothing is passed', () => {
    const limits = new Limits({ maxKwh: null, maxCo2eqG: null });
    expect(limits.isGiven).toBe(false);
    expect(limits.check(used(1e9, 1e9), predicted(1e9, 0, 1e9))).toEqual({ messages: [], isSure: false });
  });

  it('is never sure below the limit, and always above it', () => {
    const amount = fc.double({ min: 1e-9, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(amount, amount, amount, fc.option(amount), (most, kwh, ahead, spread) => {
        const { isSure } = new Limits({ maxKwh: most, maxCo2eqG: null }).check(used(kwh), predicted(ahead, spread));
        if (kwh > most) expect(isSure).toBe(true);
        else if (ahead <= most || spread === null) expect(isSure).toBe(false);
      }),
    );
  });
});
