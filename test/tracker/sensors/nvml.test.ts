import { afterEach, describe, expect, it } from 'vitest';
import { nvmlSensor } from '../../../src/tracker/sensors/nvml.ts';
import { compileNvmlStandIn } from './nvml-library-path.ts';

const libraryPath = compileNvmlStandIn();

function set(values: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(values)) process.env[`NVML_${name}`] = String(value);
}

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('NVML_')) delete process.env[name];
});

const sensor = (environment: NodeJS.ProcessEnv = {}) =>
  nvmlSensor({ ...(libraryPath === null ? {} : { libraryPath }), environment });

describe('without a driver', () => {
  it('is absent, and says why', () => {
    const probe = nvmlSensor({ libraryPath: '/nowhere/libnvidia-ml.so.1', environment: {} }).probe();
    expect(probe).toMatchObject({ state: 'absent', devices: [] });
    expect(probe.problems).toEqual(['no NVIDIA driver (libnvidia-ml.so.1 is missing)']);
  });
});

describe.skipIf(libraryPath === null)('through koffi (needs cc)', () => {
  it('reads counters when asked, power always', () => {
    set({ COUNT: 2, POWER_0: 350_500, ENERGY_0: 5_000_000_123, POWER_1: 90_000, ENERGY_1: 7000 });
    const open = sensor().open(() => 3);
    expect(open.devices.map(({ key, method }) => [key, method])).toEqual([
      ['gpu:0', 'counter'],
      ['gpu:1', 'counter'],
    ]);
    expect(open.read(true)[0]).toEqual({ kind: 'reading', atS: 3, powerW: 350.5, counterJ: 5_000_000.123 });
    expect(open.read(false)[1]).toEqual({ kind: 'reading', atS: 3, powerW: 90, counterJ: null });
  });

  it('names devices by UUID and model', () => {
    set({ COUNT: 1, NAME_0: 'NVIDIA H200' });
    expect(sensor().probe().devices[0]).toMatchObject({
      name: 'NVIDIA H200',
      uuid: 'GPU-00000000-1111-2222-3333-444444444444',
      note: null,
    });
  });

  it('falls back to power for the one GPU without a counter', () => {
    set({ COUNT: 2, FAIL_ENERGY_1: 3, POWER_1: 42_000, ENERGY_0: 1000 });
    const open = sensor().open(() => 0);
    expect(open.devices.map((device) => device.method)).toEqual(['counter', 'sampled']);
    expect(open.devices[1]?.note).toBe('no energy counter: integrated power, each reading a mean over 1 s');
    expect(open.read(true)[1]).toMatchObject({ powerW: 42, counterJ: null });
  });

  it('takes no power that no GPU draws, such as the number for "not known"', () => {
    set({ COUNT: 2, FAIL_ENERGY_1: 3, ENERGY_0: 1000 });
    const open = sensor().open(() => 0);
    set({ POWER_0: 0xffff_ffff, POWER_1: 0xffff_ffff });
    expect(open.read(true)).toEqual([
      { kind: 'reading', atS: 0, powerW: null, counterJ: 1 },
      { kind: 'gap', atS: 0, reason: 'nvmlDeviceGetPowerUsage: 4294967 W is no power of a GPU' },
    ]);
  });

  it('leaves out a GPU that tells nothing, and says so', () => {
    set({ COUNT: 1, FAIL_ENERGY_0: 3, FAIL_POWER_0: 4, NAME_0: 'NVIDIA Thor' });
    const probe = sensor().probe();
    expect(probe).toMatchObject({ state: 'absent', devices: [] });
    expect(probe.problems[0]).toBe(
      'NVIDIA Thor (gpu:0): nvmlDeviceGetTotalEnergyConsumption: NOT_SUPPORTED; nvmlDeviceGetPowerUsage: NO_PERMISSION',
    );
  });

  it('an error in mid-run is a gap with its name', () => {
    set({ COUNT: 1 });
    const open = sensor().open(() => 5);
    set({ FAIL_ENERGY_0: 15 });
    const reason = 'nvmlDeviceGetTotalEnergyConsumption: GPU_IS_LOST';
    expect(open.read(true)).toEqual([{ kind: 'gap', atS: 5, reason }]);
    expect(open.read(false)[0]).toMatchObject({ kind: 'reading', powerW: 100 });
  });

  it('keeps the counter when only the power fails', () => {
    set({ COUNT: 1, ENERGY_0: 9000, FAIL_POWER_0: 999 });
    expect(
      sensor()
        .open(() => 0)
        .read(true)[0],
    ).toMatchObject({ powerW: null, counterJ: 9 });
  });

  it('a driver that refuses is refused, by name', () => {
    set({ FAIL_INIT: 18 });
    expect(sensor().probe()).toMatchObject({ state: 'refused', problems: ['nvmlInit: LIB_RM_VERSION_MISMATCH'] });
  });

  it('heeds CUDA_VISIBLE_DEVICES, and keeps NVML numbers', () => {
    set({ COUNT: 3 });
    const keys = (value: string) =>
      sensor({ CUDA_VISIBLE_DEVICES: value })
        .probe()
        .devices.map((device) => device.key);
    expect(keys('2,0')).toEqual(['gpu:2', 'gpu:0']);
    expect(keys('GPU-00000001')).toEqual(['gpu:1']);
    expect(keys('')).toEqual([]);
  });

  it('measures the whole GPU of a MIG slice, and marks it', () => {
    set({ COUNT: 2 });
    const mig = 'MIG-12345678-1111-2222-3333-444444444444';
    expect(sensor({ CUDA_VISIBLE_DEVICES: mig }).probe().devices).toMatchObject([
      { key: 'gpu:1', note: `whole GPU, asked for ${mig}` },
    ]);
  });

  it('warns where indices may mean other GPUs', () => {
    set({ COUNT: 2, NAME_0: 'NVIDIA A100', NAME_1: 'NVIDIA T400' });
    expect(sensor({ CUDA_VISIBLE_DEVICES: '0' }).probe().problems[0]).toContain('CUDA_DEVICE_ORDER=PCI_BUS_ID');
    const ordered = { CUDA_VISIBLE_DEVICES: '0', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
    expect(sensor(ordered).probe().problems).toEqual([]);
  });

  it('tells who computes on each GPU', () => {
    set({ COUNT: 3, PIDS_0: '12 4000000', FAIL_PIDS_2: 4 });
    expect(
      sensor()
        .open(() => 0)
        .pids?.(),
    ).toEqual([[12, 4_000_000], [], null]);
  });
});
