/** A chart of the report -> the same chart on a screen: its fonts and its greys are those of the page, it can be zoomed. */
import type { ChartConfiguration } from 'chart.js';
import { type Change, replacedIn } from '../../src/report/charts/replaced.ts';
import { AXIS_COLOUR, COLOURS, FONT, GRID_COLOUR, TEXT_COLOUR } from '../../src/report/charts/theme.ts';

/** Colours of the page. */
export interface ScreenLook {
  /** Colour of texts. */
  text: string;
  /** Colour of axes. */
  axis: string;
  /** Colour of grid lines. */
  grid: string;
  /** Lines that are black on paper. */
  ink: string;
}

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

/** The same chart in the look of the page. */
export function forScreen(configuration: ChartConfiguration, look: ScreenLook): ChartConfiguration {
  const replaced = new Map<unknown, unknown>([
    [FONT, { family: FAMILY, size: FONT.size }],
    [TEXT_COLOUR, look.text],
    [AXIS_COLOUR, look.axis],
    [GRID_COLOUR, look.grid],
    [COLOURS.black, look.ink],
  ]);
  const change: Change = (value) => (replaced.has(value) ? replaced.get(value) : value);
  const { data, options } = configuration;
  const datasets = data.datasets.map(({ data: values, ...dataset }) => ({
    ...(replacedIn(dataset, change) as object),
    data: values,
  }));
  return {
    ...configuration,
    data: { ...data, datasets },
    options: replacedIn(options, change),
  } as unknown as ChartConfiguration;
}
