import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { identityOf } from '../../../src/parser/find/identity.ts';
import { withFolder } from '../../helpers/fixtures.ts';

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
