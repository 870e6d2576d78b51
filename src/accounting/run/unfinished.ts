/** The epoch that was open when ct-track was killed, as its samples tell it. */
import type { Run } from '../../model/run.ts';
import { joulesToKwh } from '../../model/units.ts';

/** @returns energy with PUE, and time; null when nothing of it is known or a printed total holds it already */
export function unfinishedPart(run: Run): { energyKwh: number; durationS: number } | null {
  const unfinished = run.tracking?.unfinished ?? null;
  if (unfinished === null || unfinished.endS === null || run.actual !== null) return null;
  let energyJ: number | null = null;
  for (const deviceJ of unfinished.energyJ) if (deviceJ !== null) energyJ = (energyJ ?? 0) + deviceJ;
  if (energyJ === null) return null;
  return {
    energyKwh: joulesToKwh(energyJ) * (run.pue?.value ?? 1),
    durationS: Math.max(0, unfinished.endS - unfinished.startS),
  };
}
