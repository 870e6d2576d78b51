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
  // A total without epochs does not tell its components: it is taken for measured.
  if (run.epochs.length === 0 && run.actual !== null) found.add('measured');
  return OBTAINED.filter((one) => found.has(one));
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
