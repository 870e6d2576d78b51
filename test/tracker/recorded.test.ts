import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { predict } from '../../src/tracker/predict.ts';

interface Recorded {
  runs: { load: string; counterAroundJ: number; epochs: { durationS: number; energyJ: number }[] }[];
}

const { runs }: Recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/nvml/h200-580.159.json', import.meta.url), 'utf8'),
);

const total = (epochs: { energyJ: number }[]): number => epochs.reduce((sum, { energyJ }) => sum + energyJ, 0);

describe('energy of a real GPU', () => {
  it.each(runs.filter(({ epochs }) => epochs.length === 1))('$load: within 0.5 % of the counter around it', (run) => {
    expect(Math.abs(total(run.epochs) / run.counterAroundJ - 1)).toBeLessThan(0.005);
  });
});

describe('predictions from recorded epochs', () => {
  /** Relative error of the prediction after some epochs, the last epoch left out: it holds the end of the program. */
  const errorAfter = (load: string, seen: number): number => {
    const run = runs.find((candidate) => candidate.load === load);
    const epochs = (run?.epochs ?? []).slice(0, load.includes('library') ? undefined : -1);
    const predicted = predict(epochs.slice(0, seen), epochs.length);
    return Math.abs((predicted?.energyJ ?? 0) / total(epochs) - 1);
  };

  it('epochs of 5 s: within 3 % after one, whose GPU was cold, and 1 % after three', () => {
    expect(errorAfter('3 s on, 2 s off; epochs of 5 s, tracker as a library', 1)).toBeLessThan(0.03);
    expect(errorAfter('3 s on, 2 s off; epochs of 5 s, tracker as a library', 3)).toBeLessThan(0.01);
  });

  it('epochs of 1 s: within 10 % after one and 3 % after three', () => {
    expect(errorAfter('0.7 s on, 0.3 s off; epochs of 1 s', 1)).toBeLessThan(0.1);
    expect(errorAfter('0.7 s on, 0.3 s off; epochs of 1 s', 3)).toBeLessThan(0.03);
  });
});
