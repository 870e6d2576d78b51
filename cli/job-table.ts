/** Jobs of Slurm as a table, and what they add up to. */
import {
  byEnergy,
  type ComparedJob,
  type EnergyWay,
  type JobComparison,
  type JobEnergies,
  type JobGroup,
  mainWay,
} from '../src/jobs/index.ts';
import { formatCount, formatEnergy, formatNumber, formatShare, withSeparators } from '../src/model/numbers.ts';
import { plural } from '../src/model/text.ts';
import { formatDuration } from '../src/model/units.ts';
import { type Column, table } from './table.ts';

const ENERGIES: readonly Column[] = [
  { title: 'measured', align: 'right' },
  { title: 'sacct', align: 'right' },
  { title: 'TDP x time', align: 'right' },
];
const USAGE: readonly Column[] = [
  { title: 'CPU', align: 'right' },
  { title: 'memory', align: 'right' },
];
const JOB_COLUMNS: readonly Column[] = [
  { title: 'job', align: 'left', shrinks: true },
  { title: 'state', align: 'left' },
  { title: 'elapsed', align: 'right' },
  ...ENERGIES,
  ...USAGE,
];

/** The ways in the order of their columns. */
const WAYS = ['measured', 'sacct', 'tdp'] as const satisfies readonly EnergyWay[];

const NAMES: Readonly<Record<EnergyWay, string>> = { measured: 'measured', sacct: 'sacct', tdp: 'TDP x time' };

/** How an energy is known, in a sentence. */
const HOW: Readonly<Record<EnergyWay, string>> = { measured: 'measured', sacct: 'by sacct', tdp: 'by TDP x time' };

/** Rows of a table of jobs or groups: all in their order, or those of most energy with the sums of the rest. */
export interface Shown<T> {
  /** Jobs or groups that have a row each. */
  rows: readonly T[];
  /** Sums of the rest; null where nothing is left out. */
  others: JobGroup | null;
  /** Way by which the rows are sorted; null for their own order. */
  sortedBy: EnergyWay | null;
}

/** All jobs or groups, or the `top` ones of most energy and the sums of the rest. */
export function shownOf<T extends ComparedJob | JobGroup>(
  items: readonly T[],
  { top, totals, join }: { top: number | undefined; totals: JobEnergies; join: (name: string, rest: T[]) => JobGroup },
): Shown<T> {
  if (top === undefined) return { rows: items, others: null, sortedBy: null };
  const sortedBy = mainWay(totals);
  const sorted = byEnergy(items, sortedBy);
  const rest = sorted.slice(top);
  const others = rest.length === 0 ? null : join(`(${plural(rest.length, 'other')})`, rest);
  return { rows: sorted.slice(0, top), others, sortedBy };
}

const energy = (kwh: number | null): string => (kwh === null ? '-' : formatEnergy(kwh));
const elapsed = (seconds: number | null): string => (seconds === null ? '-' : formatDuration(seconds));
const share = (used: number | null, given: number | null): string =>
  used === null || used === 0 || given === null || given === 0 ? '-' : formatShare(used / given);

const caption = (what: string, sortedBy: EnergyWay | null): string =>
  `energy of each ${what} without PUE${sortedBy === null ? '' : `, most by ${NAMES[sortedBy]} first`}\n`;

/** One line per job, for a terminal of `width` columns. */
export function jobTable({ rows, others, sortedBy }: Shown<ComparedJob>, width: number): string {
  const lines = rows.map((job) => {
    const { id, state, times, elapsedS, cpus } = job;
    const coreS = cpus === null || elapsedS === null ? null : cpus * elapsedS;
    return [
      id,
      `${state ?? '-'}${times > 1 ? ` (${times} times)` : ''}`,
      elapsed(elapsedS),
      ...WAYS.map((way) => energy(job[`${way}Kwh`])),
      share(job.usedCpuS, coreS),
      share(job.usedMemoryGb, job.memoryGb),
    ];
  });
  if (others !== null)
    lines.push([others.name, '', elapsed(others.elapsedS), ...energyCells(others), ...usageCells(others)]);
  return `${caption('job', sortedBy)}${table(JOB_COLUMNS, lines, width)}${legend(others === null ? [] : [others])}`;
}

/** One line per group of jobs, for a terminal of `width` columns. */
export function jobGroupTable(by: string, { rows, others, sortedBy }: Shown<JobGroup>, width: number): string {
  const columns: readonly Column[] = [
    { title: by.replace('slurm-', ''), align: 'left', shrinks: true },
    { title: 'jobs', align: 'right' },
    { title: 'failed', align: 'right' },
    { title: 'elapsed', align: 'right' },
    ...ENERGIES,
    ...USAGE,
  ];
  const groups = others === null ? rows : [...rows, others];
  const lines = groups.map((group) => [
    group.name,
    formatCount(group.jobs),
    formatCount(group.failedJobs),
    elapsed(group.elapsedS),
    ...energyCells(group),
    ...usageCells(group),
  ]);
  return `${caption('group', sortedBy)}${table(columns, lines, width)}${legend(groups)}`;
}

/** Energy by one way, and the number of jobs for which it is known. */
const energyBy = (way: EnergyWay, energies: JobEnergies): { kwh: number; known: number } => ({
  kwh: energies[`${way}Kwh`],
  known: energies[`${way}Jobs`],
});

const isPartlyKnown = (group: JobGroup): boolean =>
  WAYS.map((way) => energyBy(way, group)).some(({ known }) => known > 0 && known < group.jobs);

/** `1.20 kWh`, marked where it is known of some of the jobs only. */
const energyCells = (group: JobGroup): string[] =>
  WAYS.map((way) => {
    const { kwh, known } = energyBy(way, group);
    if (known === 0) return '-';
    return known === group.jobs ? formatEnergy(kwh) : `${formatEnergy(kwh)}*`;
  });

const usageCells = ({ coreHours, memoryGbHours }: JobGroup): string[] =>
  [coreHours, memoryGbHours].map(({ used, allocated }) => share(used, allocated));

const legend = (groups: readonly JobGroup[]): string =>
  groups.some(isPartlyKnown) ? '* known for some of the jobs only; --json has their number\n' : '';

/** What all jobs used, the share of those that failed, and what was allocated and not used. */
export function jobSummary({ totals, failed, coreHours, memoryGbHours }: JobComparison): string {
  const lines = [
    `${plural(totals.jobs, 'job')}, without PUE: ${energiesText(totals)}`,
    ...(failed.jobs === 0
      ? []
      : [
          `${formatCount(failed.jobs)} of them without a result: ${energiesText(failed)}${failedShare(totals, failed)}`,
        ]),
    ...(coreHours.jobs === 0 ? [] : [usageText('core-hours', coreHours)]),
    ...(memoryGbHours.jobs === 0 ? [] : [usageText('GB-hours of memory', memoryGbHours)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** `1.20 kWh measured (8 jobs), 1.31 kWh by sacct (10 jobs)`, what is known. */
function energiesText(energies: JobEnergies): string {
  const texts = WAYS.flatMap((way) => {
    const { kwh, known } = energyBy(way, energies);
    return known === 0 ? [] : [`${formatEnergy(kwh)} ${HOW[way]} (${plural(known, 'job')})`];
  });
  return texts.length === 0 ? 'energy unknown' : texts.join(', ');
}

/** The share of failed jobs, by the way that has the energy of the most jobs; nothing where it has that of none of them. */
function failedShare(totals: JobEnergies, failed: JobEnergies): string {
  const way = mainWay(totals);
  const [part, all] = [energyBy(way, failed), energyBy(way, totals)];
  return all.kwh === 0 || part.known === 0 ? '' : `; ${formatShare(part.kwh / all.kwh)} of the energy ${HOW[way]}`;
}

function usageText(what: string, { allocated, used, jobs }: { allocated: number; used: number; jobs: number }): string {
  const part = allocated === 0 ? '' : ` (${formatShare(used / allocated)})`;
  const [usedText, allocatedText] = [used, allocated].map((value) => withSeparators(formatNumber(value)));
  return `${usedText} of ${allocatedText} allocated ${what} used${part}, ${plural(jobs, 'job')}`;
}
