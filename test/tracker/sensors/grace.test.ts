import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/tracker/sensors/detect.ts';
import { graceSensor } from '../../../src/tracker/sensors/grace.ts';
import { setFile, sysfsTree } from './sysfs-tree.ts';

/** Meters as the firmware names them; those of a socket overlap. */
const meters = (...names: [name: string, watts: number][]) =>
  Object.fromEntries(
    names.flatMap(([name, watts], i) => [
      [`class/hwmon/hwmon${i + 2}/name`, 'power_meter'],
      [`class/hwmon/hwmon${i + 2}/device/power1_oem_info`, name],
      [`class/hwmon/hwmon${i + 2}/device/power1_average`, watts * 1e6],
    ]),
  );

const SOCKETS = meters(
  ['Module Power Socket 1', 700],
  ['Grace Power Socket 1', 180],
  ['CPU Power Socket 1', 120],
  ['SysIO Power Socket 1', 30],
  ['Module Power Socket 0', 650],
  ['Grace Power Socket 0', 150.5],
  ['CPU Power Socket 0', 90],
  ['SysIO Power Socket 0', 25],
);

describe('graceSensor', () => {
  it('measures each socket once, without its parts and without the module that holds a GPU', () => {
    const sensor = graceSensor({ sysRoot: sysfsTree(SOCKETS) });
    expect(sensor.probe()).toMatchObject({ state: 'ready', problems: [] });
    const opened = sensor.open(() => 3);
    expect(opened.devices.map(({ key, component, method }) => [key, component, method])).toEqual([
      ['cpu:0', 'cpu', 'sampled'],
      ['cpu:1', 'cpu', 'sampled'],
    ]);
    expect(opened.read(true)).toEqual([
      { kind: 'reading', atS: 3, powerW: 150.5, counterJ: null },
      { kind: 'reading', atS: 3, powerW: 180, counterJ: null },
    ]);
  });

  it('is absent on other machines with power meters', () => {
    const sensor = graceSensor({ sysRoot: sysfsTree(meters(['Total Power', 300], ['', 20])) });
    expect(sensor.probe()).toEqual({ sensor: 'grace', state: 'absent', devices: [], problems: [], hint: null });
  });

  it('a meter that fails is a gap', () => {
    const root = sysfsTree(meters(['Grace Power Socket 0', 100]));
    const opened = graceSensor({ sysRoot: root }).open(() => 1);
    setFile(root, 'class/hwmon/hwmon2/device/power1_average', '');
    expect(opened.read(true)).toEqual([{ kind: 'gap', atS: 1, reason: expect.stringContaining('holds no number') }]);
  });

  it('replaces the load model', () => {
    const absent = { nvml: { libraryPath: '/nowhere.so', environment: {} }, rapl: { root: '/nowhere' } };
    const { sensors } = detect({ ...absent, components: ['gpu', 'cpu'], cpuTdpW: 100, sysRoot: sysfsTree(SOCKETS) });
    expect(sensors.map(({ name }) => name)).toEqual(['grace']);
  });
});
