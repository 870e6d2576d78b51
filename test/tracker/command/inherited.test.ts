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

  it('reads the streams that are open, the limit of open files and the environment', () => {
    const block = Buffer.from('HOME=/\0BASH_FUNC_f%%=() {  :\n}\0A=\u00e9\0B=x\xff\0HOME=/other\0=no\0', 'latin1');
    const environment: NodeJS.ProcessEnv = { HOME: '/', PWD: '/', A: '\uFFFD', B: 'x\uFFFD' };
    environment.CT_TRACK_INHERITED = `::open 0 2:1024\n4096\n${block.toString('base64').replace(/.{20}/g, '$&\n')}`;
    expect(takeInherited(environment)).toMatchObject({
      fileLimit: 1024,
      closedStreams: [1],
      rawVariables: [Buffer.from('A=\u00e9', 'latin1'), Buffer.from('B=x\xff', 'latin1')],
    });
    expect(environment).toEqual({ HOME: '/', 'BASH_FUNC_f%%': '() {  :\n}', A: '\uFFFD', B: 'x\uFFFD' });
  });

  it.each(['::open 0 1 2:1024\n1024', '::', ':::unlimited\nunlimited', ''])(
    'changes nothing at the note %j',
    (note) => {
      const environment = { CT_TRACK_INHERITED: note, A: '1' };
      expect(takeInherited(environment)).toMatchObject({ fileLimit: null, closedStreams: [], rawVariables: [] });
      expect(environment).toEqual({ A: '1' });
    },
  );

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
