/** What a directory of recorded logs must total, and the check against it. */
import { expect } from 'vitest';
import { type Basis, figuresOf } from '../../src/accounting/index.ts';
import { readRuns } from '../../src/index.ts';

export interface Truth {
  dir: string;
  version: string;
  components: { name: string; devices: string[] }[];
  epoch_durations_s: number[];
  expected: {
    runs: number;
    basis: Basis;
    basis_also?: Basis[];
    energy_kWh: number;
    rel_tol: number;
    why: string;
  };
}

/** Reads the logs of one entry and compares number of runs, basis and energy. */
export async function expectTruth(folder: string, { expected }: Truth): Promise<void> {
  const figures = (await readRuns(folder)).map(figuresOf);
  const bases = [expected.basis, ...(expected.basis_also ?? [])];
  const energyKwh = figures.reduce((sum, { corrected }) => sum + corrected.energyKwh, 0);
  const toleranceKwh = expected.energy_kWh === 0 ? 1e-12 : expected.rel_tol * expected.energy_kWh;
  expect(figures).toHaveLength(expected.runs);
  for (const { basis } of figures) expect(bases).toContain(basis);
  expect(Math.abs(energyKwh - expected.energy_kWh), expected.why).toBeLessThanOrEqual(toleranceKwh);
}
