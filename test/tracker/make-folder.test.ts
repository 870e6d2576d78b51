import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/tracker/make-folder.ts';
import { withFolder } from '../helpers/fixtures.ts';

describe('makeFolder', () => {
  it('makes what is missing, and leaves what is there', () =>
    withFolder((folder) => {
      const deep = path.join(folder, 'a', 'b', 'c');
      makeFolder(deep);
      makeFolder(deep);
      expect(existsSync(deep)).toBe(true);
      symlinkSync(deep, path.join(folder, 'link'));
      makeFolder(path.join(folder, 'link', 'd'));
      expect(existsSync(path.join(deep, 'd'))).toBe(true);
    }));

  it('fails where a file is in the way', () =>
    withFolder((folder) => {
      writeFileSync(path.join(folder, 'file'), '');
      expect(() => makeFolder(path.join(folder, 'file'))).toThrow(/EEXIST/);
      expect(() => makeFolder(path.join(folder, 'file', 'below'))).toThrow(/EEXIST|ENOTDIR/);
    }));

  it.runIf(existsSync('/proc/self'))('ends where no folder can be made', () => {
    expect(() => makeFolder('/proc/ct-parse/logs')).toThrow(/ENOENT|EACCES|EPERM/);
  });
});
