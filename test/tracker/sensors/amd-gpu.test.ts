import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { amdGpuSensor } from '../../../src/tracker/sensors/amd-gpu.ts';
import { detect } from '../../../src/tracker/sensors/detect.ts';
import { setFile, sysfsTree } from './sysfs-tree.ts';

/** A card as the driver shows it: a link to the device on the bus. */
function card(number: number, bus: string, more: Record<string, string | number>, power = 'power1_average') {
  const device = `devices/pci0000:00/${bus}`;
  const files: Record<string, string | number> = {
    vendor: '0x1002',
    device: '0x740f',
    unique_id: `a${number}b2c3d4e5f60718`,
    'hwmon/hwmon5/name': 'amdgpu',
    'hwmon/hwmon5/in0_label': 'vddgfx',
    [`hwmon/hwmon5/${power}`]: 100e6 * (number + 1),
    ...more,
  };
  return {
    [`class/drm/card${number}/device`]: `->${device}`,
    [`class/drm/card${number}-DP-1/status`]: 'connected',
    ...Object.fromEntries(Object.entries(files).map(([path, value]) => [`${device}/${path}`, value])),
  };
}

const TWO = {
  ...card(0, '0000:c3:00.0', { product_name: 'AMD Instinct MI210' }),
  ...card(1, '0000:03:00.0', { product_name: '' }, 'power1_input'),
};

const open = (sysRoot: string, environment: NodeJS.ProcessEnv = {}) => {
  let nowS = 0;
  const sensor = amdGpuSensor({ sysRoot, environment });
  return { sensor, reading: sensor.open(() => nowS++).read(true), probe: sensor.probe() };
};

describe('amdGpuSensor', () => {
  it('reads the power of each card, in the order of the bus', () => {
    const { probe, reading } = open(sysfsTree(TWO));
    expect(probe).toMatchObject({ state: 'ready', problems: [] });
    expect(probe.devices).toEqual([
      {
        ...{ key: 'gpu:0', component: 'gpu', name: 'AMD GPU 0x740f', uuid: 'GPU-a1b2c3d4e5f60718' },
        ...{ method: 'sampled', counter: null, rangeW: null, note: null },
      },
      expect.objectContaining({ key: 'gpu:1', name: 'AMD Instinct MI210', uuid: 'GPU-a0b2c3d4e5f60718' }),
    ]);
    expect(reading).toEqual([
      { kind: 'reading', atS: 0, powerW: 200, counterJ: null },
      { kind: 'reading', atS: 1, powerW: 100, counterJ: null },
    ]);
  });

  it('uses an energy counter where there is one', () => {
    const { probe, reading } = open(sysfsTree(card(0, '0000:03:00.0', { 'hwmon/hwmon5/energy1_input': 5e9 })));
    expect(probe.devices[0]).toMatchObject({ method: 'counter', counter: { rangeJ: null, ceilingW: 5000 } });
    expect(reading).toEqual([{ kind: 'reading', atS: 0, powerW: 100, counterJ: 5000 }]);
  });

  it.each([
    [{ ROCR_VISIBLE_DEVICES: '1' }, ['gpu:1']],
    [{ HIP_VISIBLE_DEVICES: '0' }, ['gpu:0']],
    [{ CUDA_VISIBLE_DEVICES: '0' }, ['gpu:0']],
    // HIP counts what ROCR leaves.
    [{ ROCR_VISIBLE_DEVICES: '1', HIP_VISIBLE_DEVICES: '0' }, ['gpu:1']],
    [{ ROCR_VISIBLE_DEVICES: 'GPU-a0b2c3d4e5f60718' }, ['gpu:1']],
    [{ HIP_VISIBLE_DEVICES: '1', CUDA_VISIBLE_DEVICES: '0' }, ['gpu:1']],
    [{ HIP_VISIBLE_DEVICES: '' }, []],
  ])('measures those that %j shows', (environment, keys) => {
    expect(open(sysfsTree(TWO), environment).probe.devices.map(({ key }) => key)).toEqual(keys);
  });

  it('counts the two dies of one module once', () => {
    const { probe, reading } = open(
      sysfsTree({ ...card(0, '0000:29:00.0', {}), ...card(1, '0000:2c:00.0', { 'hwmon/hwmon5/power1_average': 0 }) }),
    );
    expect(reading).toEqual([{ kind: 'reading', atS: 0, powerW: 100, counterJ: null }]);
    expect(probe.problems).toEqual(['AMD GPU 0x740f at 0000:2c:00.0 reads 0 W: the power of the other die covers it']);
  });

  it('leaves out an integrated GPU, which shares its power with the CPU, and cards of other makers', () => {
    const { probe } = open(
      sysfsTree({
        ...card(0, '0000:07:00.0', { 'hwmon/hwmon5/in1_label': 'vddnb' }),
        ...card(1, '0000:01:00.0', { vendor: '0x10de' }),
        ...card(2, '0000:02:00.0', { vendor: '0x8086' }),
      }),
    );
    expect(probe).toMatchObject({ state: 'absent', devices: [] });
    expect(probe.problems).toEqual([expect.stringContaining('shares its power with the CPU')]);
  });

  it('a reading that fails is a gap', () => {
    const root = sysfsTree(card(0, '0000:03:00.0', {}));
    const sensor = amdGpuSensor({ sysRoot: root, environment: {} });
    const device = 'devices/pci0000:00/0000:03:00.0/hwmon/hwmon5/power1_average';
    const opened = sensor.open(() => 1);
    for (const value of ['', 'N/A', '-5']) {
      setFile(root, device, value);
      expect(opened.read(true)).toEqual([{ kind: 'gap', atS: 1, reason: expect.stringContaining('holds no number') }]);
    }
    rmSync(join(root, device));
    expect(opened.read(true)).toEqual([{ kind: 'gap', atS: 1, reason: expect.stringContaining('ENOENT') }]);
  });

  it('is found beside the load model; an MI300A holds the CPU, too', () => {
    const absent = { nvml: { libraryPath: '/nowhere.so', environment: {} }, rapl: { root: '/nowhere' } };
    const found = (product_name: string) =>
      detect({
        ...absent,
        components: ['gpu', 'cpu'],
        cpuTdpW: 100,
        sysRoot: sysfsTree(card(0, '0000:03:00.0', { product_name })),
      });
    expect(found('AMD Instinct MI210').sensors.map(({ name }) => name)).toEqual(['amdgpu', 'cpu-load']);
    const { sensors, probes } = found('AMD Instinct MI300A');
    expect(sensors.map(({ name }) => name)).toEqual(['amdgpu']);
    expect(probes.at(-1)?.problems).toEqual([
      'the power of gpu:0 (AMD Instinct MI300A) covers the CPU, which is not counted again',
    ]);
  });
});
