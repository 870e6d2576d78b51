/** Console text, which holds no times, beside runs of other programs that lasted long enough to have measured the same training. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { firstOf, plural } from '../../model/text.ts';
import type { Timed } from './several-programs.ts';

/** A run without times. */
export type Untimed = Omit<Timed, 'fromMs' | 'toMs'> & {
  /** Time that its energy stands for. */
  durationMs: number;
};

/** Programs round what they print, and stop one after the other. */
const LEAST_SHARE = 0.95;
/** Runs of either kind that are compared; the bound keeps large folders quick. */
const MOST_COMPARED = 1024;
/** Runs that the finding names. */
const SHOWN_IDS = 3;

/**
 * One finding for each run of another program that may hold runs without times, largest first.
 *
 * @param maySame whether two runs lie near each other and may have measured the same devices
 */
export function aboutUntimed(
  untimed: readonly Untimed[],
  others: readonly Timed[],
  maySame: (a: Untimed, b: Timed) => boolean,
): Finding[] {
  const held = new Map<Timed, { runs: Untimed[]; leftMs: number; twiceKwh: number }>();
  const compared = others.slice(0, MOST_COMPARED);
  for (const run of untimed.slice(0, MOST_COMPARED)) {
    let shortest: Timed | null = null;
    for (const other of compared) {
      const leftMs = held.get(other)?.leftMs ?? lengthOf(other);
      if (leftMs < LEAST_SHARE * run.durationMs || !maySame(run, other)) continue;
      if (shortest === null || lengthOf(other) < lengthOf(shortest)) shortest = other;
    }
    if (shortest === null) continue;
    const one = held.get(shortest) ?? { runs: [], leftMs: lengthOf(shortest), twiceKwh: 0 };
    held.set(shortest, one);
    one.runs.push(run);
    one.leftMs -= run.durationMs;
    one.twiceKwh += Math.min(run.energyKwh, (shortest.energyKwh * run.durationMs) / lengthOf(shortest));
  }
  const found = [...held].sort(([, a], [, b]) => b.twiceKwh - a.twiceKwh);
  return found.map(([other, { runs, twiceKwh }]) => aboutOne(other, runs, twiceKwh));
}

const lengthOf = ({ fromMs, toMs }: Timed): number => toMs - fromMs;

function aboutOne(other: Timed, runs: readonly Untimed[], mostKwh: number): Finding {
  const energyKwh = runs.reduce((sum, run) => sum + run.energyKwh, other.energyKwh);
  const twiceKwh = Math.min(mostKwh, other.energyKwh);
  const ids = runs.map(({ id }) => id).sort();
  const message = `${firstOf(ids, SHOWN_IDS)}: ${plural(runs.length, 'run')} without times, and ${other.id} of ${other.program} lasted long enough to hold ${runs.length === 1 ? 'it' : 'them'}: if these are the same devices at the same time, up to ${formatEnergy(twiceKwh)} of ${formatEnergy(energyKwh)} count more than once`;
  const figures = { loggedKwh: energyKwh, rangeKwh: [energyKwh - twiceKwh, energyKwh] as [number, number] };
  return { ...newFinding('programs-overlap', message, null, figures), runs: [...ids, other.id] };
}
