/** Horizontal bars with a name on the left and the figure at the end: no legend, no colour needed. */
import type { CategoryScale, Chart, ChartConfiguration, Scale } from 'chart.js';
import { largest } from '../../model/numbers.ts';
import { cutApart } from '../../model/text.ts';
import { hatching } from './hatching.ts';
import { baseOptions, COLOURS, categoryAxis, type Look, linearAxis } from './theme.ts';
import { valueLabels, widestOf, widthOfLabels } from './value-labels.ts';

/** One bar. */
export interface NamedBar {
  /** Text on the left. */
  name: string;
  /** Length of the bar, in the unit of its axis. */
  value: number;
  /** Text at the end. */
  label: string;
  /** Blue without hatching unless given. */
  look?: Pick<Look, 'colour' | 'hatch'>;
}

/** About what the figures at the ends of the bars take, in pixels. */
const RIGHT_PX = 95;
/** Chart.js gives names at most half of what the padding leaves. */
const NAME_SHARE = 0.5;
/** Mean width of a character. */
const CHARACTER_PX = 4.9;
/** Between a name and its bar. */
const TICK_PX = 12;
const PADDING = { left: 2, top: 4, bottom: 2 };

/**
 * Configuration of a chart of bars.
 *
 * @param title - of the value axis, with its unit
 */
export function namedBars(bars: readonly NamedBar[], title: string): ChartConfiguration {
  const labels = bars.map(({ label }) => label);
  const most = largest(
    bars.map(({ value }) => value),
    0,
  );
  const configuration: ChartConfiguration<'bar'> = {
    type: 'bar',
    data: {
      labels: bars.map(({ name }) => name),
      datasets: [
        {
          label: title,
          data: bars.map(({ value }) => value),
          backgroundColor: bars.map(({ look }) => look?.colour ?? COLOURS.blue),
          hatch: bars.map(({ look }) => look?.hatch ?? 'none'),
          maxBarThickness: 18,
          categoryPercentage: 0.9,
          barPercentage: 0.85,
        } as ChartConfiguration<'bar'>['data']['datasets'][number],
      ],
    },
    options: {
      ...(baseOptions() as ChartConfiguration<'bar'>['options']),
      indexAxis: 'y',
      layout: { padding: ({ chart }: { chart: Chart }) => ({ ...PADDING, right: widthOfLabels(chart, labels) }) },
      plugins: { legend: { display: false }, title: { display: false } },
      scales: {
        x: linearAxis(title, { max: most > 0 ? most : 1, grid: { drawOnChartArea: false } }),
        y: categoryAxis(null, { ticks: { autoSkip: false, callback: fittedName } }),
      },
    },
    plugins: [hatching, valueLabels(labels)] as ChartConfiguration<'bar'>['plugins'] & object,
  };
  return configuration as unknown as ChartConfiguration;
}

/** A name as long as the width of the chart allows, and different from those of the other bars. */
function fittedName(this: Scale, value: string | number): string {
  const roomPx = (this.chart.width - RIGHT_PX) * NAME_SHARE;
  const names = (this as CategoryScale).getLabels().map(String);
  const length = Math.floor(roomPx / CHARACTER_PX);
  const fitted = cutApart(names, length);
  // The font of a page may be wider than that of a report.
  const widthPx = widestOf(this.chart, fitted);
  const mostPx = this.maxWidth > TICK_PX ? this.maxWidth - TICK_PX : roomPx;
  const shown = widthPx <= mostPx ? fitted : cutApart(names, Math.floor((length * mostPx) / widthPx));
  return shown[Number(value)] ?? '';
}

/** Height as a share of the width for a number of bars. */
export const barsAspect = (count: number): number => Math.min(1.1, 0.12 + 0.042 * Math.max(count, 2));
