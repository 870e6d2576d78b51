import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeInherited } from '../../../src/tracker/command/inherited.ts';

describe('takeInherited', () => {
  it.each([
    ['0000000000000001:', ['SIGHUP'], []],
    ['0000000000001007: 12 3 5', ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGPIPE'], [3, 5, 12]],
    [' HUP INT: 4', ['SIGHUP', 'SIGINT'], [4]],
    [':', [], []],
    ['nonsense: 0 1 2 x 99999999', [], []],
  ])('reads the note %j of the launcher, and removes it', (note, ignoredSignals, descriptors) => {
    const environment: NodeJS.ProcessEnv = { CT_TRACK_INHERITED: note, HOME: '/' };
    const inherited = takeInherited(environment);
    expect(inherited.ignoredSignals).toEqual(ignoredSignals);
    expect(inherited.descriptors()).toEqual(descriptors);
    expect(environment).toEqual({ HOME: '/' });
  });

  it('takes the name under which a shell started it for a sign of nohup', () => {
    expect(takeInherited({ _: '/usr/bin/nohup' }).ignoredSignals).toEqual(['SIGHUP']);
  });

  it.skipIf(process.platform !== 'linux')('guesses no descriptor that was open for a moment only', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ct-inherited-'));
    const open = (name: string): number => openSync(join(folder, name), 'w');
    const [kept, closed, replaced] = [open('kept'), open('closed'), open('replaced')];
    const { descriptors } = takeInherited({});
    expect(descriptors()).toEqual(expect.arrayContaining([kept, closed, replaced]));
    closeSync(replaced);
    // The lowest free number is the one that was closed.
    expect(open('replacement')).toBe(replaced);
    closeSync(closed);
    expect(descriptors()).toContain(kept);
    expect(descriptors()).not.toContain(closed);
    expect(descriptors()).not.toContain(replaced);
    for (const descriptor of [kept, replaced]) closeSync(descriptor);
    rmSync(folder, { recursive: true });
  });
});
