/** What a shell can hand over beside well-formed options and paths. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctParse, expectOneLine, shell } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, standardLog } from '../helpers/logs.ts';

const LOGS = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
const OTHER = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');

describe('behind -- every word is a path', () => {
  it.each(['-logs', '--json', 'true'])('also %s', (name) =>
    withFolder(async (folder) => {
      mkdirSync(path.join(folder, name));
      writeFiles(path.join(folder, name), { [names().standard]: standardLog() });
      const { code, stdout } = await ctParse(['runs', '--ndjson', '--', name], { cwd: folder });
      expect(code).toBe(0);
      expect(JSON.parse(stdout).files.standard).toBe(path.join(name, names().standard));
    }),
  );

  it('in the order given', async () => {
    const plain = await ctParse(['diff', '--json', LOGS, OTHER]);
    expect(await ctParse(['diff', '--json', LOGS, '--', OTHER])).toEqual(plain);
    expect(await ctParse(['diff', '--json', '--', LOGS, OTHER])).toEqual(plain);
  });

  it('and none a table', () =>
    withFolder(async (folder) => {
      const table = path.join(folder, 'runs.ndjson');
      writeFileSync(table, (await ctParse(['runs', '--ndjson', OTHER])).stdout);
      const { code, stdout } = await ctParse(['aggregate', '--json', '--from', table, '--', LOGS]);
      expect({ code, runs: JSON.parse(stdout).runs }).toEqual({ code: 0, runs: 2 });
    }));
});

describe('what cannot be meant', () => {
  it.each([
    [['agregate', LOGS], /There is no command agregate, did you mean aggregate\?/],
    [['--json', 'agregate', LOGS], /There is no command agregate, did you mean aggregate\?/],
    [['frobnicate', LOGS], /There is no command frobnicate \(/],
    [['aggregate', LOGS, '--jsno'], /There is no option --jsno, did you mean --json\?/],
    [['runs', '--group_by', 'folder', LOGS], /There is no option --group_by, did you mean --group-by\?/],
    [['diff', '--srtict', LOGS, OTHER], /There is no option --srtict, did you mean --strict\?/],
    [['runs', '--frobnicate=3', LOGS], /There is no option --frobnicate \(/],
    [['runs', LOGS, '-x'], /There is no option -x \(/],
    [['diff', LOGS, OTHER, 'third'], /There is no use for third/],
    [['aggregate', '-'], /standard input cannot be read/],
    [['runs', LOGS, '-', '--json'], /standard input cannot be read/],
    [['figures', LOGS, '-o', '-'], /several files, and need a folder/],
  ])('%j', async (args, message) => {
    expectOneLine(await ctParse(args), 2, message);
    expect(existsSync('-')).toBe(false);
  });
});

describe('a file that is no log', () => {
  const notes = fixture('findings', 'not-a-log', 'notes.txt');

  it.each(['aggregate', 'runs', 'audit', 'statement', 'parse'])('alone cannot be used by %s', async (command) => {
    const { code, stderr } = await ctParse([command, notes]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ct-parse: no carbontracker logs found in .*notes\.txt$/m);
  });

  it('beside logs is said, and not counted', async () => {
    const { code, stdout, stderr } = await ctParse(['aggregate', '--json', notes, LOGS]);
    const { runs, basis, findings } = JSON.parse(stdout);
    expect({ code, runs, none: basis.none.runs }).toEqual({ code: 0, runs: 1, none: 0 });
    expect(findings).toMatchObject([{ run: null, code: 'not-a-log', files: [notes] }]);
    expect(stderr).toContain('error: not-a-log: ');
    expect((await ctParse(['aggregate', '--strict', notes, LOGS])).code).toBe(1);
  });
});

describe('nobody listens to what is said beside the data', () => {
  it('and the data come all the same', async () => {
    const plain = await ctParse(['aggregate', OTHER]);
    const { code, stdout } = await shell(`$CT aggregate '${OTHER}' 2> >(exec 0<&-; sleep 2)`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: plain.stdout });
  });

  it.skipIf(!existsSync('/dev/full'))('also where it cannot be written', async () => {
    expect((await shell(`$CT aggregate '${OTHER}' 2> /dev/full`)).code).toBe(0);
  });
});

describe('diff', () => {
  it('prices both sides again', async () => {
    const { code, stdout, stderr } = await ctParse(['diff', '--json', '--intensity', '100', LOGS, OTHER]);
    const { totals } = JSON.parse(stdout);
    for (const { energyKwh, co2eqG } of [totals.a, totals.b]) expect(co2eqG).toBeCloseTo(energyKwh * 100, 9);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('of 100 gCO') });
  });

  it('--strict tells of errors on either side', async () => {
    const broken = fixture('carbontracker', '2.4.3', 'cli_sigint');
    expect((await ctParse(['diff', '--strict', LOGS, OTHER])).code).toBe(0);
    expect((await ctParse(['diff', '--strict', LOGS, broken])).code).toBe(1);
    expect((await ctParse(['diff', LOGS, broken])).code).toBe(0);
  });
});

describe('names of findings', () => {
  it('carry as many folders as tell them apart', () =>
    withFolder(async (folder) => {
      for (const [i, name] of ['a', 'b'].entries()) {
        mkdirSync(path.join(folder, name));
        writeFiles(path.join(folder, name), {
          [names().standard]: standardLog({ epochs: [{ power: { gpu: `${100 + i}.0` } }] }),
        });
      }
      const { stderr } = await ctParse(['runs', 'a', 'b'], { cwd: folder });
      const stem = names().standard.replace('_carbontracker.log', '');
      expect(stderr).toContain(`(2: a/${stem}, b/${stem})`);
    }));
});
