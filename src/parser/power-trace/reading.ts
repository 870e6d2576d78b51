/** What one power reading of a GPU stands for, by its model. */
import type { CountedDevice } from './devices.ts';

/**
 * GPUs with the power at an instant in `power.draw`: GA100 and all before Ampere. That of others is the mean of a second
 * (NVIDIA, reference of NVML, `nvmlDeviceGetPowerUsage`).
 */
const INSTANT =
  /\b(?:A100|A800|A30|V100\w*|T4|P100|P40|P4|K\d{1,3}\w?|M40|M60|GTX|Titan|RTX 20\d\d|Quadro|GV100|T[46]00|T1000)\b/i;
const MEAN = /\b(?:RTX|A\d{1,4}|L4|L40S?|H100|H200|H800|H20|GH200|GB?[23]00|B[123]00|NVIDIA)\b/i;

/** Mean of a second, the power at an instant, or null where the trace does not show which. */
export function readingOf({ column, name, component }: CountedDevice): 'mean' | 'instant' | null {
  if (column.reading !== null || column.quantity.what === 'energy') return column.reading ?? 'mean';
  if (component !== 'gpu') return null;
  if (INSTANT.test(name)) return 'instant';
  return MEAN.test(name) ? 'mean' : null;
}
