import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { Entry } from '../../src/accounting/index.ts';
import {
  type ClusterTdps,
  everywhere,
  groupJobs,
  JOB_GROUPINGS,
  type JobComparison,
  type JobGrouping,
  JobTotals,
  jobGroup,
  joinGroups,
  readClusterInfo,
  readSacct,
} from '../../src/jobs/index.ts';
import { CtError } from '../../src/model/errors.ts';
import { FindingTotals } from '../findings.ts';
import { readGiven } from '../given-file.ts';
import { type Command, flag, HELP_PARTS } from '../help.ts';
import { noteMissing, noteNotStarted, noteRuns } from '../job-notes.ts';
import { jobGroupTable, jobSummary, jobTable, shownOf } from '../job-table.ts';
import { EXIT, type Terminal, toJson } from '../terminal.ts';
import { entriesOfCommand, noteNoLogs, type ReadArguments, withReadArguments, withSameMachine } from './common.ts';
import { checkTop, TOP_OPTION } from './grouping.ts';

interface SlurmArguments extends ReadArguments {
  sacct: string;
  json: boolean;
  groupBy: JobGrouping | undefined;
  top: number | undefined;
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
      .option('json', flag('print jobs and totals as JSON'))
      .option('cpu-watts', { describe: 'TDP of a core in W, for TDP x time', type: 'number' })
      .option('gpu-watts', { describe: 'TDP of a GPU in W, for TDP x time', type: 'number' })
      .option('cluster-info', {
        describe: 'cluster_info.yaml of Green Algorithms for HPC, with the TDPs by partition',
        type: 'string',
      })
      .option('group-by', { describe: 'print one line per array, project or user', choices: JOB_GROUPINGS })
      .option('top', TOP_OPTION)
      .requiresArg(['cpu-watts', 'gpu-watts', 'cluster-info', 'group-by', 'top'])
      .group(['group-by', 'top'], HELP_PARTS.groups) as unknown as Argv<SlurmArguments>;
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
    {
      command: 'ct-parse slurm sacct.txt ./logs --group-by slurm-account --top 10',
      does: 'one line for each of the ten projects that used the most energy, and one for the others',
    },
  ],
  notes: [
    'The table is that of sacct -P with the columns JobID, JobName, User, Account, Partition, State, Elapsed (or ElapsedRaw), NNodes, NCPUS, TotalCPU, ReqMem, MaxRSS, AllocTRES and ConsumedEnergyRaw; only JobID is required.',
    "All energies are without PUE. Slurm's are those of whole nodes: right for jobs with whole nodes. An energy that is blank, 0 or no value is unknown.",
    'Runs of no job of the table have one line with their energy; their findings are not listed. Ranges of array tasks that have not started, such as 123_[4-9], are left out and named.',
  ],
  run: runSlurm,
};

async function runSlurm(args: ArgumentsCamelCase<SlurmArguments>, terminal: Terminal): Promise<number> {
  checkTop(args.top);
  const tdps = await tdpsOf(args);
  const { jobs: listed, notStarted, columns } = readSacct(await textOf(args.sacct), args.sacct);
  const jobs = new JobTotals(listed);
  const logs = args.logs ?? [];
  const tally = new FindingTotals({ keepAll: args.verbose });
  let runs = 0;
  if (logs.length > 0) {
    const showsFindingsOf = (entry: Entry): boolean => jobs.has(entry);
    for await (const entry of entriesOfCommand({ ...args, logs }, tally, terminal, { showsFindingsOf })) {
      jobs.add(entry);
      runs += 1;
    }
    if (runs === 0) return noteNoLogs({ ...args, logs }, tally, terminal);
  }
  noteNotStarted(notStarted, terminal);
  const comparison = jobs.result(tdps);
  if (comparison.jobs.length === 0) {
    terminal.note(`ct-parse: no jobs in ${args.sacct}`);
    return EXIT.unusable;
  }
  await terminal.print(
    args.json ? jsonOf(comparison, notStarted, args) : textOfJobs(comparison, args, terminal.tableColumns),
  );
  noteMissing(comparison.jobs, tdps, columns, args, terminal);
  noteRuns(comparison, args.sacct, terminal);
  if (tally.hasFindings) terminal.note('energies of the findings below are with the PUE of the logs');
  tally.note(terminal);
  return args.strict && tally.hasErrors ? EXIT.unusable : EXIT.done;
}

function textOfJobs(comparison: JobComparison, { groupBy, top }: SlurmArguments, width: number): string {
  const { jobs, totals } = comparison;
  const text =
    groupBy === undefined
      ? jobTable(shownOf(jobs, { top, totals, join: jobGroup }), width)
      : jobGroupTable(groupBy, shownOf(groupJobs(jobs, groupBy), { top, totals, join: joinGroups }), width);
  return `${text}\n${jobSummary(comparison)}`;
}

function jsonOf(comparison: JobComparison, notStarted: readonly string[], { groupBy, top }: SlurmArguments): string {
  const { jobs, totals } = comparison;
  if (groupBy === undefined) {
    const { rows, others } = shownOf(jobs, { top, totals, join: jobGroup });
    return `${toJson({ ...comparison, jobs: rows, ...(top === undefined ? {} : { others }), notStarted }, 2)}\n`;
  }
  const { rows, others } = shownOf(groupJobs(jobs, groupBy), { top, totals, join: joinGroups });
  const groups = { groups: rows, ...(top === undefined ? {} : { others }) };
  return `${toJson({ ...comparison, ...groups, notStarted }, 2)}\n`;
}

async function tdpsOf({ cpuWatts, gpuWatts, clusterInfo }: SlurmArguments): Promise<ClusterTdps> {
  for (const [name, watts] of Object.entries({ 'cpu-watts': cpuWatts, 'gpu-watts': gpuWatts })) {
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
