/** Entries that may share a device: it counts once, for the run that started first. */
import type { Finding } from '../../model/run.ts';
import type { Entry } from '../entry.ts';
import type { AggregateOptions } from '../types.ts';
import { OneMachine } from './one-machine.ts';
import { byStart, type Claimant, SharedDevices } from './shared-devices.ts';

/** An entry that may share devices with another one. */
interface WaitingEntry extends Claimant {
  entry: Entry;
}

/** Collects entries, and decides when all are there: the figures would else depend on the order in which they come. */
export class DevicesOnce {
  readonly #asLogged: boolean;
  readonly #oneMachine: OneMachine;
  #waiting: WaitingEntry[] = [];

  constructor({ asLogged = false, sameMachine }: AggregateOptions = {}) {
    this.#asLogged = asLogged;
    this.#oneMachine = new OneMachine(sameMachine);
  }

  /**
   * Adds an entry.
   *
   * @returns whether the figure of the entry is known only when all are there
   */
  add(entry: Entry): boolean {
    const { run, figures, traits } = entry;
    const deviceEnergy = this.#asLogged ? null : traits.deviceEnergy;
    const trace = this.#oneMachine.add(run, figures, traits);
    if (deviceEnergy === null && (trace === null || this.#asLogged)) return false;
    this.#waiting.push({ entry, deviceEnergy, trace, trackingId: traits.trackingId });
    return true;
  }

  /** The entries that waited, in the order of their start. */
  close(): CountedOnce[] {
    const shared = new SharedDevices();
    if (!this.#asLogged) this.#oneMachine.decide();
    const waiting = this.#waiting.sort(byStart);
    this.#waiting = [];
    return waiting.map((one) => this.#count(one, shared));
  }

  /** Findings about devices that may still count more than once. */
  findings(): Iterable<Finding> {
    return this.#oneMachine.findings();
  }

  #count({ entry, deviceEnergy, trace = null }: WaitingEntry, shared: SharedDevices): CountedOnce {
    const own = shared.count(deviceEnergy, entry.figures);
    const once = trace === null ? null : this.#oneMachine.count(trace, own.figures);
    const findings = [own.finding, once?.finding ?? null].filter((finding) => finding !== null);
    const figures = once?.figures ?? own.figures;
    return { entry, counted: findings.length === 0 ? entry : { ...entry, figures, beforeFactors: figures }, findings };
  }
}

/** An entry, its counted part, and the findings about the difference. */
interface CountedOnce {
  entry: Entry;
  counted: Entry;
  findings: Finding[];
}

/**
 * Entries of different runs in their order, in which only devices that several of them measured are counted once.
 *
 * @param onFinding called for what may still be counted more than once
 */
export function withDevicesOnce(
  entries: readonly Entry[],
  options: AggregateOptions = {},
  onFinding: (finding: Finding) => void = () => undefined,
): Entry[] {
  const once = new DevicesOnce(options);
  for (const entry of entries) once.add(entry);
  const counted = new Map(once.close().map((one) => [one.entry, one.counted]));
  for (const finding of once.findings()) onFinding(finding);
  return entries.map((entry) => counted.get(entry) ?? entry);
}
