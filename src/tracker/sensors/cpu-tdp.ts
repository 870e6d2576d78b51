/** Thermal design power in W per socket, by the model of a CPU; figures based on it are estimates. */
import { CPU_MODELS } from './cpu-models.ts';

/**
 * What the list lacks or has otherwise. Sources: Intel product specifications, "Processor Base Power", as of November 2026;
 * AMD's pages for the first EPYC, which name 155 W beside 170 W for faster memory; lists of third parties for the E5-2686 v4,
 * which Intel sold to one cloud only.
 */
const OTHERS_W: Readonly<Record<string, number>> = {
  'CORE I5-13600K': 125,
  'CORE I7-12700': 65,
  'CORE I7-12700K': 125,
  'CORE I7-13700': 65,
  'CORE I7-13700K': 125,
  'CORE I9-12900K': 125,
  'CORE I9-13900': 65,
  'CORE I9-13900K': 125,
  'CORE I9-14900K': 125,
  'EPYC 7281': 155,
  'EPYC 7351': 155,
  'EPYC 7401': 155,
  'EPYC 7501': 155,
  'XEON E5-2686 V4': 145,
  'XEON W5-3435X': 270,
  'XEON W7-3465X': 300,
  'XEON W9-3495X': 350,
};

/** In the list; the last one where it has several. */
function listedW(model: string): number | null {
  let foundW: number | null = null;
  for (const line of CPU_MODELS.split('\n')) {
    const at = line.indexOf('=');
    if (!model.startsWith(line.slice(0, at))) continue;
    const wanted = model.slice(at).replaceAll(' ', '_');
    if (wanted === '') continue;
    for (const group of line.slice(at + 1).split(';')) {
      const [tdpW, rests = ''] = group.split(':');
      if (rests.split(' ').includes(wanted)) foundW = Number(tdpW);
    }
  }
  return foundW;
}

/** The name of a CPU, reduced to the part that distinguishes models. */
function plainModel(name: string): string {
  return name
    .toUpperCase()
    .replace(/\((?:R|TM)\)/g, ' ')
    .replace(/@.*$/, ' ')
    .replace(/\b(?:\d+TH GEN|INTEL|AMD|CPU|PROCESSOR|APU|\d+-CORES?|WITH .*|W\/ .*)(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** TDP of one socket in W; null for a CPU that the list lacks. */
export function tdpOfCpuW(name: string): number | null {
  const model = plainModel(name);
  return OTHERS_W[model] ?? listedW(model);
}

/** Power of one logical CPU (a hardware thread, what clouds call a vCPU) in W. */
export interface LogicalCpuPower {
  /** Power at no load. */
  idleW: number;
  /** Power at full load. */
  fullW: number;
  /** Lowest power at no load of any known micro-architecture. */
  lowestW: number;
  /** Highest power at full load of any known micro-architecture. */
  highestW: number;
  /** Publisher and year of the values. */
  source: string;
}

/**
 * For CPUs of unknown model, such as those of cloud machines, which call themselves `AMD EPYC` or `Intel(R) Xeon(R)
 * Processor`. Sources: `MIN_WATTS_AVG` and `MAX_WATTS_AVG` of Cloud Carbon Footprint (Thoughtworks, 2021,
 * AwsFootprintEstimationConstants.ts), means over servers in SPECpower_ssj2008; the extremes are the EPYC 3rd Gen and 5th Gen
 * of its table coefficients-aws-use.csv (repository ccf-coefficients, state of April 2026).
 */
export const LOGICAL_CPU_POWER: LogicalCpuPower = {
  idleW: 0.74,
  fullW: 3.5,
  lowestW: 0.46,
  highestW: 8.96,
  source: 'Cloud Carbon Footprint, 2021',
};
