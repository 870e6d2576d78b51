/** Power of each device of a component that has several, where the log has one value per device. */
import type { ChartDataset } from 'chart.js';
import type { Entry } from '../../accounting/index.ts';
import { formatPower, powerUnit, timeUnit } from '../../model/axis-units.ts';
import { largest } from '../../model/numbers.ts';
import type { Component, Run } from '../../model/run.ts';
import type { Samples } from '../../model/samples.ts';
import type { TrackedEpoch, Tracking } from '../../model/tracking.ts';
import { binRanges, binSize } from './bins.ts';
import { drawable } from './drawable.ts';
import { meanOverTimeW } from './epoch-series.ts';
import type { Figure } from './figure.ts';
import { componentsOfKeys } from './sample-series.ts';
import { COLOURS, DEVICE_LOOKS, faded, linearAxis, lineChart, lineLegend } from './theme.ts';

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
export const powerByDevice = (entry: Entry, samples: Samples | null = null): Figure | null =>
  powersByDevice(entry, samples)[0] ?? null;

/** The same for every component that has several devices, that of most devices first. */
export function powersByDevice({ run }: Entry, samples: Samples | null = null): Figure[] {
  const found = run.components.flatMap((component) => {
    const series =
      (samples === null ? null : ofSamples(run, component, samples)) ??
      (run.tracking === null ? ofEpochs(run, component) : ofTracking(run.tracking, component));
    return series === null ? [] : [series];
  });
  return found.sort((a, b) => b.powersW.length - a.powersW.length).map((series) => drawable(figureOfSeries(series)));
}

function figureOfSeries({ component, startsS, durationsS, powersW }: DeviceSeries): Figure {
  const label = component.name.toUpperCase();
  const endS = (startsS.at(-1) ?? 0) + (durationsS.at(-1) ?? 0);
  const time = timeUnit(endS);
  const means = powersW.map((values) => meanOverTimeW(values, durationsS));
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
        const y = meanOverTimeW(values.slice(from, to), durationsS.slice(from, to)) * power.factor;
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
  const scales = {
    x: linearAxis(`Monitored time (${time.name})`, { min: 0, max: endS * time.factor }),
    y: linearAxis(`Power of each ${label} (${power.name})`, { grace: '5%' }),
  };
  const configuration = lineChart(datasets, scales, isNamed ? { legend: lineLegend() } : {});
  const known = means.filter(Number.isFinite);
  const [lowW, highW] = [Math.min(...known), Math.max(...known)].map(formatPower);
  const text = `Mean power of a device over the run: ${lowW} to ${highW}.`;
  return {
    title: `Power of each ${label}`,
    caption: `${isNamed ? 'Numbers are places in the log.' : `Each of the ${powersW.length} lines is one device.`} ${text}`,
    description: `Line chart of the power of ${powersW.length} devices: ${means.map((meanW, i) => `${label} ${i} ${Number.isFinite(meanW) ? formatPower(meanW) : 'not measured'}`).join(', ')} on average.`,
    configuration,
    aspect: 0.38,
  };
}

/** Null unless every measured epoch has a value per device. */
function ofEpochs(run: Run, component: Component): DeviceSeries | null {
  const { name, devices } = component;
  if (devices.length < 2) return null;
  const powers = [...run.epochs].map((epoch) => epoch.powerW[name]).filter((power) => power != null);
  const isPerDevice = powers.every(({ scope, values }) => scope === 'device' && values.length === devices.length);
  if (powers.length === 0 || !isPerDevice) return null;
  const startsS: number[] = [];
  const durationsS: number[] = [];
  const powersW: (number | null)[][] = devices.map(() => []);
  let atS = 0;
  for (const { durationS, powerW } of run.epochs) {
    startsS.push(atS);
    durationsS.push(durationS ?? 0);
    atS += durationS ?? 0;
    for (const [i, values] of powersW.entries()) values.push(powerW[name]?.values[i] ?? null);
  }
  return atS > 0 ? { component, startsS, durationsS, powersW } : null;
}

/** The journal of ct-track has the energy of each device in each epoch. */
function ofTracking({ devices, epochs }: Tracking, component: Component): DeviceSeries | null {
  const places = devices.flatMap((device, i) => (device.component === component.name ? [i] : []));
  const known = epochs.filter((epoch) => epoch !== null && epoch.endS > epoch.startS) as TrackedEpoch[];
  if (places.length < 2 || known.length === 0) return null;
  const powerOf = ({ energyJ, coveredS }: TrackedEpoch, place: number): number | null => {
    const [joules, seconds] = [energyJ[place] ?? null, coveredS[place] ?? null];
    return joules === null || seconds === null || seconds <= 0 ? null : joules / seconds;
  };
  const durationsS = known.map(({ startS, endS }) => endS - startS);
  let atS = 0;
  // Time between epochs is in no chart of epochs.
  const startsS = durationsS.map((durationS) => {
    atS += durationS;
    return atS - durationS;
  });
  return {
    component,
    startsS,
    durationsS,
    powersW: places.map((place) => known.map((epoch) => powerOf(epoch, place))),
  };
}

function ofSamples(run: Run, component: Component, { devices, rows }: Samples): DeviceSeries | null {
  const componentOf = componentsOfKeys(run, devices);
  const columns = devices.flatMap((key, i) => (componentOf.get(key) === component.name ? [i] : []));
  if (columns.length < 2 || rows.length < 2) return null;
  const steps = rows.slice(1);
  const startsS = steps.map((_, i) => rows[i]?.elapsedS ?? 0);
  const durationsS = steps.map(({ elapsedS }, i) => Math.max(0, elapsedS - (startsS[i] ?? 0)));
  return { component, startsS, durationsS, powersW: columns.map((i) => steps.map(({ powerW }) => powerW[i] ?? null)) };
}
