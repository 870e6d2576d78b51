/** Archives of logs: what is in them counts as in a folder, and nothing in them can do harm. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { create, replace } from 'tar';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, type Finding, type Run, readRuns } from '../../../src/index.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { names, outputLog, standardLog } from '../../helpers/logs.ts';
import { type ZipEntry, zipOf } from '../../helpers/zip.ts';

const { standard, output } = names();
const FILES: Record<string, string> = {
  [`logs/${standard}`]: standardLog(),
  [`logs/${output}`]: outputLog(),
  'logs/readme.txt': 'x',
};
const KWH = 0.00395;
const ENTRIES: ZipEntry[] = Object.entries(FILES).map(([name, content]) => ({ name, content }));

async function read(place: string): Promise<{ runs: Run[]; findings: Finding[]; messages: string }> {
  const findings: Finding[] = [];
  const runs = await readRuns(place, { onFinding: (finding) => findings.push(finding) });
  return { runs, findings, messages: findings.map(({ message }) => message).join('\n') };
}

/** A tar archive of files, written by another program's library. */
async function tarOf(folder: string, name: string, files: Record<string, string | Uint8Array>): Promise<string> {
  const from = path.join(folder, `from-${name}`);
  writeFiles(from, files);
  const file = path.join(folder, name);
  await create({ file, cwd: from, gzip: /gz$/.test(name) }, readdirSync(from));
  return file;
}

describe('an archive is read like a folder', () => {
  it.each(['a.zip', 'stored.zip', 'a.tar', 'a.tar.gz', 'a.tgz', 'without-ending'])('%s', (name) =>
    withFolder(async (folder) => {
      const inner = path.join(folder, 'with');
      const archive = path.join(inner, name);
      if (name.includes('tar') || name.includes('tgz')) {
        const made = await tarOf(folder, name, FILES);
        writeFiles(inner, { [name]: readFileSync(made) });
      } else
        writeFiles(inner, { [name]: zipOf(ENTRIES.map((entry) => ({ ...entry, stored: name === 'stored.zip' }))) });
      const { runs, findings } = await read(archive);
      expect(findings).toEqual([]);
      expect(runs).toMatchObject([
        {
          id: path.join(archive, 'logs', '1.2_2025-01-01T080000Z'),
          files: { standard: path.join(archive, 'logs', standard), output: path.join(archive, 'logs', output) },
        },
      ]);
      expect((await aggregateConsumption(archive)).energyKwh).toBeCloseTo(KWH, 9);
      // In a folder it is found by its ending.
      expect((await readRuns(inner)).length).toBe(name === 'without-ending' ? 0 : 1);
    }),
  );

  it('with the names of April 2020, which have nothing in front, at its top', () =>
    withFolder(async (folder) => {
      const entries = { 'carbontracker.log': standardLog(), 'carbontracker_output.log': outputLog() };
      const zip = zipOf(Object.entries(entries).map(([name, content]) => ({ name, content })));
      writeFiles(folder, { 'a.zip': zip });
      const { runs } = await read(path.join(folder, 'a.zip'));
      expect(runs).toMatchObject([{ id: path.join(folder, 'a.zip', 'carbontracker') }]);
      expect(await read(folder)).toMatchObject({ runs: [{ id: path.join(folder, 'a.zip', 'carbontracker') }] });
    }));

  it('beside what was unpacked from it, each run counts once', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { ...FILES, 'logs.zip': zipOf(ENTRIES) });
      const totals = await aggregateConsumption(folder);
      expect([totals.runs, totals.energyKwh]).toEqual([1, expect.closeTo(KWH, 9)]);
    }));

  it('files of one path that an archive holds twice count each, unless they are of one run', () =>
    withFolder(async (folder) => {
      const other = { standard: standardLog({ start: 3600 }), output: outputLog([{}], 3660) };
      const [first, second] = [
        [standardLog(), outputLog()],
        [other.standard, other.output],
      ].map(([log, totals]) => ({
        'a_carbontracker.log': log as string,
        'a_carbontracker_output.log': totals as string,
      }));
      const entries = [first, second, first].flatMap((files) => Object.entries(files ?? {}));
      writeFiles(folder, { 'a.zip': zipOf(entries.map(([name, content]) => ({ name, content }))) });
      const tar = await tarOf(folder, 'a.tar', first ?? {});
      const more = path.join(folder, 'from-a.tar');
      writeFiles(more, second ?? {});
      await replace({ file: tar, cwd: more }, Object.keys(second ?? {}));
      for (const archive of ['a.zip', 'a.tar']) {
        const totals = await aggregateConsumption(path.join(folder, archive));
        expect([archive, totals.runs, totals.energyKwh]).toEqual([archive, 2, expect.closeTo(2 * KWH, 9)]);
      }
    }));

  it('an archive in an archive is opened, up to a depth', () =>
    withFolder(async (folder) => {
      let bytes = zipOf(ENTRIES);
      writeFiles(folder, { '1.zip': bytes });
      for (const depth of [2, 3, 4]) {
        bytes = zipOf([{ name: `in/${depth - 1}.zip`, content: bytes }]);
        writeFiles(folder, { [`${depth}.zip`]: bytes });
      }
      const tar = await tarOf(folder, 'b.tar.gz', { 'in.zip': zipOf(ENTRIES) });
      const place = (depth: number): string => path.join(folder, `${depth}.zip`);
      expect((await read(place(3))).runs.map(({ id }) => id)).toEqual([
        path.join(place(3), 'in', '2.zip', 'in', '1.zip', 'logs', '1.2_2025-01-01T080000Z'),
      ]);
      expect((await read(tar)).runs).toHaveLength(1);
      const tooDeep = await read(place(4));
      expect(tooDeep.runs).toEqual([]);
      expect(tooDeep.findings).toMatchObject([{ code: 'unreadable', severity: 'error' }]);
    }));

  it('names what it holds of carbontracker and is not read', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'a.zip': zipOf([...ENTRIES, { name: 'x_carbontracker.log.bak', content: 'x' }]) });
      const file = path.join(folder, 'a.zip', 'x_carbontracker.log.bak');
      expect((await read(folder)).findings).toMatchObject([{ code: 'left-out', files: [file] }]);
    }));
});

describe('an archive that is wrong is a finding, and the rest is read', () => {
  it.each<[string, ZipEntry, RegExp]>([
    [
      'encrypted',
      { name: 'b_carbontracker.log', content: standardLog(), encrypted: true },
      /b_carbontracker.*encrypted/,
    ],
    ['above the archive', { name: '../b_carbontracker.log', content: standardLog() }, /leaves the archive/],
    ['absolute', { name: '/tmp/b_carbontracker.log', content: standardLog() }, /leaves the archive/],
    ['of another drive', { name: 'C:\\b_carbontracker.log', content: standardLog() }, /leaves the archive/],
    ['above it by backslashes', { name: 'x\\..\\..\\b_carbontracker.log', content: 'x' }, /leaves the archive/],
    ['larger than said', { name: 'b_carbontracker.log', content: standardLog(), claimedBytes: 9 }, /damaged/],
    ['smaller than said', { name: 'b_carbontracker.log', content: standardLog(), claimedBytes: 99_999 }, /damaged/],
    ['a link', { name: 'b_carbontracker.log', content: '/etc/passwd', link: true }, /was not read/],
  ])('an entry that is %s', (_, entry, message) =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'a.zip': zipOf([entry, ...ENTRIES]) });
      const { runs, findings, messages } = await read(folder);
      expect(runs).toHaveLength(1);
      expect(findings).toHaveLength(1);
      expect(messages).toMatch(message);
      // Nothing was written.
      expect(readdirSync(folder)).toEqual(['a.zip']);
    }),
  );

  it('a digit that was changed does not pass', () =>
    withFolder(async (folder) => {
      const bytes = zipOf(ENTRIES.map((entry) => ({ ...entry, stored: true })));
      const at = bytes.indexOf('0.003950000000 kWh');
      bytes.write('9', at);
      writeFiles(folder, { 'a.zip': bytes });
      expect((await read(folder)).messages).toMatch(/checksum/);
    }));

  it('cut at any place: what is said to be read is right', () =>
    withFolder(async (folder) => {
      const whole = {
        zip: zipOf(ENTRIES),
        tar: readFileSync(await tarOf(folder, 'a.tar', FILES)),
        'tar.gz': readFileSync(await tarOf(folder, 'a.tar.gz', FILES)),
      };
      for (const [ending, bytes] of Object.entries(whole)) {
        const file = path.join(folder, `cut.${ending}`);
        for (const part of [0.05, 0.3, 0.6, 0.9]) {
          writeFileSync(file, bytes.subarray(0, bytes.length * part));
          const { runs, findings } = await read(file);
          for (const run of runs) expect(run.epochs[0]?.powerW.gpu?.values ?? [100]).toEqual([100]);
          const isPadding = ending === 'tar' && runs[0]?.files.output != null;
          if (!isPadding) expect(findings.length, `${ending} ${part}`).toBeGreaterThan(0);
        }
      }
    }));

  it('bombs are not unpacked', () =>
    withFolder(async (folder) => {
      const zeros = Buffer.alloc(18 * 1024 * 1024);
      writeFiles(folder, {
        'a.zip': zipOf([{ name: 'b_carbontracker.log', content: zeros }]),
        'b.tar.gz': gzipSync(
          Buffer.concat([readFileSync(await tarOf(folder, 'x.tar', FILES)).subarray(0, 5120), zeros]),
        ),
      });
      for (const name of ['a.zip', 'b.tar.gz']) {
        const { messages } = await read(path.join(folder, name));
        expect(messages, name).toMatch(/grows to more than 400 times its size|damaged/);
      }
    }));

  it('what only begins like an archive, and other files with such an ending, are reported', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        ...FILES,
        'a.zip': 'PK\x03\x04 and no more',
        'b.tar': 'no archive',
        'c.tar.gz': gzipSync('x'),
      });
      const { runs, findings } = await read(folder);
      expect(runs).toHaveLength(1);
      expect(findings.map(({ code, files }) => [code, files])).toEqual([
        ['unreadable', [path.join(folder, 'a.zip')]],
        ['left-out', [path.join(folder, 'b.tar')]],
        ['left-out', [path.join(folder, 'c.tar.gz')]],
      ]);
    }));
});
