/** What every chart yields. */
import type { ChartConfiguration } from 'chart.js';

/** A chart, and the words that go with it. */
export interface Figure {
  /** Short heading. */
  title: string;
  /** One or two sentences that say how to read it. */
  caption: string;
  /** The numbers of the chart in words, for people who cannot see it. */
  description: string;
  configuration: ChartConfiguration;
  /** Height as a share of the width at which nothing is cramped. */
  aspect: number;
}
