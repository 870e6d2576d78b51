/** Lines over bars and their legend boxes, so that colour is not the only sign. */
import type { BarElement, Chart, Plugin } from 'chart.js';
import type { Hatch } from './theme.ts';

const DISTANCE = 5;
const HATCH_COLOUR = '#00000059';

interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Hatches the bars of each dataset that has a `hatch` other than `none`, or one hatch per bar. */
export const hatching: Plugin = {
  id: 'hatching',
  afterDatasetDraw(chart, { index, meta }) {
    for (const [i, element] of meta.data.entries()) {
      const hatch = hatchOf(chart, index, i);
      if (hatch !== 'none') hatchRectangle(chart.ctx, rectangleOf(element as unknown as BarElement), hatch);
    }
  },
  afterDraw(chart) {
    const legend = chart.legend as unknown as {
      legendHitBoxes?: Rectangle[];
      options: { labels: { boxWidth: number } };
    };
    for (const [index, box] of (legend?.legendHitBoxes ?? []).entries()) {
      const hatch = hatchOf(chart, index);
      const height = 8;
      const top = box.top + (box.height - height) / 2;
      const rectangle = { left: box.left, top, width: legend.options.labels.boxWidth, height };
      if (hatch !== 'none' && box.width > 0) hatchRectangle(chart.ctx, rectangle, hatch);
    }
  },
};

/** Hatch of a dataset, or of one of its bars where they differ. */
function hatchOf(chart: Chart, index: number, bar = 0): Hatch {
  const hatch = (chart.data.datasets[index] as { hatch?: Hatch | Hatch[] } | undefined)?.hatch ?? 'none';
  return Array.isArray(hatch) ? (hatch[bar] ?? 'none') : hatch;
}

function rectangleOf(bar: BarElement): Rectangle {
  const { x, y, base, width, height, horizontal } = bar.getProps([
    'x',
    'y',
    'base',
    'width',
    'height',
    'horizontal',
  ]) as {
    x: number;
    y: number;
    base: number;
    width: number;
    height: number;
    horizontal: boolean;
  };
  return horizontal
    ? { left: Math.min(x, base), top: y - height / 2, width: Math.abs(x - base), height }
    : { left: x - width / 2, top: Math.min(y, base), width, height: Math.abs(y - base) };
}

function hatchRectangle(ctx: CanvasRenderingContext2D, rectangle: Rectangle, hatch: Hatch): void {
  const { left, top, width, height } = rectangle;
  if (!(width >= 2 && height >= 2)) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.beginPath();
  for (let offset = 0; offset < width + height; offset += DISTANCE) {
    if (hatch !== 'falling') {
      ctx.moveTo(left + offset, top);
      ctx.lineTo(left + offset - height, top + height);
    }
    if (hatch !== 'rising') {
      ctx.moveTo(left + offset - height, top);
      ctx.lineTo(left + offset, top + height);
    }
  }
  ctx.strokeStyle = HATCH_COLOUR;
  ctx.lineWidth = 0.6;
  ctx.setLineDash([]);
  ctx.stroke();
  ctx.restore();
}
