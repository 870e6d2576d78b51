/** What a log shows of each component of its run, without the epochs: it recognises runs of the same devices. */
import { summaryOf } from '../../model/column-run.ts';
import type { Component, Run } from '../../model/run.ts';

/** A component of a run, and the sum of its readings. */
export interface ComponentReadings {
  /** Name, as in `Component`: `gpu`, `cpu`, `ram` ... */
  name: string;
  /** Names of its devices. */
  devices: readonly string[];
  /** How the power was obtained; absent in tables and reports of versions that did not write it. */
  method?: Component['method'];
  /** Energy of the epochs with a reading, in J as logged, without PUE. */
  energyJ: number;
  /** Duration of those epochs in s. */
  coveredS: number;
}

/** The components of a run in their order, with the sums over its epochs. */
export function componentReadingsOf(run: Run): ComponentReadings[] {
  const { components } = summaryOf(run);
  return run.components.map(({ name, devices, method }, i) => {
    const { energyJ = 0, coveredS = 0 } = components[i] ?? {};
    return { name, devices, method, energyJ, coveredS };
  });
}
