import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Traces } from '../../../src/accounting/ledger/traces.ts';
import { componentReadingsOf } from '../../../src/accounting/run/component-readings.ts';
import { figuresOf, type Run } from '../../../src/index.ts';
import { outputLog, stamp, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

const model = runOf(standardLog({ version: '1.2.5', epochs: [{ power: { gpu: '[100.]' } }] }), outputLog());

/** Traces of runs from and to these seconds, with the places of all of them. */
function tracesOf(spans: readonly (readonly [fromS: number, lengthS: number])[]) {
  const traces = new Traces();
  const places = spans.map(([fromS, lengthS], i) => {
    const run: Run = {
      ...model,
      id: `logs/${(i * 7) % 100}-${i}`,
      startedAt: stamp(fromS),
      endedAt: stamp(fromS + lengthS),
    };
    return traces.add(run, figuresOf(run), { isRow: true, readings: componentReadingsOf(run) });
  });
  return { traces, places };
}

/** Few starts and lengths, so that many runs have one in common, and starts that are far apart. */
const spans = fc.array(
  fc.tuple(fc.oneof(fc.nat({ max: 8 }), fc.nat({ max: 40_000_000 })), fc.integer({ min: 2, max: 6 })),
  { maxLength: 60 },
);

describe('the order of traces', () => {
  it('is that of their starts, the longest first of several, then that of their ids', () => {
    fc.assert(
      fc.property(spans, (all) => {
        const { traces, places } = tracesOf(all);
        const truth = places
          .map((place) => traces.at(place))
          .sort((a, b) => a.fromMs - b.fromMs || b.toMs - a.toMs || (a.id < b.id ? -1 : 1))
          .map(({ place }) => place);
        expect(traces.sortByStart(places)).toEqual(truth);
      }),
      { numRuns: 200 },
    );
  });

  it('is right between the years 1000 and 9999, where whole numbers do not hold start and place', () => {
    const { traces } = tracesOf([[0, 5]]);
    const years = ['9999', '1000', '2025', '9998', '1001'];
    const places = years.map((year, i) => {
      const run: Run = { ...model, id: `${i}`, startedAt: `${year}-01-01 00:00:00`, endedAt: `${year}-01-01 00:01:00` };
      return traces.add(run, figuresOf(run), { isRow: true, readings: componentReadingsOf(run) });
    });
    const many = Array.from({ length: 50 }, () => places).flat();
    const sorted = traces.sortByStart(many).map((place) => years[places.indexOf(place)]);
    expect(sorted).toEqual(many.map((place) => years[places.indexOf(place)]).sort());
  });
});
