import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRuns } from '../../../src/index.ts';
import { matchesOf } from '../../../src/parser/find/patterns.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { names, standardLog } from '../../helpers/logs.ts';

const { standard } = names();

/** Matches relative to a folder. */
const below = (folder: string, pattern: string): string[] =>
  matchesOf(`${folder}/${pattern}`).map((place) => path.relative(folder, place));

describe('matches', () => {
  it('are files and folders at any depth', () =>
    withFolder((folder) => {
      writeFiles(folder, { 'a/1/x.log': '', 'a/2/y.log': '', 'b/.h/z.log': '', 'top.log': '' });
      expect(below(folder, '*')).toEqual(['a', 'b', 'top.log']);
      expect(below(folder, 'a/*/x.log')).toEqual(['a/1/x.log']);
      expect(below(folder, '**/*.log')).toEqual(['a/1/x.log', 'a/2/y.log', 'b/.h/z.log', 'top.log']);
      expect(below(folder, '{a,b}/**')).toEqual(['a/1', 'a/1/x.log', 'a/2', 'a/2/y.log', 'b/.h', 'b/.h/z.log']);
      expect(below(folder, '{a/1,c}/')).toEqual(['a/1']);
      expect(below(folder, 'a/[12]')).toEqual(['a/1', 'a/2']);
    }));

  it('are found by a pattern that is relative to the current folder', () =>
    expect(matchesOf('./fixtures/find*/clock-set-ba?k')).toEqual(['fixtures/findings/clock-set-back']));

  it('a .. behind a wildcard leads nowhere, in front of it where it says', () =>
    withFolder((folder) => {
      writeFiles(folder, { 'in/a/x.log': '', 'out/y.log': '' });
      expect(below(folder, 'in/*/../../out/*')).toEqual([]);
      expect(below(folder, 'in/**/../*')).toEqual([]);
      expect(below(folder, 'in/{a,..}/../../out/*')).toEqual(['out/y.log']);
      expect(below(folder, 'in/../out/*')).toEqual(['out/y.log']);
    }));
});

describe.skipIf(process.platform === 'win32')('links', () => {
  it('in circles end, and each run counts once', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { [standard]: standardLog() });
      for (const name of ['a', 'b', 'c']) symlinkSync('.', path.join(folder, name));
      for (const pattern of ['**', '**/*.log', '*/*/*/*/*/*/*/*/*/*/*/*.log', '**/**/**/*.log']) {
        const runs = await readRuns(`${folder}/${pattern}`);
        expect(new Set(runs.map(({ startedAt }) => startedAt)).size, pattern).toBe(1);
        expect(runs.length, pattern).toBeLessThanOrEqual(4);
      }
    }));

  it('do not lead ** out of the place that was asked for; a name or a * goes through them', () =>
    withFolder((folder) => {
      writeFiles(folder, { 'in/a.log': '', 'out/secret.log': '' });
      symlinkSync('../out', path.join(folder, 'in', 'link'));
      expect(below(folder, 'in/**/*.log')).toEqual(['in/a.log']);
      expect(below(folder, 'in/*/*.log')).toEqual(['in/link/secret.log']);
    }));

  it('what is no file and no folder, or cannot be read, stops nothing', () =>
    withFolder((folder) => {
      writeFiles(folder, { 'z/a.log': '' });
      spawnSync('mkfifo', [path.join(folder, 'pipe')]);
      symlinkSync('gone', path.join(folder, 'gone'));
      symlinkSync('self', path.join(folder, 'self'));
      mkdirSync(path.join(folder, 'y'));
      expect(below(folder, '*/*')).toEqual(['z/a.log']);
    }));
});
