import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/tracker/sensors/detect.ts';
import { jetsonSensor } from '../../../src/tracker/sensors/jetson.ts';
import type { ComponentName } from '../../../src/tracker/sensors/sensor.ts';
import { setFile, sysfsTree } from './sysfs-tree.ts';

type Rail = [label: string, millivolts: number, milliamperes: number];

/** Monitors of three channels each, as the ina3221 driver shows them. */
const monitors = (...chips: Rail[][]) =>
  Object.fromEntries(
    chips.flatMap((rails, chip) => [
      [`class/hwmon/hwmon${chip + 1}/name`, 'ina3221'],
      [`class/hwmon/hwmon${chip + 1}/in7_label`, 'sum of shunt voltages'],
      ...rails.flatMap(([label, millivolts, milliamperes], i) => [
        [`class/hwmon/hwmon${chip + 1}/in${i + 1}_label`, label],
        [`class/hwmon/hwmon${chip + 1}/in${i + 1}_input`, millivolts],
        [`class/hwmon/hwmon${chip + 1}/curr${i + 1}_input`, milliamperes],
      ]),
    ]),
  );

const AGX_ORIN = monitors(
  [
    ['VDD_GPU_SOC', 19_000, 1000],
    ['VDD_CPU_CV', 19_000, 500],
    ['VIN_SYS_5V0', 5000, 900],
  ],
  [
    ['NC', 0, 0],
    ['VDDQ_VDD2_1V8AO', 5000, 300],
    ['NC', 0, 0],
  ],
);
const ORIN_NX = monitors([
  ['VDD_IN', 5000, 2500],
  ['VDD_CPU_GPU_CV', 5000, 1200],
  ['VDD_SOC', 5000, 400],
]);

const watts = (tree: Record<string, string | number>, components: ComponentName[] = ['gpu', 'cpu']) => {
  const sensor = jetsonSensor(components, { sysRoot: sysfsTree(tree) });
  const opened = sensor.open(() => 0);
  const read = opened.read(true).map((reading) => (reading.kind === 'reading' ? reading.powerW : null));
  return Object.fromEntries(opened.devices.map(({ key, component }, i) => [`${key} ${component}`, read[i]]));
};

describe('jetsonSensor', () => {
  it('adds up the rails of the module that are no part of others', () => {
    expect(watts(AGX_ORIN)).toEqual({ 'gpu:0 gpu': 19, 'cpu:0 cpu': 9.5, 'cpu:1 cpu': 4.5 });
    expect(watts(AGX_ORIN, ['gpu'])).toEqual({ 'gpu:0 gpu': 19 });
    expect(watts(AGX_ORIN, ['cpu'])).toEqual({ 'cpu:0 cpu': 9.5, 'cpu:1 cpu': 4.5 });
  });

  it('takes the rail of all of the module alone where there is one', () => {
    expect(watts(ORIN_NX)).toEqual({ 'module:0 gpu': 12.5 });
    const sensor = jetsonSensor(['gpu'], { sysRoot: sysfsTree(ORIN_NX) });
    expect(sensor.probe()).toMatchObject({
      state: 'absent',
      problems: ['no rail of gpu among VDD_IN, VDD_CPU_GPU_CV, VDD_SOC'],
    });
  });

  it('a module without a rail for what was asked is named', () => {
    const absent = { nvml: { libraryPath: '/nowhere.so', environment: {} }, rapl: { root: '/nowhere' } };
    const { probes } = detect({ ...absent, components: ['gpu'], sysRoot: sysfsTree(ORIN_NX) });
    expect(probes.map(({ sensor, state }) => [sensor, state])).toEqual([
      ['jetson', 'absent'],
      ['nvml', 'absent'],
    ]);
  });

  it('is absent without such monitors', () => {
    const sensor = jetsonSensor(['gpu', 'cpu'], { sysRoot: sysfsTree({ 'class/hwmon/hwmon0/name': 'coretemp' }) });
    expect(sensor.probe()).toMatchObject({ state: 'absent', problems: [] });
  });

  it('a rail that cannot be read is a gap', () => {
    const root = sysfsTree(ORIN_NX);
    const opened = jetsonSensor(['gpu', 'cpu'], { sysRoot: root }).open(() => 2);
    setFile(root, 'class/hwmon/hwmon1/curr1_input', '');
    expect(opened.read(true)).toEqual([{ kind: 'gap', atS: 2, reason: expect.stringContaining('holds no number') }]);
  });

  it.each([
    ['AGX Orin', AGX_ORIN],
    ['Orin NX', ORIN_NX],
  ])('replaces all other sensors on %s', (_, tree) => {
    const absent = { nvml: { libraryPath: '/nowhere.so', environment: {} }, rapl: { root: '/nowhere' } };
    const { sensors, probes } = detect({
      ...absent,
      components: ['gpu', 'cpu'],
      cpuTdpW: 100,
      sysRoot: sysfsTree(tree),
    });
    expect(sensors.map(({ name }) => name)).toEqual(['jetson']);
    expect(probes).toHaveLength(1);
  });
});
