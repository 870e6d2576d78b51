/** Findings about how and how completely power was measured: sensors, load models, simulated devices and gaps. */
import { summaryOf } from '../../model/column-run.ts';
import { newFinding } from '../../model/findings.ts';
import { describeOutside, outsideJ } from '../../model/outside-energy.ts';
import type { Component, Finding, Method, Run } from '../../model/run.ts';
import type { ComponentSummary } from '../../model/summary.ts';
import { LEAST_COVERAGE, type TrackedDevice, type Tracking } from '../../model/tracking.ts';
import { joulesToKwh } from '../../model/units.ts';
import type { Figures } from '../types.ts';
import { aboutFallback } from './factors.ts';

/** Findings about readings of ct-track; none for logs of carbontracker, which do not record them. */
export function aboutTracking(run: Run, { corrected }: Figures): Finding[] {
  const { tracking, intensity } = run;
  if (tracking === null) return [];
  const base: Base = { energyKwh: corrected.energyKwh, pue: run.pue?.value ?? 1 };
  return [
    ...aboutMethods(tracking, base),
    ...aboutFailures(tracking),
    ...aboutCoverage(tracking, base),
    ...aboutOutside(tracking, base),
    ...aboutGaps(tracking.devices),
    ...aboutFallback(intensity),
  ];
}

/** The figure that ranges are laid around. */
interface Base {
  energyKwh: number;
  pue: number;
}

function aboutMethods(tracking: Tracking, base: Base): Finding[] {
  const of = (method: Method): string =>
    tracking.devices
      .filter((device) => device.method === method)
      .map(({ key, name, rangeW }) => `${key} (${name})${rangeText(rangeW)}`)
      .join(', ');
  const [estimated, simulated] = [of('estimated'), of('simulated')];
  const figures = { loggedKwh: base.energyKwh, rangeKwh: estimatedRange(tracking, base) };
  return [
    ...(estimated === ''
      ? []
      : [newFinding('power-estimated', `estimated from a load model: ${estimated}`, null, figures)]),
    ...(simulated === '' ? [] : [newFinding('power-simulated', `simulated: ${simulated}`)]),
  ];
}

/** Energy in J and time in s of a device over all epochs with known energy. */
function knownOf({ epochs }: Tracking, device: number): { energyJ: number; coveredS: number } {
  const known = { energyJ: 0, coveredS: 0 };
  for (const epoch of epochs) {
    const energyJ = epoch?.energyJ[device] ?? null;
    if (energyJ === null) continue;
    known.energyJ += energyJ;
    known.coveredS += epoch?.coveredS[device] ?? 0;
  }
  return known;
}

/** The total with every estimated device at its lowest and at its highest plausible power. */
function estimatedRange(tracking: Tracking, { energyKwh, pue }: Base): [number, number] | null {
  let [lowJ, highJ] = [0, 0];
  for (const [i, { method, rangeW }] of tracking.devices.entries()) {
    if (method !== 'estimated' || rangeW === null) continue;
    const { energyJ, coveredS } = knownOf(tracking, i);
    lowJ += Math.min(rangeW[0] * coveredS - energyJ, 0);
    highJ += Math.max(rangeW[1] * coveredS - energyJ, 0);
  }
  if (lowJ === 0 && highJ === 0) return null;
  return [Math.max(0, energyKwh + joulesToKwh(lowJ) * pue), energyKwh + joulesToKwh(highJ) * pue];
}

function rangeText(rangeW: TrackedDevice['rangeW']): string {
  if (rangeW === null) return '';
  const [lowW, highW] = rangeW.map((powerW) => Number(powerW.toPrecision(3)));
  return `, truly ${lowW} to ${highW} W`;
}

function aboutFailures({ devices, epochs }: Tracking): Finding[] {
  const texts = devices.flatMap(({ key, gaps }, i) => {
    const failed = epochs.filter((epoch) => epoch !== null && epoch.coveredS[i] !== null && epoch.energyJ[i] === null);
    const [gap] = gaps;
    const why = gap === undefined ? '' : ` (${gap.reason})`;
    return failed.length === 0 ? [] : [`${key} gave no reading in ${failed.length} of ${epochs.length} epochs${why}`];
  });
  return texts.length === 0 ? [] : [newFinding('reading-failed', `${texts.join('; ')}: its energy is missing`)];
}

function aboutCoverage(tracking: Tracking, { energyKwh, pue }: Base): Finding[] {
  let missingJ = 0;
  const low = tracking.devices.flatMap(({ key, coverage }, i) => {
    if (coverage === null || coverage >= LEAST_COVERAGE) return [];
    if (coverage > 0) missingJ += knownOf(tracking, i).energyJ * (1 / coverage - 1);
    return [`${Math.floor(coverage * 100)} % of ${key}`];
  });
  if (low.length === 0) return [];
  // The upper end takes the mean power for the time that is missing.
  const highKwh = energyKwh + joulesToKwh(missingJ) * pue;
  const figures = { loggedKwh: energyKwh, rangeKwh: missingJ > 0 ? ([energyKwh, highKwh] as [number, number]) : null };
  return [newFinding('coverage-low', `share of the time with known energy: ${low.join(', ')}`, null, figures)];
}

/** The upper end of the range counts the whole command. */
function aboutOutside({ outside, epochs }: Tracking, { energyKwh, pue }: Base): Finding[] {
  if (outside === null) return [];
  const epochsJ = epochs.reduce(
    (sum, epoch) => sum + (epoch?.energyJ ?? []).reduce<number>((j, e) => j + (e ?? 0), 0),
    0,
  );
  const message = describeOutside(outside, epochsJ);
  if (message === null) return [];
  const highKwh = energyKwh + joulesToKwh(outsideJ(outside)) * pue;
  return [newFinding('energy-outside-epochs', message, null, { loggedKwh: energyKwh, rangeKwh: [energyKwh, highKwh] })];
}

function aboutGaps(devices: readonly TrackedDevice[]): Finding[] {
  const texts = devices.flatMap(({ key, gapCount, gaps: [first] }) => {
    if (gapCount === 0) return [];
    const longS =
      first === undefined ? '' : `, the first for ${(first.toS - first.fromS).toFixed(2)} s (${first.reason})`;
    return [`${key} has ${gapCount} gap${gapCount === 1 ? '' : 's'}${longS}`];
  });
  return texts.length === 0 ? [] : [newFinding('reading-gaps', texts.join('; '))];
}

/** Components with power from a load model, without details as ct-track logs them per device. */
export function aboutEstimates({ format, tracking, components }: Run): Finding[] {
  if (tracking !== null) return [];
  const estimated: Component[] = [];
  for (const component of components) if (component.method === 'estimated') estimated.push(component);
  if (estimated.length === 0) return [];
  if (format === 'codecarbon') return aboutCodecarbon(estimated);
  return estimated.map(({ name, devices }) =>
    newFinding('power-estimated', `the ${name} power (${devices.join(', ')}) is an estimate from its TDP`),
  );
}

/** CodeCarbon's file does not show how the power of a part was obtained. */
const CODECARBON_MODELS: Readonly<Record<string, string>> = {
  cpu: 'the CPU by RAPL or by a share of its TDP (the file does not show which)',
  ram: 'memory by its size',
  other: 'all parts in one sum, of which the file does not show what was measured',
};

function aboutCodecarbon(estimated: readonly Component[]): Finding[] {
  const models = estimated.map(({ name }) => CODECARBON_MODELS[name] ?? name);
  return [newFinding('power-estimated', `CodeCarbon counts ${models.join(', ')}`)];
}

/** carbontracker 2.0.0 and later logs simulated devices like measured ones; constant or whole-number power reveals them. */
export function aboutConstantPower(run: Run): Finding[] {
  if (run.tracking !== null || run.writer.version === null) return [];
  const { components } = summaryOf(run);
  return run.components.flatMap((component, i) => {
    const powerW = constantPowerW(component, components[i]);
    if (powerW === null) return [];
    const message = `${component.name} draws exactly ${powerW} W in every epoch: perhaps a simulated device or an estimate`;
    return [newFinding('power-maybe-simulated', message)];
  });
}

function constantPowerW({ method }: Component, part: ComponentSummary | undefined): number | null {
  const powerW = part?.constantW ?? null;
  if (method !== 'unknown' || part === undefined || powerW === null || powerW <= 0) return null;
  return part.readings > 1 || Number.isInteger(powerW) ? powerW : null;
}
