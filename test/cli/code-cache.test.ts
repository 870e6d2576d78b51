/** The code that ct-parse keeps for its next start, in real processes. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { canMount, makeReadOnly, withDisk } from '../helpers/mount.ts';

const LOGS = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');
const AGGREGATE = ['aggregate', LOGS];
const WATCH = fileURLToPath(new URL('../programs/watch-code.cjs', import.meta.url));
/** Another user than the one that runs the tests. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const knowsNodesOwn = 'enableCompileCache' in createRequire(import.meta.url)('node:module');

interface Started {
  /** Exit code and both outputs. */
  result: { code: number | null; stdout: string; stderr: string };
  /** For each file of the bundle, what V8 did: `kept`, `compiled` or `rejected`. Empty where the files came from Node. */
  code: string[];
  /** Places in the bundle from which it printed. */
  frames: string[];
}

interface StartOptions {
  env?: NodeJS.ProcessEnv;
  uid?: number;
  script?: string;
}

/** Starts ct-parse in a folder, below which it keeps code, and reports what V8 did. */
async function start(
  folder: string,
  args: readonly string[] = AGGREGATE,
  options: StartOptions = {},
): Promise<Started> {
  const { env = {}, uid, script = inject('ctParse') } = options;
  const watched = path.join(folder, `watched-${process.hrtime.bigint()}`);
  writeFileSync(watched, '');
  chmodSync(watched, 0o666);
  const child = spawn(process.execPath, ['-r', WATCH, script, ...args], {
    env: { PATH: process.env.PATH, XDG_CACHE_HOME: folder, WATCH_CODE: watched, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
    ...(uid === undefined ? {} : { uid }),
  });
  const result = { code: null as number | null, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      result[name] += text;
    });
  }
  result.code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = readFileSync(watched, 'utf8').split('\n');
  const of = (word: string): string[] =>
    lines.flatMap((line) => (line.startsWith(word) ? [line.slice(word.length)] : []));
  return { result, code: of('code '), frames: of('frame ') };
}

/** The folder of kept code. */
const keptIn = (folder: string): string => path.join(folder, 'ct-parse');

/** The one file of kept code. */
function keptFile(folder: string): string {
  const names = readdirSync(keptIn(folder));
  expect(names).toEqual([expect.stringMatching(/^aggregate-[0-9a-f]{8}\.bin$/)]);
  return path.join(keptIn(folder), names[0] ?? '');
}

const onlyOf = (code: readonly string[]): string[] => [...new Set(code)];

let plain: Started;
beforeAll(async () => {
  await withFolder(async (folder) => {
    plain = await start(folder, AGGREGATE, { env: { NODE_DISABLE_COMPILE_CACHE: '1' } });
    expect(readdirSync(folder).filter((name) => !name.startsWith('watched'))).toEqual([]);
  });
  expect(plain.code).toEqual([]);
  expect(plain.result).toMatchObject({ code: 0, stdout: expect.stringContaining('kWh') });
  expect(plain.frames.length).toBeGreaterThan(0);
});

describe.skipIf(process.platform === 'win32')('kept code', () => {
  it('is used by the next start, which prints the same from the same lines', () =>
    withFolder(async (folder) => {
      const first = await start(folder);
      expect(onlyOf(first.code)).toEqual(['compiled']);
      expect(lstatSync(keptIn(folder)).mode & 0o777).toBe(0o700);
      expect(lstatSync(keptFile(folder)).mode & 0o777).toBe(0o600);
      const second = await start(folder);
      expect(onlyOf(second.code)).toEqual(['kept']);
      for (const { result, frames } of [first, second])
        expect({ result, frames }).toEqual({ result: plain.result, frames: plain.frames });
    }));

  it('grows by the functions of the next two calls, then by files that no call has loaded yet', () =>
    withFolder(async (folder) => {
      const table = path.join(folder, 'runs.csv');
      writeFileSync(table, (await start(path.join(folder), ['runs', LOGS, '--csv'])).result.stdout);
      rmSync(keptIn(folder), { recursive: true });
      const sizes: number[] = [];
      for (const args of [
        AGGREGATE,
        [...AGGREGATE, '--json'],
        [...AGGREGATE, '--range'],
        [...AGGREGATE, '--verbose'],
      ]) {
        await start(folder, args);
        sizes.push(lstatSync(keptFile(folder)).size);
      }
      const [one = 0, two = 0, three = 0, four] = sizes;
      expect(two).toBeGreaterThan(one);
      expect(three).toBeGreaterThan(two);
      expect(four).toBe(three);
      const ofTable = ['aggregate', table];
      expect(onlyOf((await start(folder, ofTable)).code).sort()).toEqual(['compiled', 'kept']);
      for (const args of [ofTable, AGGREGATE]) expect(onlyOf((await start(folder, args)).code)).toEqual(['kept']);
    }));

  it('is apart under another limit of memory, as V8 refuses it', () =>
    withFolder(async (folder) => {
      const env = { NODE_OPTIONS: '--max-old-space-size=500' };
      for (const code of ['compiled', 'kept'])
        for (const options of [{}, { env }])
          expect(onlyOf((await start(folder, AGGREGATE, options)).code)).toEqual([code]);
    }));

  it('of the help is apart from that of the commands', () =>
    withFolder(async (folder) => {
      const help = ['aggregate', '--help'];
      const [first, second] = [await start(folder, help), await start(folder, help)];
      expect(second.result).toEqual(first.result);
      expect(onlyOf(second.code)).toEqual(['kept']);
      expect(readdirSync(keptIn(folder))).toEqual([expect.stringMatching(/^help-[0-9a-f]{8}\.bin$/)]);
    }));

  it('cannot import, so no file of the bundle does', () => {
    const dist = path.dirname(path.dirname(inject('ctParse')));
    const files = readdirSync(dist).filter((name) => name.endsWith('.cjs'));
    expect(files.length).toBeGreaterThan(20);
    for (const name of files)
      expect(readFileSync(path.join(dist, name), 'utf8'), name).not.toMatch(/[^\w.$]import\s*\(/);
  });

  it('loads packages as before', () =>
    withFolder(async (folder) => {
      const pictures = ['figures', LOGS, '--format', 'png', '--country', 'DK', '-o'];
      const before = await start(folder, [...pictures, path.join(folder, '0')], {
        env: { NODE_DISABLE_COMPILE_CACHE: '1' },
      });
      expect(before.result.code).toBe(0);
      for (const name of ['1', '2']) {
        const { result, code } = await start(folder, [...pictures, path.join(folder, name)]);
        expect(onlyOf(code)).toEqual([name === '1' ? 'compiled' : 'kept']);
        expect(result.code).toBe(0);
        for (const file of readdirSync(path.join(folder, '0')))
          expect(
            readFileSync(path.join(folder, name, file)).equals(readFileSync(path.join(folder, '0', file))),
            file,
          ).toBe(true);
      }
    }));

  it('is not made by other words, or a call that fails', () =>
    withFolder(async (folder) => {
      for (const [args, code] of [
        [['--version'], 0],
        [['../../x'], 2],
        [['aggregate', '--no-such-option', LOGS], 2],
        [['aggregate', folder], 1],
      ] as const)
        expect((await start(folder, args)).result.code, args.join(' ')).toBe(code);
      expect(existsSync(keptIn(folder))).toBe(false);
    }));

  it('is not used where it is damaged, and replaced', () =>
    withFolder(async (folder) => {
      await start(folder);
      const file = keptFile(folder);
      const bytes = readFileSync(file);
      const flipped = (at: number): Buffer => {
        const copy = Buffer.from(bytes);
        copy[at] = (copy[at] ?? 0) ^ 0x10;
        return copy;
      };
      const lengths = [0, 3, 7, 8, 100, Math.floor(bytes.length / 2), bytes.length - 1];
      const places = [
        0,
        5,
        9,
        300,
        ...[0.1, 0.3, 0.5, 0.7, 0.9].map((part) => Math.floor(part * bytes.length)),
        bytes.length - 1,
      ];
      for (const damaged of [
        ...lengths.map((length) => bytes.subarray(0, length)),
        ...places.map(flipped),
        Buffer.concat([bytes, bytes]),
      ]) {
        writeFileSync(file, damaged);
        const { result, code } = await start(folder);
        expect({ result, code: onlyOf(code) }).toEqual({ result: plain.result, code: ['compiled'] });
        expect(readFileSync(file).equals(damaged)).toBe(false);
      }
      expect(onlyOf((await start(folder)).code)).toEqual(['kept']);
    }));

  it('of a build that was changed is not used', () =>
    withFolder(async (folder) => {
      // The script and the files that it loads, with the packages beside them.
      const dist = path.dirname(path.dirname(inject('ctParse')));
      const copy = `${dist}-changed-${process.pid}`;
      cpSync(dist, copy, { recursive: true });
      try {
        const script = path.join(copy, 'cli', 'ct-parse.js');
        const [before] = [await start(folder, AGGREGATE, { script }), await start(folder, AGGREGATE, { script })];
        expect(before.result).toEqual(plain.result);
        let changed = 0;
        for (const name of readdirSync(copy).filter((one) => one.endsWith('.cjs'))) {
          const text = readFileSync(path.join(copy, name), 'utf8');
          if (!text.includes('training of models')) continue;
          changed += 1;
          writeFileSync(path.join(copy, name), text.replaceAll('training of models', 'TRAINING of models'));
        }
        expect(changed).toBeGreaterThan(0);
        const { result, code } = await start(folder, AGGREGATE, { script });
        expect(onlyOf(code).sort()).toEqual(['compiled', 'kept']);
        expect(result.stdout).toBe(plain.result.stdout.replace('training', 'TRAINING'));
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    }));

  it('of old builds of the same command is removed, that of other commands stays', () =>
    withFolder(async (folder) => {
      mkdirSync(keptIn(folder), { mode: 0o700 });
      const put = (name: string, ageS: number): void => {
        writeFileSync(path.join(keptIn(folder), name), '');
        utimesSync(path.join(keptIn(folder), name), Date.now() / 1000 - ageS, Date.now() / 1000 - ageS);
      };
      const old = [1, 2, 3, 4, 5].map((number) => `aggregate-0000000${number}.bin`);
      for (const [index, name] of old.entries()) put(name, 100 * (index + 1));
      const others = ['runs-00000001.bin', 'aggregate-notes.txt'];
      for (const name of others) put(name, 10_000);
      await start(folder);
      const left = readdirSync(keptIn(folder));
      expect(left).toEqual(expect.arrayContaining([...others, ...old.slice(0, 2)]));
      expect(left).toHaveLength(others.length + 3);
      expect(onlyOf((await start(folder)).code)).toEqual(['kept']);
    }));

  it('is written by one of many processes that start at once', () =>
    withFolder(async (folder) => {
      const starts = await Promise.all(Array.from({ length: 20 }, () => start(folder)));
      for (const { result } of starts) expect(result).toEqual(plain.result);
      expect(onlyOf((await start(folder)).code)).toEqual(['kept']);
      keptFile(folder);
    }));

  it('waits for nobody: another process that writes is left alone, what a killed one left is removed', () =>
    withFolder(async (folder) => {
      await start(folder);
      const file = keptFile(folder);
      renameSync(file, `${file}.new`);
      writeFileSync(`${file}.new`, 'half');
      expect((await start(folder)).result).toEqual(plain.result);
      expect(readdirSync(keptIn(folder))).toEqual([`${path.basename(file)}.new`]);
      expect(readFileSync(`${file}.new`, 'utf8')).toBe('half');
      const longAgoS = Date.now() / 1000 - 3600;
      utimesSync(`${file}.new`, longAgoS, longAgoS);
      await start(folder);
      keptFile(folder);
      expect(onlyOf((await start(folder)).code)).toEqual(['kept']);
    }));

  it('is turned off by the variable of Node, and goes where that of Node says', () =>
    withFolder(async (folder) => {
      await start(folder);
      expect((await start(folder, AGGREGATE, { env: { NODE_DISABLE_COMPILE_CACHE: '1' } })).code).toEqual([]);
      const elsewhere = path.join(folder, 'elsewhere');
      const env = { NODE_COMPILE_CACHE: elsewhere };
      await start(folder, AGGREGATE, { env });
      const { result, code } = await start(folder, AGGREGATE, { env });
      expect(result).toEqual(plain.result);
      // Node does it itself from 22.1 on.
      expect(onlyOf(code)).toEqual(knowsNodesOwn ? [] : ['kept']);
      expect(readdirSync(elsewhere).includes('ct-parse')).toBe(!knowsNodesOwn);
    }));

  describe('that another user may have written is not used', () => {
    it.each<[string, (folder: string, file: string) => void]>([
      ['a file that others can write', (_, file) => chmodSync(file, 0o602)],
      ['a file that the group can write', (_, file) => chmodSync(file, 0o620)],
      ['a folder that others can write', (folder) => chmodSync(folder, 0o703)],
      ['a link to a file', (_, file) => putLink(file)],
      ['a link to a folder', (folder) => putLink(folder)],
      ...(isRoot
        ? ([
            ['a file of another user', (_, file) => chownSync(file, NOBODY, NOBODY)],
            ['a folder of another user', (folder) => chownSync(folder, NOBODY, NOBODY)],
          ] satisfies [string, (folder: string, file: string) => void][])
        : []),
    ])('%s', (_, change) =>
      withFolder(async (folder) => {
        await start(folder);
        change(keptIn(folder), keptFile(folder));
        const { result, code } = await start(folder);
        expect({ result, code: onlyOf(code) }).toEqual({ result: plain.result, code: ['compiled'] });
      }),
    );
  });

  it.each<[string, (folder: string) => NodeJS.ProcessEnv]>([
    ['no home', () => ({ XDG_CACHE_HOME: '' })],
    ['a cache folder that is relative', () => ({ XDG_CACHE_HOME: 'relative' })],
    ['a home that is a file', (folder) => ({ XDG_CACHE_HOME: '', HOME: path.join(folder, 'file') })],
    ['a home that is missing', () => ({ XDG_CACHE_HOME: '', HOME: '/proc/no/home' })],
    ['a cache folder that is a device', () => ({ XDG_CACHE_HOME: '/dev/null' })],
  ])('is not needed: %s', (_, envOf) =>
    withFolder(async (folder) => {
      writeFileSync(path.join(folder, 'file'), '');
      const before = readdirSync(folder);
      const { result, code } = await start(folder, AGGREGATE, { env: envOf(folder) });
      expect(result).toEqual(plain.result);
      expect(code).not.toContain('kept');
      expect(readdirSync(folder).filter((name) => !name.startsWith('watched'))).toEqual(before);
    }),
  );

  it.skipIf(!canMount)('is not needed: a full disk, a disk that cannot be written', () =>
    withDisk(64, async (disk) => {
      const full = await start(disk);
      expect({ result: full.result, code: onlyOf(full.code) }).toEqual({ result: plain.result, code: ['compiled'] });
      expect(readdirSync(keptIn(disk)), 'no half of a file').toEqual([]);
      makeReadOnly(disk);
      await withFolder(async (folder) => {
        const { result, code } = await start(folder, AGGREGATE, { env: { XDG_CACHE_HOME: disk } });
        expect({ result, code: onlyOf(code) }).toEqual({ result: plain.result, code: ['compiled'] });
      });
    }),
  );

  it('lies below the home folder without XDG_CACHE_HOME', () =>
    withFolder(async (folder) => {
      const env = { XDG_CACHE_HOME: '', HOME: folder };
      await start(folder, AGGREGATE, { env });
      expect(onlyOf((await start(folder, AGGREGATE, { env })).code)).toEqual(['kept']);
      keptFile(path.join(folder, '.cache'));
    }));

  it.skipIf(!isRoot)('is made neither in a home that cannot be written, nor by root in that of a user', () =>
    withFolder(async (folder) => {
      const home = path.join(folder, 'home');
      mkdirSync(home);
      chmodSync(folder, 0o755);
      const env = { XDG_CACHE_HOME: '', HOME: home };
      const started = [await start(folder, AGGREGATE, { env, uid: NOBODY })];
      chownSync(home, NOBODY, NOBODY);
      started.push(await start(folder, AGGREGATE, { env }));
      for (const { result, code } of started)
        expect({ result, code: onlyOf(code) }).toEqual({ result: plain.result, code: ['compiled'] });
      expect(readdirSync(home)).toEqual([]);
      await start(folder, AGGREGATE, { env, uid: NOBODY });
      expect(onlyOf((await start(folder, AGGREGATE, { env, uid: NOBODY })).code)).toEqual(['kept']);
      expect(onlyOf((await start(folder, AGGREGATE, { env })).code), 'root does not run it').toEqual(['compiled']);
    }),
  );
});

/** Moves it and puts a link in its place. */
function putLink(place: string): void {
  renameSync(place, `${place}-moved`);
  symlinkSync(`${place}-moved`, place);
}
