import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayBeInstalled } from '../../../src/tracker/sensors/shared-library.ts';

const cache = join(mkdtempSync(join(tmpdir(), 'ct-loader-')), 'ld.so.cache');
writeFileSync(cache, 'glibc-ld.so.cache1.1\0libone.so.1\0/opt/lib/libone.so.1\0');

describe.skipIf(process.platform !== 'linux')('mayBeInstalled', () => {
  it('looks into the cache of the loader', () => {
    expect(mayBeInstalled('libone.so.1', {}, cache)).toBe(true);
    expect(mayBeInstalled('libtwo.so.1', {}, cache)).toBe(false);
  });

  it('rules nothing out where it cannot know', () => {
    expect(mayBeInstalled('libtwo.so.1', {}, '/nowhere')).toBe(true);
    expect(mayBeInstalled('libtwo.so.1', { LD_LIBRARY_PATH: '/opt/lib' }, cache)).toBe(true);
    expect(mayBeInstalled('libtwo.so.1', { LD_PRELOAD: '/opt/lib/x.so' }, cache)).toBe(true);
  });

  it('finds what this program has loaded', () => {
    expect(mayBeInstalled('libc.so.6', {})).toBe(true);
  });
});
