import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isLibraryMissing, libraryPlaces } from '../../../src/tracker/sensors/shared-library.ts';

const folder = mkdtempSync(join(tmpdir(), 'ct-library-'));
const cache = join(folder, 'cache');
writeFileSync(cache, 'glibc-ld.so.cache1.1\0\x01\x02libc.so.6\0/lib/libc.so.6\0libml.so.12\0');
writeFileSync(join(folder, 'libown.so.1'), '');

it('finds what the index or a folder names, and nothing else', () => {
  const missing = (name: string, folders: string[] = []): boolean => isLibraryMissing(name, { cache, folders });
  expect(missing('libc.so.6')).toBe(false);
  expect(missing('libml.so.1')).toBe(true);
  expect(missing('libown.so.1')).toBe(true);
  expect(missing('libown.so.1', [folder])).toBe(false);
});

it('is never certain without an index', () => {
  expect(isLibraryMissing('libml.so.1', { cache: null, folders: [] })).toBe(false);
  expect(isLibraryMissing('libml.so.1', { cache: join(folder, 'none'), folders: [] })).toBe(false);
});

it('knows the folders of LD_LIBRARY_PATH', () => {
  expect(isLibraryMissing('libown.so.1', libraryPlaces({ LD_LIBRARY_PATH: `/nowhere:${folder}` }))).toBe(false);
});

it.skipIf(process.platform !== 'linux')('finds the library that Node itself has loaded', () => {
  const report = process.report.getReport() as unknown as { sharedObjects: string[] };
  const loaded = report.sharedObjects
    .map((path) => path.split('/').at(-1) ?? '')
    .filter((name) => /^libc\.so/.test(name));
  for (const name of loaded) expect(isLibraryMissing(name, libraryPlaces({}))).toBe(false);
});
