import type { ArgumentsCamelCase, Argv } from 'yargs';
import { type ClusterTdps, everywhere, JobTotals, readClusterInfo, readSacct } from '../../src/jobs/index.ts';
import { CtError } from '../../src/model/errors.ts';
import { formatEnergy } from '../../src/model/numbers.ts';
import { plural } from '../../src/model/text.ts';
import { FindingTotals } from '../findings.ts';
import { readGiven } from '../given-file.ts';
import type { Command } from '../help.ts';
import { jobSummary, jobTable } from '../job-table.ts';
import { EXIT, type Terminal, toJson } from '../terminal.ts';
import { entriesOfCommand, noteNoLogs, type ReadArguments, withReadArguments, withSameMachine } from './common.ts';

interface SlurmArguments extends ReadArguments {
  sacct: string;
  json: boolean;
  cpuWatts: number | undefined;
  gpuWatts: number | undefined;
  clusterInfo: string | undefined;
}

/** `ct-parse slurm`: energy of jobs by three ways. */
export const slurmCommand: Command<SlurmArguments> = {
  command: 'slurm <sacct> [logs...]',
  describe: "compare Slurm's jobs with what was measured in them",
  builder: (yargs: Argv) => {
    const sacct = yargs.positional('sacct', {
      describe: 'table of sacct -P',
      type: 'string',
      demandOption: true,
    });
    return withSameMachine(withReadArguments(sacct, { demandLogs: false }))
      .option('json', { describe: 'print jobs and totals as JSON', type: 'boolean', default: false })
      .option('cpu-watts', { describe: 'TDP of a core in W, for TDP x time', type: 'number' })
      .option('gpu-watts', { describe: 'TDP of a GPU in W, for TDP x time', type: 'number' })
      .option('cluster-info', {
        describe: 'cluster_info.yaml of Green Algorithms for HPC, with the TDPs by partition',
        type: 'string',
      })
      .requiresArg(['cpu-watts', 'gpu-watts', 'cluster-info']) as unknown as Argv<SlurmArguments>;
  },
  examples: [
    {
      command: 'ct-parse slurm sacct.txt',
      does: 'energy that Slurm counted, failed jobs, and what was allocated and not used',
    },
    {
      command: 'ct-parse slurm sacct.txt ./logs --cpu-watts 8 --gpu-watts 400',
      does: 'energy of each job: measured by ct-track, counted by Slurm, and TDP x time',
    },
  ],
  notes: [
    'The table is that of sacct -P with the columns JobID, JobName, Partition, State, Elapsed, NNodes, NCPUS, TotalCPU, ReqMem, MaxRSS, AllocTRES and ConsumedEnergyRaw, as far as there are any.',
    "All energies are without PUE. Slurm's are those of whole nodes: right where a job has its nodes for itself. A job without an energy plugin, with 0 or with no value is unknown.",
  ],
  run: runSlurm,
};

async function runSlurm(args: ArgumentsCamelCase<SlurmArguments>, terminal: Terminal): Promise<number> {
  const tdps = await tdpsOf(args);
  const jobs = new JobTotals(readSacct(await textOf(args.sacct), args.sacct));
  const logs = args.logs ?? [];
  const tally = new FindingTotals({ keepAll: args.verbose });
  let runs = 0;
  if (logs.length > 0) {
    for await (const entry of entriesOfCommand({ ...args, logs }, tally, terminal)) {
      jobs.add(entry);
      runs += 1;
    }
    if (runs === 0) return noteNoLogs({ ...args, logs }, tally, terminal);
  }
  const comparison = jobs.result(tdps);
  if (comparison.jobs.length === 0) {
    terminal.note(`ct-parse: no jobs in ${args.sacct}`);
    return EXIT.unusable;
  }
  await terminal.print(
    args.json
      ? `${toJson(comparison, 2)}\n`
      : `${jobTable(comparison.jobs, terminal.columns)}\n${jobSummary(comparison)}`,
  );
  tally.note(terminal);
  const { unmatched } = comparison;
  if (unmatched.runs > 0) {
    const energy = formatEnergy(unmatched.energyKwh);
    terminal.note(`ct-parse: ${plural(unmatched.runs, 'run')} with ${energy} belong to no job of ${args.sacct}`);
  }
  return args.strict && tally.hasErrors ? EXIT.unusable : EXIT.done;
}

async function tdpsOf({ cpuWatts, gpuWatts, clusterInfo }: SlurmArguments): Promise<ClusterTdps> {
  for (const [name, watts] of [
    ['cpu-watts', cpuWatts],
    ['gpu-watts', gpuWatts],
  ] as const) {
    if (watts !== undefined && !(watts > 0 && Number.isFinite(watts))) {
      throw new CtError('USAGE', `--${name} must be above 0 W (got ${watts})`);
    }
  }
  if (clusterInfo === undefined) return everywhere({ perCoreW: cpuWatts ?? null, perGpuW: gpuWatts ?? null });
  if (cpuWatts !== undefined || gpuWatts !== undefined) {
    throw new CtError('USAGE', '--cluster-info and --cpu-watts or --gpu-watts cannot be combined: both set the TDPs');
  }
  return readClusterInfo(await textOf(clusterInfo), clusterInfo);
}

const textOf = async (file: string): Promise<string> => (await readGiven(file)).toString('utf8');
