import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  writeComponents,
  writeDuration,
  writeEpoch,
  writeInterrupted,
  writePue,
  writeStamp,
  writeVersion,
} from '../../src/log/standard-lines.ts';
import { readDuration } from '../../src/model/units.ts';
import { readText } from '../helpers/message.ts';

describe('what we write is read', () => {
  it('the version line is ours for us, and names the format for others', () => {
    const text = writeVersion('0.1.0');
    expect(readText(text)).toEqual({ kind: 'version', writer: { tool: 'ct-track', version: '0.1.0' } });
    expect(/carbontracker version (\d+\.\d+\.\d+)/.exec(text)?.[1]).toBe('2.4.3');
  });

  it('PUE', () => {
    const pue = { value: 1.58, source: 'Daniel Bizo, 2023, Uptime Institute Global Data Center Survey' };
    expect(readText(writePue(pue))).toEqual({ kind: 'pue', pue });
  });

  it('components, without what ends or splits a name', () => {
    const devices = ['GeForce RTX 2080 Ti Rev. A', 'Xeon, 2.40GHz'];
    const text = writeComponents([
      { name: 'gpu', devices },
      { name: 'cpu', devices: ['cpu:0'] },
    ]);
    expect(text).toBe(
      'The following components were found: GPU with device(s) GeForce RTX 2080 Ti Rev A, Xeon; 2_40GHz. CPU with device(s) cpu:0.',
    );
    expect(readText(text)).toMatchObject({
      components: [
        { name: 'gpu', devices: ['GeForce RTX 2080 Ti Rev A', 'Xeon; 2_40GHz'] },
        { name: 'cpu', devices: ['cpu:0'] },
      ],
    });
  });

  it('durations, carried over and to 0.01 s', () => {
    expect(writeDuration(59.999)).toBe('0:01:00.00');
    expect(writeDuration(97_384.1)).toBe('27:03:04.10');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (hundredths) => {
        const text = writeDuration(hundredths / 100);
        expect(readDuration(text)).toEqual({ seconds: expect.closeTo(hundredths / 100, 3), decimals: 2 });
      }),
    );
  });

  it('epochs', () => {
    expect(writeEpoch(3, 65.43, { gpu: 3e-5, cpu: null })).toEqual([
      'Epoch 3:',
      'Duration: 0:01:05.43',
      'Average power usage (W) for gpu: 0.00003',
      'Average power usage (W) for cpu: None',
    ]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (powerW) => {
        const [, , line = ''] = writeEpoch(1, 1, { gpu: powerW });
        expect(readText(line)).toEqual({ kind: 'power', component: 'gpu', values: [powerW], array: false });
      }),
    );
  });

  it('white space of device names becomes one blank', () => {
    const text = writeComponents([{ name: 'gpu', devices: [' A\t\n B\0 ', 'C'] }]);
    expect(text).toBe('The following components were found: GPU with device(s) A B, C.');
  });

  it('an interruption', () => {
    expect(readText(writeInterrupted(10))).toEqual({ kind: 'interrupted', plannedEpochs: 10 });
  });

  it('stamps are local time', () => {
    expect(writeStamp(new Date(2026, 0, 2, 3, 4, 5))).toBe('2026-01-02 03:04:05');
  });
});
