import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/index.ts';
import { type FileSet, LOGS_ONLY } from '../../../src/parser/find/file-sets.ts';
import { type FindOptions, findRuns, findSets } from '../../../src/parser/find/find.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { names } from '../../helpers/logs.ts';

async function find(inputs: string[], options: FindOptions = {}): Promise<FileSet[]> {
  const sets: FileSet[] = [];
  for await (const set of findRuns(inputs, options)) sets.push(set);
  return sets;
}

/** Stem and roles of each set, with folders relative to `root`. */
async function shapes(root: string, inputs: string[], options: FindOptions = {}): Promise<string[]> {
  return (await find(inputs, options)).map(({ folder, stem, files }) => {
    const roles = Object.entries(files).flatMap(([role, file]) => (file === null ? [] : [role[0]]));
    return `${path.relative(root, folder).replaceAll('\\', '/')}/${stem} ${roles.join('')}`;
  });
}

/** Empty files of these names. */
const empty = (...files: string[]): Record<string, string> => Object.fromEntries(files.map((file) => [file, '']));

describe('pairing within a folder', () => {
  it('by stem, in the order of the names', () =>
    withFolder(async (folder) => {
      writeFiles(
        folder,
        empty(
          'b_carbontracker.log',
          'a_carbontracker_output.log',
          'a_carbontracker.log',
          'a_carbontracker_err.log',
          'a_carbontracker_samples.csv',
          'c_carbontracker_output.log',
          'carbontracker.log',
          'carbontracker_output.log',
        ),
      );
      expect((await shapes(folder, [folder])).sort()).toEqual(['/ so', '/a soes', '/b s', '/c o']);
    }));

  it('an err log or samples alone are no run', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('a_carbontracker_err.log', 'b_carbontracker_samples.csv'));
      expect(await shapes(folder, [folder])).toEqual([]);
    }));

  it('only a real suffix counts', () =>
    withFolder(async (folder) => {
      writeFiles(
        folder,
        empty(
          'a_carbontracker.log.bak',
          'carbontracker.txt',
          'x.log',
          'a_carbontracker.log~',
          'carbontracker.py',
          'b_carbontracker_samples.csv',
        ),
      );
      const found: Finding[] = [];
      expect(await shapes(folder, [folder], { onFinding: (finding) => found.push(finding) })).toEqual([]);
      expect(found.map(({ code, files }) => [code, ...(files ?? []).map((file) => path.basename(file))])).toEqual([
        ['left-out', 'a_carbontracker.log.bak'],
        ['left-out', 'a_carbontracker.log~'],
        ['left-out', 'carbontracker.txt'],
        ['left-out', 'b_carbontracker_samples.csv'],
      ]);
    }));

  it('names that were changed pair by what is left of them', () =>
    withFolder(async (folder) => {
      writeFiles(
        folder,
        empty(
          'a_carbontracker.log.txt',
          'a_carbontracker_output.log.txt',
          'B_CARBONTRACKER.LOG',
          'B_CARBONTRACKER_OUTPUT.LOG',
          'c_carbontracker (1).log',
          'c_carbontracker_output (1).log',
          'd_carbontracker.log',
          'd_carbontracker_output (1).log',
          'e_carbontracker.log.gz',
          'e_carbontracker_output.log',
        ),
      );
      const expected = ['/B so', '/a so', '/c so', '/d so', '/e so'];
      expect((await shapes(folder, [folder])).sort()).toEqual(expected);
      const files = readdirSync(folder).map((name) => path.join(folder, name));
      expect((await shapes(folder, files)).sort()).toEqual(expected);
      for (const file of files) expect(await shapes(folder, [file])).toHaveLength(1);
    }));

  it('a copy beside its original is a set of its own', () =>
    withFolder(async (folder) => {
      const stem = '1.2_2025-01-01T080000Z';
      writeFiles(
        folder,
        empty(
          `${stem}_carbontracker.log`,
          `${stem}_carbontracker_output.log`,
          `${stem}_carbontracker (1).log`,
          `${stem}_carbontracker_output (1).log`,
        ),
      );
      expect((await shapes(folder, [folder])).sort()).toEqual([`/${stem} (1) so`, `/${stem} so`]);
    }));

  it('a log is another run than a file of another format that its name begins with', () =>
    withFolder((folder) => {
      writeFiles(folder, empty('emissions.csv', 'emissions.csv_carbontracker.log'));
      const isTable = (name: string): boolean => name.endsWith('.csv');
      const offers = { ...LOGS_ONLY, mayHold: isTable, formatInFolder: () => 'codecarbon' as const };
      const log = path.join(folder, 'emissions.csv_carbontracker.log');
      for (const inputs of [[folder], [folder, folder], [log, folder]]) {
        const sets = [...findSets(inputs, {}, offers)];
        expect(sets.map((set) => 'files' in set && 'source' in set).sort()).toEqual([false, true]);
      }
    }));

  it('the same stem in two folders is two runs', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('x/a_carbontracker.log', 'y/a_carbontracker_output.log'));
      expect(await shapes(folder, [folder])).toEqual(['x/a s', 'y/a o']);
    }));
});

describe('folders', () => {
  it('of any name, with all that lies below, or without', () =>
    withFolder(async (folder) => {
      writeFiles(
        folder,
        empty(
          'a_carbontracker.log',
          'carbontracker_logs/a_carbontracker.log',
          'runs (old)/[1] é/a_carbontracker.log',
          'x_carbontracker.log/b_carbontracker.log',
        ),
      );
      expect(await shapes(folder, [folder])).toEqual([
        '/a s',
        'carbontracker_logs/a s',
        'runs (old)/[1] é/a s',
        'x_carbontracker.log/b s',
      ]);
      expect(await shapes(folder, [folder], { recursive: false })).toEqual(['/a s']);
      expect(await shapes(folder, [path.join(folder, 'runs (old)')])).toEqual(['runs (old)/[1] é/a s']);
    }));

  it('given twice, or once more through a part of it, counts once', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('x/a_carbontracker.log', 'x/a_carbontracker_output.log', 'b_carbontracker.log'));
      const x = path.join(folder, 'x');
      expect(await shapes(folder, [folder, folder, `${folder}/./`, x, path.join(x, 'a_carbontracker.log')])).toEqual([
        '/b s',
        'x/a so',
      ]);
    }));

  it('a folder without logs is empty, one that does not exist is an error', () =>
    withFolder(async (folder) => {
      expect(await find([folder])).toEqual([]);
      await expect(find([path.join(folder, 'none')])).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(find([folder, path.join(folder, 'none')])).rejects.toThrow(/no such file or folder: .*none/);
    }));
});

describe('an input without logs', () => {
  it('is told, unless another one led to its logs before', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('a/x_carbontracker.log', 'b/c/readme.txt', 'd/y_carbontracker_err.log'));
      const told = async (...inputs: string[]): Promise<string[]> => {
        const found: string[] = [];
        const paths = inputs.map((input) => path.join(folder, input));
        await find(paths, { onEmpty: (input) => found.push(path.relative(folder, input)) });
        return found;
      };
      expect(await told('a', 'b', 'b/c', 'd')).toEqual(['b', 'd']);
      expect(await told('a', 'a', '.', 'a')).toEqual([]);
      expect(await told('b/*', '?')).toEqual(['b/*']);
    }));

  it('is no path at all where a script has a fault', async () => {
    for (const inputs of [undefined, null, 7, [undefined], {}]) {
      await expect(find(inputs as unknown as string[])).rejects.toMatchObject({ code: 'USAGE' });
    }
  });
});

describe('files', () => {
  it('bring their partners along', () =>
    withFolder(async (folder) => {
      const { standard, output, error } = names();
      writeFiles(folder, empty(standard, output, error, 'other_carbontracker.log'));
      for (const name of [standard, output, error]) {
        expect(await shapes(folder, [path.join(folder, name)])).toEqual(['/1.2_2025-01-01T080000Z soe']);
      }
    }));

  it('both of a pair are one run', () =>
    withFolder(async (folder) => {
      const { standard, output } = names();
      writeFiles(folder, empty(standard, output));
      expect(await shapes(folder, [path.join(folder, output), path.join(folder, standard)])).toHaveLength(1);
    }));

  it('without a partner stand alone', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('a_carbontracker_output.log'));
      expect(await shapes(folder, [path.join(folder, 'a_carbontracker_output.log')])).toEqual(['/a o']);
    }));

  it('of any name are read when they are asked for', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('slurm-1.out'));
      expect(await shapes(folder, [path.join(folder, 'slurm-1.out')])).toEqual(['/slurm-1.out s']);
    }));
});

describe('patterns', () => {
  it('match files and folders', () =>
    withFolder(async (folder) => {
      writeFiles(
        folder,
        empty(
          'a1/x_carbontracker.log',
          'a1/x_carbontracker_output.log',
          'a2/y_carbontracker.log',
          'b/z_carbontracker.log',
        ),
      );
      expect(await shapes(folder, [`${folder}/a*`])).toEqual(['a1/x so', 'a2/y s']);
      expect(await shapes(folder, [`${folder}/**/*_carbontracker.log`])).toEqual(['a1/x so', 'a2/y s', 'b/z s']);
      expect(await shapes(folder, [`${folder}/a1/*`])).toEqual(['a1/x so']);
    }));

  it('that match nothing are an error', () =>
    withFolder(async (folder) => {
      await expect(find([`${folder}/*.log`])).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(find([`${folder}/*.log`])).rejects.toThrow(/matches/);
    }));

  it('an existing folder is no pattern', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('[ab]/x_carbontracker.log', 'a/y_carbontracker.log'));
      expect(await shapes(folder, [path.join(folder, '[ab]')])).toEqual(['[ab]/x s']);
    }));
});

describe.skipIf(process.platform === 'win32')('what is no regular file', () => {
  async function findings(folder: string): Promise<{ sets: string[]; findings: Finding[] }> {
    const found: Finding[] = [];
    const sets = await shapes(folder, [folder], { onFinding: (finding) => found.push(finding) });
    return { sets, findings: found };
  }

  it('a dangling link is named and left alone', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('a_carbontracker.log'));
      symlinkSync(path.join(folder, 'gone'), path.join(folder, 'b_carbontracker.log'));
      symlinkSync(path.join(folder, 'gone'), path.join(folder, 'notes.txt'));
      const { sets, findings: found } = await findings(folder);
      expect(sets).toEqual(['/a s']);
      expect(found).toEqual([expect.objectContaining({ code: 'unreadable', severity: 'error' })]);
      expect(found[0]?.message).toContain('b_carbontracker.log');
    }));

  it('a named pipe is named and left alone', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('a_carbontracker.log'));
      expect(spawnSync('mkfifo', [path.join(folder, 'a_carbontracker_output.log')]).status).toBe(0);
      const { sets, findings: found } = await findings(folder);
      expect(sets).toEqual(['/a s']);
      expect(found).toEqual([expect.objectContaining({ code: 'unreadable' })]);
      expect(found[0]?.message).toContain('a_carbontracker_output.log');
    }));

  it('a link to a log is followed', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('real/a_carbontracker.log', 'logs/b_carbontracker.log'));
      symlinkSync(path.join(folder, 'real', 'a_carbontracker.log'), path.join(folder, 'logs', 'a_carbontracker.log'));
      expect(await shapes(folder, [path.join(folder, 'logs')])).toEqual(['logs/a s', 'logs/b s']);
    }));

  it('links in a circle end', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('x/a_carbontracker.log'));
      symlinkSync(folder, path.join(folder, 'x', 'up'));
      symlinkSync(path.join(folder, 'loop'), path.join(folder, 'loop'));
      const { sets } = await findings(folder);
      expect(sets).toEqual(['x/a s']);
    }));

  it('an unreadable folder is named, the search goes on', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('z/a_carbontracker.log'));
      // Root may read everything; a link to itself stands in for a folder that cannot be opened.
      mkdirSync(path.join(folder, 'y'));
      symlinkSync(path.join(folder, 'y', 'b_carbontracker.log'), path.join(folder, 'y', 'b_carbontracker.log'));
      const { sets, findings: found } = await findings(folder);
      expect(sets).toEqual(['z/a s']);
      expect(found).toHaveLength(1);
      expect(found[0]?.message).toMatch(/ELOOP/);
    }));

  it('a folder that is also reached by a link beside it counts once', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('run-1/a_carbontracker.log'));
      symlinkSync(path.join(folder, 'run-1'), path.join(folder, 'latest'));
      expect((await findings(folder)).sets).toHaveLength(1);
    }));

  it('a link to a named pipe is named like the pipe', () =>
    withFolder(async (folder) => {
      spawnSync('mkfifo', [path.join(folder, 'pipe')]);
      symlinkSync(path.join(folder, 'pipe'), path.join(folder, 'a_carbontracker.log'));
      expect((await findings(folder)).findings).toHaveLength(1);
    }));

  it('a named pipe that is asked for is named, not opened', () =>
    withFolder(async (folder) => {
      const pipe = path.join(folder, 'a_carbontracker.log');
      expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
      const found: Finding[] = [];
      expect(await find([pipe], { onFinding: (finding) => found.push(finding) })).toEqual([]);
      expect(found).toMatchObject([{ code: 'unreadable', files: [pipe] }]);
      expect(await find([pipe])).toEqual([]);
    }));

  it('a pipe, or a link to one, whose name is no log is not of interest', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('a_carbontracker.log'));
      spawnSync('mkfifo', [path.join(folder, 'pipe')]);
      symlinkSync(path.join(folder, 'pipe'), path.join(folder, 'link'));
      expect(await findings(folder)).toEqual({ sets: ['/a s'], findings: [] });
    }));

  it('each finding names its path', () =>
    withFolder(async (folder) => {
      const [link, pipe, toPipe] = ['a', 'b', 'c'].map((stem) => path.join(folder, `${stem}_carbontracker.log`));
      symlinkSync(path.join(folder, 'gone'), link ?? '');
      spawnSync('mkfifo', [pipe ?? '']);
      symlinkSync(pipe ?? '', toPipe ?? '');
      const { findings: found } = await findings(folder);
      expect(found.map(({ files }) => files)).toEqual([[link], [pipe], [toPipe]]);
      for (const { message, files } of found) expect(message).toContain(files?.[0]);
    }));

  it('what cannot be read stops nothing where nobody asks for findings', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('b_carbontracker.log'));
      symlinkSync(path.join(folder, 'gone'), path.join(folder, 'a_carbontracker.log'));
      expect(await shapes(folder, [folder])).toEqual(['/b s']);
    }));

  it('links to folders are followed, unless sub-folders are left out', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('real/a_carbontracker.log', 'logs/b_carbontracker.log'));
      symlinkSync(path.join(folder, 'real'), path.join(folder, 'logs', 'other'));
      const logs = path.join(folder, 'logs');
      expect(await shapes(folder, [logs])).toEqual(['logs/b s', 'logs/other/a s']);
      expect(await shapes(folder, [logs], { recursive: false })).toEqual(['logs/b s']);
    }));

  it('a link brings its partners along as a file does', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('real_output', 'a_carbontracker.log'));
      symlinkSync(path.join(folder, 'real_output'), path.join(folder, 'a_carbontracker_output.log'));
      expect(await shapes(folder, [path.join(folder, 'a_carbontracker.log')])).toEqual(['/a so']);
    }));
});

describe('paths of the files', () => {
  it('are the argument as given and what lies below', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('x/a_carbontracker.log', 'x/a_carbontracker_output.log'));
      const relative = path.relative(process.cwd(), folder);
      for (const input of [folder, `${folder}/`, path.join(folder, 'x'), relative, path.join(relative, 'x')]) {
        const [set] = await find([input]);
        const below = path.basename(input) === 'x' ? '' : 'x';
        expect(set?.files).toEqual({
          standard: path.join(input, below, 'a_carbontracker.log'),
          output: path.join(input, below, 'a_carbontracker_output.log'),
          error: null,
          samples: null,
        });
      }
    }));

  it('in a fixed order: inputs as given, then folders, then names', () =>
    withFolder(async (folder) => {
      writeFiles(folder, empty('b/2_carbontracker.log', 'b/1_carbontracker.log', 'a/3_carbontracker.log'));
      const [a, b] = [path.join(folder, 'a'), path.join(folder, 'b')];
      expect(await shapes(folder, [b, a])).toEqual(['b/1 s', 'b/2 s', 'a/3 s']);
      expect(await shapes(folder, [folder])).toEqual(['a/3 s', 'b/1 s', 'b/2 s']);
    }));
});
