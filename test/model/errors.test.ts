import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CtError, systemReason } from '../../src/model/errors.ts';
import { withFolder } from '../helpers/fixtures.ts';

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('CtError', () => {
  it('is an Error with its code, its cause and a name of its own', () => {
    const cause = new Error('why');
    const error = new CtError('UNREADABLE', 'cannot read x', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'CtError', code: 'UNREADABLE', message: 'cannot read x', cause });
  });
});

describe('systemReason', () => {
  it('has words for what people meet, and the word of the system for the rest', () =>
    withFolder((folder) => {
      expect(systemReason(errorOf(() => readFileSync(path.join(folder, 'none'))))).toBe('no such file or folder');
      expect(systemReason(errorOf(() => readFileSync(folder)))).toBe('it is a folder');
    }));

  it.skipIf(process.platform === 'win32')('gives the word of the system for a link to itself', () =>
    withFolder((folder) => {
      symlinkSync(path.join(folder, 'x'), path.join(folder, 'x'));
      expect(systemReason(errorOf(() => closeSync(openSync(path.join(folder, 'x'), 'r'))))).toBe('ELOOP');
      expect(systemReason(errorOf(() => mkdirSync(path.join(folder, 'x'))))).toBe('a file of that name is in the way');
    }),
  );

  it('falls back on the message, or on what was thrown', () => {
    expect(systemReason(new Error('odd'))).toBe('odd');
    expect(systemReason('thrown text')).toBe('thrown text');
  });
});
