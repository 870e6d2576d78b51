/** How the energy of a run was obtained: by a sensor, from a load model, or made up by a simulated device. */
import { totalPowerW } from '../model/energy.ts';
import type { Component, Run } from '../model/run.ts';

/** From the most to the least of a measurement. */
export const OBTAINED = ['measured', 'estimated', 'simulated'] as const;

export type Obtained = (typeof OBTAINED)[number];

/** Every way that contributed energy to a run; none where nothing did. */
export function obtainedOf(run: Run): Obtained[] {
  const found = new Set<Obtained>();
  for (const component of run.components) {
    const obtained = obtainedBy(component);
    if (!found.has(obtained) && hasPower(run, component)) found.add(obtained);
  }
  if (run.epochs.length === 0 && run.actual !== null) addUnrecorded(run.components, found);
  return OBTAINED.filter((one) => found.has(one));
}

/** A total without epochs does not show which components add to it: each may, and one of unknown method is measured. */
function addUnrecorded(components: readonly Component[], found: Set<Obtained>): void {
  if (components.length === 0) found.add('measured');
  for (const component of components) found.add(obtainedBy(component));
}

/** The basis of a complete figure: one measured device makes it measured, one simulated device among the others simulated. */
export function basisOf(obtained: readonly Obtained[]): Obtained {
  if (obtained.length === 0 || obtained.includes('measured')) return 'measured';
  return obtained.includes('simulated') ? 'simulated' : 'estimated';
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
