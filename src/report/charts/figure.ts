/** The result of every chart: what Chart.js draws, with its texts. */
import type { ChartConfiguration } from 'chart.js';

/** A chart with its texts. */
export interface Figure {
  /** Short heading. */
  title: string;
  /** One or two sentences on how to read it. */
  caption: string;
  /** The numbers of the chart as text, for screen readers. */
  description: string;
  /** What Chart.js draws. */
  configuration: ChartConfiguration;
  /** Height as a share of the width at which nothing is cramped. */
  aspect: number;
}

/**
 * A figure with its names changed, before Chart.js measures and cuts them.
 *
 * @param change what becomes of a text
 */
export function withNames(figure: Figure, change: (text: string) => string): Figure {
  const { configuration } = figure;
  const { labels = [], datasets } = configuration.data;
  const data = {
    ...configuration.data,
    labels: labels.map((label) => (typeof label === 'string' ? change(label) : label)),
    datasets: datasets.map((one) => (one.label === undefined ? one : { ...one, label: change(one.label) })),
  };
  return { ...figure, configuration: { ...configuration, data } };
}
