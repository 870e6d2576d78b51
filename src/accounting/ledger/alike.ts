/** Texts without times that print the same figures, in digits that are too few to show whether they are copies of one run. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { firstOf } from '../../model/text.ts';
import type { FigureHash } from './figure-hash.ts';
import { push } from './groups.ts';
import { isUntimed, type KnownRun } from './known-run.ts';
import { ofBlock } from './run-keys.ts';

/** Runs that a finding names. */
const SHOWN_IDS = 3;

/**
 * Finds runs that print the total, or without one the prediction, of a run without times.
 *
 * @param waiting runs that are no copies of one another as far as their figures show
 * @param settled runs that counted before
 */
export function aboutAlike(waiting: readonly KnownRun[], settled: Iterable<KnownRun>, hash: FigureHash): Finding[] {
  const alike = new Map<number, KnownRun[]>();
  for (const known of waiting) {
    const key = isUntimed(known) && known.energyKwh > 0 ? keyOf(known, hash) : null;
    if (key !== null) push(alike, key, known);
  }
  if (alike.size === 0) return [];
  const others = [...waiting.filter((known) => !isUntimed(known)), ...settled];
  for (const known of others) {
    const key = keyOf(known, hash);
    if (key !== null) alike.get(key)?.push(known);
  }
  return [...alike.values()].filter(({ length }) => length > 1).map(aboutRuns);
}

function keyOf({ identity }: KnownRun, hash: FigureHash): number | null {
  const block = identity?.actual ?? identity?.predicted ?? null;
  return block === null ? null : ofBlock(block, hash);
}

function aboutRuns(runs: readonly KnownRun[]): Finding {
  const energyKwh = runs.reduce((sum, run) => sum + run.energyKwh, 0);
  const onceKwh = Math.max(...runs.map((run) => run.energyKwh));
  const ids = runs.map(({ id }) => id).sort();
  const message = `${firstOf(ids, SHOWN_IDS)} print the same figures, in too few digits to show whether they are copies: if they are, ${formatEnergy(energyKwh - onceKwh)} of ${formatEnergy(energyKwh)} count more than once`;
  const figures = { loggedKwh: energyKwh, rangeKwh: [onceKwh, energyKwh] as [number, number] };
  return { ...newFinding('maybe-copies', message, null, figures), runs: ids };
}
