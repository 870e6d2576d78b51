/** Jobs of Slurm as a table, and what they add up to. */
import type { ComparedJob, JobComparison, JobEnergies } from '../src/jobs/index.ts';
import { formatEnergy, formatNumber, formatShare } from '../src/model/numbers.ts';
import { plural } from '../src/model/text.ts';
import { formatDuration } from '../src/model/units.ts';
import { type Column, table } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'job', align: 'left', shrinks: true },
  { title: 'state', align: 'left' },
  { title: 'elapsed', align: 'right' },
  { title: 'measured', align: 'right' },
  { title: 'sacct', align: 'right' },
  { title: 'TDP x time', align: 'right' },
  { title: 'CPU', align: 'right' },
  { title: 'memory', align: 'right' },
];

const energy = (kwh: number | null): string => (kwh === null ? '-' : formatEnergy(kwh));
const share = (used: number | null, given: number | null): string =>
  used === null || used === 0 || given === null || given === 0 ? '-' : formatShare(used / given);

/** One line per job, for a terminal of `width` columns. */
export function jobTable(jobs: readonly ComparedJob[], width: number): string {
  const rows = jobs.map((job) => {
    const { id, state, times, elapsedS, cpus } = job;
    const coreS = cpus === null || elapsedS === null ? null : cpus * elapsedS;
    return [
      id,
      `${state ?? '-'}${times > 1 ? ` (${times} times)` : ''}`,
      elapsedS === null ? '-' : formatDuration(elapsedS),
      energy(job.measuredKwh),
      energy(job.sacctKwh),
      energy(job.tdpKwh),
      share(job.usedCpuS, coreS),
      share(job.usedMemoryGb, job.memoryGb),
    ];
  });
  return table(COLUMNS, rows, width);
}

/** What all jobs used, the share of those that failed, and what was allocated and not used. */
export function jobSummary({ totals, failed, coreHours, memoryGbHours }: JobComparison): string {
  const lines = [
    `${plural(totals.jobs, 'job')}: ${energiesText(totals)}`,
    ...(failed.jobs === 0
      ? []
      : [`${failed.jobs} of them without a result: ${energiesText(failed)}${failedShare(totals, failed)}`]),
    ...(coreHours.jobs === 0 ? [] : [usageText('core-hours', coreHours)]),
    ...(memoryGbHours.jobs === 0 ? [] : [usageText('GB-hours of memory', memoryGbHours)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** `1.20 kWh measured (8 jobs), 1.31 kWh by sacct (10 jobs)`, what is known. */
function energiesText(energies: JobEnergies): string {
  const known = [
    [energies.measuredKwh, energies.measuredJobs, 'measured'],
    [energies.sacctKwh, energies.sacctJobs, 'by sacct'],
    [energies.tdpKwh, energies.tdpJobs, 'by TDP x time'],
  ] as const;
  const texts = known.flatMap(([kwh, jobs, how]) =>
    jobs === 0 ? [] : [`${formatEnergy(kwh)} ${how} (${plural(jobs, 'job')})`],
  );
  return texts.length === 0 ? 'energy unknown' : texts.join(', ');
}

/** The share of failed jobs, by the way that has the energy of the most jobs. */
function failedShare(totals: JobEnergies, failed: JobEnergies): string {
  const ways = [
    { jobs: totals.measuredJobs, part: failed.measuredKwh, all: totals.measuredKwh, how: 'measured' },
    { jobs: totals.sacctJobs, part: failed.sacctKwh, all: totals.sacctKwh, how: 'by sacct' },
    { jobs: totals.tdpJobs, part: failed.tdpKwh, all: totals.tdpKwh, how: 'by TDP x time' },
  ];
  const { jobs, part, all, how } = ways.reduce((best, way) => (way.jobs > best.jobs ? way : best));
  return jobs === 0 || all === 0 ? '' : `; ${formatShare(part / all)} of the energy ${how}`;
}

function usageText(what: string, { allocated, used, jobs }: { allocated: number; used: number; jobs: number }): string {
  const part = allocated === 0 ? '' : ` (${formatShare(used / allocated)})`;
  return `${formatNumber(used)} of ${formatNumber(allocated)} allocated ${what} used${part}, ${plural(jobs, 'job')}`;
}
