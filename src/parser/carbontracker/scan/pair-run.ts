/** What was read of an ordinary pair, and what its lines mean -> its run. */
import { ColumnRun, type OwnParts } from '../../../model/column-run.ts';
import type { EpochColumns, PowerColumn } from '../../../model/epoch-columns.ts';
import type { Run } from '../../../model/run.ts';
import { endOf } from '../repair/assemble.ts';
import { isUnknownCpuW } from '../repair/components.ts';
import type { EpochLines } from './epoch-lines.ts';
import type { KnownPlace } from './known-lines.ts';
import { type Template, templateOf } from './template.ts';

/** What was read of a pair beside its epochs. */
export type ReadPair = Pick<OwnParts, 'id' | 'files' | 'startedAt' | 'endedAt' | 'actual' | 'predicted'>;

/** The run of a pair that ends at a place; null where it is not ordinary. */
export function runOfPair(place: KnownPlace, epochs: EpochLines, pair: ReadPair): Run | null {
  const usual = templateAt(place, 0);
  if (usual === null) return null;
  const columns = epochs.rows.columns(usual.layout);
  if (epochs.hasGap && isAnyUnmeasured(columns)) return null;
  const template = isCpuUnknown(columns) ? templateAt(place, 1) : usual;
  if (template === null) return null;
  const { run, end } = template;
  const { id, files, startedAt, endedAt, actual, predicted } = pair;
  const { interrupted } = end;
  // Whether it was stopped inside an epoch shows by stamps.
  if (interrupted !== null && actual?.epochs === columns.length) return null;
  const plannedEpochs = predicted?.epochs ?? interrupted?.plannedEpochs ?? null;
  return new ColumnRun(
    run,
    {
      id,
      files,
      startedAt,
      endedAt,
      end: endOf(end, columns.length, plannedEpochs),
      plannedEpochs,
      actual,
      predicted,
      findings: run.findings.length === 0 ? [] : run.findings.map((finding) => ({ ...finding })),
    },
    columns,
  );
}

/** What pairs that end at a place mean, worked out when the first of them is read. */
function templateAt(place: KnownPlace, variant: 0 | 1): Template | null {
  let template = place.templates[variant];
  if (template === undefined) {
    template = templateOf(place.path(), variant === 1);
    place.templates[variant] = template;
  }
  return template;
}

/** Whether a component has no reading in any epoch, so that its readings would have an unknown meaning. */
function isAnyUnmeasured({ rows, length, layout }: EpochColumns): boolean {
  if (length === 0) return false;
  return layout.places.some((place, power) => {
    const width = layout.powers[power]?.width ?? 0;
    for (let row = place; row < rows.length; row += layout.stride) {
      for (let i = row; i < row + width; i += 1) if (!Number.isNaN(rows[i])) return false;
    }
    return true;
  });
}

/** Whether every power of the CPU is the one that carbontracker logs for a CPU of unknown TDP. */
function isCpuUnknown({ rows, layout }: EpochColumns): boolean {
  const { powers } = layout;
  let cpu = 0;
  while (cpu < powers.length && (powers[cpu] as PowerColumn).name !== 'cpu') cpu += 1;
  if (cpu === powers.length) return false;
  const place = layout.places[cpu] as number;
  const { width } = powers[cpu] as PowerColumn;
  let isAnyKnown = false;
  for (let row = place; row < rows.length; row += layout.stride) {
    for (let i = row; i < row + width; i += 1) {
      const valueW = rows[i] as number;
      if (Number.isNaN(valueW)) continue;
      if (!isUnknownCpuW(valueW)) return false;
      isAnyKnown = true;
    }
  }
  return isAnyKnown;
}
