/** What `import 'ct-parse'` brings along. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import * as library from '../src/index.ts';
import { inRepository } from './helpers/fixtures.ts';

/** Files and packages that are loaded with a file, at once: neither types nor `import()`. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(inRepository(file), 'utf8').replace(/^\s*(?:import|export) type\b[^;]*;/gm, '');
  for (const [, imported = ''] of text.matchAll(/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'/gm)) {
    if (!imported.startsWith('.')) seen.add(imported);
    else loadedWith(path.posix.join(path.posix.dirname(file), imported), seen);
  }
  return seen;
}

it('loads no package, no sensor and no measuring thread', () => {
  const loaded = [...loadedWith('src/index.ts')];
  // The build puts this one into the files of the library.
  const isBundled = (name: string): boolean => name.startsWith('@noble/hashes/');
  expect(loaded.filter((name) => !/^(?:src\/|node:)/.test(name) && !isBundled(name))).toEqual([]);
  expect(
    loaded.filter((name) =>
      /nvml|rapl|worker\.ts|tracker\/session|station|report\/(?!statement|document|date)/.test(name),
    ),
  ).toEqual([]);
  expect(loaded).toContain('src/tracker/tracker.ts');
});

it('offers the tracker', () => {
  expect(library.CarbonTracker).toBeTypeOf('function');
  expect(() => new library.CarbonTracker({ epochs: -5 })).toThrow(library.CtError);
});
