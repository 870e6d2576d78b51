/** The charts for which the runs have data. */
import type { Samples } from '../../model/samples.ts';
import { type ChartKind, figureOf } from '../charts/index.ts';
import type { Facts } from './facts.ts';
import type { Layout } from './layout.ts';

/** The comparison with predictions has a section of its own. */
const KINDS: readonly ChartKind[] = [
  'power',
  'power-by-device',
  'energy-per-epoch',
  // Lower than the bars of many runs, so that it fits on the first page.
  'cumulative-energy',
  'energy-by-run',
  'breakdown',
  'carbon-intensity',
];

export function writeCharts(layout: Layout, { runs }: Facts, samples: Samples | null): void {
  const figures = KINDS.map((kind) => figureOf(runs, kind, samples)).filter((one) => one !== null);
  const [first] = figures;
  if (first === undefined) return;
  const write = (): void => {
    for (const one of figures) layout.figure(one);
  };
  layout.section('Charts', write, layout.heightOf(first));
}
