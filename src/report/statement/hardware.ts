/** Measured combinations of devices, by component and method. */
import type { Component, Run } from '../../model/run.ts';
import { counted, cutEnd, firstOf } from '../../model/text.ts';

/** The devices of one component, as a number of runs had them. */
export interface HardwareFact {
  /** Name of the component. */
  component: string;
  /** Names of the devices as logged. */
  devices: readonly string[];
  /** How their power was obtained. */
  method: Component['method'];
  /** Number of runs with them. */
  runs: number;
}

/** Collects the components of the added runs. */
export class HardwareTotals {
  readonly #facts = new Map<string, HardwareFact>();

  /** Adds the components of a run. */
  add({ components }: Run): void {
    for (const { name, devices, method } of components) {
      const key = JSON.stringify([name, deviceText(devices), method]);
      const fact = this.#facts.get(key) ?? { component: name, devices, method, runs: 0 };
      fact.runs += 1;
      this.#facts.set(key, fact);
    }
  }

  /** The most frequent first, then by name. */
  result(): HardwareFact[] {
    const name = ({ component, devices }: HardwareFact): string => `${component} ${deviceText(devices)}`;
    return [...this.#facts.values()].sort((a, b) => b.runs - a.runs || (name(a) < name(b) ? -1 : 1));
  }
}

/** How power was obtained, in words. */
export const METHODS: Record<Component['method'], string> = {
  counter: 'energy counter',
  sampled: 'power samples',
  estimated: 'load model',
  simulated: 'simulation',
  unknown: 'not in the log',
};

/** Longest name of a device; longer names lose their end. */
export const LONGEST_NAME = 120;
const MOST_NAMES = 12;

/** `8 x NVIDIA A100-SXM4-40GB`, different devices joined by commas. */
export function deviceText(devices: readonly string[]): string {
  if (devices.length === 0) return 'none named';
  const groups = counted(devices).map(({ name, count }) => {
    const shown = cutEnd(name, LONGEST_NAME);
    return count === 1 ? shown : `${count} x ${shown}`;
  });
  return firstOf(groups, MOST_NAMES);
}
