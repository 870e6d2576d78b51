import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../../src/index.ts';
import { joinGpuNames } from '../../../../src/parser/carbontracker/repair/components.ts';
import { outputLog, standardLog } from '../../../helpers/logs.ts';
import { runOf } from '../../../helpers/runs.ts';

const ONE = [
  'NVIDIA A100, 40GB',
  'NVIDIA Tesla T4, Rev. A',
  'GeForce GTX 1080, Founders Edition',
  'Acme Graphics, Inc. Model 7',
  'Acme 5000, 80 GB',
  'A100, second slot',
];
const SEVERAL = [
  ['A', 'B'],
  ['NVIDIA A100-SXM4-40GB', 'NVIDIA A100-SXM4-40GB'],
  ['NVIDIA RTX A6000', 'NVIDIA GeForce RTX 3090'],
  ['TITAN X (Pascal)', 'GeForce GTX 1080 Ti'],
  ['Tesla V100-SXM2-32GB', 'A100-SXM4-40GB', 'H100 PCIe', 'L40S', 'GRID V100D-8Q'],
  ['AMD Instinct MI250X', 'MI300X'],
  ['GPU', 'ANE'],
  ['Quadro RTX 5000', 'T4', 'RTX 4090', 'GT 1030'],
];

describe('names of GPUs that hold a comma', () => {
  it.each(ONE)('%s is one device', (name) => expect(joinGpuNames(name.split(', '))).toEqual([name]));

  it.each(SEVERAL.map((names) => [names.join(', '), names] as const))('%s are several', (text, names) => {
    expect(joinGpuNames(text.split(', '))).toEqual(names);
  });

  it('one such name beside another device', () => {
    expect(joinGpuNames('NVIDIA A100, 40GB, NVIDIA A100, 40GB'.split(', '))).toEqual([
      'NVIDIA A100, 40GB',
      'NVIDIA A100, 40GB',
    ]);
  });

  it.each([
    [null, 0.00395],
    ['2.4.3', 0.00395],
  ] as const)('the power of one device is not doubled (standard log of %s)', (version, energyKwh) => {
    const components = 'GPU with device(s) NVIDIA A100, 40GB. CPU with device(s) cpu:0.';
    const head = `2025-01-01 08:00:00 - CarbonTracker: The following components were found: ${components}\n`;
    const standard = version === null ? null : standardLog({ version, components });
    const run = runOf(standard, head + outputLog());
    expect(run.components[0]?.devices).toEqual(['NVIDIA A100, 40GB']);
    expect(figuresOf(run).corrected.energyKwh).toBe(energyKwh);
  });
});
