/** Findings about the gaps of a trace, about the time between readings, and about idle time. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy, formatShare, largest, smallest } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import { joulesToKwh, readableDuration } from '../../model/units.ts';
import type { CountedDevice, Measured } from './devices.ts';
import type { Idle } from './idle.ts';
import type { Stretch } from './integral.ts';
import { type Clock, stampOf } from './times.ts';

const sumOf = (kept: readonly Measured[], part: (one: Measured) => number): number =>
  kept.reduce((sum, one) => sum + part(one), 0);

const mostOf = (kept: readonly Measured[], part: (one: Measured) => number): number => largest(kept.map(part), 0);

const countedKwh = (kept: readonly Measured[]): number =>
  joulesToKwh(sumOf(kept, ({ integral }) => integral.stretches.reduce((sum, { energyJ }) => sum + energyJ, 0)));

/** Times without readings, of which nothing is counted; at the most they drew what the readings on both sides show. */
export function aboutGaps(kept: readonly Measured[]): Finding[] {
  const findings: Finding[] = [];
  const energyKwh = countedKwh(kept);
  const gaps = sumOf(kept, ({ integral }) => integral.gapCount);
  const gapS = mostOf(kept, ({ integral }) => integral.gapS);
  const gapKwh = joulesToKwh(sumOf(kept, ({ integral }) => integral.gapJ));
  const resets = sumOf(kept, ({ integral }) => integral.resets);
  if (gaps > 0) {
    const reset = resets === 0 ? '' : `, ${plural(resets, 'time')} because a counter started again`;
    const most = gapKwh > 0 ? `; at the power on both sides it would be ${formatEnergy(gapKwh)} more` : '';
    const message = `nothing was read in ${plural(gaps, 'gap')} of ${readableDuration(gapS)} together${reset}: no energy is counted for ${gaps === 1 ? 'it' : 'them'}${most}`;
    const rangeKwh: [number, number] | null = gapKwh > 0 ? [energyKwh, energyKwh + gapKwh] : null;
    findings.push(newFinding('reading-gaps', message, null, { loggedKwh: energyKwh, rangeKwh }));
  }
  const stalls = sumOf(kept, ({ integral }) => integral.stallCount);
  if (stalls > 0) {
    const stallS = mostOf(kept, ({ integral }) => integral.stallS);
    const message = `readings wait regularly: ${plural(stalls, 'interval')} of more than 3 typical ones, ${readableDuration(stallS)} together, are taken at the mean power of both sides`;
    findings.push(newFinding('reading-gaps', message));
  }
  const repeats = sumOf(kept, ({ integral }) => integral.repeats);
  if (repeats > 0) {
    const message = `${plural(repeats, 'reading')} ${repeats === 1 ? 'stands' : 'stand'} in the file twice: each counts once`;
    findings.push(newFinding('doubled-lines', message));
  }
  const setBacks = mostOf(kept, ({ integral }) => integral.setBacks);
  if (setBacks > 0) {
    const twiceKwh = joulesToKwh(sumOf(kept, ({ integral: { stretches } }) => commonJ(stretches)));
    const most =
      twiceKwh > 0 ? `; if the clock was not set back, ${formatEnergy(twiceKwh)} of one time are counted twice` : '';
    const message = `the time stamps go back ${plural(setBacks, 'time')}: what was read before and after is added up apart${most}`;
    const rangeKwh: [number, number] | null = twiceKwh > 0 ? [Math.max(0, energyKwh - twiceKwh), energyKwh] : null;
    findings.push(newFinding('clock-set-back', message, null, { loggedKwh: energyKwh, rangeKwh }));
  }
  return findings;
}

/** Sections that each one is compared with, from the last one on. */
const MOST_SECTIONS = 16;

/** Energy in J of the times that an earlier section holds, too. */
function commonJ(stretches: readonly Stretch[]): number {
  const sections = new Map<number, Stretch[]>();
  for (const stretch of stretches) {
    const own = sections.get(stretch.section);
    if (own === undefined) sections.set(stretch.section, [stretch]);
    else own.push(stretch);
  }
  const all = [...sections.values()];
  let sumJ = 0;
  for (const [i, own] of all.entries()) {
    const earlier = all.slice(Math.max(0, i - MOST_SECTIONS), i).map(extentOf);
    for (const { startS, endS, energyJ } of own) {
      const commonS = largest(
        earlier.map(([fromS, toS]) => Math.min(toS, endS) - Math.max(fromS, startS)),
        0,
      );
      if (commonS > 0) sumJ += (energyJ * commonS) / (endS - startS);
    }
  }
  return sumJ;
}

/** Start of the first stretch and end of the last one, in s. */
const extentOf = (stretches: readonly Stretch[]): [fromS: number, toS: number] => [
  (stretches[0] as Stretch).startS,
  (stretches.at(-1) as Stretch).endS,
];

/** Devices that were not measured while others were, such as one that fell off the bus. */
export function aboutAbsence(kept: readonly Measured[]): Finding[] {
  if (kept.some(({ integral }) => integral.setBacks > 0)) return [];
  const ends = kept.map(({ integral: { stretches } }) => [stretches[0]?.startS, stretches.at(-1)?.endS] as const);
  const firstS = smallest(ends.map(([startS]) => startS ?? Number.POSITIVE_INFINITY));
  const lastS = largest(ends.map(([, endS]) => endS ?? Number.NEGATIVE_INFINITY));
  const texts = kept.flatMap(({ device, integral: { stretches } }, i) => {
    const [startS, endS] = ends[i] ?? [];
    if (startS === undefined || endS === undefined || stretches.length === 0) return [];
    const absentS = startS - firstS + (lastS - endS);
    return absentS > LEAST_ABSENCE * (lastS - firstS) ? [`${device.key} ${readableDuration(absentS)}`] : [];
  });
  if (texts.length === 0) return [];
  const shown =
    texts.length > MOST_SHOWN ? [...texts.slice(0, MOST_SHOWN), `${texts.length - MOST_SHOWN} more`] : texts;
  return [newFinding('reading-gaps', `devices without readings at the start or end of the trace: ${shown.join(', ')}`)];
}

/** Devices of one trace begin and end within this share of it. */
const LEAST_ABSENCE = 0.05;
const MOST_SHOWN = 5;

/**
 * Powers at instants: between two readings the power may have been anywhere, and counts as between the lower and the
 * higher one.
 */
export function aboutInstants(kept: readonly Measured[]): Finding[] {
  const own = kept.filter(({ device }) => device.series.kind === 'power' && readingOf(device) !== 'mean');
  if (own.length === 0) return [];
  const energyKwh = countedKwh(kept);
  const bound = (i: 0 | 1): number =>
    joulesToKwh(
      sumOf(own, ({ integral }) =>
        integral.stretches.reduce((sum, { energyJ, boundsJ }) => sum + boundsJ[i] - energyJ, 0),
      ),
    );
  const rangeKwh: [number, number] = [Math.max(0, energyKwh + bound(0)), energyKwh + bound(1)];
  const message =
    'each reading is the power at an instant, or the trace does not show what it is: between two readings the lower to the higher one';
  return [newFinding('power-at-instants', message, null, { loggedKwh: energyKwh, rangeKwh })];
}

/**
 * GPUs with the power at an instant in `power.draw`: GA100 and all before Ampere. That of others is the mean of a second
 * (NVIDIA, reference of NVML, `nvmlDeviceGetPowerUsage`).
 */
const INSTANT =
  /\b(?:A100|A800|A30|V100\w*|T4|P100|P40|P4|K\d{1,3}\w?|M40|M60|GTX|Titan|RTX 20\d\d|Quadro|GV100|T[46]00|T1000)\b/i;
const MEAN = /\b(?:RTX|A\d{1,4}|L4|L40S?|H100|H200|H800|H20|GH200|GB?[23]00|B[123]00|NVIDIA)\b/i;

/** What one power reading of a GPU stands for, by its model: mean of a second, the power at an instant, or null where the trace does not show which. */
function readingOf({ column, name, component }: CountedDevice): 'mean' | 'instant' | null {
  if (column.reading !== null || column.quantity.what === 'energy') return column.reading ?? 'mean';
  if (component !== 'gpu') return null;
  if (INSTANT.test(name)) return 'instant';
  return MEAN.test(name) ? 'mean' : null;
}

/** Idle time at both ends, which is counted as part of the trace. */
export function aboutIdle(idle: Idle | null, kept: readonly Measured[], clock: Clock | null): Finding[] {
  if (idle === null || kept.some(({ integral }) => integral.setBacks > 0)) return [];
  const energyKwh = countedKwh(kept);
  const { beforeJ, afterJ, loadFromS, loadToS } = idle;
  const idleKwh = joulesToKwh(beforeJ + afterJ);
  if (!(idleKwh > 0)) return [];
  const time = (timeS: number): string => stampOf(timeS, clock) ?? String(Number(timeS.toFixed(3)));
  const parts = [
    ...(beforeJ > 0 ? [`${formatEnergy(joulesToKwh(beforeJ))} before ${time(loadFromS)}`] : []),
    ...(afterJ > 0 ? [`${formatEnergy(joulesToKwh(afterJ))} after ${time(loadToS)}`] : []),
  ];
  const options = [
    ...(beforeJ > 0 ? [`--from-time "${time(loadFromS)}"`] : []),
    ...(afterJ > 0 ? [`--to-time "${time(loadToS)}"`] : []),
  ];
  const message = `the trace is idle at its ends: ${parts.join(' and ')} are counted (${formatShare(idleKwh / energyKwh)} of its energy); ${options.join(' ')} leaves ${parts.length === 1 ? 'that' : 'both'} out`;
  return [
    newFinding('idle-in-trace', message, null, { loggedKwh: energyKwh, rangeKwh: [energyKwh - idleKwh, energyKwh] }),
  ];
}
