/** Marks where epochs begin in a chart over the time of a run. */
import type { Plugin } from 'chart.js';
import type { Run } from '../../src/model/run.ts';
import type { Samples } from '../../src/model/samples.ts';

/** More lines would hide the curve. */
const MOST_MARKS = 120;

/**
 * Where the epochs of a run begin, as shares of the time axis of its chart of power; empty where there are too many.
 *
 * @param samples that the chart is drawn from; null where it is drawn from the epochs
 */
export function epochStarts(run: Run, samples: Samples | null): number[] {
  if (run.epochs.length < 2 || run.epochs.length > MOST_MARKS) return [];
  if (samples !== null) {
    const totalS = samples.rows.at(-1)?.elapsedS ?? 0;
    return (run.tracking?.epochs ?? []).flatMap((epoch) => (epoch === null ? [] : [epoch.startS / totalS]));
  }
  const totalS = run.epochs.reduce((sum, { durationS }) => sum + (durationS ?? 0), 0);
  let startS = 0;
  return run.epochs.map(({ durationS }) => {
    const start = startS / totalS;
    startS += durationS ?? 0;
    return start;
  });
}

/** Draws thin lines behind the curves. @param starts shares of the axis */
export const epochMarks = (starts: readonly number[], max: number, colour: string): Plugin => ({
  id: 'epoch-marks',
  beforeDatasetsDraw({ ctx, chartArea, scales }) {
    const { x } = scales;
    if (x === undefined) return;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 0.6;
    ctx.setLineDash([2, 3]);
    for (const start of starts) {
      const at = x.getPixelForValue(start * max);
      if (at < chartArea.left || at > chartArea.right) continue;
      ctx.beginPath();
      ctx.moveTo(at, chartArea.top);
      ctx.lineTo(at, chartArea.bottom);
      ctx.stroke();
    }
    ctx.restore();
  },
});
