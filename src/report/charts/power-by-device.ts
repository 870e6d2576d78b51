/** Power of each device of a component that has several, where the log has one value per device. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { Entry } from '../../accounting/index.ts';
import { formatPower, powerUnit, timeUnit } from '../../model/axis-units.ts';
import { largest } from '../../model/numbers.ts';
import type { Component, Run } from '../../model/run.ts';
import type { Samples } from '../../model/samples.ts';
import { binRanges, binSize } from './bins.ts';
import type { Figure } from './figure.ts';
import { componentsOfKeys } from './sample-series.ts';
import { baseOptions, COLOURS, DEVICE_LOOKS, faded, linearAxis, lineLegend } from './theme.ts';

const MOST_POINTS = 250;
/** More lines cannot be distinguished by colour and dash and are drawn alike, without a legend. */
const MOST_NAMED = DEVICE_LOOKS.length;

/** Power of the devices of one component over time. */
interface DeviceSeries {
  component: Component;
  startsS: number[];
  durationsS: number[];
  /** Power of each device at each step, in W; null where it was not measured. */
  powersW: (number | null)[][];
}

/**
 * Chart of the power of each device over time, from the samples where there are some, else from the epochs.
 *
 * @returns null where no component has a value per device
 */
export function powerByDevice({ run }: Entry, samples: Samples | null = null): Figure | null {
  const series = (samples === null ? null : ofSamples(run, samples)) ?? ofEpochs(run);
  if (series === null) return null;
  const { component, startsS, durationsS, powersW } = series;
  const label = component.name.toUpperCase();
  const endS = (startsS.at(-1) ?? 0) + (durationsS.at(-1) ?? 0);
  const time = timeUnit(endS);
  const means = powersW.map((values) => meanOf(values, durationsS));
  const power = powerUnit(
    largest(
      powersW.flat().map((powerW) => powerW ?? 0),
      0,
    ),
  );
  const ranges = binRanges(startsS.length, binSize(startsS.length, MOST_POINTS));
  const isNamed = powersW.length <= MOST_NAMED;
  const datasets = powersW.map((values, i): ChartDataset<'line'> => {
    const look = DEVICE_LOOKS[i % MOST_NAMED] as { colour: string; dash: number[] };
    return {
      label: `${label} ${i}`,
      data: ranges.flatMap(({ from, to }) => {
        const y = meanOf(values.slice(from, to), durationsS.slice(from, to)) * power.factor;
        const lastS = (startsS[to - 1] ?? 0) + (durationsS[to - 1] ?? 0);
        return [startsS[from] ?? 0, lastS].map((atS) => ({ x: atS * time.factor, y }));
      }),
      borderColor: isNamed ? look.colour : faded(COLOURS.blue, 0.5),
      borderDash: isNamed ? look.dash : [],
      borderWidth: isNamed ? 1.2 : 0.8,
      pointRadius: 0,
      pointStyle: 'line',
    };
  });
  const configuration: ChartConfiguration<'line'> = {
    type: 'line',
    data: { datasets },
    options: {
      ...(baseOptions() as ChartConfiguration<'line'>['options']),
      parsing: false,
      plugins: { legend: isNamed ? lineLegend() : { display: false }, title: { display: false } },
      scales: {
        x: linearAxis(`Monitored time (${time.name})`, { min: 0, max: endS * time.factor }),
        y: linearAxis(`Power of each ${label} (${power.name})`, { grace: '5%' }),
      },
    },
  };
  const known = means.filter(Number.isFinite);
  const [lowW, highW] = [Math.min(...known), Math.max(...known)].map(formatPower);
  const text = `Mean power of a device over the run: ${lowW} to ${highW}.`;
  return {
    title: `Power of each ${label}`,
    caption: `${isNamed ? 'Numbers are places in the log.' : `Each of the ${powersW.length} lines is one device.`} ${text}`,
    description: `Line chart of the power of ${powersW.length} devices: ${means.map((meanW, i) => `${label} ${i} ${Number.isFinite(meanW) ? formatPower(meanW) : 'not measured'}`).join(', ')} on average.`,
    configuration: configuration as unknown as ChartConfiguration,
    aspect: 0.38,
  };
}

/** The component of most devices with a value per device in every measured epoch. */
function ofEpochs(run: Run): DeviceSeries | null {
  const fitting = run.components.filter(({ name, devices }) => {
    if (devices.length < 2) return false;
    const powers = [...run.epochs].map((epoch) => epoch.powerW[name]).filter((power) => power != null);
    return (
      powers.length > 0 && powers.every(({ scope, values }) => scope === 'device' && values.length === devices.length)
    );
  });
  const component = fitting.sort((a, b) => b.devices.length - a.devices.length)[0];
  if (component === undefined) return null;
  const startsS: number[] = [];
  const durationsS: number[] = [];
  const powersW: (number | null)[][] = component.devices.map(() => []);
  let atS = 0;
  for (const { durationS, powerW } of run.epochs) {
    startsS.push(atS);
    durationsS.push(durationS ?? 0);
    atS += durationS ?? 0;
    for (const [i, values] of powersW.entries()) values.push(powerW[component.name]?.values[i] ?? null);
  }
  return atS > 0 ? { component, startsS, durationsS, powersW } : null;
}

function ofSamples(run: Run, { devices, rows }: Samples): DeviceSeries | null {
  const componentOf = componentsOfKeys(run, devices);
  const columnsOf = (name: string): number[] => devices.flatMap((key, i) => (componentOf.get(key) === name ? [i] : []));
  const component = [...run.components].sort((a, b) => columnsOf(b.name).length - columnsOf(a.name).length)[0];
  const columns = component === undefined ? [] : columnsOf(component.name);
  if (component === undefined || columns.length < 2 || rows.length < 2) return null;
  const steps = rows.slice(1);
  const startsS = steps.map((_, i) => rows[i]?.elapsedS ?? 0);
  const durationsS = steps.map(({ elapsedS }, i) => Math.max(0, elapsedS - (startsS[i] ?? 0)));
  return { component, startsS, durationsS, powersW: columns.map((i) => steps.map(({ powerW }) => powerW[i] ?? null)) };
}

/** Mean weighted by duration; not a number where nothing was measured, so that the line has a gap. */
function meanOf(powersW: readonly (number | null)[], durationsS: readonly number[]): number {
  let energyJ = 0;
  let timeS = 0;
  for (const [i, powerW] of powersW.entries()) {
    if (powerW === null) continue;
    energyJ += powerW * (durationsS[i] ?? 0);
    timeS += durationsS[i] ?? 0;
  }
  return timeS > 0 ? energyJ / timeS : Number.NaN;
}
