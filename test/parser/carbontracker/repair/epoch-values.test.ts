import { describe, expect, it } from 'vitest';
import type { Writer } from '../../../../src/model/run.ts';
import { scalarScope } from '../../../../src/parser/carbontracker/repair/epoch-values.ts';
import { newFragment } from '../../../../src/parser/carbontracker/repair/fragment.ts';

describe('the scope of a power line without brackets', () => {
  const CARBONTRACKER: Writer = { tool: 'carbontracker', version: '2.4.3' };
  const scopeOf = (devices: string[], writer: Writer | null = CARBONTRACKER): string =>
    scalarScope({ ...newFragment(''), writer, components: [{ name: 'gpu', devices }] }, 'gpu');

  it.each([
    [['A'], 'device'],
    [['A', 'B'], 'mean'],
    [['GPU', 'ANE'], 'sum'],
    [['GPU', 'B'], 'mean'],
    [['A', 'ANE'], 'mean'],
    [['GPU', 'ANE', 'C'], 'mean'],
    [[], 'device'],
  ])('of %j is %s', (devices, scope) => expect(scopeOf(devices)).toBe(scope));

  it('is the sum in logs of ct-track, the mean where the writer is not known', () => {
    expect(scopeOf(['A', 'B'], { tool: 'ct-track', version: null })).toBe('sum');
    expect(scopeOf(['A', 'B'], null)).toBe('mean');
  });

  it('is that of its own component', () => {
    const components = [
      { name: 'cpu', devices: ['cpu:0'] },
      { name: 'gpu', devices: ['A', 'B'] },
    ];
    const fragment = { ...newFragment(''), writer: CARBONTRACKER, components };
    expect(['cpu', 'gpu', 'tpu'].map((name) => scalarScope(fragment, name))).toEqual(['device', 'mean', 'device']);
    expect(scalarScope(newFragment(''), 'gpu')).toBe('device');
  });
});
