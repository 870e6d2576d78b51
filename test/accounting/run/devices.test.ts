import { describe, expect, it } from 'vitest';
import { deviceFactor, epochPowerW, logsMean } from '../../../src/accounting/run/devices.ts';
import { averaging } from '../../../src/accounting/run/writers.ts';
import type { Component, Run } from '../../../src/index.ts';
import { standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

const run = (version: string, components = 'GPU with device(s) A, B, C.', gpu = '100.0'): Run =>
  runOf(standardLog({ version, components, epochs: [{ power: { gpu } }] }));
const gpu = ({ components }: Run): Component => components[0] as Component;

describe('averaging', () => {
  it.each([
    ['1.0.4', 'none'],
    ['1.2.5', 'none'],
    ['2.0.0', 'certain'],
    ['2.3.4.dev1+g61759d185.d20251107', 'certain'],
    ['2.4', 'certain'],
    ['2.4.3', 'certain'],
    ['2.4.4.dev3+g70e5a02', 'certain'],
    ['2.4.5', 'certain'],
    ['2.4.6', 'possible'],
    ['2.4.7', 'possible'],
    ['2.5.0', 'possible'],
    ['3.0', 'possible'],
    ['master', 'possible'],
  ])('%s: %s', (version, expected) => expect(averaging(run(version))).toBe(expected));

  it('an unknown version, and ct-track', () => {
    expect(averaging({ ...run('2.4.3'), writer: { tool: 'carbontracker', version: null } })).toBe('possible');
    expect(averaging({ ...run('2.4.3'), writer: { tool: 'ct-track', version: '2.4.3' } })).toBe('none');
  });
});

describe('the factor from mean to sum', () => {
  it.each([
    ['2.4.3', 'GPU with device(s) A, B, C.', '100.0', 3],
    ['2.4.3', 'GPU with device(s) A.', '100.0', 1],
    ['2.4.3', 'GPU with device(s) GPU, ANE.', '100.0', 1],
    ['2.4.3', 'GPU with device(s) A, B, C.', '0.0', 1],
    ['2.4.3', 'GPU with device(s) A, B, C.', '[1. 2. 3.]', 1],
    ['1.2.5', 'GPU with device(s) A, B, C.', '100.0', 1],
    ['3.0.0', 'GPU with device(s) A, B, C.', '100.0', 1],
  ])('%s %s %s: %d', (version, components, power, factor) => {
    const made = run(version, components, power);
    expect(deviceFactor(made, gpu(made))).toBe(factor);
    const epoch = made.epochs[0];
    const total = power.startsWith('[') ? 6 : Number(power);
    expect(epoch && epochPowerW(made, epoch, gpu(made))).toBe(total * factor);
  });

  it('no reading has no power', () => {
    const made = run('2.4.3', 'GPU with device(s) A, B.', 'None');
    expect(made.epochs[0] && epochPowerW(made, made.epochs[0], gpu(made))).toBeNull();
    expect(logsMean(made, gpu(made))).toBe(false);
  });
});
