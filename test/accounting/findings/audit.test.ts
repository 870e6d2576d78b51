import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, AuditTotals, auditEntry, examine, figuresOf } from '../../../src/index.ts';
import { newFinding } from '../../../src/model/findings.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

const entry = (more: Partial<AuditEntry>): AuditEntry => ({
  code: 'cut-off',
  severity: 'warning',
  run: 'a',
  files: [],
  message: '',
  loggedKwh: null,
  correctKwh: null,
  rangeKwh: null,
  effectKwh: null,
  effectCo2eqG: null,
  rangeCo2eqG: null,
  ...more,
});

const FIGURES = { loggedKwh: 1, correctKwh: null, rangeKwh: [0, 2] as [number, number] };

function groupsOf(entries: readonly AuditEntry[], shownRuns?: number): ReturnType<AuditTotals['result']> {
  const groups = new AuditTotals(shownRuns === undefined ? {} : { shownRuns });
  for (const one of entries) groups.add(one);
  return groups.result();
}

describe('auditEntry', () => {
  it('gives files, figures, and the effect in g with the intensity of the run', () => {
    const components = 'GPU with device(s) A, B. CPU with device(s) cpu:0.';
    const run = runOf(standardLog({ components }), outputLog());
    const [found] = auditEntry({ run: { ...run, findings: examine(run) }, figures: figuresOf(run) });
    // 100 W of one GPU for 60 s at a PUE of 1.58 are missing; the block prints 0.395 g for 0.00395 kWh.
    const missingKwh = (100 * 60 * 1.58) / 3.6e6;
    expect(found).toMatchObject({
      code: 'devices-averaged',
      run: 'x',
      files: ['x_carbontracker.log', 'x_carbontracker_output.log'],
      loggedKwh: 0.00395,
      correctKwh: expect.closeTo(0.00395 + missingKwh, 12),
      rangeKwh: null,
      effectKwh: expect.closeTo(missingKwh, 12),
      effectCo2eqG: expect.closeTo(missingKwh * 100, 9),
    });
  });

  it('takes the intensity of the log where the energy is none to divide by', () => {
    const run = runOf(standardLog({ epochs: [{ power: { gpu: 'None' } }, { power: { gpu: '100.0' } }] }), outputLog());
    const { corrected, ...figures } = figuresOf(run);
    const nothing = { ...corrected, energyKwh: 5e-324, co2eqG: 23.4 };
    const findings = [{ ...newFinding('total-differs', '', 1e3, null), figures: FIGURES }];
    const [found] = auditEntry({ run: { ...run, findings }, figures: { ...figures, corrected: nothing } });
    // The block prints 0.395 g for 0.00395 kWh.
    expect(found?.effectCo2eqG).toBeCloseTo(1e5, 6);
    expect(found?.rangeCo2eqG?.[1]).toBeCloseTo(200, 6);
  });

  it('leaves the effect in g open where the log names no intensity', () => {
    const run = runOf(standardLog({ epochs: [{ power: { gpu: 'None' } }, { power: { gpu: '100.0' } }] }));
    const entries = auditEntry({ run: { ...run, findings: examine(run) }, figures: figuresOf(run) });
    const filled = entries.find(({ code }) => code === 'epoch-not-measured');
    expect(filled).toMatchObject({ effectKwh: expect.closeTo((100 * 60 * 1.58) / 3.6e6, 12), effectCo2eqG: null });
  });
});

describe('AuditGroups', () => {
  const anyEntry = fc
    .record({
      code: fc.constantFrom('cut-off', 'not-measured', 'pue-year', 'total-differs'),
      run: fc.constantFrom('a', 'b', 'c', null),
      effectKwh: fc.option(fc.integer({ min: -1000, max: 1000 })),
      effectCo2eqG: fc.option(fc.integer({ min: -1000, max: 1000 })),
      rangeKwh: fc.option(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 9, max: 99 }))),
      rangeCo2eqG: fc.option(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 9, max: 99 }))),
    })
    .map((some) => entry({ ...some, severity: some.code === 'not-measured' ? 'error' : 'warning' }));

  it('the sums of the groups are those of the entries, and every entry is in one', () => {
    fc.assert(
      fc.property(fc.array(anyEntry), (entries) => {
        const groups = groupsOf(entries);
        expect(groups.flatMap((group) => group.entries)).toHaveLength(entries.length);
        for (const { code, effectKwh, effectCo2eqG, spreadKwh, spreadCo2eqG } of groups) {
          const own = entries.filter((one) => one.code === code);
          const sum = (values: (number | null)[]): number | null =>
            values.every((value) => value === null) ? null : values.reduce<number>((a, b) => a + (b ?? 0), 0);
          expect(effectKwh).toBe(sum(own.map((one) => one.effectKwh)));
          expect(effectCo2eqG).toBe(sum(own.map((one) => one.effectCo2eqG)));
          const open = own.filter((one) => one.effectKwh === null && one.rangeKwh !== null);
          expect(spreadCo2eqG).toBe(
            sum(
              own
                .filter((one) => one.effectKwh === null)
                .map(({ rangeCo2eqG: g }) => (g === null ? null : g[1] - g[0])),
            ),
          );
          expect(spreadKwh).toBe(sum(open.map(({ rangeKwh }) => (rangeKwh?.[1] ?? 0) - (rangeKwh?.[0] ?? 0))));
        }
      }),
    );
  });

  it('errors come first, then the largest effects', () => {
    fc.assert(
      fc.property(fc.array(anyEntry), (entries) => {
        const groups = groupsOf(entries);
        const ranks = groups.map(({ severity, effectKwh }) => (severity === 'error' ? 1e9 : Math.abs(effectKwh ?? 0)));
        expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
      }),
    );
  });

  it('without an effect, a warning comes before what is only worth knowing', () => {
    const wide = entry({ code: 'pue-year', severity: 'info', rangeKwh: [1, 9] });
    expect(groupsOf([wide, entry({})]).map(({ code }) => code)).toEqual(['cut-off', 'pue-year']);
  });

  it('a run with two findings of a code is one run, and only the first runs are kept', () => {
    const ids = ['a', 'a', 'b', 'c', 'd'];
    const [group] = groupsOf(
      ids.map((run) => entry({ run })),
      2,
    );
    expect(group).toMatchObject({ runs: 4 });
    expect(group?.entries.map(({ run }) => run)).toEqual(['a', 'a', 'b']);
  });
});
