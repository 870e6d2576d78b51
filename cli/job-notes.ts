/** Notes on the jobs of Slurm: which energies are unknown and why, and which runs and lines belong to no job. */
import { type ClusterTdps, type ComparedJob, type JobComparison, missingForTdp } from '../src/jobs/index.ts';
import { formatCount, formatEnergy } from '../src/model/numbers.ts';
import { listed, plural } from '../src/model/text.ts';
import type { Terminal } from './terminal.ts';

/** Names that a note lists before it leaves the others out. */
const SHOWN_NAMES = 3;

function named(names: readonly string[]): string {
  const rest = names.length - SHOWN_NAMES;
  return rest <= 0 ? listed(names) : `${names.slice(0, SHOWN_NAMES).join(', ')} and ${formatCount(rest)} more`;
}

/** Names the ranges of array tasks that are in no job. */
export function noteNotStarted(ranges: readonly string[], terminal: Terminal): void {
  if (ranges.length === 0) return;
  const what = plural(ranges.length, 'range');
  terminal.note(
    `${what} of array tasks that have not started ${ranges.length === 1 ? 'is' : 'are'} left out: ${named(ranges)}`,
  );
}

/** What was given for TDP x time. */
interface TdpArguments {
  sacct: string;
  cpuWatts: number | undefined;
  gpuWatts: number | undefined;
  clusterInfo: string | undefined;
}

/** Columns of sacct of which one is enough for a quantity, and what is said where the table lacks it, or a job has none. */
const COLUMNS = {
  elapsed: { names: ['elapsed', 'elapsedraw'], lacks: 'Elapsed', empty: 'Elapsed has no time' },
  cpus: { names: ['ncpus', 'alloccpus', 'alloctres'], lacks: 'NCPUS', empty: 'NCPUS has no number' },
  gpus: { names: ['alloctres'], lacks: 'AllocTRES, which lists GPUs', empty: 'AllocTRES is empty' },
} as const;

/**
 * Names what is missing for TDP x time, where it was requested.
 *
 * @param columns of the table, in small letters
 */
export function noteMissing(
  jobs: readonly ComparedJob[],
  tdps: ClusterTdps,
  columns: ReadonlySet<string>,
  { sacct, cpuWatts, gpuWatts, clusterInfo }: TdpArguments,
  terminal: Terminal,
): void {
  if (cpuWatts === undefined && gpuWatts === undefined && clusterInfo === undefined) return;
  const missing = jobs.map((job) => missingForTdp(job, tdps.of(job.partition)));
  const without = (what: string): ComparedJob[] => jobs.filter((_, i) => missing[i] === what);
  const shareOf = (some: readonly ComparedJob[]): string =>
    `${formatCount(some.length)} of ${plural(jobs.length, 'job')}`;
  const note = (cause: string, some: readonly ComparedJob[], which = ''): void => {
    if (some.length === 0) return;
    const count = shareOf(some);
    terminal.note(`${cause}: no TDP x time for ${which === '' ? count : `${which} (${count})`}`);
  };
  const lacking = (some: readonly ComparedJob[], tdp: string): string => {
    const partitions = [...new Set(some.map(({ partition }) => partition ?? '(no partition)'))];
    return `${clusterInfo} has no TDP of a ${tdp} for ${named(partitions)}`;
  };
  const [cores, gpus] = [without('core TDP'), without('GPU TDP')];
  note(clusterInfo === undefined ? '--cpu-watts is missing' : lacking(cores, 'core'), cores);
  note(clusterInfo === undefined ? '--gpu-watts is missing' : lacking(gpus, 'GPU'), gpus, 'jobs with GPUs');
  for (const [what, { names, lacks, empty }] of Object.entries(COLUMNS)) {
    const some = without(what);
    if (!names.some((name) => columns.has(name))) note(`${sacct} lacks ${lacks}`, some);
    else if (some.length > 0) {
      const which = named(some.map(({ id }) => id));
      terminal.note(`${sacct}: ${empty} for ${shareOf(some)} (${which}): no TDP x time`);
    }
  }
}

/** Names the runs that are in no row, or in one that is perhaps not theirs. */
export function noteRuns({ unmatched, heterogeneousRuns }: JobComparison, sacct: string, terminal: Terminal): void {
  if (heterogeneousRuns > 0) {
    const what = plural(heterogeneousRuns, 'run');
    terminal.note(
      `${what} of heterogeneous jobs ${heterogeneousRuns === 1 ? 'is' : 'are'} in the row of the first component (+0): logs name the job only`,
    );
  }
  if (unmatched.runs > 0) {
    const verb = unmatched.runs === 1 ? 'belongs' : 'belong';
    const energy = formatEnergy(unmatched.energyKwh);
    terminal.note(
      `ct-parse: ${plural(unmatched.runs, 'run')} with ${energy} without PUE ${verb} to no job of ${sacct}`,
    );
  }
}
