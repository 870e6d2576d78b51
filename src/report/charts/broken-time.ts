/** A calendar axis without its long empty stretches: three years without a run would squeeze all others into a cliff. */
import type { Plugin } from 'chart.js';
import { type CalendarTick, calendarTicks } from './calendar.ts';

/** A stretch without any run is cut where it takes more of the whole axis than this ... */
const LEAST_CUT_SHARE = 0.2;
/** ... and is so many times as long as all runs: a free week-end stays. */
const LEAST_CUT_OF_BUSY = 2;
/** Width of a cut, as a share of the time that is left. */
const CUT_SHARE = 0.04;
/** Labels closer than this share of the axis would touch. */
const LEAST_TICK_SHARE = 0.1;
const MOST_TICKS = 7;

/** Start and end of something, in milliseconds. */
export interface Span {
  /** Start, as of `stampToMs`. */
  fromMs: number;
  /** End, as of `stampToMs`. */
  toMs: number;
}

/** An axis in milliseconds of the time that is shown. */
export interface TimeAxis {
  /** Place of a time on the axis. */
  xOf: (ms: number) => number;
  /** Place at which the axis ends; it starts at 0. */
  end: number;
  /** Ticks by their place on the axis. */
  ticks: CalendarTick[];
  /** Middle of each cut, as a place on the axis. */
  cuts: number[];
  /** Time that is left out, in milliseconds. */
  cutMs: number;
}

interface Segment extends Span {
  /** Place of its start on the axis. */
  x: number;
}

/**
 * The axis over some spans, with long gaps between them cut out.
 *
 * @param endShare - room after the last end, as a share of the time that is shown
 */
export function timeAxis(spans: readonly Span[], endShare: number): TimeAxis {
  const busy = unionOf(spans);
  const [first, last] = [busy[0], busy.at(-1)];
  if (first === undefined || last === undefined) return { xOf: (ms) => ms, end: 0, ticks: [], cuts: [], cutMs: 0 };
  const wholeMs = last.toMs - first.fromMs;
  const busyMs = busy.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const joined = joinedOf(busy, Math.max(LEAST_CUT_SHARE * wholeMs, LEAST_CUT_OF_BUSY * busyMs));
  const shownMs = joined.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  // Sessions of no length still need a place each.
  const cutWidth = joined.length === 1 ? 0 : Math.max(CUT_SHARE * shownMs, 1);
  let x = 0;
  const segments: Segment[] = joined.map((span) => {
    const segment = { ...span, x };
    x += span.toMs - span.fromMs + cutWidth;
    return segment;
  });
  const end = (x - cutWidth) * (1 + endShare);
  return {
    xOf: (ms) => placeOf(segments, ms),
    end,
    ticks: ticksOf(segments, end),
    cuts: segments.slice(1).map((segment) => segment.x - cutWidth / 2),
    cutMs: wholeMs - shownMs,
  };
}

/** Spans in order, overlapping ones joined. */
function unionOf(spans: readonly Span[]): Span[] {
  const union: Span[] = [];
  for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = union.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else union.push({ fromMs, toMs });
  }
  return union;
}

/** Joins spans over gaps that stay on the axis. */
function joinedOf(busy: readonly Span[], leastCutMs: number): Span[] {
  const joined: Span[] = [];
  for (const span of busy) {
    const last = joined.at(-1);
    if (last !== undefined && span.fromMs - last.toMs <= leastCutMs) last.toMs = span.toMs;
    else joined.push({ ...span });
  }
  return joined;
}

function placeOf(segments: readonly Segment[], ms: number): number {
  const segment = segments.findLast(({ fromMs }) => fromMs <= ms) ?? segments[0];
  if (segment === undefined) return 0;
  return segment.x + Math.min(Math.max(0, ms - segment.fromMs), segment.toMs - segment.fromMs);
}

/** Ticks of each segment by its share of the axis; one at its start where no round time lies in it. */
function ticksOf(segments: readonly Segment[], end: number): CalendarTick[] {
  const ticks: CalendarTick[] = [];
  for (const { fromMs, toMs, x } of segments) {
    const most = Math.max(1, Math.floor((MOST_TICKS * (toMs - fromMs)) / end));
    const own = calendarTicks(fromMs, toMs, most);
    const shown = own.length > 0 ? own : [{ value: fromMs, label: [new Date(fromMs).toISOString().slice(0, 10)] }];
    for (const { value, label } of shown) {
      const place = x + value - fromMs;
      const last = ticks.at(-1)?.value ?? Number.NEGATIVE_INFINITY;
      if (place - last >= LEAST_TICK_SHARE * end) ticks.push({ value: place, label });
    }
  }
  return ticks;
}

const MARK = { height: 5, slant: 2, gap: 3 };

/** Draws two strokes through the axis at each cut. */
export function cutMarks(cuts: readonly number[], colour: string): Plugin {
  return {
    id: 'cut-marks',
    afterDraw({ ctx, scales, chartArea }) {
      const { x } = scales;
      if (x === undefined) return;
      ctx.save();
      for (const cut of cuts) {
        const middle = x.getPixelForValue(cut);
        ctx.fillStyle = 'white';
        ctx.fillRect(middle - MARK.gap / 2, chartArea.top, MARK.gap, chartArea.bottom - chartArea.top + 1);
        ctx.strokeStyle = colour;
        ctx.lineWidth = 0.8;
        ctx.setLineDash([]);
        for (const offset of [-MARK.gap / 2, MARK.gap / 2]) {
          ctx.beginPath();
          ctx.moveTo(middle + offset - MARK.slant, chartArea.bottom + MARK.height);
          ctx.lineTo(middle + offset + MARK.slant, chartArea.bottom - MARK.height);
          ctx.stroke();
        }
      }
      ctx.restore();
    },
  };
}
