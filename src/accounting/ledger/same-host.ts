/**
 * Ranks of one job: each runs CodeCarbon, which counts the whole machine, and its file names no host. Runs on the same
 * hardware at the same time that read the same powers are of one machine.
 */
import type { Run } from '../../model/run.ts';
import type { Traits } from '../entry.ts';
import { groupedBy, isInFolderOrStep, Lanes } from './lanes.ts';
import { areInStep, type RunTrace, type Traces } from './traces.ts';

/** What a run read, in W without PUE; NaN for a part without a reading. */
interface Readings {
  gpuW: number;
  cpuW: number;
  /** Share of the energy that another rank counts as well: of a process in its own share of the machine that of the GPUs. */
  sharedPart: number;
  /** Hardware beside CPU and GPUs. */
  memory: string;
}

/** A run of which others count a part. */
export interface Rank {
  /** Place of the run among all traces. */
  place: number;
  /** Share of its energy that others count, 0 to 1. */
  share: number;
  /** Place of the run that counts whole. */
  first: number;
  /** Ranks of the machine. */
  count: number;
}

/** Runs that are kept until all are there; from so many on overlapping ones are only reported. */
const MOST_KEPT = 100_000;

/** Collects what runs of CodeCarbon read. */
export class SameHost {
  readonly #readings = new Map<number, Readings>();

  /**
   * Adds a run; one of another program is ignored.
   *
   * @param place of its trace
   * @param traits with the readings of its components
   * @returns whether other runs may count a part of this one
   */
  add(run: Run, place: number, traits: Pick<Traits, 'readings'>): boolean {
    if (run.format !== 'codecarbon' || run.isAlone === true || this.#readings.size >= MOST_KEPT) return false;
    const components = traits.readings ?? [];
    const [gpuJ, cpuJ, allJ] = ['gpu', 'cpu', null].map((name) =>
      components.reduce((sum, part) => sum + (name === null || part.name === name ? part.energyJ : 0), 0),
    ) as [number, number, number];
    const coveredS = Math.max(...components.map((part) => part.coveredS));
    const meanW = (energyJ: number): number => (energyJ > 0 && coveredS > 0 ? energyJ / coveredS : Number.NaN);
    const isShare = run.isShareOfProcess === true;
    this.#readings.set(place, {
      gpuW: meanW(gpuJ),
      cpuW: isShare ? Number.NaN : meanW(cpuJ),
      sharedPart: isShare ? gpuJ / allJ || 0 : 1,
      memory: components.find(({ name }) => name === 'ram')?.devices.join() ?? '',
    });
    return true;
  }

  /** Ranks beside the first one of each machine, once all runs are there. */
  *ranks(traces: Traces): Generator<Rank> {
    const lanes = new Lanes(traces);
    const groups = groupedBy(this.#readings.keys(), (place) => {
      const { devices, version } = traces.kindAt(place);
      return `${version}\0${devices}\0${this.#readings.get(place)?.memory}`;
    });
    for (const group of groups.values()) {
      for (const lane of lanes.of(group, (a, b) => isInFolderOrStep(a, b) && this.#readTheSame(a, b))) {
        for (const place of lanes.membersOf(lane)) {
          const share = lanes.shareOf(place) * (this.#readings.get(place)?.sharedPart ?? 0);
          if (share > 0) yield { place, share, first: lane.first, count: lane.count };
        }
      }
    }
  }

  /** A CPU with an assumed constant power reads the same on every machine, so that only ranks in step show it. */
  #readTheSame(a: RunTrace, b: RunTrace): boolean {
    const [one, other] = [this.#readings.get(a.place), this.#readings.get(b.place)];
    if (one === undefined || other === undefined) return false;
    const gpus = differenceOf(one.gpuW, other.gpuW);
    const cpus = differenceOf(one.cpuW, other.cpuW);
    if (gpus !== null && gpus > MOST_GPU_DIFFERENCE) return false;
    if (cpus !== null && cpus > MOST_CPU_DIFFERENCE) return false;
    if (gpus === null && cpus === null) return false;
    return gpus !== null || (cpus !== null && cpus > CONSTANT) || areInStep(a, b);
  }
}

/** Readings of the same GPUs differ by when each rank reads them; those of other GPUs by more. */
const MOST_GPU_DIFFERENCE = 0.01;
/** The same for CPUs, of which the load between two readings is estimated. */
const MOST_CPU_DIFFERENCE = 0.05;
/** Two readings of a sensor that differ by less are none. */
const CONSTANT = 1e-4;

/** Relative; null where neither was read, and infinite where one of them was. */
function differenceOf(a: number, b: number): number | null {
  if (Number.isNaN(a) && Number.isNaN(b)) return null;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.POSITIVE_INFINITY;
  return Math.abs(a - b) / Math.max(a, b);
}
