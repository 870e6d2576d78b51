/** What a shell can hand over beside well-formed options and paths. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, outputLog, standardLog } from '../helpers/logs.ts';
import { shell, spawnCtParse } from '../helpers/process.ts';

const LOGS = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
const OTHER = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');

describe('behind -- every word is a path', () => {
  it.each(['-logs', '--json', 'true'])('also %s', (name) =>
    withFolder(async (folder) => {
      mkdirSync(path.join(folder, name));
      writeFiles(path.join(folder, name), { [names().standard]: standardLog() });
      const { code, stdout } = await spawnCtParse(['runs', '--ndjson', '--', name], { cwd: folder });
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
    [['agregate', LOGS], /unknown command agregate, did you mean aggregate\?/],
    [['--json', 'agregate', LOGS], /unknown command agregate, did you mean aggregate\?/],
    [['frobnicate', LOGS], /unknown command frobnicate \(/],
    [['aggregate', LOGS, '--jsno'], /unknown option --jsno, did you mean --json\?/],
    [['runs', '--group_by', 'folder', LOGS], /unknown option --group_by, did you mean --group-by\?/],
    [['diff', '--srtict', LOGS, OTHER], /unknown option --srtict, did you mean --strict\?/],
    [['runs', '--frobnicate=3', LOGS], /unknown option --frobnicate \(/],
    [['view', LOGS, '--port', '99999'], /--port must be a whole number from 0 to 65535 \(got 99999\)/],
    [['view', LOGS, '--port', '1.5'], /--port must be a whole number from 0 to 65535 \(got 1\.5\)/],
    [['runs', LOGS, '-x'], /unknown option -x \(/],
    [['diff', LOGS, OTHER, 'third'], /unexpected argument third/],
    [['aggregate', '-'], /standard input is not supported/],
    [['runs', LOGS, '-', '--json'], /standard input is not supported/],
    [['figures', LOGS, '-o', '-'], /figures need a folder/],
  ])('%j', async (args, message) => {
    expectOneLine(await ctParse(args), 2, message);
    expect(existsSync('-')).toBe(false);
  });
});

describe('a variable of the shell that is not set', () => {
  it.each<[string, string[], string]>([
    ['aggregate', ['--intensity='], '--intensity is empty'],
    ['aggregate', ['--intensity', ''], '--intensity is empty'],
    ['aggregate', ['--pue', ''], '--pue is empty'],
    ['statement', ['--pue='], '--pue is empty'],
    ['report', ['--country', 'DK', '--year', ''], '--year is empty'],
    ['figures', ['--width', ''], '--width is empty'],
    ['runs', ['--intensity', ' '], '--intensity is empty'],
    ['diff', ['--intensity', ''], '--intensity is empty'],
    ['report', ['-o', ''], '-o is empty'],
    ['statement', ['--country', ''], '--country is empty'],
    ['aggregate', ['--json', ''], 'an argument is empty'],
  ])('%s %j', async (command, words, message) => {
    const logs = command === 'diff' ? [LOGS, OTHER] : [LOGS];
    expectOneLine(await ctParse([command, ...words, ...logs]), 2, new RegExp(message));
  });

  it('an empty word behind -- is a path like any other', async () => {
    expectOneLine(await ctParse(['aggregate', LOGS, '--', '']), 1, /no such file or folder/);
  });
});

describe('a file that is no log', () => {
  const notes = fixture('findings', 'not-a-log', 'notes.txt');

  it.each(['aggregate', 'runs', 'audit', 'statement', 'parse'])('alone cannot be used by %s', async (command) => {
    const { code, stderr } = await ctParse([command, notes]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ct-parse: no logs found in .*notes\.txt; ct-parse --help lists the formats$/m);
  });

  it('beside logs is said, and not counted', async () => {
    const { code, stdout, stderr } = await ctParse(['aggregate', '--json', notes, LOGS]);
    const { runs, basis, findings } = JSON.parse(stdout);
    expect({ code, runs, none: basis.none.runs }).toEqual({ code: 0, runs: 1, none: 0 });
    expect(findings.filter(({ run }: { run: string | null }) => run === null)).toMatchObject([
      { code: 'not-a-log', files: [notes] },
    ]);
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
  it('recalculates both sides', async () => {
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
      const { stderr } = await spawnCtParse(['runs', 'a', 'b'], { cwd: folder });
      expect(stderr).toContain('(2: a, b)');
    }));

  it('tell a run from those that have no such finding', () =>
    withFolder(async (folder) => {
      const { standard, output } = names();
      writeFiles(folder, {
        [`a/${standard}`]: standardLog(),
        [`a/${output}`]: outputLog(),
        [`b/${standard}`]: standardLog({ start: 600 }),
      });
      const { stderr } = await spawnCtParse(['runs', '.'], { cwd: folder });
      expect(stderr).toContain('(1: b)');
    }));
});

describe('inputs of which nothing comes', () => {
  it('are named beside those that hold logs', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { [`a/${names().standard}`]: standardLog(), 'notes/x.txt': 'x' });
      mkdirSync(path.join(folder, 'empty'));
      const { code, stderr } = await spawnCtParse(['aggregate', 'a', 'empty', 'notes', 'a'], { cwd: folder });
      expect(code).toBe(0);
      expect(stderr).toContain('no logs in empty\n');
      expect(stderr).toContain('no logs in notes\n');
      expect(stderr).not.toContain('logs in a\n');
      expectOneLine(await spawnCtParse(['aggregate', 'empty'], { cwd: folder }), 1, /no logs found in empty/);
    }));

  it.skipIf(process.getuid?.() !== 0)('because they may not be read are not said to measure nothing', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, names().standard);
      writeFiles(folder, { [names().standard]: standardLog() });
      chmodSync(file, 0o000);
      // What lets root read everything.
      const line = `setpriv --bounding-set=-dac_override,-dac_read_search $CT aggregate "${folder}"`;
      expect(await shell(line)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: [
          `error: unreadable: a file or folder could not be read (1: cannot read ${file}: permission denied)`,
          `ct-parse: no logs could be read in ${folder}; ct-parse --help lists the formats\n`,
        ].join('\n'),
      });
    }),
  );
});

describe('outputs that are logs', () => {
  it.each([
    ['report', 'x_carbontracker.log', /has the name of a log: write to another file/],
    ['statement', 'x_carbontracker_output.log', /has the name of a log: write to another file/],
    ['report', 'renamed.txt', /renamed\.txt is one of the logs: write to another file/],
    ['statement', './renamed.txt', /renamed\.txt is one of the logs: write to another file/],
  ])('%s -o %s', (command, target, message) =>
    withFolder(async (folder) => {
      const logs = {
        'renamed.txt': standardLog(),
        'x_carbontracker.log': standardLog(),
        'x_carbontracker_output.log': outputLog(),
      };
      writeFiles(folder, logs);
      const result = await spawnCtParse([command, 'renamed.txt', '-o', target], { cwd: folder });
      expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 2, stdout: '' });
      expect(result.stderr).toMatch(message);
      expect(readdirSync(folder).sort()).toEqual(Object.keys(logs).sort());
      for (const [name, text] of Object.entries(logs)) expect(readFileSync(path.join(folder, name), 'utf8')).toBe(text);
    }),
  );

  it('a folder is no file', () =>
    withFolder(async (folder) => {
      for (const target of [folder, `${folder}/`]) {
        const { code, stderr } = await ctParse(['report', LOGS, '-o', target]);
        expect(code).toBe(1);
        expect(stderr).toContain(`cannot write ${target}: it is a folder; name a file in it`);
      }
    }));
});

describe('the width of a table', () => {
  it('is what the environment says, and endless for a pipe', () =>
    withFolder(async (folder) => {
      for (const [i, name] of ['one', 'two'].entries()) {
        writeFiles(folder, {
          [`${name}-${'x'.repeat(60)}/${names().standard}`]: standardLog({ start: 1000 + i }),
          [`${name}-${'x'.repeat(60)}/${names('9.9_2025-01-01T080000Z').standard}`]: standardLog({ start: i }),
        });
      }
      const widest = async (COLUMNS: string): Promise<number> => {
        const { stdout } = await ctParse(['runs', folder], { env: { COLUMNS } });
        return Math.max(...stdout.split('\n').map((line) => [...line].length));
      };
      expect(await widest('80')).toBe(80);
      expect(await widest('100')).toBe(100);
      const whole = await widest('400');
      expect(whole).toBeLessThan(200);
      for (const COLUMNS of ['', 'x']) expect(await widest(COLUMNS)).toBe(whole);
      expect(await widest('1')).toBeLessThanOrEqual(80);
    }));
});
