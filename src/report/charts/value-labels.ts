/** Figures written at the end of horizontal bars. */

import type { Plugin } from 'chart.js';
import { largest } from '../../model/numbers.ts';
import { FONT, TEXT_COLOUR } from './theme.ts';

const GAP = 4;

/** Room that the widest label needs to the right of the longest bar, in pixels. */
export function widthOfLabels(ctx: CanvasRenderingContext2D, labels: readonly string[]): number {
  ctx.save();
  ctx.font = `${FONT.size}px ${FONT.family}`;
  const widest = largest(
    labels.map((label) => ctx.measureText(label).width),
    0,
  );
  ctx.restore();
  return widest + 2 * GAP;
}

/** A plugin that writes `labels[i]` to the right of bar `i`; the axis must leave room for it. */
export function valueLabels(labels: readonly string[]): Plugin {
  return {
    id: 'value-labels',
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      ctx.save();
      ctx.font = `${FONT.size}px ${FONT.family}`;
      ctx.fillStyle = TEXT_COLOUR;
      ctx.textAlign = 'left';
      ctx.textBaseline = 'middle';
      for (const [index, bar] of chart.getDatasetMeta(0).data.entries()) {
        ctx.fillText(labels[index] ?? '', bar.x + GAP, bar.y);
      }
      ctx.restore();
    },
  };
}
