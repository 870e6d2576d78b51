/** Energy of a project as it grew over the calendar. */
import type { ChartDataset } from 'chart.js';
import type { Entry } from '../../accounting/index.ts';
import { energyUnit } from '../../model/axis-units.ts';
import { formatEnergy, smallest } from '../../model/numbers.ts';
import { plural } from '../../model/text.ts';
import { stampToMs } from '../../model/units.ts';
import { cutMarks, type Span, timeAxis } from './broken-time.ts';
import type { Figure } from './figure.ts';
import { AXIS_COLOUR, COLOURS, faded, linearAxis, lineChart } from './theme.ts';

/** Most points drawn; more are not distinguishable. */
const MOST_POINTS = 1000;
/** Space after the last end, as a share of the time between first start and last end. */
const END_SHARE = 0.02;

/** A run with its time and energy. */
interface Dated extends Span {
  energyKwh: number;
}

/**
 * Chart of the energy of many runs, added up over time.
 *
 * @returns null for fewer than two runs with energy and a time stamp
 */
export function cumulativeEnergy(entries: readonly Entry[]): Figure | null {
  const withEnergy = entries
    .map(({ run, figures }) => ({ run, energyKwh: figures.corrected.energyKwh }))
    .filter(({ energyKwh }) => energyKwh > 0);
  const dated: Dated[] = withEnergy
    .flatMap(({ run, energyKwh }) => {
      const [start, end] = [run.startedAt ?? run.endedAt, run.endedAt ?? run.startedAt];
      if (start === null || end === null) return [];
      const [fromMs, toMs] = [stampToMs(start), stampToMs(end)];
      return [{ fromMs: Math.min(fromMs, toMs), toMs, energyKwh }];
    })
    .filter(({ fromMs, toMs }) => Number.isFinite(fromMs) && Number.isFinite(toMs))
    .sort((a, b) => a.toMs - b.toMs);
  const fromMs = smallest(dated.map((one) => one.fromMs));
  const toMs = dated.at(-1)?.toMs ?? fromMs;
  if (dated.length < 2 || toMs <= fromMs) return null;
  const totalKwh = dated.reduce((sum, { energyKwh }) => sum + energyKwh, 0);
  const unit = energyUnit(totalKwh);
  const { xOf, end, ticks, cuts, cutMs } = timeAxis(dated, END_SHARE);
  const labels = new Map(ticks.map(({ value, label }) => [value, label]));
  const line: ChartDataset<'line'> = {
    label: 'Energy so far',
    data: growth(dated, xOf, end, unit.factor),
    stepped: 'before',
    borderColor: COLOURS.blue,
    backgroundColor: faded(COLOURS.blue, 0.15),
    fill: 'origin',
    borderWidth: 1.3,
    pointRadius: 0,
  };
  const scales = {
    x: linearAxis('Date and time of the logs', {
      beginAtZero: false,
      min: 0,
      max: end,
      afterBuildTicks: (axis: { ticks: object[] }) => {
        axis.ticks = ticks;
      },
      ticks: { callback: (value: number) => labels.get(value) ?? '' },
    }),
    y: linearAxis(`Energy so far (${unit.name})`, { grace: '3%' }),
  };
  const configuration = lineChart([line], scales, { plugins: [cutMarks(cuts, AXIS_COLOUR)] });
  const missing = withEnergy.length - dated.length;
  const undated =
    missing > 0 ? ` ${plural(missing, 'run')} without a time stamp ${missing === 1 ? 'is' : 'are'} left out.` : '';
  const days = Math.round(cutMs / 86_400_000);
  const cut =
    cuts.length === 0 ? '' : ` The axis leaves out ${days < 2 ? 'the time' : plural(days, 'day')} without a run (//).`;
  return {
    title: 'Energy over the calendar',
    caption: `Each run is added when it ends.${cut}${undated}`,
    description: `Line chart of the energy summed over ${dated.length} runs from ${dayOf(fromMs)} to ${dayOf(toMs)}, ending at ${formatEnergy(totalKwh)}.${undated}`,
    configuration,
    aspect: 0.38,
  };
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function growth(
  dated: readonly Dated[],
  xOf: (ms: number) => number,
  end: number,
  factor: number,
): { x: number; y: number }[] {
  const points = [{ x: 0, y: 0 }];
  const stride = Math.ceil(dated.length / MOST_POINTS);
  let sumKwh = 0;
  for (const [i, { toMs, energyKwh }] of dated.entries()) {
    sumKwh += energyKwh;
    if (i % stride === 0 || i === dated.length - 1) points.push({ x: xOf(toMs), y: sumKwh * factor });
  }
  return [...points, { x: end, y: sumKwh * factor }];
}
