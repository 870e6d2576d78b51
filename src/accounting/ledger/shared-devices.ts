/** Devices that several ct-track runs of one host measured at the same time: each counts once per moment. */
import { type DeviceEnergy, gpuUuidIn } from '../../model/device-energy.ts';
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { placeOf } from '../run/devices.ts';
import { equivalentsOf } from '../run/factors.ts';
import type { Figures } from '../types.ts';
import { differ, firstAfter, merge, type Span } from './spans.ts';
import type { RunTrace } from './traces.ts';

/** A run that may share devices, as far as its place among others goes. */
export interface Claimant {
  /** Energy of each device over time; null for a run that cannot share any. */
  deviceEnergy: DeviceEnergy | null;
  /** When and where it ran; null or absent where that is not compared. */
  trace?: RunTrace | null;
  /** Id that ct-track gave the run; null where it has none. */
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
   * @returns the figures with the corrected one lowered, and a finding about it; else the figures as they came
   */
  count(energy: DeviceEnergy | null, figures: Figures): { figures: Figures; finding: Finding | null } {
    const untouched = { figures, finding: null };
    if (energy === null || figures.basis === 'none') return untouched;
    const sharedJ = this.#sharedJ(energy);
    if (sharedJ <= 0) return untouched;
    const lowered = withoutShare(figures, Math.min(1, sharedJ / energy.totalJ));
    const correctKwh = lowered.corrected.energyKwh;
    const effectKwh = correctKwh - figures.corrected.energyKwh;
    const finding = newFinding(
      'device-counted-once',
      `${this.#names.join(', ')} was measured by another run at the same time: ${formatEnergy(-effectKwh)} are not counted again`,
      effectKwh,
      { loggedKwh: figures.logged.energyKwh, correctKwh },
    );
    return { figures: lowered, finding };
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
      if (deviceJ > 0) this.#names.push(`${key} (${uuid})${host === '' ? '' : ` of ${host}`}`);
    }
    return sharedJ;
  }

  /**
   * The name of a device among those that are counted. Logs without a machine id use its host name, which
   * two machines may share: counters that differ at the same time are those of two devices.
   */
  #nameOf(device: string, spans: readonly Span[]): string {
    // No two GPUs have one id, and two programs that read one may differ.
    if (gpuUuidIn(device) !== null) return device;
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

/** Figures without the share of the corrected one (0 to 1) that other runs count. */
export function withoutShare(figures: Figures, share: number): Figures {
  if (share === 0) return figures;
  const { corrected } = figures;
  const energyKwh = corrected.energyKwh * (1 - share);
  const co2eqG = corrected.co2eqG === null ? null : corrected.co2eqG * (1 - share);
  const equivalents = co2eqG === null ? null : equivalentsOf(co2eqG);
  return { ...figures, corrected: { ...corrected, energyKwh, co2eqG, equivalents } };
}
