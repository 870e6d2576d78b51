import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption } from '../../../src/index.ts';
import { entriesOf, identityOf, pathsMeant, readFolder, systemPath } from '../../../src/parser/find/system-path.ts';
import { ctParse } from '../../helpers/cli.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { names, outputLog, standardLog } from '../../helpers/logs.ts';
import { shell } from '../../helpers/process.ts';

const { standard, output } = names();

const inFolder = (folder: string, name: Buffer): Buffer => Buffer.concat([Buffer.from(`${folder}/`), name]);

/** Bytes that a file name may hold. */
const nameBytes = fc
  .uint8Array({ minLength: 1, maxLength: 40, min: 1 })
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x2f)))
  .filter((name) => name.length > 0 && !['.', '..'].includes(name.toString('latin1')));

// Other systems decode names by themselves.
describe.skipIf(process.platform !== 'linux')('names that are not UTF-8', () => {
  it('lead back to their bytes', () =>
    withFolder((folder) => {
      fc.assert(
        fc.property(nameBytes, (name) => {
          writeFileSync(inFolder(folder, name), '');
          const shown = entriesOf(folder).map((entry) => Buffer.from(systemPath(entry.name)));
          const really = readdirSync(Buffer.from(folder), { encoding: 'buffer' });
          expect(shown.map((one) => one.toString('hex')).sort()).toEqual(
            really.map((one) => one.toString('hex')).sort(),
          );
          expect(shown.some((one) => one.equals(name))).toBe(true);
        }),
        { numRuns: 200 },
      );
    }));

  it('of folders and files are read like others, and shown escaped', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { [standard]: standardLog(), [output]: outputLog() });
      const whole = await aggregateConsumption(folder);
      const odd = inFolder(folder, Buffer.from('exp\xe9rience', 'latin1'));
      mkdirSync(odd);
      for (const name of [standard, output]) {
        renameSync(path.join(folder, name), Buffer.concat([odd, Buffer.from(`/caf\xe9_${name}`, 'latin1')]));
      }
      expect(await aggregateConsumption(folder)).toEqual(whole);
      const listed = await ctParse(['runs', folder]);
      expect(listed.code).toBe(0);
      expect(listed.stdout).toContain('caf\\xe9');
      const named = await shell('$CT aggregate --json */*_carbontracker.log', { cwd: folder });
      expect(JSON.parse(named.stdout)).toMatchObject({ runs: 1, energyKwh: whole.energyKwh });
    }));

  it('are found as a shell hands them to Node', () =>
    withFolder((folder) => {
      writeFileSync(inFolder(folder, Buffer.from('caf\xe9.log', 'latin1')), '');
      const given = path.join(folder, 'caf\ufffd.log');
      expect(pathsMeant(given)).toEqual([path.join(folder, 'caf\udce9.log')]);
      expect(pathsMeant(path.join(folder, 'other\ufffd.log'))).toEqual([]);
    }));
});

it.skipIf(process.platform === 'win32')('a folder is the same by every path, and no other is', () =>
  withFolder((folder) => {
    const [one, two, link] = ['one', 'two', 'link'].map((name) => path.join(folder, name)) as [string, string, string];
    for (const made of [one, two]) mkdirSync(made);
    symlinkSync(one, link);
    expect(identityOf(link)).toBe(identityOf(one));
    expect(identityOf(`${two}/../one/`)).toBe(identityOf(one));
    expect(identityOf(two)).not.toBe(identityOf(one));
    expect(identityOf(one)).toMatch(/^\d+:\d+$/);
    expect(() => identityOf(path.join(folder, 'none'))).toThrow(/ENOENT/);
  }),
);

describe.skipIf(process.platform === 'win32')('what a folder holds', () => {
  const sorted = (folder: string): Record<string, string[]> => {
    const { files, folders, others } = readFolder(folder);
    return { files: files.sort(), folders: folders.sort(), others: others.map((one) => one.name).sort() };
  };

  it.each([3, 1500])('is read by kind: %i files, and more', (count) =>
    withFolder((folder) => {
      const files = Array.from({ length: count }, (_, i) => `${i}${'x'.repeat(60)}`);
      for (const name of files) writeFileSync(path.join(folder, name), '');
      for (const name of ['b', 'a']) mkdirSync(path.join(folder, name));
      for (const name of ['to-a', 'nowhere']) symlinkSync(name.slice(3), path.join(folder, name));
      const expected = { files: files.sort(), folders: ['a', 'b'], others: ['nowhere', 'to-a'] };
      expect(sorted(folder)).toEqual(expected);
      expect(readFolder(folder).identity).toBe(identityOf(folder));
      if (process.platform !== 'linux') return;
      writeFileSync(inFolder(folder, Buffer.from('caf\xe9', 'latin1')), '');
      writeFileSync(path.join(folder, 'caf\ufffd'), '');
      expect(sorted(folder)).toEqual({ ...expected, files: [...files, 'caf\udce9', 'caf\ufffd'].sort() });
    }),
  );

  it('is an error where there is no folder', () =>
    withFolder((folder) => {
      writeFileSync(path.join(folder, 'file'), '');
      expect(() => readFolder(path.join(folder, 'file'))).toThrow(/ENOTDIR/);
      expect(() => readFolder(path.join(folder, 'none'))).toThrow(/ENOENT/);
    }));
});
