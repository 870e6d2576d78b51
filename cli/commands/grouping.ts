/** The options that group runs, and the groups. */
import type { Argv } from 'yargs';
import { type Figures, GROUPINGS, type Grouping, type GroupName, groupNameBy } from '../../src/accounting/index.ts';
import { hasTables } from '../../src/inputs.ts';
import { type ManifestDefaults, PhaseFinder, readManifest } from '../../src/manifest/index.ts';
import { CtError } from '../../src/model/errors.ts';
import { formatEnergy } from '../../src/model/numbers.ts';
import type { DevicePowers, Run, RunFormat } from '../../src/model/run.ts';
import { plural } from '../../src/model/text.ts';
import { HELP_PARTS } from '../help.ts';
import type { Terminal } from '../terminal.ts';

/** Arguments of the groups; one of them at most is given. */
export interface GroupArguments {
  /** What runs of a group have in common; undefined where not given. */
  groupBy: Grouping | undefined;
  /** Path of the manifest; undefined where not given. */
  manifest: string | undefined;
}

/** Declares the options of a command that can group runs. */
export function withGroupArguments<T>(yargs: Argv<T>): Argv<T & GroupArguments> {
  return yargs
    .option('group-by', { describe: 'totals by group', choices: GROUPINGS })
    .option('manifest', { describe: 'YAML file of phases and exclusions: totals by phase', type: 'string' })
    .requiresArg(['group-by', 'manifest'])
    .group(['group-by', 'manifest'], HELP_PARTS.groups) as unknown as Argv<T & GroupArguments>;
}

/** The option `--top` of commands that print a table of groups. */
export const TOP_OPTION = {
  describe: 'rows to print, most energy first; the others are added up in one row',
  type: 'number',
} as const;

/**
 * Checks the value of `--top`.
 *
 * @throws CtError USAGE where it is not a whole number from 1
 */
export function checkTop(top: number | undefined): void {
  if (top === undefined || (Number.isInteger(top) && top > 0)) return;
  throw new CtError('USAGE', `--top must be a whole number from 1 (got ${top})`);
}

/** A run that the manifest excludes from the totals. */
export interface ExcludedRun {
  /** Id of the run. */
  run: string;
  /** Reason that the manifest gives. */
  reason: string;
  /** Energy in kWh that the totals lack. */
  energyKwh: number;
  /** CO2eq in g that the totals lack; null where it is unknown. */
  co2eqG: number | null;
}

/** How the runs of a command are grouped. */
export interface Grouped {
  /** Kind of the groups: `folder`, `phase`. */
  by: string;
  /** Names the group of an entry. */
  nameOf: GroupName;
  /** Groups that come first. */
  order: readonly string[];
  /** Runs that the manifest excludes, once everything is read; null without a manifest. */
  excluded: ExcludedRun[] | null;
  /** Defaults of the manifest; empty without one. */
  defaults: ManifestDefaults;
  /** Options for reading runs. */
  wishes: {
    /** Meaning of one power for several devices; absent without a default. */
    devices?: DevicePowers | undefined;
    /** Whether a run does not count. */
    leaveOut?: (run: Run) => boolean;
    /** Called for each run that does not count, with its figures. */
    onLeftOut?: (run: Run, figures: Figures) => void;
    /** The machine of a run; null where the manifest names none. */
    sameMachine?: (run: Run) => string | null;
  };
  /** Writes notes about the groups to stderr, once everything is read. */
  note(terminal: Terminal): void;
}

/** What the grouped runs are read from. */
interface GroupedInputs {
  logs: readonly string[];
  /** Tables. */
  from?: readonly string[] | undefined;
  asLogged?: boolean;
  inputFormat?: RunFormat | undefined;
}

/**
 * How the arguments ask to group the runs.
 *
 * @returns null where no groups are requested
 * @throws CtError USAGE for contradictory options, an invalid manifest or one with tables, UNREADABLE for a manifest
 * that cannot be read
 */
export async function groupedBy(
  { groupBy, manifest }: GroupArguments,
  { logs, from = [], asLogged = false, inputFormat }: GroupedInputs,
): Promise<Grouped | null> {
  if (groupBy !== undefined && manifest !== undefined) {
    throw new CtError('USAGE', '--group-by and --manifest cannot be combined: both group the runs');
  }
  if (manifest !== undefined) {
    // The runs of tables have the names of the folder in which they were written, and are excluded by none of them.
    if (from.length > 0 || hasTables(logs, { inputFormat })) {
      throw new CtError('USAGE', '--manifest needs the logs themselves and cannot be combined with tables');
    }
    return byManifest(manifest, logs, asLogged);
  }
  if (groupBy === undefined) return null;
  const nameOf = groupNameBy(groupBy);
  return { by: groupBy, nameOf, order: [], excluded: null, defaults: {}, wishes: {}, note: () => undefined };
}

async function byManifest(path: string, logs: readonly string[], asLogged: boolean): Promise<Grouped> {
  const manifest = await readManifest(path);
  const finder = await PhaseFinder.of(manifest, logs);
  const excluded: ExcludedRun[] = [];
  return {
    by: 'phase',
    nameOf: finder.phaseOf,
    order: finder.order,
    excluded,
    // Figures as logged keep the factors of the logs.
    defaults: asLogged ? {} : manifest.defaults,
    wishes: {
      devices: asLogged ? undefined : manifest.defaults.devices,
      leaveOut: (run) => finder.reasonToLeaveOut(run) !== null,
      ...(manifest.machines.length > 0 ? { sameMachine: finder.machineOf } : {}),
      onLeftOut: (run, { logged, corrected }) => {
        const { energyKwh, co2eqG } = asLogged ? logged : corrected;
        excluded.push({ run: run.id, reason: finder.reasonToLeaveOut(run) ?? '', energyKwh, co2eqG });
      },
    },
    note: (terminal) => {
      for (const line of excludedLines(excluded)) terminal.note(line);
      for (const line of finder.notes()) terminal.note(line);
    },
  };
}

/** One line per reason, with the number of runs and their energy. */
export function excludedLines(excluded: readonly ExcludedRun[]): string[] {
  const byReason = new Map<string, { runs: number; energyKwh: number }>();
  for (const { reason, energyKwh } of excluded) {
    const sum = byReason.get(reason) ?? { runs: 0, energyKwh: 0 };
    byReason.set(reason, { runs: sum.runs + 1, energyKwh: sum.energyKwh + energyKwh });
  }
  return [...byReason].map(([reason, { runs, energyKwh }]) => {
    return `excluded: ${plural(runs, 'run')}, ${formatEnergy(energyKwh)}: ${reason}`;
  });
}
