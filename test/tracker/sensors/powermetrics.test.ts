import { describe, expect, it } from 'vitest';
import { parsePowermetrics } from '../../../src/tracker/sensors/powermetrics.ts';

const SAMPLE = `Machine model: MacBookPro18,1
OS version: 21G115

*** Sampled system activity (Mon Nov 23 15:40:48 2026 +0100) (1003.20ms elapsed) ***

**** Processor usage ****

E-Cluster Power: 52 mW
P0-Cluster HW active frequency: 1200 MHz

CPU Power: 350 mW
GPU Power: 1.5 W
ANE Power: 0 mW
Combined Power (CPU + GPU + ANE): 1850 mW
`;

describe('parsePowermetrics', () => {
  it('reads the parts, not the clusters nor their sum', () => {
    expect(parsePowermetrics(SAMPLE)).toEqual([{ cpuW: 0.35, gpuW: 1.5, aneW: 0, elapsedS: 1.0032 }]);
  });

  it('reads several samples', () => {
    expect(parsePowermetrics(SAMPLE + SAMPLE)).toHaveLength(2);
  });

  it('what is missing or broken is unknown, never zero', () => {
    expect(parsePowermetrics('CPU Power: 350 mW\nGPU Power: n/a\n')).toEqual([
      { cpuW: 0.35, gpuW: null, aneW: null, elapsedS: null },
    ]);
    expect(parsePowermetrics('powermetrics must be invoked as the superuser')).toEqual([]);
  });
});
