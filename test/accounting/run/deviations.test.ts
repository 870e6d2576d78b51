/** Each cause of uncertainty with bounds worked out by hand. */
import { describe, expect, it } from 'vitest';
import {
  addFindings,
  type Deviation,
  kindOfFinding,
  ofPieces,
  ofPrediction,
  RANGE_KINDS,
} from '../../../src/accounting/run/deviations.ts';
import type { EnergyPiece } from '../../../src/accounting/run/energy-pieces.ts';
import type { Figures, Run } from '../../../src/index.ts';
import { newFinding } from '../../../src/model/findings.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

const piece = (changes: Partial<EnergyPiece> = {}): EnergyPiece => ({
  component: 'gpu',
  method: 'counter',
  accuracy: null,
  energyJ: 1000,
  coveredS: 10,
  missingS: 0,
  filledJ: 0,
  seenW: [50, 150],
  rangeW: null,
  rangeWhy: null,
  ...changes,
});
const accuracy = (source: string, least = -0.2, most = 0.25) => ({ least, most, source });
const near = (value: number): unknown => expect.closeTo(value, 12);

describe('the pieces of a figure', () => {
  it('of sensors: a reading that is too high stands for less', () => {
    // 1000 J read at most 25 % too high or 20 % too low were 800 to 1250 J.
    expect(ofPieces([piece({ accuracy: accuracy('a') })])).toEqual([
      { kind: 'sensor', low: near(-0.2), high: near(0.25), why: 'a' },
    ]);
    expect(ofPieces([piece({ energyJ: 0, accuracy: accuracy('a') }), piece()])).toEqual([]);
  });

  it('are joined by kind and reason, in the order of the kinds, relative to all energy', () => {
    const parts = ofPieces([
      piece({ energyJ: 3000, missingS: 2, method: 'estimated', rangeW: [100, 500], rangeWhy: 'by hand' }),
      piece({ accuracy: accuracy('a') }),
      piece({ accuracy: accuracy('b') }),
      piece({ accuracy: accuracy('a') }),
    ]);
    expect(parts).toEqual([
      { kind: 'sensor', low: near(-400 / 6000), high: near(500 / 6000), why: 'a' },
      { kind: 'sensor', low: near(-200 / 6000), high: near(250 / 6000), why: 'b' },
      { kind: 'coverage', low: 0, high: near(300 / 6000), why: expect.stringContaining('which is not counted') },
      { kind: 'tdp-model', low: near(-2000 / 6000), high: near(2000 / 6000), why: 'by hand' },
    ]);
  });

  it('of time without a reading: what the log filled in may be less or more', () => {
    const filled = piece({ missingS: 4, filledJ: 300 });
    expect(ofPieces([filled])).toEqual([
      {
        kind: 'coverage',
        low: near((200 - 300) / 1000),
        high: near((600 - 300) / 1000),
        why: expect.stringContaining('fills in'),
      },
    ]);
    expect(ofPieces([piece({ missingS: 4, seenW: null })])).toEqual([]);
    expect(ofPieces([piece({ missingS: 0, filledJ: 300 })])).toEqual([]);
  });

  it('of load models: between the bounds of the log, else those of half the TDP of a CPU', () => {
    const model = (changes: Partial<EnergyPiece>): Deviation[] =>
      ofPieces([piece({ method: 'estimated', ...changes })]);
    expect(model({ rangeW: [20, 300] })).toEqual([
      { kind: 'tdp-model', low: near(-0.8), high: near(2), why: expect.stringContaining('load model') },
    ]);
    // 1000 J at half the TDP: at the TDP 2000 J, idle a tenth of that.
    expect(model({ component: 'cpu' })).toEqual([
      { kind: 'tdp-model', low: near(-0.8), high: near(1), why: expect.stringContaining('half the TDP') },
    ]);
    expect(model({ component: 'gpu' })).toEqual([]);
    expect(ofPieces([piece({ component: 'cpu' })])).toEqual([]);
    expect(ofPieces([piece(), piece({ method: 'estimated', component: 'cpu', energyJ: 0 })])).toEqual([]);
    // An estimate outside of its bounds widens one side only.
    expect(model({ rangeW: [200, 300] })).toEqual([
      { kind: 'tdp-model', low: 0, high: near(2), why: expect.anything() },
    ]);
  });

  it('without energy have none', () => {
    expect(ofPieces([])).toEqual([]);
    expect(ofPieces([piece({ energyJ: 0, missingS: 5 })])).toEqual([]);
  });
});

describe('findings', () => {
  const found = (code: Parameters<typeof newFinding>[0], range: [number, number] | null) =>
    newFinding(code, 'text', null, { loggedKwh: 2, rangeKwh: range });
  const added = (findings: ReturnType<typeof found>[], countedKwh = 2, hasPue = false): Deviation[] => {
    const deviations: Deviation[] = [];
    addFindings(deviations, findings, { countedKwh, share: 1 }, hasPue);
    return deviations;
  };

  it('with a range add it, relative to what counts', () => {
    expect(
      added([found('total-differs', [1, 5]), found('devices-maybe-averaged', [2, 4]), found('copied-part', [1.5, 2])]),
    ).toEqual([
      { kind: 'total', low: near(-0.5), high: near(1.5), why: expect.anything() },
      { kind: 'devices', low: 0, high: near(1), why: expect.anything() },
      { kind: 'counted-twice', low: near(-0.25), high: 0, why: expect.anything() },
    ]);
  });

  it('add nothing where they have no range, are of another kind, or nothing counts', () => {
    expect(added([found('total-differs', null), found('cut-off', [1, 5]), found('total-differs', [2, 2])])).toEqual([]);
    expect(added([found('total-differs', [1, 5])], 0)).toEqual([]);
  });

  it('about a PUE add nothing to one that was given', () => {
    expect(added([found('pue-missing', [2, 3])]).map(({ kind }) => kind)).toEqual(['pue']);
    expect(added([found('pue-missing', [2, 3])], 2, true)).toEqual([]);
    expect(added([found('total-differs', [1, 5])], 2, true)).toHaveLength(1);
  });

  it('are of kinds that ranges have', () => {
    for (const code of ['total-differs', 'reading-gaps', 'pue-year', 'programs-overlap', 'power-implausible'] as const)
      expect(RANGE_KINDS).toContain(kindOfFinding(found(code, null)));
    expect(kindOfFinding(found('cut-off', null))).toBeNull();
    expect(kindOfFinding({ ...found('cut-off', null), code: 'constructor' })).toBeNull();
  });
});

describe('epochs that were not monitored', () => {
  const of = (run: Run, epochs: number, basis: Figures['basis'] = 'predicted'): Deviation[] => {
    const figure = { energyKwh: 1, co2eqG: null, equivalents: null, durationS: 1, epochs };
    return ofPrediction(run, { basis, logged: figure, corrected: figure });
  };
  const recorded = (...powersW: number[]): Run =>
    runOf(
      standardLog({
        components: 'CPU with device(s) cpu:0.',
        epochs: powersW.map((cpu) => ({ power: { cpu: cpu.toFixed(1) } })),
      }),
    );

  it('are between the lowest and the highest that were', () => {
    // 2 of 10 are monitored, at 50 and 150 of 100 W on average.
    expect(of(recorded(50, 150), 10)).toEqual([
      { kind: 'prediction', low: near(0.8 * -0.5), high: near(0.8 * 0.5), why: expect.stringContaining('lowest') },
    ]);
    expect(of(recorded(150, 50, 100), 3)).toEqual([{ kind: 'prediction', low: -0, high: 0, why: expect.anything() }]);
  });

  it('beside one that was, are as those of public runs', () => {
    expect(of(recorded(70), 10)).toEqual([
      {
        kind: 'prediction',
        low: near(0.9 * -0.02),
        high: near(0.9 * 1.16),
        why: expect.stringMatching(/^one epoch was monitored/),
      },
    ]);
    const printed = runOf(null, outputLog([{ heading: 'Actual consumption for 4 epoch(s):' }]));
    expect(of(printed, 10)).toEqual([
      {
        kind: 'prediction',
        low: near(0.6 * -0.02),
        high: near(0.6 * 1.16),
        why: expect.stringMatching(/^no epoch is on record/),
      },
    ]);
    expect(of({ ...printed, actual: null }, 10)[0]?.high).toBeCloseTo(0.9 * 1.16, 12);
  });

  it('are none of a figure that is no prediction, of no energy, or of no epoch', () => {
    expect(of(recorded(50, 150), 10, 'measured')).toEqual([]);
    expect(of(recorded(0, 0), 10)).toEqual([]);
    expect(of(recorded(0), 10)).toHaveLength(1);
    expect(of(recorded(50, 150), 0)[0]).toMatchObject({ low: -0, high: 0 });
  });
});
