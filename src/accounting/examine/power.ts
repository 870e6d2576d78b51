/** Findings about power of carbontracker's logs that is an estimate, or looks made up. */
import { totalPowerW } from '../../model/energy.ts';
import { newFinding } from '../../model/findings.ts';
import type { Component, Finding, Run } from '../../model/run.ts';

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
  return run.components.flatMap((component) => {
    const powerW = constantPowerW(run, component);
    if (powerW === null) return [];
    const message = `${component.name} draws exactly ${powerW} W in every epoch: perhaps a simulated device or an estimate`;
    return [newFinding('power-maybe-simulated', message)];
  });
}

function constantPowerW({ epochs }: Run, { name, method }: Component): number | null {
  if (method !== 'unknown') return null;
  const powersW = epochs.map((epoch) => totalPowerW(epoch.powerW[name])).filter((powerW) => powerW !== null);
  const [first] = powersW;
  if (first === undefined || first <= 0 || powersW.some((powerW) => powerW !== first)) return null;
  if (powersW.length > 1) return first;
  return Number.isInteger(first) ? first : null;
}
