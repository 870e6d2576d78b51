/** Power over the monitored time: one line per component, and the total. */
import type { ChartDataset } from 'chart.js';
import type { Entry } from '../../accounting/index.ts';
import { formatPower, powerUnit, timeUnit } from '../../model/axis-units.ts';
import { largest, smallest } from '../../model/numbers.ts';
import { recordsEpochs } from '../../model/run.ts';
import type { Samples } from '../../model/samples.ts';
import { formatDuration } from '../../model/units.ts';
import { binRanges, binSize } from './bins.ts';
import { type EpochSeries, epochSeries, meanOverTimeW, totalPowersW } from './epoch-series.ts';
import type { Figure } from './figure.ts';
import { sampleSeries } from './sample-series.ts';
import { faded, type Look, linearAxis, lineChart, lineLegend, lookOf, TOTAL } from './theme.ts';

/** Most epochs drawn as single steps; more are joined. */
const MOST_STEPS = 400;
const MOST_BINS = 250;
/** Label of the shade between the lowest and the highest epoch of a bin; not shown in the legend. */
const SHADE = '';

interface Line {
  label: string;
  look: Look;
  powersW: (number | null)[];
  width: number;
}

/**
 * Chart of the power of each component over time, from the samples of ct-track when there are some, else from the
 * epochs.
 *
 * @returns null when no epoch has both a duration and a power
 */
export function powerOverTime({ run }: Entry, samples: Samples | null = null): Figure | null {
  const sampled = samples === null ? null : sampleSeries(run, samples);
  const series = sampled ?? epochSeries(run);
  const span = recordsEpochs(run) ? 'epoch' : 'span';
  const unit = sampled === null ? span : 'sample';
  if (series.components.length === 0) return null;
  const lines = linesOf(series);
  const count = series.startsS.length;
  const size = count <= MOST_STEPS ? 1 : binSize(count, MOST_BINS);
  const time = timeUnit(series.totalS);
  const largestW = largest(
    lines.flatMap(({ powersW }) => powersW.map((powerW) => powerW ?? 0)),
    0,
  );
  const power = powerUnit(largestW);
  const build = size === 1 ? stepsOf : shadedMeansOf;
  const datasets = lines.flatMap((line) => build(line, series, size, time.factor, power.factor));
  const scales = {
    x: linearAxis(`Monitored time (${time.name})`, { min: 0, max: series.totalS * time.factor }),
    y: linearAxis(`Power without PUE (${power.name})`, { grace: '5%' }),
  };
  const configuration = lineChart(datasets, scales, { legend: lineLegend((label) => label !== SHADE) });
  const means = lines.map(({ label, powersW }) => `${label} ${formatPower(meanOf(powersW, series.durationsS))}`);
  const how =
    size === 1
      ? `Each step is ${sampled === null ? `the mean power of one ${span}` : 'one sample'}.`
      : `Each point is the mean of ${size} ${unit}s; the shade spans the lowest to the highest of them.`;
  return {
    title: 'Power over time',
    caption: sampled === null ? `${how} Time between ${span}s is not monitored.` : how,
    description: `Line chart of the power over ${count} ${count === 1 ? unit : `${unit}s`} and ${formatDuration(series.totalS)} (h:mm:ss) of monitored time. Mean power: ${means.join(', ')}. Highest: ${formatPower(largestW)}.`,
    configuration,
    aspect: 0.45,
  };
}

function linesOf(series: EpochSeries): Line[] {
  const lines = series.components.map(({ component, label, powersW }, position) => ({
    label,
    look: lookOf(component.name, position),
    powersW,
    width: 1.3,
  }));
  if (lines.length === 1) return lines;
  return [...lines, { label: 'Total', look: TOTAL, powersW: totalPowersW(series), width: 1.8 }];
}

/** A value that is not measured breaks the line. */
const orGap = (value: number | null, factor: number): number => (value === null ? Number.NaN : value * factor);

function styleOf({ label, look, width }: Line): ChartDataset<'line'> {
  return {
    label,
    data: [],
    borderColor: look.colour,
    backgroundColor: look.colour,
    borderDash: look.dash,
    borderWidth: width,
    pointRadius: 0,
    pointStyle: 'line',
  };
}

function stepsOf(line: Line, series: EpochSeries, _size: number, perS: number, perW: number): ChartDataset<'line'>[] {
  const data = line.powersW.flatMap((powerW, i) => {
    const [startS = 0, durationS = 0] = [series.startsS[i], series.durationsS[i]];
    const y = orGap(powerW, perW);
    return durationS === 0
      ? []
      : [
          { x: startS * perS, y },
          { x: (startS + durationS) * perS, y },
        ];
  });
  return [{ ...styleOf(line), data }];
}

function shadedMeansOf(
  line: Line,
  series: EpochSeries,
  size: number,
  perS: number,
  perW: number,
): ChartDataset<'line'>[] {
  const mean: { x: number; y: number }[] = [];
  const lowest: { x: number; y: number }[] = [];
  const highest: { x: number; y: number }[] = [];
  for (const { from, to } of binRanges(line.powersW.length, size)) {
    const startS = series.startsS[from] as number;
    const endS = (series.startsS[to - 1] as number) + (series.durationsS[to - 1] as number);
    const x = ((startS + endS) / 2) * perS;
    const powersW = line.powersW.slice(from, to);
    const known = powersW.filter((powerW) => powerW !== null);
    const measured = known.length > 0;
    mean.push({ x, y: orGap(measured ? meanOf(powersW, series.durationsS.slice(from, to)) : null, perW) });
    lowest.push({ x, y: orGap(measured ? smallest(known) : null, perW) });
    highest.push({ x, y: orGap(measured ? largest(known) : null, perW) });
  }
  const shade = { label: SHADE, borderWidth: 0, pointRadius: 0, backgroundColor: faded(line.look.colour, 0.2) };
  return [
    { ...styleOf(line), data: mean },
    { ...shade, data: lowest },
    { ...shade, data: highest, fill: '-1' },
  ];
}

/** Mean over the measured epochs; 0 where those have no time. */
const meanOf = (powersW: readonly (number | null)[], durationsS: readonly number[]): number =>
  meanOverTimeW(powersW, durationsS) || 0;
