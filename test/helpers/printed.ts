/** Figures as they are printed, against the figures that they stand for. */
import { expect } from 'vitest';

/** The printed number is the value, rounded to the digits that it shows. */
export function expectPrinted(text: string | undefined, value: number, what: string): void {
  expect(text, `${what} is printed`).toMatch(/^\d+(?:\.\d+)?(?:e[-+]?\d+)?$/);
  const [, decimals = '', exponent = '0'] = /(?:\.(\d+))?(?:e([-+]?\d+))?$/.exec(text ?? '') ?? [];
  const halfUnit = 0.5 * 10 ** (Number(exponent) - decimals.length);
  const differs = Math.abs(Number(text) - value);
  expect(differs, `${what}: ${text} for ${value}`).toBeLessThanOrEqual(halfUnit * (1 + 1e-6));
  if (value > 0) expect(Number(text), `${what} is not rounded away`).toBeGreaterThan(0);
}

/** `0:03:10` or `3.21 s` for a number of seconds. */
export function expectDuration(text: string | undefined, durationS: number, what: string): void {
  const seconds = / s$/.test(text ?? '') ? text?.slice(0, -2) : undefined;
  if (seconds !== undefined) {
    expect(Number(seconds), what).toBeCloseTo(durationS, 2);
    return;
  }
  const [hours = Number.NaN, minutes = Number.NaN, rest = Number.NaN] = (text ?? '').split(':').map(Number);
  expect(hours * 3600 + minutes * 60 + rest, `${what}: ${text}`).toBe(Math.round(durationS));
}
