/** Logs without the names of logs, in a folder or an archive: they count as if they were named, and once. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { create } from 'tar';
import { describe, expect, it } from 'vitest';
import { type Amount, aggregateConsumption, readRuns } from '../../src/index.ts';
import { readFileName } from '../../src/log/file-name.ts';
import { withFolder, writeFiles } from '../helpers/fixtures.ts';
import { zipOf } from '../helpers/zip.ts';

const ROOT = path.resolve('fixtures/carbontracker');
const RUNS = readdirSync(ROOT, { withFileTypes: true }).flatMap((version) =>
  version.isDirectory() ? readdirSync(path.join(ROOT, version.name)).map((run) => path.join(version.name, run)) : [],
);

type Files = Record<string, string>;

const filesOf = (folder: string): Files =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));

/** The files of a run, of which those of some roles have other names. */
const renamed = (files: Files, roles: Record<string, string>): Files =>
  Object.fromEntries(
    Object.entries(files).map(([name, text], i) => {
      const ending = roles[readFileName(name)?.role ?? ''];
      return [ending === undefined ? name : `bert-${i}${ending}`, text];
    }),
  );

async function counted(place: string): Promise<Amount & { runs: number }> {
  const { runs, energyKwh, co2eqG } = await aggregateConsumption(place);
  return { runs, energyKwh, co2eqG };
}

const BOTH = { standard: '.log', output: '-out.log' };
const FULL = filesOf(path.join(ROOT, '2.4.3/gpu8_cpu2_e3_p1'));
const KWH = (await counted(path.join(ROOT, '2.4.3/gpu8_cpu2_e3_p1'))).energyKwh;

describe('a run of each version counts as with its own names', () => {
  it.each(RUNS)('%s', async (run) => {
    const expected = await counted(path.join(ROOT, run));
    const files = filesOf(path.join(ROOT, run));
    const ways = [{ standard: '.log' }, { output: '.txt' }, BOTH];
    for (const roles of ways)
      await withFolder(async (folder) => {
        writeFiles(folder, renamed(files, roles));
        expect(await counted(folder), Object.keys(roles).join()).toEqual({
          runs: expected.runs,
          energyKwh: expect.closeTo(expected.energyKwh, 12),
          co2eqG: expected.co2eqG === null ? null : expect.closeTo(expected.co2eqG, 9),
        });
      });
  });
});

describe('a renamed log', () => {
  it('is read in archives, and compressed, as in a folder', () =>
    withFolder(async (folder) => {
      const files = renamed(FULL, BOTH);
      const packed = Object.entries(files).map(([name, text]) => [`${name}.gz`, gzipSync(text)] as const);
      const zip = zipOf(Object.entries(files).map(([name, content]) => ({ name: `x/${name}`, content })));
      writeFiles(folder, { 'zip/a.zip': zip });
      writeFiles(path.join(folder, 'gz'), Object.fromEntries(packed));
      writeFiles(path.join(folder, 'from'), files);
      writeFiles(folder, { 'tar/other.txt': 'x' });
      await create({ file: path.join(folder, 'tar/a.tar.gz'), cwd: path.join(folder, 'from'), gzip: true }, ['.']);
      for (const place of ['zip', 'tar', 'gz', 'from'])
        expect(await counted(path.join(folder, place)), place).toMatchObject({ runs: 1, energyKwh: KWH });
    }));

  it('beside its original, or given by name as well, counts once', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { ...FULL, ...renamed(FULL, BOTH) });
      expect(await counted(folder)).toMatchObject({ runs: 1, energyKwh: KWH });
      const one = readdirSync(folder).find((name) => name.startsWith('bert')) ?? '';
      expect(await readRuns([folder, path.join(folder, one), folder])).toHaveLength(1);
    }));

  it('is another run than a log that its name begins', () =>
    withFolder(async (folder) => {
      const [standard = ''] = Object.keys(FULL).filter((name) => readFileName(name)?.role === 'standard');
      const other = filesOf(path.join(ROOT, '2.4.3/gpu1_cpu1_e3_p1'));
      const [text = ''] = Object.entries(other).flatMap(([name, one]) =>
        readFileName(name)?.role === 'standard' ? [one] : [],
      );
      writeFiles(folder, { 'bert.log': FULL[standard] ?? '', 'bert.log_carbontracker.log': text });
      expect((await counted(folder)).runs).toBe(2);
      expect(await readRuns([folder, folder])).toHaveLength(2);
    }));

  it('is read with the format of logs named, and passed over with another one', () =>
    withFolder(async (folder) => {
      writeFiles(folder, renamed(FULL, BOTH));
      expect(await readRuns(folder, { inputFormat: 'carbontracker' })).toHaveLength(1);
      expect(await readRuns(folder, { inputFormat: 'codecarbon' })).toEqual([]);
    }));
});

describe('files that do not begin as a log', () => {
  const [standard = '', output = ''] = ['standard', 'output'].map(
    (role) => Object.entries(FULL).find(([name]) => readFileName(name)?.role === role)?.[1],
  );

  it('an err log and samples are no run', () =>
    withFolder(async (folder) => {
      const others = Object.entries(FULL).filter(([name]) => /error|samples/.test(readFileName(name)?.role ?? ''));
      expect(others.length).toBeGreaterThan(0);
      writeFiles(folder, Object.fromEntries(others.map(([, text], i) => [`bert-${i}.log`, text])));
      writeFiles(folder, { 's.txt': 'time_s,gpu_w\n2025-01-01 08:00:00,100\n' });
      expect(await readRuns(folder)).toEqual([]);
    }));

  it.each([
    ['README.md', standard],
    ['README.txt', output],
    ['notes.md', `# The first run\n\n${standard}`],
    ['slurm-1.out', `Loading modules\n${standard}`],
    ['slurm-2.out', `Loading modules\n${output}`],
  ])('%s that quotes one is named', (name, text) =>
    withFolder(async (folder) => {
      writeFiles(folder, { [name]: text });
      const left: string[] = [];
      const runs = await readRuns(folder, { onFinding: ({ code, files }) => left.push(code, ...(files ?? [])) });
      expect(runs).toEqual([]);
      expect(left).toEqual(['left-out', path.join(folder, name)]);
    }),
  );

  it('console text counts once', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'terminal.out': output.replaceAll(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - /gm, '') });
      expect((await readRuns(folder)).map(({ format }) => format)).toEqual(['console']);
    }));
});
