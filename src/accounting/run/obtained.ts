/** How the energy of a run was obtained: by a sensor, from a load model, or made up by a simulated device. */
import { summaryOf } from '../../model/column-run.ts';
import type { Component, Run } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';

/** From the most to the least of a measurement. */
export const OBTAINED = ['measured', 'estimated', 'simulated'] as const;

export type Obtained = (typeof OBTAINED)[number];

/**
 * Every way that contributed energy to a run; none where nothing did. 0 W throughout is a sensor that could not be read, or
 * adds nothing.
 */
export function obtainedOf(run: Run, summary: Summary = summaryOf(run)): Obtained[] {
  const found = new Set<Obtained>();
  for (const [i, component] of run.components.entries()) {
    const obtained = obtainedBy(component);
    if (summary.components[i]?.hasPower === true || hasUnfinishedPower(run, component)) found.add(obtained);
  }
  if (summary.epochs === 0 && run.actual !== null) addUnrecorded(run.components, found);
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

/** Whether a component has energy behind its last epoch. */
function hasUnfinishedPower({ tracking }: Run, { name }: Component): boolean {
  const unfinished = tracking?.unfinished ?? null;
  if (tracking === null || unfinished === null) return false;
  return tracking.devices.some(({ component }, i) => component === name && (unfinished.energyJ[i] ?? 0) > 0);
}
