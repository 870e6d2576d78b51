/** Runs -> groups with totals of their own, which add up to the total of all runs. */
import type { Run } from '../../model/run.ts';
import { readStem } from '../../model/stem.ts';
import { S_PER_HOUR } from '../../model/units.ts';
import type { Entry, Traits } from '../entry.ts';
import { DeviceTimes } from '../ledger/device-times.ts';
import { devicesOf, isPart } from '../run/devices.ts';
import { type AggregateOptions, BASES, type Totals } from '../types.ts';
import { RunTotals, Sum } from './run-totals.ts';

/** Groupings of runs by the content of their logs. */
export const GROUPINGS = [
  'folder',
  'prefix',
  'device',
  'month',
  'host',
  'slurm-job',
  'slurm-array',
  'slurm-account',
  'user',
] as const;

/** A grouping of runs. */
export type Grouping = (typeof GROUPINGS)[number];

/** The totals of one group of runs. */
export interface Group
  extends Pick<Totals, 'runs' | 'energyKwh' | 'co2eqG' | 'co2eqUnknownRuns' | 'durationS' | 'basis'> {
  /** What the runs have in common, such as a host or a month. */
  name: string;
  /** Duration x number of GPUs, over all runs of the group; a GPU that several runs measured at once is in one of them. */
  gpuHours: number;
}

/** The name of the group to which a run belongs; one from a table needs its traits, as its row holds host and job. */
export type GroupName = (run: Run, traits?: JobTraits) => string;

/** Where a run ran. */
export type JobTraits = Pick<Traits, 'host' | 'job'> & Partial<Pick<Traits, 'lacksJob'>>;

const KEYS: Record<Grouping, (run: Run, traits: JobTraits) => string | null> = {
  folder: ({ id }) => folderAndStem(id).folder,
  prefix: ({ id }) => readStem(folderAndStem(id).stem).prefix,
  device: deviceNames,
  month: ({ startedAt, endedAt }) => (startedAt ?? endedAt)?.slice(0, 'YYYY-MM'.length) ?? null,
  host: (_, { host }) => host,
  'slurm-job': (_, { job }) => slurmJobId(job),
  'slurm-array': (_, { job }) => job.SLURM_ARRAY_JOB_ID ?? job.SLURM_JOB_ID ?? null,
  'slurm-account': (_, { job }) => job.SLURM_JOB_ACCOUNT ?? null,
  user: (_, { job }) => job.SLURM_JOB_USER ?? null,
};

/** Group names of runs without the information. */
const UNKNOWN: Record<Grouping, string> = {
  folder: '.',
  prefix: '(no prefix)',
  device: '(no device)',
  month: '(no date)',
  host: '(host not logged)',
  'slurm-job': '(no Slurm job)',
  'slurm-array': '(no Slurm job)',
  'slurm-account': '(project not logged)',
  user: '(user not logged)',
};

/** Groupings by ids that tables of older versions lack. */
const NOT_IN_OLDER_TABLES: ReadonlySet<Grouping> = new Set(['slurm-array', 'slurm-account', 'user']);
const OLDER_TABLE = '(in a table of an older version)';

/** Names the group of a run, by grouping. */
export function groupNameBy(grouping: Grouping): GroupName {
  const keyOf = KEYS[grouping];
  return (run, traits = traitsOf(run)) => {
    if (traits.lacksJob === true && NOT_IN_OLDER_TABLES.has(grouping)) return OLDER_TABLE;
    return keyOf(run, traits) || UNKNOWN[grouping];
  };
}

const traitsOf = ({ tracking }: Run): JobTraits => ({ host: tracking?.host ?? null, job: tracking?.job ?? {} });

/** Folder and stem of a run's id, whichever slash its system uses; the number of a further run of a file is left out. */
export function folderAndStem(id: string): { folder: string; stem: string } {
  const path = id.replaceAll('\\', '/').replace(/#\d+$/, '');
  const slash = path.lastIndexOf('/');
  return { folder: slash === 0 ? '/' : path.slice(0, Math.max(slash, 0)), stem: path.slice(slash + 1) };
}

/** Distinct GPU names of a run; without a GPU, those of the CPU. */
function deviceNames(run: Run): string {
  const gpus = devicesOf(run, 'gpu');
  const devices = gpus.length > 0 ? gpus : devicesOf(run, 'cpu');
  return [...new Set(devices)].sort().join(', ');
}

/** Job id as Slurm prints it: `1234`, or `1234_7` for an array; null where no Slurm job ran it. */
export function slurmJobId({ SLURM_JOB_ID, SLURM_ARRAY_JOB_ID, SLURM_ARRAY_TASK_ID }: Traits['job']): string | null {
  if (SLURM_ARRAY_JOB_ID !== undefined && SLURM_ARRAY_TASK_ID !== undefined) {
    return `${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}`;
  }
  return SLURM_JOB_ID ?? null;
}

/** Options of `GroupTotals`. */
export interface GroupOptions extends AggregateOptions {
  /** Groups that come first, in this order, even if empty; others follow by name. */
  order?: readonly string[];
}

/** Totals runs by group, so that a folder need not fit in memory. */
export class GroupTotals {
  readonly #options: GroupOptions;
  readonly #groups = new Map<string, { sums: RunTotals; gpuS: Sum }>();
  readonly #times: DeviceTimes;

  constructor(options: GroupOptions = {}) {
    this.#options = options;
    this.#times = new DeviceTimes(options);
    for (const name of options.order ?? []) this.#group(name);
  }

  /** Adds the next run; the first of several that measured a GPU at the same time has its hours, as it has its energy. */
  add(name: string, { run, figures, traits }: Pick<Entry, 'run' | 'figures'> & Partial<Pick<Entry, 'traits'>>): void {
    const { sums, gpuS } = this.#group(name);
    sums.add(figures);
    const figure = this.#options.asLogged ? figures.logged : figures.corrected;
    for (const device of this.#times.add(run, figure.durationS, traits?.isRow ? traits.deviceEnergy : null)) {
      if (device.component === 'gpu' && !isPart(device)) gpuS.add(device.timeS);
    }
  }

  /** The totals of each group. */
  result(): Group[] {
    const first = this.#options.order ?? [];
    const others = sortedByName([...this.#groups.keys()].filter((name) => !first.includes(name)));
    return [...first, ...others].map((name) => {
      const { sums, gpuS } = this.#group(name);
      const { runs, energyKwh, co2eqG, co2eqUnknownRuns, durationS, basis } = sums.result();
      return { name, runs, gpuHours: gpuS.value / S_PER_HOUR, energyKwh, co2eqG, co2eqUnknownRuns, durationS, basis };
    });
  }

  #group(name: string): { sums: RunTotals; gpuS: Sum } {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = { sums: new RunTotals(this.#options), gpuS: new Sum() };
      this.#groups.set(name, group);
    }
    return group;
  }
}

/** Adds groups up under a name. */
export function joinedGroups(name: string, groups: readonly Group[]): Group {
  const sum = (of: (group: Group) => number): number => {
    const total = new Sum();
    for (const group of groups) total.add(of(group));
    return total.value;
  };
  // A group of runs that measured nothing has 0 g, which makes the CO2eq of another group no more known.
  const isUnknown =
    groups.some(({ co2eqG }) => co2eqG === null) && groups.every(({ co2eqG }) => co2eqG === null || co2eqG === 0);
  return {
    name,
    runs: sum(({ runs }) => runs),
    energyKwh: sum(({ energyKwh }) => energyKwh),
    co2eqG: isUnknown ? null : sum(({ co2eqG }) => co2eqG ?? 0),
    co2eqUnknownRuns: sum(({ co2eqUnknownRuns }) => co2eqUnknownRuns),
    durationS: sum(({ durationS }) => durationS),
    gpuHours: sum(({ gpuHours }) => gpuHours),
    basis: Object.fromEntries(
      BASES.map((basis) => [
        basis,
        { runs: sum((group) => group.basis[basis].runs), energyKwh: sum((group) => group.basis[basis].energyKwh) },
      ]),
    ) as Group['basis'],
  };
}

/** Sorts names with numbers by value; names in brackets, of runs without the information, come last. */
export function sortedByName(names: readonly string[]): string[] {
  if (names.length < 2) return [...names];
  // Created on demand, because loading its tables takes as long as reading a small folder.
  const { compare } = new Intl.Collator('en', { numeric: true });
  const isUnknown = (name: string): number => Number(name.startsWith('('));
  return [...names].sort((a, b) => isUnknown(a) - isUnknown(b) || compare(a, b) || (a < b ? -1 : 1));
}
