/** Files that are not whole yet: nobody else's link is followed, and a signal leaves none behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { build } from 'tsdown';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeLogs } from '../../bench/make-logs.mjs';
import { putInPlace } from '../../cli/new-file.ts';
import { saveOver } from '../../cli/target.ts';
import { ctParse } from '../helpers/cli.ts';
import { inRepository, withFolder } from '../helpers/fixtures.ts';

/** How a process ended. */
interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
}

async function endOf(child: ReturnType<typeof spawn>): Promise<End> {
  const [code, signal] = (await once(child, 'close')) as [End['code'], End['signal']];
  return { code, signal };
}

let bundled: string;

beforeAll(async () => {
  const cache = inRepository('node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  bundled = mkdtempSync(path.join(cache, 'put-in-place-'));
  await build({
    config: false,
    cwd: inRepository(),
    entry: { program: 'test/programs/put-in-place.ts' },
    outDir: bundled,
    platform: 'node',
    dts: false,
    fixedExtension: false,
    clean: false,
    logLevel: 'silent',
  });
});
afterAll(() => rmSync(bundled, { recursive: true, force: true }));

describe('a file that is being written', () => {
  it('has a name that nobody can guess, and no two the same', () =>
    withFolder(async (folder) => {
      const seen = new Set<string>();
      for (let i = 0; i < 20; i += 1) {
        await putInPlace(path.join(folder, 'target'), async (file) => {
          const [name = ''] = readdirSync(folder).filter((entry) => entry.endsWith('.part'));
          expect(name).toMatch(/^ct-parse-[0-9a-f-]{36}\.part$/);
          seen.add(name);
          await file.writeFile(`${i}`);
        });
      }
      expect(seen.size).toBe(20);
      expect(readdirSync(folder)).toEqual(['target']);
      expect(readFileSync(path.join(folder, 'target'), 'utf8')).toBe('19');
    }));

  it('does not meet another process of the same number', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'target');
      const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(1000 + i));
      await Promise.all(texts.map((text) => putInPlace(target, (file) => file.writeFile(text))));
      expect(texts).toContain(readFileSync(target, 'utf8'));
      expect(readdirSync(folder)).toEqual(['target']);
    }));

  it('is removed where writing fails, and the old file stays', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'target');
      writeFileSync(target, 'old');
      const failing = putInPlace(target, async (file) => {
        await file.writeFile('half');
        throw new Error('no more');
      });
      await expect(failing).rejects.toThrow('no more');
      expect(readdirSync(folder)).toEqual(['target']);
      expect(readFileSync(target, 'utf8')).toBe('old');
    }));

  it('leaves no listener behind', () =>
    withFolder(async (folder) => {
      const count = (): number[] => ['exit', 'SIGHUP', 'SIGINT', 'SIGTERM'].map((name) => process.listenerCount(name));
      const before = count();
      await putInPlace(path.join(folder, 'target'), (file) => file.writeFile('x'));
      expect(count()).toEqual(before);
    }));

  it.skipIf(process.platform === 'win32')('keeps the permissions of a file that is changed', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'target');
      writeFileSync(target, 'old', { mode: 0o640 });
      await saveOver(target, 'new');
      expect(statSync(target).mode & 0o777).toBe(0o640);
    }),
  );

  it.skipIf(process.platform === 'win32').each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)(
    'is removed by %s, of which the process dies',
    (signal) =>
      withFolder(async (folder) => {
        const target = path.join(folder, 'target');
        writeFileSync(target, 'old');
        const child = spawn(process.execPath, [path.join(bundled, 'program.js'), target], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const ended = endOf(child);
        await once(child.stdout, 'data');
        expect(readdirSync(folder)).toHaveLength(2);
        child.kill(signal);
        expect(await ended).toEqual({ code: null, signal });
        expect(readdirSync(folder)).toEqual(['target']);
        expect(readFileSync(target, 'utf8')).toBe('old');
      }),
  );

  it('is removed where the process ends by itself', () =>
    withFolder(async (folder) => {
      const args = [path.join(bundled, 'program.js'), path.join(folder, 'target'), 'exit'];
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      expect(await endOf(child)).toEqual({ code: 3, signal: null });
      expect(readdirSync(folder)).toEqual([]);
    }));
});

describe.skipIf(process.platform === 'win32')('a table that is being written', () => {
  it('is whole or not there after a signal', () =>
    withFolder(async (folder) => {
      const [logs, out] = [path.join(folder, 'logs'), path.join(folder, 'out')];
      mkdirSync(logs);
      mkdirSync(out);
      makeLogs(logs, 3000, 2);
      const target = path.join(out, 'runs.parquet');
      const child = spawn(process.execPath, [inject('ctParse'), 'runs', '--parquet', target, logs], {
        stdio: 'ignore',
      });
      let isOver = false;
      const ended = endOf(child).finally(() => {
        isOver = true;
      });
      while (!isOver && readdirSync(out).length === 0) await new Promise(setImmediate);
      child.kill('SIGINT');
      const { signal } = await ended;
      // On a slow machine the signal may come after the end.
      expect(readdirSync(out)).toEqual(signal === 'SIGINT' ? [] : ['runs.parquet']);
      if (existsSync(target)) {
        const { stdout } = await ctParse(['aggregate', '--json', '--from', target]);
        expect(JSON.parse(stdout).runs).toBe(3000);
      }
    }));
});
