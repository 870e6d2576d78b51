/** Apple's powermetrics: its text -> power. Written after documented output; not tested on the hardware. */

/** Power of one sample in W; null for values that the text does not contain. */
export interface AppleSample {
  /** Power of the CPU. */
  cpuW: number | null;
  /** Power of the GPU. */
  gpuW: number | null;
  /** Power of the Apple Neural Engine. */
  aneW: number | null;
  /** Seconds that the sample stands for. */
  elapsedS: number | null;
}

const MW_PER_W = 1000;
const MS_PER_S = 1000;

/**
 * Reads the text of `powermetrics --samplers cpu_power,gpu_power`: one sample per `*** Sampled system activity`
 * heading.
 *
 * The shape, from powermetrics of macOS 12 to 15 on Apple Silicon: `*** Sampled system activity (DATE) (1003.20ms
 * elapsed) ***`, then `CPU Power: 350 mW`, `GPU Power: 40 mW`, `ANE Power: 0 mW`, `Combined Power (CPU + GPU + ANE):
 * 390 mW`.
 */
export function parsePowermetrics(text: string): AppleSample[] {
  return text
    .split(HEADING)
    .filter((part) => /^(?:CPU|GPU|ANE) Power:/m.test(part))
    .map((part) => ({
      cpuW: powerW(part, 'CPU'),
      gpuW: powerW(part, 'GPU'),
      aneW: powerW(part, 'ANE'),
      elapsedS: elapsedS(part),
    }));
}

const HEADING = /^(?=\*\*\* Sampled system activity)/m;

/** The line behind the powers of a sample. */
const LAST_POWER = /^Combined Power[^\n]*\n/m;

/** More text than this without an end of a sample is none of powermetrics. */
const LONGEST_SAMPLE = 1_000_000;

/** Finds samples in text that comes piece by piece. */
export class SampleScanner {
  #text = '';

  /** Takes the next piece; returns the latest sample that it completes, or null. */
  add(text: string): AppleSample | null {
    const parts = (this.#text + text).split(HEADING);
    const last = parts.at(-1) ?? '';
    const end = LAST_POWER.exec(last);
    const endsAt = end === null ? 0 : end.index + end[0].length;
    this.#text = last.length - endsAt > LONGEST_SAMPLE ? '' : last.slice(endsAt);
    const complete = [...parts.slice(0, -1), last.slice(0, endsAt)];
    // What follows the powers of a sample repeats some of them, and has no heading.
    const samples = complete.filter((part) => part.startsWith('*** Sampled')).flatMap(parsePowermetrics);
    return samples.at(-1) ?? null;
  }
}

function powerW(text: string, part: string): number | null {
  const match = new RegExp(`^${part} Power: (\\d+(?:\\.\\d+)?) ?(mW|W)\\s*$`, 'm').exec(text);
  if (match === null) return null;
  return Number(match[1]) / (match[2] === 'mW' ? MW_PER_W : 1);
}

function elapsedS(text: string): number | null {
  const match = /\((\d+(?:\.\d+)?)ms elapsed\)/.exec(text);
  return match === null ? null : Number(match[1]) / MS_PER_S;
}
