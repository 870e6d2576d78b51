/** Processor time by `/proc/stat`. */

/** Processor time, in any unit: of the processors that were busy, and of all that there are. */
export interface Load {
  busy: number;
  total: number;
}

/** `cpu user nice system idle iowait irq softirq steal guest guest_nice`: guest time is part of user time. */
export function parseStat(text: string): Load {
  const fields = /^cpu +([\d ]+)/.exec(text)?.[1]?.trim().split(' ').map(Number);
  if (fields === undefined || fields.length < 4) throw new Error('/proc/stat has no cpu line');
  const total = fields.slice(0, 8).reduce((sum, value) => sum + value, 0);
  const waiting = (fields[3] ?? 0) + (fields[4] ?? 0);
  return { busy: total - waiting, total };
}
