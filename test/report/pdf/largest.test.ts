import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregate, figuresOf, groupNameBy } from '../../../src/accounting/index.ts';
import { formatEnergy, withSeparators } from '../../../src/model/numbers.ts';
import type { Consumption } from '../../../src/model/run.ts';
import { figure } from '../../../src/report/charts/index.ts';
import { largestOf, MOST_ROWS } from '../../../src/report/pdf/largest.ts';
import { makeRun } from '../runs.ts';
import { DATE, poppler, reportOf, syntaxOf, textOf } from './report.ts';

describe('the largest entries of a list', () => {
  it('are all of a list that is short', () => {
    expect(largestOf([3, 1, 2], (value) => value, 3)).toEqual({ shown: [3, 1, 2], rest: [] });
  });

  it('stand in the order of the list, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 50 })), fc.integer({ min: 1, max: 20 }), (list, most) => {
        const entries = list.map((value, place) => ({ value, place }));
        const { shown, rest } = largestOf(entries, ({ value }) => value, most);
        // The rest takes a row too, and so does a single entry.
        expect(shown.length + Math.min(rest.length, 1)).toBeLessThanOrEqual(most + 1);
        expect(rest.length).not.toBe(1);
        expect([...shown, ...rest].sort((a, b) => a.place - b.place)).toEqual(entries);
        expect(shown.map(({ place }) => place)).toEqual([...shown.map(({ place }) => place)].sort((a, b) => a - b));
        const least = Math.min(...shown.map(({ value }) => value));
        for (const { value } of rest) expect(value).toBeLessThanOrEqual(least);
      }),
    );
  });
});

describe('a report of many runs', () => {
  const RUNS = MOST_ROWS + 200;
  const runs = Array.from({ length: RUNS }, (_, i) =>
    // Energies in no order: 37 shares no factor with the number of runs.
    makeRun({
      id: `logs/part-${i}/run-${i}`,
      measured: [{ durationS: 60 + ((i * 37) % RUNS), gpu: [200], cpu: [50] }],
    }),
  );
  const sorted = runs.map((run) => ({ run, ...figuresOf(run).corrected })).sort((a, b) => b.energyKwh - a.energyKwh);
  const rest = sorted.slice(MOST_ROWS);
  const others = aggregate(rest.map(({ run }) => figuresOf(run)));

  /** The text of a column in Wh or g. */
  const inWh = (energyKwh: number): string => withSeparators((energyKwh * 1000).toFixed(0));
  const inG = (massG: number): string => withSeparators(massG.toFixed(0));

  it('lists as many as are asked for', async () => {
    const few = textOf(await reportOf(runs, { date: DATE, mostRows: 7 }));
    expect(few.match(/part-\d+ 2025-01-01 08:00/g)).toHaveLength(7);
    const all = textOf(await reportOf(runs, { date: DATE, mostRows: Number.POSITIVE_INFINITY }));
    expect(all.match(/part-\d+ 2025-01-01 08:00/g)).toHaveLength(RUNS);
  });

  it('lists the largest, and names the others with their count and energy', async () => {
    const text = textOf(await reportOf(runs));
    expect(text).toContain(formatEnergy(aggregate(runs.map((run) => figuresOf(run))).energyKwh));
    expect(text).toMatch(
      new RegExp(`${rest.length} other runs [^ ]+ ${inWh(others.energyKwh)} ${inG(others.co2eqG ?? 0)}`),
    );
    expect(text).toContain(`The ${MOST_ROWS} runs that used the most energy. The other ${rest.length} are`);
    expect(text.match(/part-\d+ 2025-01-01 08:00/g)).toHaveLength(MOST_ROWS);
    for (const { run } of sorted.slice(0, 3)) expect(text).toContain(`${run.id.split('/')[1]} 2025-01-01`);
    for (const { run } of sorted.slice(-3)) expect(text).not.toContain(`${run.id.split('/')[1]} 2025-01-01`);
  });

  it('lists the largest groups in the same way', async () => {
    const text = textOf(await reportOf(runs, { date: DATE, groups: { by: 'folder', nameOf: groupNameBy('folder') } }));
    expect(text).toMatch(
      new RegExp(`${rest.length} other groups ${rest.length} [^ ]+ [^ ]+ ${inWh(others.energyKwh)}`),
    );
  });

  it('has pages, objects and points that do not grow with the runs', async () => {
    const twice = [...runs, ...runs.map((run) => ({ ...run, id: `${run.id}-again` }))];
    const [one, two] = [await reportOf(runs), await reportOf(twice)];
    const pagesOf = (pdf: Buffer): number => Number(/Pages:\s+(\d+)/.exec(poppler('pdfinfo', pdf))?.[1]);
    expect(pagesOf(two)).toBe(pagesOf(one));
    const objectsOf = (pdf: Buffer): number => syntaxOf(pdf).match(/\/S \/TR\b/g)?.length ?? 0;
    expect(objectsOf(one)).toBeGreaterThan(MOST_ROWS);
    expect(objectsOf(two)).toBe(objectsOf(one));
  });

  it('draws points for the predictions of the largest', () => {
    const block = (name: Consumption['block'], energyKwh: number): Consumption => ({
      block: name,
      epochs: 1,
      durationS: 60,
      energyKwh,
      co2eqG: null,
      equivalents: null,
      energyResolutionKwh: 1e-6,
      co2eqResolutionG: null,
    });
    const many = Array.from({ length: 1500 }, (_, i) =>
      makeRun({
        id: `logs/run-${i}`,
        measured: [{ durationS: 60 + i, gpu: [200], cpu: [50] }],
        actual: block('actual', 1 + i),
        predicted: block('predicted', 2 + i),
      }),
    );
    const chart = figure(many, 'prediction');
    expect(chart?.caption).toMatch(
      /^Each point is a run of which both are known; the 1,000 that used the most energy are drawn\./,
    );
    expect(chart?.configuration.data.datasets[0]?.data).toHaveLength(1000);
  });
});
