/** Findings about power of carbontracker's logs that is an estimate, or looks made up. */
import { summaryOf } from '../../model/column-run.ts';
import { newFinding } from '../../model/findings.ts';
import type { Component, Finding, Run } from '../../model/run.ts';
import type { ComponentSummary } from '../../model/summary.ts';

/** Components whose power rests on a load model; ct-track's devices tell more of theirs. */
export function aboutEstimates({ tracking, components }: Run): Finding[] {
  if (tracking !== null) return [];
  return components
    .filter(({ method }) => method === 'estimated')
    .map(({ name, devices }) =>
      newFinding('power-estimated', `the ${name} power (${devices.join(', ')}) is an estimate from its TDP`),
    );
}

/** From 2.0.0 on carbontracker logs simulated devices like measured ones; that a power never changes, or is a whole number, gives them away. */
export function aboutConstantPower(run: Run): Finding[] {
  if (run.tracking !== null || run.writer.version === null) return [];
  const { components } = summaryOf(run);
  return run.components.flatMap((component, i) => {
    const powerW = constantPowerW(component, components[i]);
    if (powerW === null) return [];
    const message = `${component.name} draws exactly ${powerW} W in every epoch: perhaps a simulated device or an estimate`;
    return [newFinding('power-maybe-simulated', message)];
  });
}

function constantPowerW({ method }: Component, part: ComponentSummary | undefined): number | null {
  const powerW = part?.constantW ?? null;
  if (method !== 'unknown' || part === undefined || powerW === null || powerW <= 0) return null;
  return part.readings > 1 || Number.isInteger(powerW) ? powerW : null;
}
