/** Ticks of a calendar axis: minutes, hours, days, months or years at their starts. */
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** A tick with its label. */
export interface CalendarTick {
  /** Milliseconds as of `stampToMs`. */
  value: number;
  /** What changes from tick to tick, and in a second line what does not, where it begins. */
  label: string[];
}

/**
 * Ticks at round times, at most about `most`.
 *
 * @param fromMs - first and last time of the axis, as of `stampToMs`
 */
export function calendarTicks(fromMs: number, toMs: number, most: number): CalendarTick[] {
  const spanMs = toMs - fromMs;
  for (const minutes of [1, 2, 5, 10, 20, 60, 120, 360, 720]) {
    if (spanMs / (minutes * MINUTE_MS) <= most) return labelled(evenTicks(fromMs, toMs, minutes * MINUTE_MS), TIME);
  }
  for (const days of [1, 2, 7, 14]) {
    if (spanMs / (days * DAY_MS) <= most) return labelled(evenTicks(fromMs, toMs, days * DAY_MS), DAY);
  }
  for (const months of [1, 2, 3, 6]) {
    if (spanMs / (months * 30.4 * DAY_MS) <= most) return labelled(monthTicks(fromMs, toMs, months), MONTH);
  }
  for (const years of [1, 2, 5, 10, 20, 50, 100]) {
    if (spanMs / (years * 365 * DAY_MS) <= most) return labelled(monthTicks(fromMs, toMs, 12 * years), YEAR);
  }
  return [];
}

/** What of `YYYY-MM-DD HH:MM` each tick shows, and what only the first of several. */
interface Parts {
  each: (stamp: string) => string;
  shared: (stamp: string) => string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthOf = (stamp: string): string => MONTHS[Number(stamp.slice(5, 7)) - 1] ?? '';
const yearOf = (stamp: string): string => stamp.slice(0, 4);

const TIME: Parts = { each: (stamp) => stamp.slice(11), shared: (stamp) => stamp.slice(0, 10) };
const DAY: Parts = { each: (stamp) => `${Number(stamp.slice(8, 10))} ${monthOf(stamp)}`, shared: yearOf };
const MONTH: Parts = { each: monthOf, shared: yearOf };
const YEAR: Parts = { each: yearOf, shared: () => '' };

function labelled(valuesMs: readonly number[], { each, shared }: Parts): CalendarTick[] {
  let last = '';
  return valuesMs.map((value) => {
    const stamp = textOf(value);
    const now = shared(stamp);
    const isNew = now !== last;
    last = now;
    return { value, label: isNew && now !== '' ? [each(stamp), now] : [each(stamp)] };
  });
}

function evenTicks(fromMs: number, toMs: number, stepMs: number): number[] {
  const ticks: number[] = [];
  for (let value = Math.ceil(fromMs / stepMs) * stepMs; value <= toMs; value += stepMs) ticks.push(value);
  return ticks;
}

function monthTicks(fromMs: number, toMs: number, step: number): number[] {
  const ticks: number[] = [];
  const first = new Date(fromMs);
  const start = first.getUTCFullYear() * 12 + first.getUTCMonth();
  for (let month = Math.ceil(start / step) * step; ; month += step) {
    const value = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (value > toMs) return ticks;
    if (value >= fromMs) ticks.push(value);
  }
}

/** `YYYY-MM-DD HH:MM` of the logs' own clock. */
function textOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
