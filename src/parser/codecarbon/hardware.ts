/** What a row of CodeCarbon shows about the machine: its parts with their energies, and how well each is known. */
import type { Component, Method } from '../../model/run.ts';
import { kwhToJoules } from '../../model/units.ts';
import type { EmissionsRow } from './row.ts';

/** A component, and its mean power in W without PUE: null where it was not measured. */
export interface Part {
  /** The component of the record. */
  component: Component;
  /** Mean power in W without PUE; null where it was not measured. */
  powerW: number | null;
  /** Whether the file prints an energy of 0, or none, for a device that is there. */
  isUnread: boolean;
}

/** Name of a part in `Run.components`. */
type PartName = 'gpu' | 'cpu' | 'ram';

/**
 * The parts of the machine that have an energy or are named. Versions before 2.0 print one sum, of which the parts are not
 * known.
 *
 * @param pue held by the energies of the parts
 */
export function partsOf(row: EmissionsRow, pue: number): Part[] {
  const { gpuKwh, cpuKwh, ramKwh, energyKwh, durationS } = row;
  const meanW = (energyKwh: number | null): number | null => {
    if (energyKwh === null || durationS === null || durationS <= 0) return null;
    const powerW = kwhToJoules(energyKwh) / durationS / pue;
    return Number.isFinite(powerW) ? powerW : null;
  };
  if (gpuKwh === null && cpuKwh === null && ramKwh === null) {
    const powerW = meanW(energyKwh);
    if (powerW === null) return [];
    return [{ component: { name: 'other', devices: [], method: 'estimated' }, powerW, isUnread: false }];
  }
  const parts: Part[] = [];
  const add = (name: PartName, devices: string[], method: Method, partKwh: number | null): void => {
    if (devices.length === 0 && !(partKwh !== null && partKwh > 0)) return;
    const isUnread = partKwh === null || partKwh === 0;
    const powerW = isUnread ? null : meanW(partKwh);
    parts.push({ component: { name, devices, method, ...estimate(name, row, powerW) }, powerW, isUnread });
  };
  const gpus = gpusOf(row);
  add('gpu', gpus, gpus.some((gpu) => gpu.startsWith('Apple')) ? 'sampled' : 'counter', gpuKwh);
  add('cpu', row.cpuModel === '' ? [] : [row.cpuModel], 'estimated', cpuKwh);
  add('ram', row.memoryGb === null ? [] : [`${Number(row.memoryGb.toFixed(1))} GB of memory`], 'estimated', ramKwh);
  return parts;
}

/** More GPUs are not in one machine. */
const MOST_GPUS = 64;

/** Names of the GPUs that were tracked, one for each. */
function gpusOf({ gpuModel, gpuCount }: EmissionsRow): string[] {
  const kinds = kindsOf(gpuModel);
  const [only] = kinds;
  if (only === undefined) return repeated('GPU', gpuCount ?? 0);
  // The model names all GPUs of the machine, the count those that were tracked.
  const isSubset = kinds.length === 1 && gpuCount !== null && gpuCount >= 1 && gpuCount < only.count;
  if (isSubset) return repeated(only.name, gpuCount);
  return kinds.flatMap(({ name, count }) => repeated(name, count)).slice(0, MOST_GPUS);
}

const repeated = (name: string, count: number): string[] =>
  Array<string>(Math.min(Math.floor(count), MOST_GPUS)).fill(name);

/**
 * `4 x NVIDIA A100-PCIE-40GB`; several kinds follow one another without a blank. As a model may end in digits, the count of a
 * further kind is taken to have one.
 */
function kindsOf(gpuModel: string): { name: string; count: number }[] {
  const kinds: { name: string; count: number }[] = [];
  for (let rest = gpuModel; rest !== '' && kinds.length < MOST_GPUS; ) {
    const head = /^(\d{1,4}) x /.exec(rest);
    const start = head?.[0].length ?? 0;
    const next = rest.slice(start).search(/\d x /);
    const end = next === -1 ? rest.length : start + next;
    const name = rest.slice(start, end).trim();
    if (name !== '') kinds.push({ name, count: Number(head?.[1] ?? 1) });
    rest = rest.slice(Math.max(end, 1));
  }
  return kinds;
}

/** Where nothing shows the load of a CPU, CodeCarbon takes half of its TDP; an idle one draws about a tenth. */
const [LEAST_OF_CPU, MOST_OF_CPU] = [0.2, 2];

const CPU_WHY =
  'CodeCarbon reads a CPU from RAPL or takes a share of its TDP, half where it knows no load, and the file does not show which: a fifth (idle) to twice (TDP) of it';
const MEMORY_WHY =
  'memory is counted by its size: 3 W per 8 GB up to CodeCarbon 2, by the number of modules since 3.0; bounds: what either would count';

/** How far the truth may lie from an estimated part. */
function estimate(name: PartName, { memoryGb, version, os }: EmissionsRow, powerW: number | null): Partial<Component> {
  if (powerW === null || powerW <= 0) return {};
  if (name === 'cpu') return { estimate: { rangeW: [powerW * LEAST_OF_CPU, powerW * MOST_OF_CPU], why: CPU_WHY } };
  if (name !== 'ram' || memoryGb === null || memoryGb <= 0) return {};
  const [bySize, byModules] = [(memoryGb * 3) / 8, modulesW(memoryGb, /aarch64|arm64|armv/i.test(os))];
  const isNew = version !== null && Number.parseInt(version, 10) >= 3;
  // A process counts for its share of the memory, so that only the ratio of the two is known.
  const ratio = isNew ? bySize / byModules : byModules / bySize;
  return { estimate: { rangeW: [powerW * Math.min(1, ratio), powerW * Math.max(1, ratio)], why: MEMORY_WHY } };
}

/** Upper ends of sizes in GB, and the modules that CodeCarbon 3 takes them for. */
const MODULES: readonly (readonly [gb: number, modules: number])[] = [
  [2, 1],
  [16, 2],
  [64, 4],
  [128, 8],
];
/** Sizes of modules of large machines, which have eight or more of them. */
const LARGE_MODULES_GB = [128, 64, 32, 16];
const MOST_MODULES = 32;

/** Power of memory as CodeCarbon 3 counts it (its `external/ram.py`): 5 W per module, 1.5 W on ARM, less from the fifth module on. */
function modulesW(memoryGb: number, isArm: boolean): number {
  const moduleGb = LARGE_MODULES_GB.find((size) => size <= memoryGb / 8) ?? 16;
  const large = Math.min(MOST_MODULES, Math.ceil(memoryGb / moduleGb));
  const modules = MODULES.find(([gb]) => memoryGb <= gb)?.[1] ?? large;
  const perModuleW = isArm ? 1.5 : 5;
  let powerW = 0;
  for (let module = 1; module <= modules; module += 1) {
    powerW += perModuleW * (module <= 4 ? 1 : module <= 8 ? 0.9 : module <= 16 ? 0.8 : 0.7);
  }
  return Math.max(powerW, isArm ? 3 : 10);
}
