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
    expect(takeInherited(environment)).toEqual({ ignoredSignals, descriptors });
    expect(environment).toEqual({ HOME: '/' });
  });

  it('takes the name under which a shell started it for a sign of nohup', () => {
    expect(takeInherited({ _: '/usr/bin/nohup' }).ignoredSignals).toEqual(['SIGHUP']);
  });
});
