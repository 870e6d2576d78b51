/** How far findings may move a total, where only a part of a run counts or factors were given. */
import { describe, expect, it } from 'vitest';
import { countedPartOf, spreadOf } from '../../../src/accounting/index.ts';
import { rangeOfEntry, readEntries, readRuns } from '../../../src/index.ts';
import { newFinding } from '../../../src/model/findings.ts';
import { factsOf } from '../../../src/report/statement/fact-totals.ts';
import { fixture } from '../../helpers/fixtures.ts';

const pueYear = newFinding('pue-year', '', null, { rangeKwh: [9, 12] });

describe('the range of a finding', () => {
  it('is that of the whole run, and shrinks with the part that counts', () => {
    expect(spreadOf(pueYear, { countedKwh: 10, share: 1 })).toEqual({ lowKwh: -1, highKwh: 2 });
    expect(spreadOf(pueYear, { countedKwh: 2.5, share: 0.25 })).toEqual({ lowKwh: -0.25, highKwh: 0.5 });
    expect(spreadOf(pueYear, { countedKwh: 0, share: 0 })).toEqual({ lowKwh: 0, highKwh: 0 });
  });

  it('about what counts only once is that of the counted part', () => {
    const once = newFinding('device-counted-once', '', -7.5, { correctKwh: 2.5, rangeKwh: [2.5, 10] });
    expect(spreadOf(once, { countedKwh: 2.5, share: 0.25 })).toEqual({ lowKwh: 0, highKwh: 7.5 });
  });

  it('never exceeds what a run that shares its devices counts for', async () => {
    let shared = 0;
    for await (const entry of readEntries(fixture('carbontracker', '2.4.3'), { sameMachine: true })) {
      const part = countedPartOf(entry);
      if (part.share < 1) shared += 1;
      for (const finding of entry.quiet) {
        const { lowKwh, highKwh } = spreadOf(finding, part);
        expect(Math.max(-lowKwh, highKwh)).toBeLessThanOrEqual(0.05 * part.countedKwh);
      }
      const { parts = [] } = (await rangeOfEntry(entry)) ?? {};
      for (const { kind, lowKwh, highKwh } of parts) {
        if (kind === 'pue') expect(Math.max(-lowKwh, highKwh)).toBeLessThanOrEqual(0.05 * part.countedKwh);
      }
    }
    expect(shared).toBeGreaterThan(2);
  });

  it('about an extrapolated total is the one that the range of the run has', async () => {
    let predicted = 0;
    for await (const entry of readEntries(fixture('carbontracker'))) {
      const [finding] = entry.run.findings.filter(({ code }) => code === 'prediction-counted');
      if (finding === undefined || entry.run.epochs.length === 0) continue;
      predicted += 1;
      const { parts = [] } = (await rangeOfEntry(entry)) ?? {};
      const part = parts.find(({ kind }) => kind === 'prediction');
      const { lowKwh, highKwh } = spreadOf(finding, countedPartOf(entry));
      expect([lowKwh, highKwh]).toEqual([
        expect.closeTo(part?.lowKwh ?? Number.NaN, 12),
        expect.closeTo(part?.highKwh ?? Number.NaN, 12),
      ]);
    }
    expect(predicted).toBeGreaterThan(2);
  });
});

describe('the findings of a statement with given factors', () => {
  const GIVEN = {
    pue: { value: 1.2, source: 'given' },
    intensity: { gPerKwh: 100, kind: 'unknown' as const, location: null, year: null, source: 'given' },
  };

  it('leave out what is about the factors that they replaced, and are relative to the total with the given ones', async () => {
    const runs = await readRuns(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e10_monitor1'));
    const [own, given] = [factsOf(runs), factsOf(runs, { factors: GIVEN })];
    const codes = (facts: typeof own) => facts.findings.map(({ code }) => code);
    expect(codes(own)).toContain('pue-year');
    expect(codes(given)).toEqual(codes(own).filter((code) => code !== 'pue-year'));
    const shareOf = ({ findings, totals }: typeof own) =>
      (findings.find(({ code }) => code === 'prediction-counted')?.highKwh ?? 0) / totals.energyKwh;
    expect(shareOf(own)).toBeGreaterThan(0.5);
    expect(shareOf(given)).toBeCloseTo(shareOf(own), 12);
  });
});
