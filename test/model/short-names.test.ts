import { describe, expect, it } from 'vitest';
import { shortNames } from '../../src/model/short-names.ts';
import { standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';

const namesOf = (...ids: string[]): string[] => {
  const runs = ids.map((id) => ({ ...runOf(standardLog()), id }));
  return [...shortNames(runs).values()];
};

describe('names of runs', () => {
  it.each([
    ['one folder', ['logs/a', 'logs/b'], ['a', 'b']],
    ['a folder each', ['logs/x/a', 'logs/y/a'], ['x', 'y']],
    ['a folder of several', ['logs/x/a', 'logs/y/a', 'logs/y/b', 'logs/z'], ['x', 'y/a', 'y/b', 'z']],
    ['folders in folders', ['logs/x/1/a', 'logs/x/2/a', 'logs/y/1/a'], ['x/1', 'x/2', 'y/1']],
    ['several runs of a file', ['logs/x/a', 'logs/x/a#2', 'logs/y/a'], ['x/a', 'x/a#2', 'y']],
    ['a single run', ['logs/x/a'], ['x/a']],
    ['no folder', ['a', 'b'], ['a', 'b']],
    ['backslashes', ['logs\\x\\a', 'logs\\y\\a'], ['x', 'y']],
  ])('%s', (_, ids, expected) => expect(namesOf(...ids)).toEqual(expected));
});
