/** The result of every chart. */
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
