import { expect, it } from 'vitest';
import { readErrorLog } from '../../../../src/parser/carbontracker/repair/error-log.ts';

const warning = (text: string): string => `2025-01-01 08:00:00,123 - MainThread - WARNING - ${text}\n`;

it('names each fault once, and every fallback', () => {
  const fallback = (value: string): string =>
    warning(`No carbon intensity provider specified. Using average carbon intensity for DK: ${value} gCO2eq/kWh.`);
  const permission = warning('Could not read CPU/DRAM energy consumption due to lack of read-permissions.');
  const text = [
    permission,
    permission,
    fallback('143.30'),
    warning('GPU model does not support retrieval of power usages in NVML.'),
    fallback('150.00'),
    warning('Traceback (most recent call last):\n  File "x"'),
  ].join('');
  const { faults, intensity } = readErrorLog(text);
  expect(faults).toEqual(['cpu-permission', 'gpu-unsupported']);
  expect(intensity.map(({ values }) => values)).toEqual([[143.3], [150]]);
});

it('an empty log names none', () => expect(readErrorLog('')).toEqual({ faults: [], intensity: [] }));
