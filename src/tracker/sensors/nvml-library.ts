/** The functions of NVIDIA's management library that we call, through koffi. Names and layouts: NVIDIA's nvml.h. */
import { createRequire } from 'node:module';
import { isLibraryMissing, libraryPlaces } from './shared-library.ts';

/** Opaque handle of a GPU. */
export type GpuHandle = unknown;

/** A call that failed, with NVML's own word for it. */
export class NvmlError extends Error {
  /** `nvmlReturn_t` of the call. */
  readonly status: number;

  constructor(call: string, status: number) {
    super(`${call}: ${nvmlErrorName(status)}`);
    this.name = 'NvmlError';
    this.status = status;
  }
}

/** `nvmlReturn_t` by value. */
const ERROR_NAMES: Record<number, string> = {
  1: 'UNINITIALIZED',
  2: 'INVALID_ARGUMENT',
  3: 'NOT_SUPPORTED',
  4: 'NO_PERMISSION',
  5: 'ALREADY_INITIALIZED',
  6: 'NOT_FOUND',
  7: 'INSUFFICIENT_SIZE',
  8: 'INSUFFICIENT_POWER',
  9: 'DRIVER_NOT_LOADED',
  10: 'TIMEOUT',
  11: 'IRQ_ISSUE',
  12: 'LIBRARY_NOT_FOUND',
  13: 'FUNCTION_NOT_FOUND',
  14: 'CORRUPTED_INFOROM',
  15: 'GPU_IS_LOST',
  16: 'RESET_REQUIRED',
  17: 'OPERATING_SYSTEM',
  18: 'LIB_RM_VERSION_MISMATCH',
  19: 'IN_USE',
  20: 'MEMORY',
  21: 'NO_DATA',
  22: 'VGPU_ECC_NOT_SUPPORTED',
  23: 'INSUFFICIENT_RESOURCES',
  24: 'FREQ_NOT_SUPPORTED',
  25: 'ARGUMENT_VERSION_MISMATCH',
  26: 'DEPRECATED',
  27: 'NOT_READY',
  28: 'GPU_NOT_FOUND',
  29: 'INVALID_STATE',
  999: 'UNKNOWN',
};

const INSUFFICIENT_SIZE = 7;
const FUNCTION_NOT_FOUND = 13;

/** `NVML_ERROR_...` without its beginning. */
function nvmlErrorName(status: number): string {
  return ERROR_NAMES[status] ?? `error ${status}`;
}

/** A name of a GPU or its UUID fits with room to spare (nvml.h: at most 96). */
const TEXT_BYTES = 96;

/** `nvmlProcessInfo_v2_t`, which the `_v3` function fills: pid, memory, GPU instance, compute instance. */
const PROCESS_BYTES = 24;

/** What a sensor needs of the library. Each function throws an NvmlError. */
export interface NvmlLibrary {
  /** Number of GPUs. */
  count(): number;
  /** Handle of a GPU, by NVML's index from 0. */
  handle(index: number): GpuHandle;
  /** Product name, such as `NVIDIA A100-SXM4-40GB`. */
  name(gpu: GpuHandle): string;
  /** UUID of a GPU, such as `GPU-...`. */
  uuid(gpu: GpuHandle): string;
  /** Power in W. */
  powerW(gpu: GpuHandle): number;
  /** Energy in J since the driver was loaded. Takes some 4.5 ms of kernel time. */
  energyJ(gpu: GpuHandle): number;
  /** 5 Volta, 6 Turing, 7 Ampere, 8 Ada, 9 Hopper, ... */
  architecture(gpu: GpuHandle): number;
  /** UUID of the GPU that holds a MIG device. */
  parentOfMig(uuid: string): string;
  /** Host pids of the processes that compute on a GPU. */
  pids(gpu: GpuHandle): number[];
  /** Shuts the library down. */
  close(): void;
}

type Native = (...args: unknown[]) => number;

interface Koffi {
  load(path: string): { func(definition: string): Native; unload?(): void };
}

/** The plain `.so` is a developer file; machines that only run programs have this one. */
const LIBRARY_NAMES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libnvidia-ml.so.1',
  win32: 'nvml.dll',
};

/**
 * Loads and starts the library.
 *
 * @param path another library, for tests
 * @throws an Error when koffi or the library is missing, an NvmlError when the driver refuses
 */
export function loadNvml(path: string | undefined): NvmlLibrary {
  const file = path ?? LIBRARY_NAMES[process.platform];
  if (file === undefined) throw new Error(`NVML does not exist on ${process.platform}`);
  // Most machines without the driver need not load the package that binds it.
  if (path === undefined && isLibraryMissing(file, libraryPlaces())) {
    throw new Error(`${file}: cannot open shared object file`);
  }
  const koffi = createRequire(import.meta.url)('koffi') as Koffi;
  const library = koffi.load(file);

  /** Binds the first version of a function that the library has, on its first call. */
  const bind = (names: readonly string[], parameters: string): Native => {
    let bound: Native | null = null;
    return (...args) => {
      bound ??= firstThatExists(names, (name) => library.func(`int ${name}(${parameters})`));
      return bound(...args);
    };
  };
  const check = (call: string, status: number): void => {
    if (status !== 0) throw new NvmlError(call, status);
  };

  const init = bind(['nvmlInit_v2', 'nvmlInit'], '');
  const shutdown = bind(['nvmlShutdown'], '');
  const getCount = bind(['nvmlDeviceGetCount_v2', 'nvmlDeviceGetCount'], '_Out_ unsigned int *count');
  const getHandle = bind(
    ['nvmlDeviceGetHandleByIndex_v2', 'nvmlDeviceGetHandleByIndex'],
    'unsigned int index, _Out_ void **device',
  );
  const getHandleByUuid = bind(['nvmlDeviceGetHandleByUUID'], 'const char *uuid, _Out_ void **device');
  const getParent = bind(['nvmlDeviceGetDeviceHandleFromMigDeviceHandle'], 'void *mig, _Out_ void **device');
  const getName = bind(['nvmlDeviceGetName'], 'void *device, uint8_t *name, unsigned int length');
  const getUuid = bind(['nvmlDeviceGetUUID'], 'void *device, uint8_t *uuid, unsigned int length');
  const getPower = bind(['nvmlDeviceGetPowerUsage'], 'void *device, _Out_ unsigned int *milliwatts');
  const getEnergy = bind(['nvmlDeviceGetTotalEnergyConsumption'], 'void *device, _Out_ uint64_t *millijoules');
  const getArchitecture = bind(['nvmlDeviceGetArchitecture'], 'void *device, _Out_ unsigned int *architecture');
  const getProcesses = bind(
    ['nvmlDeviceGetComputeRunningProcesses_v3', 'nvmlDeviceGetComputeRunningProcesses_v2'],
    'void *device, _Inout_ unsigned int *count, uint8_t *infos',
  );

  const handleOf = (call: string, native: Native, ...args: unknown[]): GpuHandle => {
    const out: [GpuHandle] = [null];
    check(call, native(...args, out));
    return out[0];
  };
  const numberOf = (call: string, native: Native, gpu: GpuHandle): number => {
    const out: [number | bigint] = [0];
    check(call, native(gpu, out));
    return Number(out[0]);
  };
  const textOf = (call: string, native: Native, gpu: GpuHandle): string => {
    const buffer = Buffer.alloc(TEXT_BYTES);
    check(call, native(gpu, buffer, TEXT_BYTES));
    return buffer.toString('utf8', 0, buffer.indexOf(0));
  };

  check('nvmlInit', init());
  return {
    count: () => {
      const out = [0];
      check('nvmlDeviceGetCount', getCount(out));
      return Number(out[0]);
    },
    handle: (index) => handleOf('nvmlDeviceGetHandleByIndex', getHandle, index),
    name: (gpu) => textOf('nvmlDeviceGetName', getName, gpu),
    uuid: (gpu) => textOf('nvmlDeviceGetUUID', getUuid, gpu),
    powerW: (gpu) => numberOf('nvmlDeviceGetPowerUsage', getPower, gpu) / 1000,
    energyJ: (gpu) => numberOf('nvmlDeviceGetTotalEnergyConsumption', getEnergy, gpu) / 1000,
    architecture: (gpu) => numberOf('nvmlDeviceGetArchitecture', getArchitecture, gpu),
    parentOfMig: (uuid) => {
      const mig = handleOf('nvmlDeviceGetHandleByUUID', getHandleByUuid, uuid);
      return textOf(
        'nvmlDeviceGetUUID',
        getUuid,
        handleOf('nvmlDeviceGetDeviceHandleFromMigDeviceHandle', getParent, mig),
      );
    },
    pids: (gpu) => readPids((count, infos) => getProcesses(gpu, count, infos), check),
    close: () => {
      shutdown();
      library.unload?.();
    },
  };
}

function firstThatExists(names: readonly string[], find: (name: string) => Native): Native {
  for (const name of names) {
    try {
      return find(name);
    } catch {
      // An older driver lacks the newer name.
    }
  }
  return () => FUNCTION_NOT_FOUND;
}

/** The number of processes can grow between the question and the answer. */
const SPARE_PROCESSES = 16;

function readPids(
  call: (count: [number], infos: Buffer | null) => number,
  check: (call: string, status: number) => void,
): number[] {
  const count: [number] = [0];
  const status = call(count, null);
  if (status === 0) return [];
  if (status !== INSUFFICIENT_SIZE) check('nvmlDeviceGetComputeRunningProcesses', status);
  count[0] += SPARE_PROCESSES;
  const infos = Buffer.alloc(count[0] * PROCESS_BYTES);
  check('nvmlDeviceGetComputeRunningProcesses', call(count, infos));
  return Array.from({ length: count[0] }, (_, i) => infos.readUInt32LE(i * PROCESS_BYTES));
}
