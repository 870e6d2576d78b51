/** Tables of Slurm's `sacct -P` -> jobs, each with what it was given and used. */
import { CtError } from '../model/errors.ts';
import { energyJOf, memoryOf, secondsOf, tresOf } from './quantities.ts';

/** One job of the table; a job of an array is one of its tasks. */
export interface SlurmJob {
  /** Id: `123`, `123_7` of an array, `123+1` of a heterogeneous job. */
  id: string;
  /** Name of the job; null where the table lacks it. */
  name: string | null;
  /** Login name of the owner; null where the table lacks it. */
  user: string | null;
  /** Project that the job was charged to; null where the table lacks it. */
  account: string | null;
  /** Partition that it was submitted to; null where the table lacks it. */
  partition: string | null;
  /** State without its details: `COMPLETED`, `CANCELLED`; null where the table lacks the column. */
  state: string | null;
  /** How often it ran: more than 1 where it was requeued and the table has each time (`sacct -D`). */
  times: number;
  /** Wall-clock time of all times that it ran, in s; null where the table lacks it. */
  elapsedS: number | null;
  /** Allocated logical CPUs; null where the table lacks them. */
  cpus: number | null;
  /** Allocated GPUs; null where the table lacks `AllocTRES`, or that of the job is empty. */
  gpus: number | null;
  /** Allocated memory in GB; null where unknown. */
  memoryGb: number | null;
  /** Largest memory of one task in GB; null where no step of the table has it. */
  usedMemoryGb: number | null;
  /** Processor time used, in s; null or 0 where Slurm did not count it. */
  usedCpuS: number | null;
  /** Energy that Slurm counted, in J: of whole nodes, and null where no plugin counted it. */
  energyJ: number | null;
}

/** A table of sacct. */
export interface SacctTable {
  /** Jobs in the order of the table. */
  jobs: SlurmJob[];
  /** Lines of array tasks that never started, by their ids, such as `123_[4-9]`: they are in no job. */
  notStarted: string[];
  /** Names of its columns, in small letters. */
  columns: ReadonlySet<string>;
}

type Row = ReadonlyMap<string, string>;

/** States in which what a job computed was lost. */
const FAILED = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'DEADLINE',
  'FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REVOKED',
  'TIMEOUT',
]);

/** States of a job that is still to end. */
const UNDER_WAY = new Set(['COMPLETING', 'CONFIGURING', 'PENDING', 'RESIZING', 'RUNNING', 'SUSPENDED']);

/** Whether a job ended without a result, by its state; false where the table lacks the column. */
export const hasFailed = ({ state }: SlurmJob): boolean => state !== null && FAILED.has(state);

/**
 * Reads the table; lines of steps belong to their job.
 *
 * @param file named in errors
 * @throws CtError NOT_A_TABLE where it has no JobID column, or a line has other columns than the heading
 */
export function readSacct(text: string, file: string): SacctTable {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const heading = lines.findIndex((line) => line.split('|').some((name) => /^JobID(Raw)?$/i.test(name.trim())));
  if (heading < 0) {
    throw new CtError(
      'NOT_A_TABLE',
      `${file} is not a table of sacct: print it with sacct -P --format=JobID,State,Elapsed,...`,
    );
  }
  const names = (lines[heading] ?? '').split('|').map((name) => name.trim().toLowerCase());
  const jobs = new Map<string, { runs: Row[]; steps: Row[] }>();
  const notStarted = new Set<string>();
  const seen = new Set<string>();
  for (const [i, line] of lines.entries()) {
    if (i <= heading || line.trim() === '' || line === lines[heading]) continue;
    // Tables of several months that were joined have a job at their border in both.
    if (seen.has(line)) continue;
    seen.add(line);
    const row = rowOf(names, line);
    if (row === null) throw new CtError('NOT_A_TABLE', `${file}: line ${i + 1} has other columns than its heading`);
    const [id = '', step] = splitStep(idOf(row));
    if (id === '') throw new CtError('NOT_A_TABLE', `${file}: line ${i + 1} has no job id`);
    // One line stands for all tasks of an array that have no line of their own yet.
    if (id.includes('_[')) {
      notStarted.add(id);
      continue;
    }
    const job = jobs.get(id) ?? { runs: [], steps: [] };
    (step === undefined ? job.runs : job.steps).push(row);
    jobs.set(id, job);
  }
  return {
    jobs: [...jobs].map(([id, { runs, steps }]) => jobOf(id, finalLooks(runs), finalLooks(steps))),
    notStarted: [...notStarted],
    columns: new Set(names),
  };
}

/** Cells of a line; a job's name may hold the separator, so cells that are too many belong to it. */
function rowOf(names: readonly string[], line: string): Row | null {
  const cells = line.split('|');
  // `-p` in place of `-P` ends each line, and the heading, with a separator.
  const extra = cells.length - names.length;
  const nameAt = names.indexOf('jobname');
  if (extra > 0 && nameAt >= 0) cells.splice(nameAt, extra + 1, cells.slice(nameAt, nameAt + extra + 1).join('|'));
  if (cells.length !== names.length) return null;
  return new Map(names.map((name, i) => [name, cells[i]?.trim() ?? '']));
}

/** `123_7.batch` -> `123_7`, `batch`. */
function splitStep(id: string): [string, string | undefined] {
  const dot = id.indexOf('.');
  return dot < 0 ? [id, undefined] : [id.slice(0, dot), id.slice(dot + 1)];
}

function jobOf(id: string, runs: readonly Row[], steps: readonly Row[]): SlurmJob {
  // Without its own line a job has that of its batch step.
  const own = runs.length > 0 ? runs : steps.filter((row) => stepOf(row) === 'batch').slice(0, 1);
  const last: Row = own.at(-1) ?? steps[0] ?? new Map();
  const tres = tresOf(last.get('alloctres') ?? '');
  const cpus = numberOf(last.get('ncpus') || last.get('alloccpus') || tres.get('cpu'));
  const nodes = numberOf(last.get('nnodes') || tres.get('node'));
  return {
    id,
    name: last.get('jobname') || null,
    user: last.get('user') || null,
    account: last.get('account') || null,
    partition: last.get('partition') || null,
    // `CANCELLED by 1000`, `CANCELLED+` where the column was too narrow.
    state: /^[A-Z_]+/.exec(last.get('state') ?? '')?.[0] ?? null,
    times: Math.max(1, own.length),
    elapsedS: sumOf(own.map(elapsedSOf)),
    cpus,
    gpus: gpusOf(tres),
    memoryGb: memoryGbOf(last, tres, cpus, nodes),
    usedMemoryGb: largestOf([...own, ...steps].map((row) => memoryOf(row.get('maxrss') ?? '', '')?.gb ?? null)),
    usedCpuS: sumOf(own.map((row) => secondsOf(row.get('totalcpu') ?? ''))),
    energyJ: energyOf(own, steps),
  };
}

/** `ElapsedRaw` is in seconds. */
const elapsedSOf = (row: Row): number | null => secondsOf(row.get('elapsed') ?? '') ?? numberOf(row.get('elapsedraw'));

const stepOf = (row: Row): string | undefined => splitStep(idOf(row))[1];

const idOf = (row: Row): string => row.get('jobid') || row.get('jobidraw') || '';

/** A line of something that was still to end, with a later line of it, is an earlier look at the same time that it ran. */
function finalLooks(rows: readonly Row[]): readonly Row[] {
  const last = new Map(rows.map((row) => [idOf(row), row]));
  return rows.filter((row) => last.get(idOf(row)) === row || !UNDER_WAY.has(row.get('state') ?? ''));
}

/** GPUs of any type; `gres/gpu` counts those of `gres/gpu:a100` too. */
function gpusOf(tres: ReadonlyMap<string, string>): number | null {
  if (tres.size === 0) return null;
  const all = numberOf(tres.get('gres/gpu'));
  if (all !== null) return all;
  return [...tres].reduce((sum, [name, value]) => sum + (name.startsWith('gres/gpu:') ? Number(value) || 0 : 0), 0);
}

function memoryGbOf(
  row: Row,
  tres: ReadonlyMap<string, string>,
  cpus: number | null,
  nodes: number | null,
): number | null {
  const allocated = memoryOf(tres.get('mem') ?? '');
  if (allocated !== null) return allocated.gb;
  const requested = memoryOf(row.get('reqmem') ?? '');
  if (requested === null) return null;
  const count = requested.per === 'job' ? 1 : requested.per === 'core' ? cpus : nodes;
  return count === null ? null : requested.gb * count;
}

/**
 * The line of the job holds the energy of all its steps. Where it has none, the batch step holds that of the nodes while the
 * script ran, the numbered ones a part of it: the larger counts, never their sum. The extern step repeats the node.
 */
function energyOf(own: readonly Row[], steps: readonly Row[]): number | null {
  const ofJob = sumOf(own.map(energyOfRow));
  if (ofJob !== null) return ofJob;
  const batch = sumOf(steps.filter((row) => stepOf(row) === 'batch').map(energyOfRow));
  const numbered = sumOf(steps.filter((row) => /^\d+$/.test(stepOf(row) ?? '')).map(energyOfRow));
  return largestOf([batch, numbered]);
}

function energyOfRow(row: Row): number | null {
  return (
    energyJOf(row.get('consumedenergyraw') ?? '') ??
    energyJOf(row.get('consumedenergy') ?? '') ??
    energyJOf(tresOf(row.get('tresusageintot') ?? '').get('energy') ?? '') ??
    energyJOf(tresOf(row.get('alloctres') ?? '').get('energy') ?? '')
  );
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** The sum of what is known; null where nothing is. */
function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function largestOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((most, value) => Math.max(most, value), 0);
}
