/** NVIDIA GPUs: the energy counter where a GPU has one, else its power. */
import { koffiProblem } from '../koffi-problem.ts';
import { readCudaVisible, selectGpus, type VisibleGpu } from './cuda-visible.ts';
import { type GpuHandle, loadNvml, NvmlError, type NvmlLibrary } from './nvml-library.ts';
import { type Clock, type Device, GPU_CEILING_W, type Observation, type Probe, type Sensor } from './sensor.ts';

/** The problem of a system without NVML, which advice on containers is about. */
export const NO_NVIDIA_DRIVER = 'no NVIDIA driver (libnvidia-ml.so.1 is missing)';

/** Where NVML is, and which GPUs count. */
export interface NvmlOptions {
  /** Another library than the system's, for tests. */
  libraryPath?: string | undefined;
  /** Defaults to the environment of this process. */
  environment?: NodeJS.ProcessEnv;
}

interface Gpu {
  handle: GpuHandle;
  device: Device;
}

const AMPERE = 7;

/** From Ampere on, but for its data-centre chip GA100, power readings are means over a second (nvml.h). */
function powerNote(nvml: NvmlLibrary, handle: GpuHandle, name: string): string {
  let architecture = 0;
  try {
    architecture = nvml.architecture(handle);
  } catch {
    // Old drivers lack the question.
  }
  return architecture >= AMPERE && !/\bA(?:100|30)\b/.test(name)
    ? 'no energy counter: integrated power, each reading a mean over 1 s'
    : 'no energy counter: integrated power, readings of a moment';
}

/** GPUs that this process may see, by NVML. */
export function nvmlSensor(options: NvmlOptions = {}): Sensor {
  const { libraryPath, environment = process.env } = options;
  let nvml: NvmlLibrary | null = null;
  let gpus: Gpu[] = [];
  let probed: Probe | null = null;

  const probe = (): Probe => {
    if (probed !== null) return probed;
    const result: Probe = { sensor: 'nvml', state: 'absent', devices: [], problems: [], hint: null };
    probed = result;
    try {
      nvml = loadNvml(libraryPath);
      gpus = findGpus(nvml, environment, result.problems);
    } catch (error) {
      result.problems.push(plainReason(error));
      if (error instanceof NvmlError) result.state = 'refused';
      return result;
    }
    result.devices = gpus.map((gpu) => gpu.device);
    if (gpus.length > 0) result.state = 'ready';
    else if (result.problems.length === 0) result.problems.push('no GPU is visible');
    return result;
  };

  return {
    name: 'nvml',
    probe,
    open: (clock) => {
      probe();
      const library = nvml;
      if (library === null) throw new Error('NVML is not loaded');
      return {
        devices: gpus.map((gpu) => gpu.device),
        maxIntervalS: Number.POSITIVE_INFINITY,
        read: (withCounters) => gpus.map((gpu) => readGpu(library, gpu, withCounters, clock)),
        pids: () => gpus.map((gpu) => attempt(() => library.pids(gpu.handle))),
        close: () => library.close(),
      };
    },
  };
}

function plainReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/cannot open shared object|Failed to load/.test(message)) return NO_NVIDIA_DRIVER;
  return koffiProblem(error) ?? message.split('\n', 1)[0] ?? message;
}

function attempt<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}

function findGpus(nvml: NvmlLibrary, environment: NodeJS.ProcessEnv, problems: string[]): Gpu[] {
  const handles = Array.from({ length: nvml.count() }, (_, index) => attempt(() => nvml.handle(index)));
  const uuids = handles.map((handle, i) => (handle === null ? null : attempt(() => nvml.uuid(handle))) ?? `gpu ${i}`);
  const names = handles.map((handle) => (handle === null ? null : attempt(() => nvml.name(handle))) ?? 'NVIDIA GPU');

  const entries = readCudaVisible(environment.CUDA_VISIBLE_DEVICES);
  const visible: VisibleGpu[] =
    entries === null
      ? handles.map((_, index) => ({ index, migs: [] }))
      : selectGpus(entries, uuids, (mig) => attempt(() => nvml.parentOfMig(mig)));
  const byIndex = entries?.some((entry) => entry.kind === 'index') ?? false;
  if (byIndex && new Set(names).size > 1 && environment.CUDA_DEVICE_ORDER !== 'PCI_BUS_ID') {
    problems.push(
      'CUDA_VISIBLE_DEVICES counts GPUs fastest first, NVML by bus: with different GPUs set CUDA_DEVICE_ORDER=PCI_BUS_ID',
    );
  }

  const gpus: Gpu[] = [];
  for (const { index, migs } of visible) {
    const handle = handles[index] ?? null;
    const [uuid, name] = [uuids[index] ?? '', names[index] ?? ''];
    if (handle === null) problems.push(`${uuid}: no access`);
    else {
      const gpu = examineGpu(nvml, handle, { key: `gpu:${index}`, uuid, name, migs }, problems);
      if (gpu !== null) gpus.push(gpu);
    }
  }
  return gpus;
}

/** Tries each query instead of deciding by architecture, because virtual GPUs and small boards refuse some. */
function examineGpu(
  nvml: NvmlLibrary,
  handle: GpuHandle,
  { key, uuid, name, migs }: { key: string; uuid: string; name: string; migs: string[] },
  problems: string[],
): Gpu | null {
  const notes = migs.length > 0 ? [`whole GPU, asked for ${migs.join(' and ')}`] : [];
  let hasCounter = true;
  try {
    nvml.energyJ(handle);
  } catch (counterError) {
    hasCounter = false;
    try {
      nvml.powerW(handle);
      notes.push(powerNote(nvml, handle, name));
    } catch (powerError) {
      problems.push(`${name} (${key}): ${plainReason(counterError)}; ${plainReason(powerError)}`);
      return null;
    }
  }
  return {
    handle,
    device: {
      key,
      component: 'gpu',
      name,
      uuid,
      method: hasCounter ? 'counter' : 'sampled',
      counter: hasCounter ? { rangeJ: null, ceilingW: GPU_CEILING_W } : null,
      rangeW: null,
      note: notes.length > 0 ? notes.join('; ') : null,
    },
  };
}

function readGpu(nvml: NvmlLibrary, { handle, device }: Gpu, withCounters: boolean, clock: Clock): Observation {
  const wantsCounter = withCounters && device.counter !== null;
  try {
    // The call takes milliseconds; its middle is the best estimate of the time of the reading.
    const beforeS = clock();
    const counterJ = wantsCounter ? nvml.energyJ(handle) : null;
    const afterS = clock();
    let powerW: number | null = null;
    try {
      powerW = plausibleW(nvml.powerW(handle));
    } catch (error) {
      if (counterJ === null) throw error;
    }
    return { kind: 'reading', atS: (beforeS + afterS) / 2, powerW, counterJ };
  } catch (error) {
    return { kind: 'gap', atS: clock(), reason: error instanceof NvmlError ? error.message : plainReason(error) };
  }
}

function plausibleW(powerW: number): number {
  if (powerW > GPU_CEILING_W) throw new Error(`nvmlDeviceGetPowerUsage: ${Math.round(powerW)} W is no power of a GPU`);
  return powerW;
}
