/** Figures written at the end of horizontal bars. */
import type { Chart, FontSpec, Plugin } from 'chart.js';
import { largest } from '../../model/numbers.ts';
import { FONT, TEXT_COLOUR } from './theme.ts';

const GAP = 4;

/** The font of a chart, which a page may have replaced. */
function fontOf({ options }: Chart): string {
  const { size, family } = { ...FONT, ...(options.font as Partial<FontSpec> | undefined) };
  return `${size}px ${family}`;
}

/** Width of the widest of some texts in the font of a chart, in pixels. */
export function widestOf(chart: Chart, texts: readonly string[]): number {
  const { ctx } = chart;
  ctx.save();
  ctx.font = fontOf(chart);
  const widest = largest(
    texts.map((text) => ctx.measureText(text).width),
    0,
  );
  ctx.restore();
  return widest;
}

/** Room that the widest label needs to the right of the longest bar, in pixels. */
export const widthOfLabels = (chart: Chart, labels: readonly string[]): number => widestOf(chart, labels) + 2 * GAP;

/** A plugin that writes `labels[i]` to the right of bar `i`; the axis must leave room for it. */
export function valueLabels(labels: readonly string[]): Plugin {
  return {
    id: 'value-labels',
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      ctx.save();
      ctx.font = fontOf(chart);
      ctx.fillStyle = String(chart.options.color ?? TEXT_COLOUR);
      ctx.textAlign = 'left';
      ctx.textBaseline = 'middle';
      for (const [index, bar] of chart.getDatasetMeta(0).data.entries()) {
        ctx.fillText(labels[index] ?? '', bar.x + GAP, bar.y);
      }
      ctx.restore();
    },
  };
}
