import { describe, expect, it } from 'vitest';
import { sharedFolder, shortIds, shortNames, shownNames } from '../../src/model/short-names.ts';
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
    ['prefixes', ['logs/a_1_2026-11-23T154055Z', 'logs/b_2_2026-11-23T154055Z'], ['a', 'b']],
    [
      'a prefix twice',
      ['a_1_2026-11-23T154055Z', 'a_2_2026-11-23T154055Z', 'b_3_2026-11-23T154055Z#2'],
      [...['a_1_2026-11-23T154055Z', 'a_2_2026-11-23T154055Z', 'b#2']],
    ],
    ['a prefix and a folder of one name', ['x/a/1', 'x/a_1_2026-11-23T154055Z'], ['a/1', 'a_1_2026-11-23T154055Z']],
    ['backslashes', ['logs\\x\\a', 'logs\\y\\a'], ['x', 'y']],
  ])('%s', (_, ids, expected) => expect(namesOf(...ids)).toEqual(expected));
});

it.each([
  [[], ''],
  [['a/b'], 'a/'],
  [['a/b', 'a/c'], 'a/'],
  [['a/b/c', 'a/b/d', 'a/c'], 'a/'],
  [['ab/c', 'a/c'], ''],
  [['/a/b', '/a/c'], '/a/'],
  [['/a', '/b'], '/'],
  [['a', 'b/c'], ''],
  [['a/b/x', 'a/b/x'], 'a/b/'],
])('the folder of %j is %j', (ids, folder) => expect(sharedFolder(ids)).toBe(folder));

it('an id that is not among the others has its whole name', () => {
  const nameOf = shortIds(['logs/x/a', 'logs/y/a']);
  expect(['logs/z/a', 'other/z/a', 'logs/x/a'].map(nameOf)).toEqual(['z/a', 'other/z/a', 'x']);
});

it('names in reports show what differs, and that of a single run is whole', () => {
  const ids = ['0.001', '0.01'].flatMap((rate) =>
    [1, 2].map((seed) => `resnet50_imagenet_lr${rate}_cosine_warmup_seed${seed}`),
  );
  const nameOf = (list: string[]): string[] => [
    ...shownNames(list.map((id) => ({ ...runOf(standardLog()), id }))).values(),
  ];
  expect(nameOf(ids)).toEqual(['…lr0.001…seed1', '…lr0.001…seed2', '…lr0.01…seed1', '…lr0.01…seed2']);
  expect(nameOf(ids.slice(0, 1))).toEqual(ids.slice(0, 1));
});

it('names in reports are short, and differ', () => {
  const long = 'v1.0.4/gpu1_cpu1_e3_tworuns_and_some_more';
  const runs = [`${long}/8622.1_2026-11-23T154055Z`, `${long}/8622.2_2026-11-23T154055Z`, 'x'].map((id) => {
    return { ...runOf(standardLog()), id };
  });
  const names = shownNames(runs);
  expect([...names.keys()]).toEqual(runs);
  const texts = [...names.values()];
  expect(new Set(texts).size).toBe(3);
  expect(texts[2]).toBe('x');
  for (const text of texts) expect(text.length).toBeLessThanOrEqual(33);
});
