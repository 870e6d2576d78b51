/** Ticks of a calendar axis: minutes, hours, days, months or years at their starts. */
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

const MOST_TICKS = 7;

export interface CalendarTick {
  /** Milliseconds as of `stampToMs`. */
  value: number;
  label: string;
}

/** @param fromMs - first and last time of the axis, as of `stampToMs` */
export function calendarTicks(fromMs: number, toMs: number): CalendarTick[] {
  const spanMs = toMs - fromMs;
  for (const minutes of [1, 2, 5, 10, 20, 60, 120, 360, 720]) {
    if (spanMs / (minutes * MINUTE_MS) <= MOST_TICKS) return evenTicks(fromMs, toMs, minutes * MINUTE_MS, 16);
  }
  for (const days of [1, 2, 7, 14]) {
    if (spanMs / (days * DAY_MS) <= MOST_TICKS) return evenTicks(fromMs, toMs, days * DAY_MS, 10);
  }
  for (const months of [1, 2, 3, 6, 12, 24, 60, 120]) {
    if (spanMs / (months * 30.4 * DAY_MS) <= MOST_TICKS) return monthTicks(fromMs, toMs, months);
  }
  return [];
}

/** @param length - how much of `YYYY-MM-DD HH:MM` the labels show */
function evenTicks(fromMs: number, toMs: number, stepMs: number, length: number): CalendarTick[] {
  const ticks: CalendarTick[] = [];
  for (let value = Math.ceil(fromMs / stepMs) * stepMs; value <= toMs; value += stepMs) {
    ticks.push({ value, label: textOf(value).slice(0, length) });
  }
  return ticks;
}

function monthTicks(fromMs: number, toMs: number, step: number): CalendarTick[] {
  const ticks: CalendarTick[] = [];
  const first = new Date(fromMs);
  const start = first.getUTCFullYear() * 12 + first.getUTCMonth();
  for (let month = Math.ceil(start / step) * step; ; month += step) {
    const value = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (value > toMs) return ticks;
    if (value >= fromMs) ticks.push({ value, label: textOf(value).slice(0, step >= 12 ? 4 : 7) });
  }
}

/** `YYYY-MM-DD HH:MM` of the logs' own clock. */
function textOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
