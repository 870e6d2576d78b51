/** Single figures as venues want them: width, face and size of text, lines. */
import type { ChartConfiguration } from 'chart.js';
import type { Figure } from './charts/index.ts';
import { replacedIn } from './charts/replaced.ts';
import { FONT, GRID_COLOUR } from './charts/theme.ts';
import { type FontNames, SANS, SERIF } from './fonts/register.ts';

/** Names of the styles. */
export const FIGURE_STYLES = ['plain', 'nature', 'neurips'] as const;

/** A style of figures. */
export type FigureStyle = (typeof FIGURE_STYLES)[number];

interface Style {
  /** Width unless another one is given, in cm. */
  widthCm: number;
  /** Highest figure, in cm; null where there is no limit. */
  mostHeightCm: number | null;
  fonts: FontNames;
  family: string;
  /** Size of all text in points; null where it shrinks with narrow figures. */
  textPt: number | null;
  /** Widths of lines in points. */
  linesPt: { least: number; most: number };
  /** Lines behind the data. */
  grid: boolean;
  /** Lines over bars, beside their colour. */
  hatching: boolean;
}

const STYLES: Readonly<Record<FigureStyle, Style>> = {
  plain: {
    ...{ widthCm: 17.5, mostHeightCm: null, fonts: SANS, family: FONT.family, textPt: null },
    ...{ linesPt: { least: 0, most: Number.POSITIVE_INFINITY }, grid: true, hatching: true },
  },
  /**
   * Nature, "Building and exporting figure panels" and "Preparing figures" (research-figure-guide.nature.com, read 2026): 89 mm
   * or 183 mm wide, at most 170 mm high, Arial or Helvetica of 5 to 7 pt, neither gridlines nor patterns; lines of 0.25 to 1 pt
   * as in the artwork guides of its journals. Arimo has the widths of Arial.
   */
  nature: {
    ...{ widthCm: 8.9, mostHeightCm: 17, fonts: SANS, family: FONT.family, textPt: 7 },
    ...{ linesPt: { least: 0.25, most: 1 }, grid: false, hatching: false },
  },
  /**
   * NeurIPS, "Formatting Instructions" and its style file: text 5.5 inches wide in Times of 10 pt; figures have no rule of
   * their own but to be legible, so that their text is 9 pt, the size of footnotes. Tinos has the widths of Times.
   */
  neurips: {
    ...{ widthCm: 13.97, mostHeightCm: null, fonts: SERIF, family: 'Tinos', textPt: 9 },
    ...{ linesPt: { least: 0.5, most: 1.5 }, grid: true, hatching: true },
  },
};

/** The style of a name. */
export const styleOf = (name: FigureStyle): Style => STYLES[name];

/** The same figure with the text and lines of a style. */
export function inStyle(figure: Figure, name: FigureStyle): Figure {
  const style = STYLES[name];
  if (name === 'plain') return figure;
  const font = { family: style.family, size: style.textPt ?? FONT.size };
  const { least, most } = style.linesPt;
  const change = (value: unknown, key: string | null): unknown => {
    if (value === FONT) return font;
    if (value === GRID_COLOUR && !style.grid) return 'transparent';
    if (key === 'borderWidth' && typeof value === 'number' && value > 0) return Math.min(most, Math.max(least, value));
    if (key === 'hatch' && !style.hatching) return 'none';
    return value;
  };
  const { data, options } = figure.configuration;
  const datasets = data.datasets.map(({ data: values, ...dataset }) => ({
    ...(replacedIn(dataset, change) as object),
    data: values,
  }));
  const configuration = {
    ...figure.configuration,
    data: { ...data, datasets },
    options: replacedIn(options, change),
  } as unknown as ChartConfiguration;
  return { ...figure, configuration };
}
