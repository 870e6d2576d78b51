/** Numbers that Chart.js can draw. */
import type { Figure } from './figure.ts';

/** What is smaller shows as nothing; Chart.js looks for the decimals of the smallest doubles without end. */
const LEAST = 1e-100;

/** Takes numbers that are smaller than anything physical for 0, in place. */
export function drawable(figure: Figure): Figure {
  const { data, options } = figure.configuration;
  for (const one of data.datasets) roundSmall(one.data);
  for (const scale of Object.values(options?.scales ?? {})) roundBounds(scale as Record<string, unknown>);
  return figure;
}

/** A largest value that is nothing leaves the axis to Chart.js. */
function roundBounds(scale: Record<string, unknown>): void {
  for (const bound of ['min', 'max', 'suggestedMin', 'suggestedMax']) {
    const value = scale[bound];
    if (typeof value === 'number' && value !== 0 && Math.abs(value) < LEAST) delete scale[bound];
  }
}

function roundSmall(values: unknown): void {
  if (typeof values !== 'object' || values === null) return;
  const parts = values as Record<string, unknown>;
  for (const key of Object.keys(parts)) {
    const value = parts[key];
    if (typeof value !== 'number') roundSmall(value);
    else if (value !== 0 && Math.abs(value) < LEAST) parts[key] = 0;
  }
}
