/** The texts of a figure that come from logs. */
import type { Figure } from './figure.ts';

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
