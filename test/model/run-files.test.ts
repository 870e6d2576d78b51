import { expect, it } from 'vitest';
import { presentFiles } from '../../src/model/run-files.ts';

it('names each file of a run once', () => {
  const none = { standard: null, output: null, error: null, samples: null };
  expect(presentFiles(none)).toEqual([]);
  expect(presentFiles({ ...none, standard: 'a', output: 'b', samples: 'c' })).toEqual(['a', 'b', 'c']);
  // One text may hold what the console printed and what the log has.
  expect(presentFiles({ ...none, standard: 'a', output: 'a' })).toEqual(['a']);
  expect(presentFiles({ ...none, source: 'x' })).toEqual(['x']);
});
