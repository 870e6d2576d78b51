import { describe, expect, it } from 'vitest';
import { adviceFor, findPlace, type Place } from '../../src/tracker/place.ts';
import { NO_NVIDIA_DRIVER } from '../../src/tracker/sensors/nvml.ts';
import type { Probe } from '../../src/tracker/sensors/sensor.ts';
import { sysfsTree } from './sensors/sysfs-tree.ts';

const CPUINFO = 'processor\t: 0\nflags\t\t: fpu vme avx2 hypervisor lahf_lm\n';
const place = (files: Record<string, string>, environment: NodeJS.ProcessEnv = {}): Place =>
  findPlace({ root: sysfsTree(files), environment, logicalCpus: 16 });
const NOTHING: Place = {
  ...{
    container: null,
    notebook: null,
    isVirtualMachine: false,
    logicalCpus: 16,
    cpuLimit: null,
    hasNvidiaDevice: false,
  },
};

describe('findPlace', () => {
  it.each<[string, Record<string, string>, NodeJS.ProcessEnv, Partial<Place>]>([
    ['a plain machine', { 'proc/cpuinfo': 'flags : fpu avx2\n', 'sys/fs/cgroup/cpu.max': 'max 100000' }, {}, {}],
    ['a virtual machine', { 'proc/cpuinfo': CPUINFO }, {}, { isVirtualMachine: true }],
    ['Docker', { '.dockerenv': '' }, {}, { container: 'docker' }],
    ['Podman', { 'run/.containerenv': 'engine="podman"' }, {}, { container: 'podman' }],
    ['Kubernetes', { '.dockerenv': '' }, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, { container: 'kubernetes' }],
    ['Apptainer', {}, { APPTAINER_CONTAINER: '/images/torch.sif' }, { container: 'apptainer' }],
    ['Singularity', {}, { SINGULARITY_CONTAINER: '/images/torch.sif' }, { container: 'apptainer' }],
    ['LXC', { 'proc/1/cgroup': '0::/lxc/box' }, {}, { container: 'other' }],
    ['systemd-nspawn', {}, { container: 'systemd-nspawn' }, { container: 'other' }],
    ['a limit, version 2', { 'sys/fs/cgroup/cpu.max': '250000 100000' }, {}, { cpuLimit: 2.5 }],
    [
      'a limit, version 1',
      { 'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '400000', 'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000' },
      {},
      { cpuLimit: 4 },
    ],
    [
      'no limit, version 1',
      { 'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1', 'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000' },
      {},
      {},
    ],
    ['Colab', { '.dockerenv': '' }, { COLAB_RELEASE_TAG: 'release-colab' }, { container: 'docker', notebook: 'colab' }],
    ['Kaggle', {}, { KAGGLE_KERNEL_RUN_TYPE: 'Interactive' }, { notebook: 'kaggle' }],
    ['an NVIDIA device', { 'dev/nvidiactl': '' }, {}, { hasNvidiaDevice: true }],
  ])('recognises %s', (_, files, environment, expected) => {
    expect(place(files, environment)).toEqual({ ...NOTHING, ...expected });
  });
});

describe('adviceFor', () => {
  const probe = (sensor: string, state: Probe['state'] = 'ready', problems: string[] = []): Probe => ({
    sensor,
    state,
    devices: [],
    problems,
    hint: null,
  });
  const noDriver = probe('nvml', 'absent', [NO_NVIDIA_DRIVER]);
  const advice = (given: Partial<Place>, ...probes: Probe[]): string =>
    adviceFor({ ...NOTHING, ...given }, probes).join('\n');

  it('has nothing to say where nothing hides', () => {
    expect(advice({}, probe('rapl', 'absent'))).toBe('');
    expect(advice({ isVirtualMachine: true }, probe('rapl'))).toBe('');
    expect(advice({ cpuLimit: 16 }, probe('rapl', 'absent'))).toBe('');
  });

  it.each([
    [
      'docker',
      '-v /sys/devices/virtual/powercap:/powercap:ro, then --powercap-root /powercap',
      'docker run --gpus all',
    ],
    ['podman', 'podman run -v ', '--device nvidia.com/gpu=all'],
    ['kubernetes', 'a hostPath volume of /sys/devices/virtual/powercap', 'nvidia.com/gpu'],
    ['apptainer', 'apptainer run -B ', 'apptainer run --nv'],
    ['other', 'a read-only mount', "the container's option"],
  ] as const)('in %s it shows how to mount and how to show GPUs', (container, mount, gpus) => {
    const lines = advice({ container }, probe('rapl', 'absent'), noDriver);
    expect(lines).toContain(mount);
    expect(lines).toContain(gpus);
    expect(advice({ container }, probe('rapl'), probe('amdgpu'))).toBe('');
  });

  it('distinguishes a missing library from a missing GPU', () => {
    const lines = advice({ container: 'docker', hasNvidiaDevice: true }, probe('rapl'), noDriver);
    expect(lines).toBe(
      "an NVIDIA GPU is in this container without its management library: add utility to the container's NVIDIA_DRIVER_CAPABILITIES (compute,utility)",
    );
    expect(advice({ container: 'docker' }, probe('rapl'), probe('nvml'))).toContain('--pid=host');
  });

  it('gives no advice on the container where NVML is absent for another reason', () => {
    const without = probe('nvml', 'absent', ['the optional package koffi is not installed']);
    expect(advice({ container: 'docker', hasNvidiaDevice: true }, probe('rapl'), without)).toBe('');
    const hidden = probe('nvml', 'absent', ['no GPU is visible']);
    expect(advice({ container: 'docker' }, probe('rapl'), hidden)).toBe('');
  });

  it('names the limit of CPUs, which the load model does not have', () => {
    expect(advice({ cpuLimit: 2.5 }, probe('rapl', 'absent'))).toContain(
      '2.5 of 16 logical CPUs may be used here: the load of the model',
    );
    expect(advice({ cpuLimit: 2 }, probe('rapl'))).toContain('RAPL counts whole packages');
  });

  it.each([
    ['colab', 'Google Colab: '],
    ['kaggle', 'Kaggle: '],
  ] as const)('says what %s measures', (notebook, start) => {
    const lines = advice(
      { notebook, container: 'docker', isVirtualMachine: true },
      probe('nvml'),
      probe('rapl', 'absent'),
    );
    expect(lines).toContain(start);
    expect(lines).toContain('TPUs are not measured');
    expect(lines).not.toContain('powercap');
  });

  it('names a virtual machine', () => {
    expect(advice({ isVirtualMachine: true }, probe('rapl', 'absent'))).toContain('this is a virtual machine');
  });
});
