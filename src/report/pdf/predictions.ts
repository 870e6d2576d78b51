/** Predicted against actual, where the logs hold both. */
import { energyColumn } from '../../model/column-units.ts';
import { formatCount } from '../../model/numbers.ts';
import { figureOf } from '../charts/index.ts';
import { errorsText, errorText, forecasts } from '../charts/measured-against-predicted.ts';
import type { Facts } from './facts.ts';
import type { Layout } from './layout.ts';
import { tableHeight, writeTable } from './table.ts';

const MOST_ROWS = 20;

/** Writes the section on predictions; nothing where no run has both figures. */
export function writePredictions(layout: Layout, { runs, names }: Facts): void {
  const pairs = forecasts(runs).sort((a, b) => b.measuredKwh - a.measuredKwh);
  if (pairs.length === 0) return;
  const chart = figureOf(runs, 'prediction');
  const shown = pairs.slice(0, MOST_ROWS);
  const { unit, text } = energyColumn(shown.flatMap(({ predictedKwh, measuredKwh }) => [predictedKwh, measuredKwh]));
  const write = (): void => {
    if (chart === null) layout.paragraph(errorsText(pairs));
    else layout.figure(chart);
    writeTable(
      layout,
      [
        { title: 'Run', share: 0.4, cut: 'middle' },
        { title: `Predicted (${unit})`, share: 0.2, align: 'right' },
        { title: `Measured (${unit})`, share: 0.2, align: 'right' },
        { title: 'Prediction', share: 0.2, align: 'right' },
      ],
      shown.map((pair) => [
        names.get(pair.run) ?? pair.run.id,
        text(pair.predictedKwh),
        text(pair.measuredKwh),
        errorText(pair),
      ]),
    );
    if (pairs.length > MOST_ROWS) {
      layout.remark(`The ${MOST_ROWS} runs of most energy out of ${formatCount(pairs.length)}.`);
    }
  };
  layout.section(
    'Predicted and actual',
    write,
    chart === null ? tableHeight(shown.length) + 20 : layout.heightOf(chart),
  );
}
