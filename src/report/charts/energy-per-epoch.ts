/** Energy per epoch, stacked by component with the PUE overhead on top. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import { type Entry, impliedGPerKwh } from '../../accounting/index.ts';
import { energyUnit, massUnit } from '../../model/axis-units.ts';
import { formatEnergy, largest, significant, smallest } from '../../model/numbers.ts';
import { recordsEpochs } from '../../model/run.ts';
import { joulesToKwh } from '../../model/units.ts';
import { binRanges, binSize } from './bins.ts';
import { type EpochSeries, epochSeries } from './epoch-series.ts';
import type { Figure } from './figure.ts';
import { hatching } from './hatching.ts';
import { baseOptions, categoryAxis, type Look, linearAxis, lookOf, OVERHEAD } from './theme.ts';

const MOST_BARS = 50;
/** Thinner bars are hidden by a border. */
const MOST_BORDERED_BARS = 30;

interface Layer {
  label: string;
  look: Look;
  /** Mean energy per epoch of each bin, in kWh. */
  energiesKwh: number[];
}

/**
 * Chart of the energy of each epoch by component, and of the PUE overhead.
 *
 * @returns null when no epoch has both a duration and a power, or the records of the run are none
 */
export function energyPerEpoch({ run, factors, figures }: Entry): Figure | null {
  if (!recordsEpochs(run)) return null;
  const series = epochSeries(run);
  if (series.components.length === 0) return null;
  const count = run.epochs.length;
  const size = binSize(count, MOST_BARS);
  const bins = binRanges(count, size);
  const layers: Layer[] = series.components.map(({ component, label, powersW }, position) => ({
    label,
    look: lookOf(component.name, position),
    energiesKwh: bins.map(({ from, to }) => {
      let energyJ = 0;
      for (let i = from; i < to; i++) energyJ += (powersW[i] ?? 0) * (series.durationsS[i] as number);
      return joulesToKwh(energyJ) / (to - from);
    }),
  }));
  const pue = factors.pue?.value ?? 1;
  if (pue > 1) layers.push(overheadOf(layers, pue));
  const sums = bins.map((_, i) => layers.reduce((sum, { energiesKwh }) => sum + (energiesKwh[i] as number), 0));
  const unit = energyUnit(largest(sums));
  const datasets = layers.map((layer) => datasetOf(layer, unit.factor, bins.length));
  const top = axisTop(largest(sums) * unit.factor);
  const carbon = carbonAxis(figures.corrected, top / unit.factor);
  const configuration: ChartConfiguration<'bar'> = {
    type: 'bar',
    data: { labels: bins.map(({ from }) => String(from + 1)), datasets },
    options: {
      ...(baseOptions() as ChartConfiguration<'bar'>['options']),
      scales: {
        x: categoryAxis(size === 1 ? 'Epoch' : `First of ${size} epochs`, { stacked: true }),
        y: linearAxis(`Energy per epoch (${unit.name})`, { stacked: true, max: top }),
        ...(carbon === null ? {} : { carbon: carbon.axis }),
      },
    },
    plugins: [hatching] as ChartConfiguration<'bar'>['plugins'] & object,
  };
  return {
    title: 'Energy per epoch',
    caption:
      (size === 1 ? 'Each bar is one epoch.' : `Each bar is the mean of ${size} epochs.`) +
      (carbon?.text ?? '') +
      missingText(series),
    description: `${describe(layers, bins, pue)} Lowest bar ${formatEnergy(smallest(sums))}, highest ${formatEnergy(largest(sums))} per epoch.`,
    configuration: configuration as unknown as ChartConfiguration,
    aspect: 0.42,
  };
}

/** A round end of the axis at or just above the highest bar. */
function axisTop(highest: number): number {
  if (!(highest > 0)) return 1;
  const decade = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * decade >= highest) ?? 10;
  return Number((step * decade).toPrecision(3));
}

/** The same bars as CO2eq: an axis on the right; null where CO2eq is unknown. */
function carbonAxis(figure: Entry['figures']['corrected'], topKwh: number): { axis: object; text: string } | null {
  const gPerKwh = impliedGPerKwh(figure);
  if (gPerKwh === null || gPerKwh <= 0) return null;
  const unit = massUnit(topKwh * gPerKwh);
  const axis = linearAxis(`CO₂eq per epoch (${unit.name})`, {
    position: 'right',
    max: topKwh * gPerKwh * unit.factor,
    grid: { drawOnChartArea: false },
  });
  return { axis, text: ` The axis on the right is the same in CO₂eq, at ${significant(gPerKwh)} gCO₂eq/kWh.` };
}

function overheadOf(layers: readonly Layer[], pue: number): Layer {
  const energiesKwh = (layers[0] as Layer).energiesKwh.map((_, i) =>
    layers.reduce((sum, layer) => sum + (layer.energiesKwh[i] as number) * (pue - 1), 0),
  );
  return { label: `PUE overhead (${pue})`, look: OVERHEAD, energiesKwh };
}

function datasetOf({ label, look, energiesKwh }: Layer, factor: number, bars: number): ChartDataset<'bar'> {
  const dataset = {
    label,
    hatch: look.hatch,
    // A bar without height would still draw its border over the axis.
    data: energiesKwh.map((energyKwh) => (energyKwh > 0 ? energyKwh * factor : null)),
    backgroundColor: look.colour,
    borderColor: '#ffffff',
    borderWidth: bars <= MOST_BORDERED_BARS ? 0.5 : 0,
    maxBarThickness: 40,
    categoryPercentage: 0.9,
    barPercentage: 0.95,
  };
  return dataset;
}

/** Caption about energy that is missing in the bars. */
function missingText({ components, startsS }: EpochSeries): string {
  const missing = startsS.filter((_, i) => components.some(({ powersW }) => powersW[i] === null)).length;
  if (missing === 0) return '';
  return ` In ${missing} ${missing === 1 ? 'epoch' : 'epochs'} a component was not measured: its energy is not in the bars.`;
}

function describe(layers: readonly Layer[], bins: readonly { from: number; to: number }[], pue: number): string {
  const count = bins.at(-1)?.to ?? 0;
  const parts = layers.map(({ label, energiesKwh }) => {
    const sumKwh = energiesKwh.reduce((sum, energyKwh, i) => {
      const { from, to } = bins[i] as { from: number; to: number };
      return sum + energyKwh * (to - from);
    }, 0);
    return `${label} ${formatEnergy(sumKwh)}`;
  });
  const stacked = pue > 1 ? 'stacked by component and PUE overhead' : 'stacked by component, no PUE applied';
  return `Bar chart of the energy per epoch over ${count} ${count === 1 ? 'epoch' : 'epochs'}, ${stacked}. Sums: ${parts.join(', ')}.`;
}
