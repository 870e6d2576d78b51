/** Energy of a project as it grew over the calendar. */
import type { ChartConfiguration } from 'chart.js';
import type { Entry } from '../../accounting/index.ts';
import { energyUnit } from '../../model/axis-units.ts';
import { formatEnergy } from '../../model/numbers.ts';
import { stampToMs } from '../../model/units.ts';
import { calendarTicks } from './calendar.ts';
import type { Figure } from './figure.ts';
import { baseOptions, COLOURS, faded, linearAxis } from './theme.ts';

/** Most points drawn; more are not distinguishable. */
const MOST_POINTS = 1000;
/** Space after the last end, as a share of the time between first start and last end. */
const END_SHARE = 0.02;

interface Dated {
  endMs: number;
  energyKwh: number;
}

/** @returns null for fewer than two runs with energy and a time stamp */
export function cumulativeEnergy(entries: readonly Entry[]): Figure | null {
  const withEnergy = entries
    .map(({ run, figures }) => ({ run, energyKwh: figures.corrected.energyKwh }))
    .filter(({ energyKwh }) => energyKwh > 0);
  const dated: Dated[] = withEnergy
    .flatMap(({ run, energyKwh }) => {
      const stamp = run.endedAt ?? run.startedAt;
      return stamp === null ? [] : [{ endMs: stampToMs(stamp), energyKwh }];
    })
    .filter(({ endMs }) => Number.isFinite(endMs))
    .sort((a, b) => a.endMs - b.endMs);
  const starts = withEnergy.flatMap(({ run }) => (run.startedAt === null ? [] : [stampToMs(run.startedAt)]));
  const fromMs = starts.filter(Number.isFinite).reduce((a, b) => Math.min(a, b), dated[0]?.endMs ?? 0);
  const toMs = dated.at(-1)?.endMs ?? fromMs;
  if (dated.length < 2 || toMs <= fromMs) return null;
  const totalKwh = dated.reduce((sum, { energyKwh }) => sum + energyKwh, 0);
  const unit = energyUnit(totalKwh);
  // The last step needs some room behind it to be seen.
  const axisEndMs = toMs + END_SHARE * (toMs - fromMs);
  const ticks = calendarTicks(fromMs, axisEndMs);
  const configuration: ChartConfiguration<'line'> = {
    type: 'line',
    data: {
      datasets: [
        {
          label: 'Energy so far',
          data: growth(dated, fromMs, axisEndMs, unit.factor),
          stepped: 'before',
          borderColor: COLOURS.blue,
          backgroundColor: faded(COLOURS.blue, 0.15),
          fill: 'origin',
          borderWidth: 1.3,
          pointRadius: 0,
        },
      ],
    },
    options: {
      ...(baseOptions() as ChartConfiguration<'line'>['options']),
      parsing: false,
      plugins: { legend: { display: false }, title: { display: false } },
      scales: {
        x: linearAxis('Date and time of the logs', {
          beginAtZero: false,
          min: fromMs,
          max: axisEndMs,
          afterBuildTicks: (axis: { ticks: object[] }) => {
            axis.ticks = ticks;
          },
          ticks: { callback: (value: number) => ticks.find((tick) => tick.value === value)?.label ?? '' },
        }),
        y: linearAxis(`Energy so far (${unit.name})`, { grace: '3%' }),
      },
    },
  };
  const missing = withEnergy.length - dated.length;
  const undated = missing > 0 ? ` ${missing} runs without a time stamp are left out.` : '';
  return {
    title: 'Energy over the calendar',
    caption: `Each run is added when it ends, PUE applied.${undated}`,
    description: `Line chart of the energy summed over ${dated.length} runs from ${dayOf(fromMs)} to ${dayOf(toMs)}, ending at ${formatEnergy(totalKwh)}.${undated}`,
    configuration: configuration as unknown as ChartConfiguration,
    aspect: 0.38,
  };
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function growth(
  dated: readonly Dated[],
  fromMs: number,
  axisEndMs: number,
  factor: number,
): { x: number; y: number }[] {
  const points = [{ x: fromMs, y: 0 }];
  const stride = Math.ceil(dated.length / MOST_POINTS);
  let sumKwh = 0;
  for (const [i, { endMs, energyKwh }] of dated.entries()) {
    sumKwh += energyKwh;
    if (i % stride === 0 || i === dated.length - 1) points.push({ x: endMs, y: sumKwh * factor });
  }
  return [...points, { x: axisEndMs, y: sumKwh * factor }];
}
