/** AMD GPUs through the hwmon files of the kernel's amdgpu driver. Tested with stand-in trees, not on hardware. */
import { realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readCudaVisible, selectGpus } from './cuda-visible.ts';
import { holdsCpu } from './gpu-with-cpu.ts';
import {
  foldersOf,
  type HwmonFound,
  type HwmonPart,
  hwmonSensor,
  microOf,
  SYS_ROOT,
  type SysfsOptions,
  textOf,
} from './hwmon.ts';
import { type Device, GPU_CEILING_W, type Sensor } from './sensor.ts';

/** Where AMD GPUs are looked for, and which of them are visible. */
export interface AmdGpuOptions extends SysfsOptions {
  /** Names the visible GPUs. */
  environment?: NodeJS.ProcessEnv;
  /** Number of the first one, where others have been found before. */
  firstIndex?: number;
}

const VENDOR = '0x1002';

interface Card {
  /** Of the device. */
  path: string;
  /** Of its hwmon files. */
  hwmon: string;
  pciAddress: string;
  powerFile: string;
  name: string;
  uuid: string | null;
  model: string;
}

/**
 * Each card once. Sources: kernel documentation, "GPU power/thermal controls and monitoring" (power1_average, power1_input in
 * µW; on APUs with the CPU; in1_label vddnb on APUs only); rocm_smi_lib issue 160 (the secondary die of an MI250 reads 0,
 * and the primary one the power of both).
 */
export function amdGpuSensor({
  sysRoot = SYS_ROOT,
  environment = process.env,
  firstIndex = 0,
}: AmdGpuOptions = {}): Sensor {
  return hwmonSensor('amdgpu', () => find(sysRoot, environment, firstIndex));
}

function find(sysRoot: string, environment: NodeJS.ProcessEnv, firstIndex: number): HwmonFound {
  const problems: string[] = [];
  const cards = foldersOf(join(sysRoot, 'class/drm'), /^card\d+$/).flatMap(
    (card) => readCard(join(card, 'device'), problems) ?? [],
  );
  // HIP numbers GPUs in the order of the bus.
  cards.sort((a, b) => (a.pciAddress < b.pciAddress ? -1 : 1));
  const chosen = visible(cards, environment);
  const reads0 = (card: Card): boolean => safely(() => microOf(card.powerFile)) === 0;
  const parts: HwmonPart[] = [];
  for (const { card, index } of chosen) {
    if (reads0(card) && cards.some((other) => other.model === card.model && !reads0(other))) {
      problems.push(`${card.name} at ${card.pciAddress} reads 0 W: the power of the other die covers it`);
      continue;
    }
    parts.push(toPart(card, firstIndex + index));
  }
  return { parts, problems };
}

/** Null for what is no AMD GPU, or none that has its own power. */
function readCard(path: string, problems: string[]): Card | null {
  if (textOf(join(path, 'vendor')) !== VENDOR) return null;
  const pciAddress = basename(safely(() => realpathSync(path)) ?? path);
  const model = textOf(join(path, 'device')) ?? 'of unknown model';
  const name = textOf(join(path, 'product_name')) || `AMD GPU ${model}`;
  for (const hwmon of foldersOf(join(path, 'hwmon'), /^hwmon\d+$/)) {
    const powerFile = ['power1_average', 'power1_input']
      .map((file) => join(hwmon, file))
      .find((file) => textOf(file) !== null);
    if (powerFile === undefined) continue;
    if (textOf(join(hwmon, 'in1_label')) === 'vddnb') {
      problems.push(`${name} at ${pciAddress} shares its power with the CPU, which is measured by itself`);
      return null;
    }
    const uniqueId = textOf(join(path, 'unique_id'));
    return { path, hwmon, pciAddress, powerFile, name, uuid: uniqueId ? `GPU-${uniqueId}` : null, model };
  }
  problems.push(`${name} at ${pciAddress} has no power reading`);
  return null;
}

/** The cards that both variables show: HIP numbers those that ROCR leaves. */
function visible(cards: readonly Card[], environment: NodeJS.ProcessEnv): { card: Card; index: number }[] {
  let shown = cards.map((card, index) => ({ card, index }));
  const { ROCR_VISIBLE_DEVICES: rocr, HIP_VISIBLE_DEVICES: hip, CUDA_VISIBLE_DEVICES: cuda } = environment;
  for (const list of [rocr, hip ?? cuda]) {
    const entries = readCudaVisible(list);
    if (entries === null) continue;
    const before = shown;
    const uuids = before.map(({ card }) => card.uuid ?? '');
    shown = selectGpus(entries, uuids, () => null).flatMap(({ index }) => before[index] ?? []);
  }
  return shown;
}

function toPart({ hwmon, powerFile, name, uuid }: Card, index: number): HwmonPart {
  const energyFile = join(hwmon, 'energy1_input');
  const hasCounter = textOf(energyFile) !== null;
  const device: Device = {
    key: `gpu:${index}`,
    component: 'gpu',
    name,
    uuid,
    method: hasCounter ? 'counter' : 'sampled',
    counter: hasCounter ? { rangeJ: null, ceilingW: GPU_CEILING_W } : null,
    rangeW: null,
    note: holdsCpu(name) ? 'with its CPU' : null,
  };
  return { device, readW: () => microOf(powerFile), ...(hasCounter ? { readJ: () => microOf(energyFile) } : {}) };
}

function safely<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
