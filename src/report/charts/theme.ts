/** One look for all charts: colours that colour-blind readers and grey print keep apart, and signs besides colour. */
import type {
  Chart,
  ChartConfiguration,
  ChartDataset,
  ChartOptions,
  LegendItem,
  Plugin,
  ScaleOptionsByType,
} from 'chart.js';
import { withSeparators } from '../../model/numbers.ts';

/** Signs of a series: colour, dash of its line, hatching of its bars. */
export interface Look {
  /** Colour as CSS. */
  colour: string;
  /** Lengths of dashes and gaps in pixels; empty for an unbroken line. */
  dash: number[];
  /** Hatching of bars. */
  hatch: Hatch;
}

/** Direction of the lines in a bar. */
export type Hatch = 'none' | 'rising' | 'falling' | 'cross';

/** After Okabe and Ito (2008), in an order in which neighbours also differ in lightness. */
export const COLOURS = {
  blue: '#0072b2',
  orange: '#e69f00',
  green: '#009e73',
  purple: '#cc79a7',
  sky: '#56b4e9',
  vermilion: '#d55e00',
  black: '#1a1a1a',
  grey: '#b3b3b3',
} as const;

const LOOKS: Readonly<Record<string, Look>> = {
  gpu: { colour: COLOURS.blue, dash: [], hatch: 'none' },
  cpu: { colour: COLOURS.orange, dash: [6, 3], hatch: 'rising' },
  dram: { colour: COLOURS.green, dash: [2, 2], hatch: 'falling' },
};

const FURTHER: readonly Look[] = [
  { colour: COLOURS.purple, dash: [8, 2, 2, 2], hatch: 'cross' },
  { colour: COLOURS.sky, dash: [1, 3], hatch: 'rising' },
  { colour: COLOURS.vermilion, dash: [10, 4], hatch: 'falling' },
];

/** Devices of one component: colour and dash, so that grey print keeps them apart too. */
export const DEVICE_LOOKS: readonly Pick<Look, 'colour' | 'dash'>[] = [
  { colour: COLOURS.blue, dash: [] },
  { colour: COLOURS.orange, dash: [] },
  { colour: COLOURS.green, dash: [] },
  { colour: COLOURS.purple, dash: [] },
  { colour: COLOURS.black, dash: [4, 2] },
  { colour: COLOURS.sky, dash: [4, 2] },
  { colour: COLOURS.vermilion, dash: [4, 2] },
  { colour: COLOURS.blue, dash: [1, 2] },
];

/** The look of a total over components. */
export const TOTAL: Look = { colour: COLOURS.black, dash: [], hatch: 'none' };
/** The look of what the PUE adds. */
export const OVERHEAD: Look = { colour: COLOURS.grey, dash: [], hatch: 'cross' };

/** The look of a component: the same in every chart. */
export function lookOf(componentName: string, position: number): Look {
  return LOOKS[componentName] ?? (FURTHER[position % FURTHER.length] as Look);
}

/** A colour with an opacity from 0 to 1. */
export function faded(colour: string, opacity: number): string {
  return (
    colour +
    Math.round(opacity * 255)
      .toString(16)
      .padStart(2, '0')
  );
}

/** Font of all texts; the size is in pixels. */
export const FONT = { family: 'Arimo', size: 8.5 } as const;
/** Colour of texts. */
export const TEXT_COLOUR = '#333333';
/** Colour of grid lines. */
export const GRID_COLOUR = '#dddddd';
/** Colour of axes and their labels. */
export const AXIS_COLOUR = '#666666';

/** Options of all charts, without animation and interaction. */
export function baseOptions(): ChartOptions {
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    locale: 'en-US',
    font: FONT,
    color: TEXT_COLOUR,
    layout: { padding: { left: 2, right: 10, top: 4, bottom: 2 } },
    plugins: {
      title: { display: false },
      tooltip: { enabled: false },
      legend: {
        position: 'top',
        align: 'start',
        labels: { font: FONT, color: TEXT_COLOUR, boxWidth: 22, boxHeight: 8, padding: 10 },
      },
    },
  };
}

/** What a chart of lines has beside its lines and axes. */
interface LineChartParts {
  /** None unless given. */
  legend?: object;
  /** None unless given. */
  plugins?: Plugin[];
}

/** A chart of lines through points. */
export function lineChart(
  datasets: ChartDataset<'line'>[],
  scales: { x: object; y: object },
  { legend = { display: false }, plugins }: LineChartParts = {},
): ChartConfiguration {
  return {
    type: 'line',
    data: { datasets },
    options: { ...baseOptions(), parsing: false, plugins: { legend, title: { display: false } }, scales },
    ...(plugins === undefined ? {} : { plugins }),
  } as unknown as ChartConfiguration;
}

/** Legend with a piece of each line, so that dashes are distinguishable. */
export function lineLegend(shown: (label: string) => boolean = () => true) {
  return {
    ...baseOptions().plugins?.legend,
    labels: {
      font: FONT,
      color: TEXT_COLOUR,
      usePointStyle: true,
      pointStyle: 'line' as const,
      pointStyleWidth: 26,
      boxHeight: 8,
      padding: 10,
      generateLabels: (chart: Chart) => lineLabels(chart).filter(({ text }) => shown(text)),
    },
  };
}

/** Chart.js's own labels lose the dashes when they are drawn as lines. */
function lineLabels(chart: Chart): LegendItem[] {
  const fontColor = String(chart.options.color ?? TEXT_COLOUR);
  return chart.data.datasets.map((dataset, datasetIndex) => {
    const { label = '', borderColor, borderDash, borderWidth } = dataset as ChartDataset<'line'>;
    return {
      text: label,
      datasetIndex,
      pointStyle: 'line',
      strokeStyle: String(borderColor),
      lineWidth: Number(borderWidth),
      lineDash: (borderDash ?? []) as number[],
      fontColor,
    };
  });
}

/** Digits as they are, with thousands separators. */
const plainTick = (value: number | string): string => withSeparators(String(Number(Number(value).toPrecision(10))));

/** A linear axis from 0 with its unit in the title and ticks at round values only. */
export function linearAxis(title: string, more: object = {}): ScaleOptionsByType<'linear'> {
  return {
    type: 'linear',
    beginAtZero: true,
    title: { display: true, text: title, font: FONT, color: TEXT_COLOUR },
    grid: { color: GRID_COLOUR, tickColor: AXIS_COLOUR, lineWidth: 0.5, tickLength: 4 },
    border: { color: AXIS_COLOUR },
    ...more,
    ticks: {
      font: FONT,
      color: TEXT_COLOUR,
      includeBounds: false,
      maxRotation: 0,
      autoSkipPadding: 12,
      callback: plainTick,
      ...((more as { ticks?: object }).ticks ?? {}),
    },
  } as unknown as ScaleOptionsByType<'linear'>;
}

/** An axis of names. */
export function categoryAxis(title: string | null, more: object = {}): ScaleOptionsByType<'category'> {
  return {
    type: 'category',
    title: { display: title !== null, text: title ?? '', font: FONT, color: TEXT_COLOUR },
    grid: { display: false },
    border: { color: AXIS_COLOUR },
    ...more,
    ticks: {
      font: FONT,
      color: TEXT_COLOUR,
      maxRotation: 0,
      autoSkipPadding: 8,
      ...((more as { ticks?: object }).ticks ?? {}),
    },
  } as unknown as ScaleOptionsByType<'category'>;
}
