/** Where ct-track runs, as far as that decides what can be measured: containers, virtual machines, notebooks of clouds. */
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { NO_NVIDIA_DRIVER } from './sensors/nvml.ts';
import { readTextFile } from './sensors/powercap.ts';
import type { Probe } from './sensors/sensor.ts';

/** What is known of the place. */
export interface Place {
  /** What runs the container; null outside of containers. */
  container: 'docker' | 'podman' | 'kubernetes' | 'apptainer' | 'other' | null;
  /** A notebook of a cloud; null elsewhere. */
  notebook: 'colab' | 'kaggle' | null;
  /** Whether this is a virtual machine, as far as it shows. */
  isVirtualMachine: boolean;
  /** Number of logical CPUs. */
  logicalCpus: number;
  /** CPUs that the control group may use; null without a limit. */
  cpuLimit: number | null;
  /** Whether the device of NVIDIA's driver is here. */
  hasNvidiaDevice: boolean;
}

/** Where to look; another root in tests. */
export interface PlaceOptions {
  /** Root of the file system. Default `/`. */
  root?: string;
  /** Environment to look at. Default: that of this process. */
  environment?: NodeJS.ProcessEnv;
  /** Number of logical CPUs. Default: those of this machine. */
  logicalCpus?: number;
}

/** Looks at files that every user may read. */
export function findPlace({
  root = '/',
  environment = process.env,
  logicalCpus = cpus().length,
}: PlaceOptions = {}): Place {
  const read = (path: string): string => {
    try {
      return readTextFile(join(root, path));
    } catch {
      return '';
    }
  };
  const { COLAB_RELEASE_TAG, COLAB_GPU, KAGGLE_KERNEL_RUN_TYPE } = environment;
  const isColab = COLAB_RELEASE_TAG !== undefined || COLAB_GPU !== undefined;
  return {
    container: containerOf((path) => existsSync(join(root, path)), read, environment),
    notebook: isColab ? 'colab' : KAGGLE_KERNEL_RUN_TYPE !== undefined ? 'kaggle' : null,
    isVirtualMachine: /^flags\s*:.*\bhypervisor\b/m.test(read('proc/cpuinfo')),
    logicalCpus,
    cpuLimit: cpuLimit(read),
    hasNvidiaDevice: existsSync(join(root, 'dev/nvidiactl')),
  };
}

function containerOf(
  exists: (path: string) => boolean,
  read: (path: string) => string,
  environment: NodeJS.ProcessEnv,
): Place['container'] {
  if (environment.KUBERNETES_SERVICE_HOST !== undefined) return 'kubernetes';
  if (environment.APPTAINER_CONTAINER !== undefined || environment.SINGULARITY_CONTAINER !== undefined)
    return 'apptainer';
  if (exists('run/.containerenv')) return 'podman';
  if (exists('.dockerenv')) return 'docker';
  const isOther = /docker|containerd|kubepods|lxc/.test(read('proc/1/cgroup')) || environment.container !== undefined;
  return isOther ? 'other' : null;
}

/** Version 2 has `quota period` or `max period` in one file, version 1 has two. */
function cpuLimit(read: (path: string) => string): number | null {
  const [quota = '', period = ''] =
    read('sys/fs/cgroup/cpu.max').trim() === ''
      ? [read('sys/fs/cgroup/cpu/cpu.cfs_quota_us').trim(), read('sys/fs/cgroup/cpu/cpu.cfs_period_us').trim()]
      : read('sys/fs/cgroup/cpu.max').trim().split(' ');
  const limit = Number(quota) / Number(period);
  return Number(quota) > 0 && Number.isFinite(limit) ? limit : null;
}

const POWERCAP = '/sys/devices/virtual/powercap';

/** How each kind of container shows the counters of the CPU, and GPUs. */
const SHOWS: Readonly<Record<NonNullable<Place['container']>, { powercap: string; gpus: string }>> = {
  docker: {
    powercap: `docker run -v ${POWERCAP}:/powercap:ro`,
    gpus: 'docker run --gpus all (NVIDIA Container Toolkit)',
  },
  podman: { powercap: `podman run -v ${POWERCAP}:/powercap:ro`, gpus: 'podman run --device nvidia.com/gpu=all' },
  kubernetes: {
    powercap: `a hostPath volume of ${POWERCAP}, mounted read-only at /powercap`,
    gpus: 'the resource limit nvidia.com/gpu',
  },
  apptainer: { powercap: `apptainer run -B ${POWERCAP}:/powercap:ro`, gpus: 'apptainer run --nv' },
  other: { powercap: `a read-only mount of ${POWERCAP} at /powercap`, gpus: "the container's option for GPUs" },
};

/** What limits the measuring here, and what to do about it with the least privilege; a sentence each. */
export function adviceFor(place: Place, probes: readonly Probe[]): string[] {
  const isReady = (sensor: string): boolean =>
    probes.some((probe) => probe.sensor === sensor && probe.state === 'ready');
  const { container, notebook, isVirtualMachine, logicalCpus, cpuLimit } = place;
  const advice: string[] = [];
  if (notebook !== null) {
    const name = notebook === 'colab' ? 'Google Colab' : 'Kaggle';
    advice.push(
      `${name}: NVIDIA GPUs are measured by their energy counter; TPUs are not measured; the CPU is a part of a virtual ` +
        'machine without RAPL, and is estimated; no privilege changes that',
    );
  }
  if (container !== null && notebook === null && !isReady('rapl')) {
    advice.push(
      `containers hide RAPL: ${SHOWS[container].powercap}, then --powercap-root /powercap; the user needs the right to ` +
        'read the counters, but not --privileged',
    );
  }
  const lacksDriver = probes.some(({ problems }) => problems.includes(NO_NVIDIA_DRIVER));
  if (container !== null && lacksDriver && !isReady('amdgpu')) {
    advice.push(
      place.hasNvidiaDevice
        ? "an NVIDIA GPU is in this container without its management library: add utility to the container's NVIDIA_DRIVER_CAPABILITIES (compute,utility)"
        : `NVIDIA GPUs appear in a container with ${SHOWS[container].gpus}; AMD GPUs need only /sys, which is there`,
    );
  }
  if (container !== null && isReady('nvml')) {
    advice.push(
      '--devices-by-pid finds no process in a container without the pids of the host (--pid=host): all visible GPUs count',
    );
  }
  if (cpuLimit !== null && cpuLimit < logicalCpus) {
    const limit = `${Math.round(cpuLimit * 100) / 100} of ${logicalCpus} logical CPUs may be used here`;
    advice.push(
      isReady('rapl')
        ? `${limit}: RAPL counts whole packages, with what others use of them`
        : `${limit}: the load of the model is that of the whole machine; --cpu-load tree takes that of the command`,
    );
  }
  if (isVirtualMachine && container === null && notebook === null && !isReady('rapl')) {
    advice.push('this is a virtual machine: hardly any passes RAPL on; the bare-metal machines of a cloud have it');
  }
  return advice;
}
