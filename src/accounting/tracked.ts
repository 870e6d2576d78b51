/** Findings about how and how completely ct-track measured. */
import { newFinding } from '../model/findings.ts';
import type { Finding, Intensity, Method, Run } from '../model/run.ts';
import type { TrackedDevice, Tracking } from '../model/tracking.ts';

/** Below this share of the time the missing energy shows in the total. */
const LEAST_COVERAGE = 0.95;

/** Nothing for logs of carbontracker, which do not tell. */
export function aboutTracking({ tracking, intensity }: Run): Finding[] {
  if (tracking === null) return [];
  return [
    ...aboutMethods(tracking.devices),
    ...aboutFailures(tracking),
    ...aboutCoverage(tracking.devices),
    ...aboutGaps(tracking.devices),
    ...aboutIntensity(intensity),
  ];
}

function aboutMethods(devices: readonly TrackedDevice[]): Finding[] {
  const of = (method: Method): string =>
    devices
      .filter((device) => device.method === method)
      .map(({ key, name, rangeW }) => `${key} (${name})${rangeText(rangeW)}`)
      .join(', ');
  const [estimated, simulated] = [of('estimated'), of('simulated')];
  return [
    ...(estimated === '' ? [] : [newFinding('power-estimated', `estimated from a load model: ${estimated}`)]),
    ...(simulated === '' ? [] : [newFinding('power-simulated', `simulated: ${simulated}`)]),
  ];
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

function aboutCoverage(devices: readonly TrackedDevice[]): Finding[] {
  const low = devices.flatMap(({ key, coverage }) =>
    coverage === null || coverage >= LEAST_COVERAGE ? [] : [`${Math.floor(coverage * 100)} % of ${key}`],
  );
  if (low.length === 0) return [];
  return [newFinding('coverage-low', `share of the time whose energy is known: ${low.join(', ')}`)];
}

function aboutGaps(devices: readonly TrackedDevice[]): Finding[] {
  const texts = devices.flatMap(({ key, gapCount, gaps: [first] }) => {
    if (gapCount === 0) return [];
    const longS =
      first === undefined ? '' : `, the first of ${(first.toS - first.fromS).toFixed(2)} s (${first.reason})`;
    return [`${key} has ${gapCount} gap${gapCount === 1 ? '' : 's'}${longS}`];
  });
  return texts.length === 0 ? [] : [newFinding('reading-gaps', texts.join('; '))];
}

function aboutIntensity(intensity: Intensity | null): Finding[] {
  if (intensity === null || !intensity.kind.endsWith('-average')) return [];
  const where = intensity.kind === 'world-average' ? 'the world' : (intensity.location ?? 'the region');
  const year = intensity.year === null ? '' : ` in ${intensity.year}`;
  return [newFinding('intensity-fallback', `the carbon intensity is the average of ${where}${year}`)];
}
