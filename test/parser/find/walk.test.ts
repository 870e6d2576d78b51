import { spawnSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  type Stats,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Finding, readRuns } from '../../../src/index.ts';
import { findSets } from '../../../src/parser/find/find.ts';
import { whyNotFollowed } from '../../../src/parser/find/walk.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { names, standardLog } from '../../helpers/logs.ts';

/** A run of its own in each of these folders. */
function writeRuns(folder: string, ...places: string[]): void {
  for (const [i, place] of places.entries()) {
    mkdirSync(path.join(folder, place), { recursive: true });
    const own = { [names().standard]: standardLog().replaceAll('2025', `${2010 + i}`) };
    writeFiles(path.join(folder, place), own);
  }
}

async function read(place: string): Promise<{ folders: string[]; findings: Finding[] }> {
  const findings: Finding[] = [];
  const runs = await readRuns(place, { onFinding: (finding) => findings.push(finding) });
  return { folders: runs.map(({ id }) => path.relative(place, path.dirname(id))).sort(), findings };
}

describe.skipIf(process.platform === 'win32')('a link to a folder', () => {
  it('on another disk, or beside the searched one, is followed', () =>
    withFolder(async (folder) => {
      writeRuns(folder, 'logs/own', 'elsewhere');
      symlinkSync('../elsewhere', path.join(folder, 'logs', 'more'));
      expect(await read(path.join(folder, 'logs'))).toEqual({ folders: ['more', 'own'], findings: [] });
    }));

  it.each(['/', '/proc', '/sys/class'])('to %s is reported, and not followed', (target) =>
    withFolder(async (folder) => {
      writeRuns(folder, 'own');
      const link = path.join(folder, 'link');
      symlinkSync(target, link);
      const { folders, findings } = await read(folder);
      expect(folders).toEqual(['own']);
      expect(findings).toMatchObject([{ code: 'link-not-followed', severity: 'warning', files: [link] }]);
      expect(findings[0]?.message).toContain(`The link ${link} is not followed: it leads to ${target}`);
    }),
  );

  it('above the searched folder is reported, and not followed', () =>
    withFolder(async (folder) => {
      writeRuns(folder, 'logs/own', 'others');
      symlinkSync('../..', path.join(folder, 'logs', 'own', 'up'));
      const { folders, findings } = await read(path.join(folder, 'logs'));
      expect(folders).toEqual(['own']);
      expect(findings.map(({ code }) => code)).toEqual(['link-not-followed']);
    }));

  it('within the searched folder loses nothing, and is no finding', () =>
    withFolder(async (folder) => {
      writeRuns(folder, 'own', 'own/below');
      symlinkSync('..', path.join(folder, 'own', 'up'));
      symlinkSync('own', path.join(folder, 'latest'));
      expect((await read(folder)).findings).toEqual([]);
      expect((await read(folder)).folders).toHaveLength(2);
    }));

  it('is judged by where it leads, through other links too', () =>
    withFolder(async (folder) => {
      writeRuns(folder, 'logs/own', 'other/far');
      symlinkSync(path.join(folder, 'other'), path.join(folder, 'logs', 'other'));
      // Above the link, although beside the searched folder.
      symlinkSync('../..', path.join(folder, 'other', 'far', 'up'));
      symlinkSync(path.join(folder, 'logs'), path.join(folder, 'entry'));
      const { folders, findings } = await read(path.join(folder, 'entry'));
      expect(folders).toEqual(['other/far', 'own']);
      expect(findings.map(({ code }) => code)).toEqual(['link-not-followed']);
    }));

  it('a folder whose name begins as that of another does not lie in it', () =>
    withFolder(async (folder) => {
      writeRuns(folder, 'run-1', 'run');
      symlinkSync('../run', path.join(folder, 'run-1', 'link'));
      expect(whyNotFollowed(path.join(folder, 'run-1', 'link'), path.join(folder, 'run-1'))).toBeNull();
      expect(realpathSync(path.join(folder, 'run-1', 'link'))).toBe(realpathSync(path.join(folder, 'run')));
    }));
});

/** What is put into a folder of a tree, by its name; `pipe` and `link` lead to no log. */
interface Planted {
  name: string;
  kind: 'file' | 'folder' | 'pipe' | 'link';
  /** The folder that it lies in: one of those planted before it. */
  within: number;
  /** Where a link leads, from the root of the tree. */
  target: string;
}

const NAMES = [
  'a',
  'b_carbontracker.log',
  'b_carbontracker_output.log',
  'b_carbontracker_err.log',
  '训',
  'c_carbontracker.log',
];

const planted: fc.Arbitrary<Planted> = fc.record({
  name: fc.constantFrom(...NAMES),
  kind: fc.constantFrom('file', 'file', 'folder', 'pipe', 'link'),
  within: fc.nat(5),
  target: fc.constantFrom('.', 'a', 'a/训', 'b_carbontracker.log', 'c_carbontracker.log', 'gone', '../pipe'),
});

/** Plants a tree; what has no room is left out. */
function plant(root: string, all: readonly Planted[]): void {
  const folders = [root];
  for (const { name, kind, within, target } of all) {
    const place = path.join(folders[within % folders.length] as string, name);
    try {
      if (kind === 'file') writeFileSync(place, '', { flag: 'wx' });
      else if (kind === 'pipe') linkSync(path.join(root, '../pipe'), place);
      else if (kind === 'link') symlinkSync(path.join(root, target), place);
      else {
        mkdirSync(place);
        folders.push(place);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Null for a link that leads nowhere, or to itself. */
function statusOf(place: string): Stats | null {
  try {
    return statSync(place);
  } catch {
    return null;
  }
}

/** The sets and what is no file in a tree, by asking the system for each name alone. */
function search(folder: string, seen: Set<string>, found: { sets: string[]; findings: string[] }): void {
  if (seen.has(realpathSync(folder))) return;
  seen.add(realpathSync(folder));
  const below: string[] = [];
  const sets = new Map<string, string[]>();
  for (const name of readdirSync(folder).sort()) {
    const place = path.join(folder, name);
    const [stem, isLog] = [name.split('_carbontracker')[0] as string, name.includes('_carbontracker')];
    const status = statusOf(place);
    if (status?.isDirectory()) below.push(place);
    else if (isLog && status?.isFile()) sets.set(stem, [...(sets.get(stem) ?? []), place]);
    else if (isLog) found.findings.push(place);
  }
  for (const [stem, files] of sets) {
    if (stem !== 'b' || files.some((file) => !file.endsWith('_err.log'))) found.sets.push(files.sort().join(' '));
    else found.findings.push(...files);
  }
  for (const place of below) search(place, seen, found);
}

describe.skipIf(process.platform === 'win32')('any tree', () => {
  it('is searched folder by folder, each once, and what is no file is named', () =>
    withFolder((folder) => {
      spawnSync('mkfifo', [path.join(folder, 'pipe')]);
      fc.assert(
        fc.property(fc.array(planted, { maxLength: 14 }), (all) => {
          const root = mkdtempSync(path.join(folder, 'tree-'));
          plant(root, all);
          const findings: string[] = [];
          const onFinding = ({ files }: Finding): void => void findings.push(...(files ?? []));
          const sets = Array.from(findSets(root, { onFinding }), (set) => {
            if ('later' in set) throw new Error('it holds no archive');
            return Object.values(set.files)
              .filter((file) => file !== null)
              .sort()
              .join(' ');
          });
          const expected = { sets: [] as string[], findings: [] as string[] };
          search(root, new Set(), expected);
          expect(sets).toEqual(expected.sets);
          expect(findings.sort()).toEqual(expected.findings.sort());
        }),
        { numRuns: 150 },
      );
    }));
});
