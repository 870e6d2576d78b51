import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePowermetrics, SampleScanner } from '../../../src/tracker/sensors/powermetrics.ts';

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

describe('SampleScanner', () => {
  /** Text of several samples, each followed by a section that repeats a power. */
  const text = [1, 2, 3]
    .map(
      (cpu) =>
        `${SAMPLE.replace('CPU Power: 350 mW', `CPU Power: ${cpu} W`)}\n**** GPU usage ****\n\nGPU Power: 9 W\n\n`,
    )
    .join('');

  it('finds each sample once, however its text is cut', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(text.length)), (cuts) => {
        const scanner = new SampleScanner();
        const ends = [...cuts.sort((a, b) => a - b), text.length];
        const found = ends.map((end, i) => scanner.add(text.slice(i === 0 ? 0 : ends[i - 1], end)));
        const samples = found.filter((sample) => sample !== null);
        expect(samples.at(-1)).toEqual({ cpuW: 3, gpuW: 1.5, aneW: 0, elapsedS: 1.0032 });
        const powers = samples.map(({ cpuW }) => cpuW);
        expect(powers).toEqual([...new Set(powers)].sort());
      }),
    );
  });

  it('tells a sample as soon as its powers are there', () => {
    const scanner = new SampleScanner();
    const end = SAMPLE.indexOf('Combined');
    expect(scanner.add(SAMPLE.slice(0, end))).toBeNull();
    expect(scanner.add(SAMPLE.slice(end))).toMatchObject({ cpuW: 0.35, gpuW: 1.5 });
  });

  it('does not hold on to text that is none of powermetrics', () => {
    const scanner = new SampleScanner();
    for (let i = 0; i < 30; i += 1) expect(scanner.add('x'.repeat(100_000))).toBeNull();
    expect(scanner.add(`\n${SAMPLE}`)).toMatchObject({ cpuW: 0.35 });
  });
});
