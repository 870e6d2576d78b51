import { expect, it } from 'vitest';
import { countsSpans, RUN_FORMATS, recordsEpochs } from '../../src/model/run.ts';

it('logs of trainings record epochs; what others measured counts as it was measured', () => {
  expect(RUN_FORMATS.filter((format) => recordsEpochs({ format }))).toEqual(['carbontracker', 'console']);
  expect(RUN_FORMATS.filter((format) => countsSpans({ format })).sort()).toEqual([
    'carbontracker-events',
    'power-trace',
  ]);
});
