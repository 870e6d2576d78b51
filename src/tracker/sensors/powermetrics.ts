/** Apple's powermetrics: its text -> power. Written after documented output; not tested on the hardware. */

/** Power of one sample in W; null for what the text does not tell. */
export interface AppleSample {
  cpuW: number | null;
  gpuW: number | null;
  /** Apple Neural Engine. */
  aneW: number | null;
  /** Seconds that the sample stands for. */
  elapsedS: number | null;
}

const MW_PER_W = 1000;
const MS_PER_S = 1000;

/**
 * Reads the text of `powermetrics --samplers cpu_power,gpu_power`: one sample a `*** Sampled system activity` heading.
 *
 * The shape, from powermetrics of macOS 12 to 15 on Apple Silicon:
 * `*** Sampled system activity (DATE) (1003.20ms elapsed) ***`, then `CPU Power: 350 mW`, `GPU Power: 40 mW`,
 * `ANE Power: 0 mW`, `Combined Power (CPU + GPU + ANE): 390 mW`.
 */
export function parsePowermetrics(text: string): AppleSample[] {
  return text
    .split(/^(?=\*\*\* Sampled system activity)/m)
    .filter((part) => /^(?:CPU|GPU|ANE) Power:/m.test(part))
    .map((part) => ({
      cpuW: powerW(part, 'CPU'),
      gpuW: powerW(part, 'GPU'),
      aneW: powerW(part, 'ANE'),
      elapsedS: elapsedS(part),
    }));
}

function powerW(text: string, part: string): number | null {
  const match = new RegExp(`^${part} Power: (\\d+(?:\\.\\d+)?) (mW|W)\\s*$`, 'm').exec(text);
  if (match === null) return null;
  return Number(match[1]) / (match[2] === 'mW' ? MW_PER_W : 1);
}

function elapsedS(text: string): number | null {
  const match = /\((\d+(?:\.\d+)?)ms elapsed\)/.exec(text);
  return match === null ? null : Number(match[1]) / MS_PER_S;
}
