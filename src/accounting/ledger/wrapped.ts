/** A script that uses carbontracker, run under ct-track: both measured it. */
import { byStart, groupedBy } from './lanes.ts';
import type { RunTrace } from './run-trace.ts';

/** Stamps are whole seconds on either side. */
const TOLERANCE_MS = 1_000;
/** Runs of ct-track at the same time that a run is compared with; the bound keeps large folders quick. */
const NEAREST = 64;

/**
 * The runs of carbontracker that lie within a run of ct-track: in its folder, in its time, on GPUs of the same names, and
 * of a process that started later. Each belongs to one run of ct-track, that of the nearest process.
 */
export function wrappedRuns(tracked: readonly RunTrace[], others: readonly RunTrace[]): Map<RunTrace, RunTrace[]> {
  const wrapped = new Map<RunTrace, RunTrace[]>();
  const folders = new Map(groupedBy(tracked, ({ folder }) => folder).map((group) => [group[0]?.folder, group]));
  for (const group of folders.values()) group.sort(byStart);
  for (const trace of others) {
    const around = aroundOf(trace, folders.get(trace.folder) ?? []);
    if (around === null) continue;
    const known = wrapped.get(around);
    if (known === undefined) wrapped.set(around, [trace]);
    else known.push(trace);
  }
  return wrapped;
}

function aroundOf(trace: RunTrace, tracked: readonly RunTrace[]): RunTrace | null {
  let [low, high] = [0, tracked.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tracked[middle] as RunTrace).fromMs <= trace.fromMs + TOLERANCE_MS) low = middle + 1;
    else high = middle;
  }
  let nearest: RunTrace | null = null;
  for (let i = low - 1; i >= Math.max(0, low - NEAREST); i -= 1) {
    const around = tracked[i] as RunTrace;
    if (!holds(around, trace)) continue;
    if (nearest === null || (around.pid ?? 0) > (nearest.pid ?? 0)) nearest = around;
  }
  return nearest;
}

function holds(around: RunTrace, trace: RunTrace): boolean {
  if (trace.toMs > around.toMs + TOLERANCE_MS) return false;
  if (around.pid !== null && trace.pid !== null && trace.pid <= around.pid) return false;
  const names = new Set(around.gpus);
  return trace.gpus.length > 0 ? trace.gpus.every((name) => names.has(name)) : trace.hasCpu && around.hasCpu;
}
