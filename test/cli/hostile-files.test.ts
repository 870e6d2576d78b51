/** Files that never end, or never begin: pipes, sockets, devices and sparse files, wherever a command takes a file. */

import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { names, outputLog, standardLog } from '../helpers/logs.ts';
import { shell, spawnCtParse } from '../helpers/process.ts';
import { samplesText, trackLog } from '../helpers/track-logs.ts';

const LOG = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
/** More than Node reads into one buffer. */
const HUGE_BYTES = 2 ** 31 + 2 ** 20;
/** Twice as much as one string holds. */
const LONG_BYTES = 2 ** 30;
const PATIENCE_MS = 300_000;

/** A file that begins with a text and goes on in nothing. */
function sparse(file: string, text = '', bytes = HUGE_BYTES): string {
  const descriptor = openSync(file, 'w', 0o600);
  writeSync(descriptor, text);
  ftruncateSync(descriptor, bytes);
  closeSync(descriptor);
  return file;
}

function pipe(file: string): string {
  expect(spawnSync('mkfifo', [file]).status).toBe(0);
  return file;
}

const ctTrack = (cwd: string, env: Record<string, string>, ...args: string[]) => {
  const command = path.join(path.dirname(inject('ctParse')), 'ct-track.js');
  const environment = { ...process.env, ...env };
  return spawnSync(process.execPath, [command, ...args], { cwd, env: environment, encoding: 'utf8', timeout: HANG_MS });
};

describe.skipIf(process.platform === 'win32')('a named pipe', () => {
  it('beside a log, behind a link, is not opened', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { [names().standard]: standardLog() });
      symlinkSync(pipe(path.join(folder, 'pipe')), path.join(folder, names().output));
      for (const input of [path.join(folder, names().standard), folder, `${folder}/*.log`]) {
        const { code, signal, stdout } = await spawnCtParse(['aggregate', input]);
        expect({ code, signal }).toEqual({ code: 0, signal: null });
        expect(stdout).toContain('0.00395 kWh');
      }
    }));

  it.each([
    ['as a log', 1, (file: string) => ['aggregate', file]],
    ['as a log behind a link', 1, (file: string) => ['runs', `${file}.link`]],
    ['as a table', 2, (file: string) => ['aggregate', '--from', file]],
    ['as a side of a comparison', 1, (file: string) => ['diff', file, LOG]],
    ['as a card to check', 1, (file: string) => ['check-card', file]],
    ['as a manifest', 1, (file: string) => ['aggregate', LOG, '--manifest', file]],
    ['as a model card', 1, (file: string) => ['statement', LOG, '--style', 'model-card', '--write', file]],
  ])('%s is told in a line', (_, code, argsOf) =>
    withFolder(async (folder) => {
      const file = pipe(path.join(folder, 'pipe.csv'));
      symlinkSync(file, `${file}.link`);
      const result = await spawnCtParse(argsOf(file));
      expect({ code: result.code, signal: result.signal }).toEqual({ code, signal: null });
      expect(result.stderr).toContain('pipe.csv');
    }),
  );

  it('as a configuration of ct-track is told in a line', () =>
    withFolder((folder) => {
      pipe(path.join(folder, 'ct-track.json'));
      const { status, stderr } = ctTrack(folder, {}, 'true');
      expect({ status, stderr }).toEqual({ status: 2, stderr: 'ct-track: ct-track.json: is not a regular file\n' });
    }));
});

describe.skipIf(process.platform === 'win32')('sockets and devices', () => {
  it('among logs are named and left alone', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'a_carbontracker.log': standardLog(), 'a_carbontracker_output.log': outputLog() });
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(path.join(folder, 'b_carbontracker.log'), resolve));
      symlinkSync('/dev/zero', path.join(folder, 'c_carbontracker.log'));
      symlinkSync('/dev/stdin', path.join(folder, 'd_carbontracker_output.log'));
      const { code, stderr, stdout } = await spawnCtParse(['aggregate', folder]);
      server.close();
      expect(code).toBe(0);
      expect(stdout).toContain('0.00395 kWh');
      expect(stderr).toMatch(/unreadable.*\(3: /);
    }));

  it('given by name are told in a line', async () => {
    for (const args of [
      ['aggregate', '/dev/zero'],
      ['runs', '/dev/tty'],
      ['parse', '/dev/random'],
    ]) {
      const { code, stderr } = await spawnCtParse(args);
      expect([args[1], code]).toEqual([args[1], 1]);
      expect(stderr).toContain(args[1]);
    }
    expectOneLine(
      await spawnCtParse(['aggregate', LOG, '--manifest', '/dev/zero']),
      1,
      /\/dev\/zero: it is not a regular file/,
    );
    expectOneLine(await spawnCtParse(['aggregate', '--from', '/dev/zero']), 2, /is no file/);
  });
});

describe.skipIf(process.platform !== 'linux')('a sparse file of gigabytes', () => {
  /** Runs in a heap that the file does not fit in many times over. */
  const inSmallHeap = (args: string[]) => spawnCtParse(args, { env: { NODE_OPTIONS: '--max-old-space-size=512' } });

  it(
    'as a log: what stands in front of it counts',
    () =>
      withFolder(async (folder) => {
        sparse(path.join(folder, names().standard), standardLog());
        const { code, stdout, stderr } = await inSmallHeap(['aggregate', folder]);
        expect(code, stderr).toBe(0);
        expect(stdout).toContain('0.00395 kWh');
        expect(stderr).toContain('nul-bytes');
      }),
    PATIENCE_MS,
  );

  it(
    'as an output log, too',
    () =>
      withFolder(async (folder) => {
        writeFiles(folder, { [names().standard]: standardLog() });
        sparse(path.join(folder, names().output), outputLog(), LONG_BYTES);
        const { code, stdout } = await inSmallHeap(['aggregate', folder]);
        expect(code).toBe(0);
        expect(stdout).toContain('0.00395 kWh');
      }),
    PATIENCE_MS,
  );

  it('as the samples of a killed run: its finished epochs count, and the rest is told', () =>
    withFolder(async (folder) => {
      const epochs = [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 3600, 'gpu:1': 0 } }];
      const { standard, output } = trackLog({ epochs, openAtS: 10 });
      writeFiles(folder, { [names('1.1_x').standard]: standard, [names('1.1_x').output]: output });
      sparse(
        path.join(folder, '1.1_x_carbontracker_samples.csv'),
        samplesText(['gpu:0', 'gpu:1'], [[0, 0, 0]]),
        LONG_BYTES,
      );
      for (const command of [['aggregate'], ['report', '-o', path.join(folder, 'report.pdf')]]) {
        const { code, stderr } = await inSmallHeap([...command, folder]);
        expect(code).toBe(0);
        expect(stderr).toMatch(/unreadable/);
        expect(stderr).toMatch(/unrecorded-epoch/);
      }
    }));

  it.each([['csv'], ['ndjson'], ['parquet']])('as a table that ends in .%s is damaged', (suffix) =>
    withFolder(async (folder) => {
      const start = suffix === 'csv' ? (await spawnCtParse(['runs', LOG, '--csv'])).stdout : '';
      const file = sparse(path.join(folder, `runs.${suffix}`), start, LONG_BYTES);
      expectOneLine(await inSmallHeap(['aggregate', '--from', file]), 1, /the table is damaged|lacks/);
    }),
  );

  it('as a manifest, a model card, a configuration or a token is too large', () =>
    withFolder((folder) => {
      const file = sparse(path.join(folder, 'ct-track.json'));
      const token = { ELECTRICITY_MAPS_TOKEN_FILE: file };
      const provider = ['--no-config', '--intensity-provider', 'electricitymaps', '--country', 'DK'];
      const tracked = [ctTrack(folder, {}, 'true'), ctTrack('/', token, ...provider, '--log-dir', folder, 'true')];
      for (const { status, stderr } of tracked) {
        expect({ status, lines: stderr.trim().split('\n').length }, stderr).toEqual({ status: 2, lines: 1 });
        expect(stderr).toMatch(/larger than/);
      }
    }));

  it.each([
    ['manifest', ['aggregate', LOG, '--manifest']],
    ['model card', ['statement', LOG, '--style', 'model-card', '--write']],
  ])('as a %s is too large', (_, args) =>
    withFolder(async (folder) => {
      const file = sparse(path.join(folder, 'file'));
      expectOneLine(await inSmallHeap([...args, file]), 1, /it is larger than \d+ bytes/);
    }),
  );
});

it.skipIf(process.platform !== 'linux')(
  'too few open files: the total is whole, or the command says that it is not',
  () =>
    withFolder(async (folder) => {
      const stems = Array.from({ length: 60 }, (_, i) => names(`${i}.2_2025-01-01T080000Z`));
      for (const [i, { standard, output }] of stems.entries()) {
        writeFiles(folder, { [standard]: standardLog({ start: i * 100 }), [output]: outputLog([{}], i * 100 + 60) });
      }
      let whole = 0;
      for (let files = 17; files <= 41; files += 3) {
        const { stdout, stderr } = await shell(`ulimit -n ${files}; $CT aggregate "${folder}"; echo "code $?"`);
        if (stdout.includes('0.237 kWh')) {
          whole += 1;
          expect(stdout).toContain('code 0');
        } else expect(`${stdout}${stderr}`).toMatch(/code [^0]|unreadable/);
      }
      expect(whole).toBeGreaterThan(0);
    }),
);

describe('folders', () => {
  it('of 500 levels, and one of 3,000 files, are read', () =>
    withFolder(async (folder) => {
      let deep = folder;
      for (let i = 0; i < 500; i += 1) deep = path.join(deep, 'd');
      mkdirSync(deep, { recursive: true });
      writeFiles(deep, { [names().standard]: standardLog() });
      writeFiles(folder, Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`${i}.txt`, ''])));
      for (const input of [folder, `${folder}/**/*.log`]) {
        expect((await spawnCtParse(['aggregate', input])).stdout).toContain('0.00395 kWh');
      }
    }));

  it.skipIf(process.getuid?.() !== 0)('that may not be read are named, and the others count', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'a/x_carbontracker.log': standardLog(), 'b/y_carbontracker.log': standardLog() });
      chmodSync(path.join(folder, 'a'), 0o000);
      // What lets root read everything; another user may not be able to read the checkout.
      const powers = '-dac_override,-dac_read_search';
      const { stdout, stderr } = await shell(`setpriv --bounding-set=${powers} $CT aggregate "${folder}"`);
      expect(stdout).toContain('0.00395 kWh');
      expect(stderr).toMatch(/error: unreadable: .*\/a: permission denied/);
    }),
  );
});
