/** Predicted against actual, where the logs hold both. */
import { formatEnergy } from '../../model/numbers.ts';
import { figureOf } from '../charts/index.ts';
import { errorText, forecasts } from '../charts/measured-against-predicted.ts';
import type { Facts } from './facts.ts';
import { INK, type Layout, SIZES } from './layout.ts';
import { writeTable } from './table.ts';

const MOST_ROWS = 20;

export function writePredictions(layout: Layout, { runs, names }: Facts): void {
  const pairs = forecasts(runs).sort((a, b) => b.measuredKwh - a.measuredKwh);
  const chart = figureOf(runs, 'prediction');
  if (pairs.length === 0 || chart === null) return;
  const write = (): void => {
    layout.figure(chart);
    writeTable(
      layout,
      [
        { title: 'Run', share: 0.46, cut: 'start' },
        { title: 'Predicted', share: 0.16, align: 'right' },
        { title: 'Measured', share: 0.16, align: 'right' },
        { title: 'Prediction', share: 0.22, align: 'right' },
      ],
      pairs
        .slice(0, MOST_ROWS)
        .map((pair) => [
          names.get(pair.run) ?? pair.run.id,
          formatEnergy(pair.predictedKwh),
          formatEnergy(pair.measuredKwh),
          errorText(pair),
        ]),
    );
    if (pairs.length > MOST_ROWS) {
      const text = `The ${MOST_ROWS} runs of most energy out of ${pairs.length}.`;
      layout.paragraph(text, { size: SIZES.small, colour: INK.soft });
    }
  };
  layout.section('Predicted and actual', write, layout.heightOf(chart));
}
