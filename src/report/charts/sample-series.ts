/** The samples of a run as series: each row is a step from the row before it. */
import type { Run } from '../../model/run.ts';
import type { Samples } from '../../model/samples.ts';
import type { EpochSeries } from './epoch-series.ts';

/**
 * The samples of a run as series, one step per row after the first.
 *
 * @returns null when the samples name no device of the run, or hold less than two rows
 */
export function sampleSeries(run: Run, { devices, rows }: Samples): EpochSeries | null {
  const componentOf = componentsOfKeys(run, devices);
  const steps = rows.slice(1).map((row, i) => ({ row, startS: rows[i]?.elapsedS ?? 0 }));
  const components = run.components.flatMap((component) => {
    const columns = devices.flatMap((key, i) => (componentOf.get(key) === component.name ? [i] : []));
    if (columns.length === 0) return [];
    const powersW = steps.map(({ row }) => sumOf(columns.map((i) => row.powerW[i] ?? null)));
    return [{ component, label: component.name.toUpperCase(), powersW }];
  });
  if (components.length === 0 || steps.length === 0) return null;
  return {
    startsS: steps.map(({ startS }) => startS),
    durationsS: steps.map(({ row, startS }) => Math.max(0, row.elapsedS - startS)),
    totalS: rows.at(-1)?.elapsedS ?? 0,
    components,
  };
}

/** The component of each key of a samples file; keys of other programs begin with it: `gpu:0`. */
export function componentsOfKeys({ tracking }: Run, keys: readonly string[]): Map<string, string> {
  return tracking === null
    ? new Map(keys.map((key) => [key, key.slice(0, key.indexOf(':'))]))
    : new Map(tracking.devices.map(({ key, component }) => [key, component]));
}

/** Power of a component; not known where one of its devices has no reading. */
function sumOf(powersW: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const powerW of powersW) {
    if (powerW === null) return null;
    sum += powerW;
  }
  return sum;
}
