/** Devices that several ct-track runs of one host measured at the same time: each counts once per moment. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { type DeviceEnergy, placeOf } from '../run/devices.ts';
import { equivalentsOf } from '../run/factors.ts';
import type { Figures } from '../types.ts';
import type { RunTrace } from './traces.ts';

/** Energy of one device in a stretch of time. */
interface Span {
  /** Unix time in s. */
  fromS: number;
  toS: number;
  /** Without PUE. */
  energyJ: number;
}

/** A run that may share devices, as far as its place among others goes. */
export interface Claimant {
  deviceEnergy: DeviceEnergy | null;
  trace?: RunTrace | null;
  /** Id that ct-track gave the run. */
  trackingId: string | null;
}

/**
 * The order in which runs claim their devices: that of their start. In the order in which they were read the same logs
 * would have other figures in another folder. Of a copy that was made while the run went on and the whole run, the whole
 * one is first.
 */
export function byStart(a: Claimant, b: Claimant): number {
  const [one, other] = [a.deviceEnergy, b.deviceEnergy];
  const laterS = (one?.startUnixS ?? 0) - (other?.startUnixS ?? 0) || laterMs(a.trace, b.trace) / 1000;
  if (laterS !== 0) return laterS;
  const [id, otherId] = [a.trackingId ?? '', b.trackingId ?? ''];
  if (id !== otherId) return id < otherId ? -1 : 1;
  return (other?.totalJ ?? 0) - (one?.totalJ ?? 0);
}

/** Uses the stamps where ct-track logged no clock. */
const laterMs = (one: RunTrace | null | undefined, other: RunTrace | null | undefined): number =>
  (one?.fromMs ?? 0) - (other?.fromMs ?? 0);

/** Shorter overlaps are the rounding of clocks. */
const LEAST_OVERLAP_S = 0.01;

/**
 * Goes through runs in the order of their start. Of each ct-track run it keeps the times of the devices that have a UUID; runs
 * of carbontracker, which name no host and no UUID, pass as they are and leave nothing behind.
 */
export class SharedDevices {
  /** What is counted already, by host and device, in the order of time and without overlap. */
  readonly #counted = new Map<string, Span[]>();

  /**
   * Takes away from a run what earlier runs have counted.
   *
   * @returns the figures with the corrected one lowered, the share of it that others count (0 to 1), and a finding
   *   that says so; else the figures as they came
   */
  count(energy: DeviceEnergy | null, figures: Figures): { figures: Figures; share: number; finding: Finding | null } {
    const untouched = { figures, share: 0, finding: null };
    if (energy === null || figures.basis === 'none') return untouched;
    const sharedJ = this.#sharedJ(energy);
    if (sharedJ <= 0) return untouched;
    const share = Math.min(1, sharedJ / energy.totalJ);
    const lowered = withoutShare(figures, share);
    const correctKwh = lowered.corrected.energyKwh;
    const effectKwh = correctKwh - figures.corrected.energyKwh;
    const finding = newFinding(
      'device-counted-once',
      `${this.#names.join(', ')} was measured by another run at the same time: ${formatEnergy(-effectKwh)} are not counted again`,
      effectKwh,
      { loggedKwh: figures.logged.energyKwh, correctKwh },
    );
    return { figures: lowered, share, finding };
  }

  /** Devices of the run that was counted last of which a part was counted before. */
  #names: string[] = [];

  #sharedJ(energy: DeviceEnergy): number {
    const { host, startUnixS, spansS, devices } = energy;
    this.#names = [];
    let sharedJ = 0;
    for (const { key, uuid, energyJ } of devices) {
      const spans: Span[] = [];
      spansS.forEach(([startS, endS], i) => {
        const spanJ = energyJ[i] ?? null;
        if (spanJ !== null) spans.push({ fromS: startUnixS + startS, toS: startUnixS + endS, energyJ: spanJ });
      });
      spans.sort((a, b) => a.fromS - b.fromS);
      const deviceJ = this.#claim(this.#nameOf(`${placeOf(energy)}\0${uuid}`, spans), spans);
      sharedJ += deviceJ;
      if (deviceJ > 0) this.#names.push(`${key} (${uuid}) of ${host}`);
    }
    return sharedJ;
  }

  /**
   * The name of a device among those that are counted. Logs without a machine id use its host name, which
   * two machines may share: counters that differ at the same time are those of two devices.
   */
  #nameOf(device: string, spans: readonly Span[]): string {
    let name = device;
    for (let count = 2; count <= MOST_NAMESAKES && differ(this.#counted.get(name) ?? [], spans); count += 1) {
      name = `${device}\0${count}`;
    }
    return name;
  }

  /** Adds the spans of one device of one run, and returns how much of their energy was counted before, in J. */
  #claim(device: string, spans: Span[]): number {
    const [first, last] = [spans[0], spans.at(-1)];
    if (first === undefined || last === undefined) return 0;
    const counted = this.#counted.get(device);
    if (counted === undefined) {
      this.#counted.set(device, spans);
      return 0;
    }
    const from = firstAfter(counted, first.fromS);
    let to = from;
    while (to < counted.length && (counted[to] as Span).fromS < last.toS) to += 1;
    const { merged, sharedJ } = merge(counted.slice(from, to), spans);
    const behind = counted.splice(from).slice(to - from);
    for (const span of merged) counted.push(span);
    for (const span of behind) counted.push(span);
    return sharedJ;
  }
}

/** Most machines per host name that are kept apart; all others share the last one. */
const MOST_NAMESAKES = 64;
/** The power of a device outside the common time is at most this many times its mean. */
const MOST_POWER = 3;
/** Readings of one device over the same time differ by less. */
const MOST_RATIO = 1.1;

/** Whether two lists of spans cannot be of one device: in the common time one of them needs more energy than the other has. */
function differ(known: readonly Span[], added: readonly Span[]): boolean {
  const [first, last] = [added[0], added.at(-1)];
  if (first === undefined || last === undefined) return false;
  const near: Span[] = [];
  for (let i = firstAfter(known, first.fromS); i < known.length && (known[i] as Span).fromS < last.toS; i += 1) {
    near.push(known[i] as Span);
  }
  const [small, big] = [sumOf(near), sumOf(added)].sort((a, b) => a.energyJ - b.energyJ) as [Amount, Amount];
  const aloneS = big.timeS - commonTimeS(near, added);
  const aloneJ = MOST_POWER * (big.energyJ / big.timeS) * aloneS;
  return big.energyJ - aloneJ > MOST_RATIO * small.energyJ;
}

interface Amount {
  timeS: number;
  energyJ: number;
}

function sumOf(spans: readonly Span[]): Amount {
  const sum = { timeS: 0, energyJ: 0 };
  for (const { fromS, toS, energyJ } of spans) {
    sum.timeS += toS - fromS;
    sum.energyJ += energyJ;
  }
  return sum;
}

/** Time that two lists of spans in the order of time have in common. */
function commonTimeS(a: readonly Span[], b: readonly Span[]): number {
  let [i, j, commonS] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [one, other] = [a[i] as Span, b[j] as Span];
    commonS += Math.max(0, Math.min(one.toS, other.toS) - Math.max(one.fromS, other.fromS));
    if (one.toS <= other.toS) i += 1;
    else j += 1;
  }
  return commonS;
}

/** Index of the first span that ends after a moment. */
function firstAfter(spans: readonly Span[], atS: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).toS <= atS) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Joins two lists in the order of time; what the second has in common with the first is left out and added up. */
function merge(known: readonly Span[], added: readonly Span[]): { merged: Span[]; sharedJ: number } {
  const merged: Span[] = [];
  let sharedJ = 0;
  let k = 0;
  for (const span of added) {
    while (k < known.length && (known[k] as Span).toS <= span.fromS) merged.push(known[k++] as Span);
    let restJ = span.energyJ;
    let freeS = 0;
    let atS = span.fromS;
    const free: { fromS: number; toS: number }[] = [];
    const leave = (toS: number): void => {
      if (toS > atS) {
        free.push({ fromS: atS, toS });
        freeS += toS - atS;
      }
    };
    let j = k;
    for (; j < known.length && (known[j] as Span).fromS < span.toS; j += 1) {
      const other = known[j] as Span;
      leave(other.fromS);
      restJ -= Math.min(restJ, overlapJ(other, span));
      atS = Math.max(atS, other.toS);
    }
    leave(span.toS);
    sharedJ += span.energyJ - restJ;
    const pieces = free.map(({ fromS, toS }) => ({ fromS, toS, energyJ: (restJ * (toS - fromS)) / freeS }));
    // The last known span may reach into the next added one, so it stays until that is done.
    const done = j > k && (known[j - 1] as Span).toS > span.toS ? j - 1 : j;
    for (const piece of inOrder(known.slice(k, done), pieces)) merged.push(piece);
    k = done;
  }
  for (const span of known.slice(k)) merged.push(span);
  return { merged, sharedJ };
}

const inOrder = (a: readonly Span[], b: readonly Span[]): Span[] =>
  b.length === 0 ? [...a] : [...a, ...b].sort((one, other) => one.fromS - other.fromS);

/**
 * Energy that two spans have in common. Power within a span is not known, so the span with the larger part in the overlap
 * decides, which is exact where one lies within the other.
 */
function overlapJ(a: Span, b: Span): number {
  const overlapS = Math.min(a.toS, b.toS) - Math.max(a.fromS, b.fromS);
  if (overlapS < LEAST_OVERLAP_S) return 0;
  const [shareA, shareB] = [overlapS / (a.toS - a.fromS), overlapS / (b.toS - b.fromS)];
  return shareA > shareB ? a.energyJ * shareA : b.energyJ * shareB;
}

/** Figures without the share of the corrected one (0 to 1) that other runs count. */
export function withoutShare(figures: Figures, share: number): Figures {
  if (share === 0) return figures;
  const { corrected } = figures;
  const energyKwh = corrected.energyKwh * (1 - share);
  const co2eqG = corrected.co2eqG === null ? null : corrected.co2eqG * (1 - share);
  const equivalents = co2eqG === null ? null : equivalentsOf(co2eqG);
  return { ...figures, corrected: { ...corrected, energyKwh, co2eqG, equivalents } };
}
