import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/tracker/sensors/detect.ts';
import { writeTree } from './powercap-tree.ts';

const ABSENT = { nvml: { libraryPath: '/nowhere.so', environment: {} }, rapl: { root: '/nowhere' } };

describe('detect', () => {
  it('simulates what is to be simulated, GPU first', () => {
    const { sensors } = detect({
      components: ['cpu', 'gpu'],
      simulated: [
        { component: 'cpu', name: 'cpu', fullPowerW: 120, utilization: 0.5 },
        { component: 'gpu', name: 'NVIDIA A100', fullPowerW: 400, utilization: 0.5 },
      ],
    });
    const readings = sensors.map((sensor) => sensor.open(() => 1).read(true)[0]);
    expect(readings).toEqual([
      { kind: 'reading', atS: 1, powerW: 200, counterJ: null },
      { kind: 'reading', atS: 1, powerW: 60, counterJ: null },
    ]);
  });

  it('prefers counters to the load model', () => {
    const tree = writeTree('intel-two-sockets');
    const { sensors } = detect({ ...ABSENT, components: ['cpu'], rapl: tree, cpuTdpW: 100 });
    expect(sensors.map((sensor) => sensor.name)).toEqual(['rapl']);
  });

  it('models the load where there is no permission, and tells both', () => {
    const tree = writeTree('no-permission');
    const { sensors, probes } = detect({ ...ABSENT, components: ['cpu'], rapl: tree, cpuTdpW: 100 });
    expect(sensors.map((sensor) => sensor.name)).toEqual(['cpu-load']);
    expect(probes.map(({ sensor, state }) => [sensor, state])).toEqual([
      ['rapl', 'refused'],
      ['cpu-load', 'ready'],
    ]);
  });

  it('looks only at the components that were asked for', () => {
    expect(detect({ ...ABSENT, components: ['gpu'] }).probes.map((probe) => probe.sensor)).toEqual(['nvml']);
  });
});
