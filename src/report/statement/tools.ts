/** Which tools wrote the logs that a statement rests on, and how they came to their figures. */
import { totalPowerW } from '../../model/energy.ts';
import type { Component, Run } from '../../model/run.ts';

/** How power was obtained: by a sensor, from a load model, or made up by a simulated device. */
export type Obtained = 'measured' | 'estimated' | 'simulated';

/** From the most to the least of a measurement; a sentence names the first that occurs, and what is partly so. */
const ORDER: readonly Obtained[] = ['measured', 'estimated', 'simulated'];

/** What the last sentence of a statement needs. */
export interface Tools {
  carbontracker: boolean;
  /** Version of ct-track as printed; null when it wrote none of the logs. */
  ctTrack: string | null;
  /** Every way in which power was obtained; none counts as measured. */
  obtained?: readonly Obtained[];
}

/** Collects the tools of runs as they pass. */
export class ToolsSeen {
  #carbontracker = false;
  #ctTrack: string | null = null;
  readonly #obtained = new Set<Obtained>();

  add(run: Run): void {
    const { writer, components } = run;
    if (writer.tool === 'ct-track') this.#ctTrack = writer.version ?? 'unknown version';
    else this.#carbontracker = true;
    for (const component of components) {
      const obtained = obtainedBy(component);
      if (!this.#obtained.has(obtained) && hasPower(run, component)) this.#obtained.add(obtained);
    }
    // A total without epochs does not tell its components: it is taken for measured.
    if (run.epochs.length === 0 && run.actual !== null) this.#obtained.add('measured');
  }

  get tools(): Tools {
    return {
      carbontracker: this.#carbontracker,
      ctTrack: this.#ctTrack,
      obtained: ORDER.filter((one) => this.#obtained.has(one)),
    };
  }
}

function obtainedBy({ method }: Component): Obtained {
  return method === 'estimated' || method === 'simulated' ? method : 'measured';
}

/** Whether a component adds energy: 0 W throughout is a sensor that could not be read, or adds nothing. */
function hasPower({ epochs, tracking }: Run, { name }: Component): boolean {
  if (epochs.some(({ powerW }) => (totalPowerW(powerW[name]) ?? 0) > 0)) return true;
  const unfinished = tracking?.unfinished ?? null;
  if (tracking === null || unfinished === null) return false;
  return tracking.devices.some(({ component }, i) => component === name && (unfinished.energyJ[i] ?? 0) > 0);
}
