import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finding, readRuns } from '../../../src/index.ts';
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
