import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/tracker/sensors/detect.ts';
import { holdsCpu } from '../../../src/tracker/sensors/gpu-with-cpu.ts';

describe('holdsCpu', () => {
  it.each([
    ['NVIDIA GH200 480GB', true],
    ['NVIDIA H200', false],
    ['NVIDIA A100-SXM4-80GB', false],
    ['AMD Instinct MI300A', true],
    ['AMD Instinct MI300X', false],
  ])('the energy of %s covers a CPU: %s', (name, holds) => {
    expect(holdsCpu(name)).toBe(holds);
  });

  it('a simulated GPU has no CPU: its watts are given', () => {
    const { sensors } = detect({
      components: ['gpu', 'cpu'],
      simulated: [{ component: 'gpu', name: 'NVIDIA GH200', fullPowerW: 700, utilization: 0.5 }],
      rapl: { root: '/nowhere' },
      cpuTdpW: 100,
    });
    expect(sensors.map(({ name }) => name)).toEqual(['simulated gpu', 'cpu-load']);
  });
});
