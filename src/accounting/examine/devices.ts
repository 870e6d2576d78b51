/** Findings about several devices whose power was logged as one mean. */
import { totalPowerW } from '../../model/energy.ts';
import { newFinding } from '../../model/findings.ts';
import type { Component, Finding, Run } from '../../model/run.ts';
import { joulesToKwh } from '../../model/units.ts';
import { averaging, logsMean } from '../devices.ts';
import type { MonitoredPart } from '../monitored.ts';
import type { Account } from '../types.ts';
import { loggedAndCounted } from './texts.ts';

/** Whether devices were averaged, and whether that could be corrected. */
export function aboutDevices(run: Run, account: Account, part: MonitoredPart): Finding[] {
  const several = run.components.filter((component) => logsMean(run, component));
  switch (averaging(run)) {
    case 'certain':
      if (several.length > 0 && part.deviceRatio > 1) return [aboutCorrected(run, several, account, part)];
      return aboutUncorrected(run);
    case 'possible':
      return several.length === 0 ? [] : [aboutPossible(run, several, account)];
    case 'none':
      return [];
  }
}

const namesOf = (components: readonly Component[]): string =>
  components.map(({ name, devices }) => `${devices.length} ${name} devices`).join(', ');

function aboutCorrected(
  run: Run,
  several: readonly Component[],
  { logged, corrected }: Account,
  { deviceRatio }: MonitoredPart,
): Finding {
  const effectKwh = corrected.energyKwh * (1 - 1 / deviceRatio);
  const message = `${namesOf(several)} were averaged by carbontracker ${run.writer.version}: ${loggedAndCounted(logged.energyKwh, corrected.energyKwh)}`;
  return newFinding('devices-averaged', message, effectKwh, {
    loggedKwh: logged.energyKwh,
    correctKwh: corrected.energyKwh,
  });
}

function aboutUncorrected(run: Run): Finding[] {
  const unknown = run.components.filter(({ devices }) => devices.length > 1 && !devices.includes('ANE'));
  if (run.epochs.length > 0 || unknown.length === 0 || run.actual === null) return [];
  const message = `carbontracker ${run.writer.version} averages its devices, but no epoch is on record to correct it by`;
  const { energyKwh } = run.actual;
  const most = Math.max(...unknown.map(({ devices }) => devices.length));
  const figures = { loggedKwh: energyKwh, rangeKwh: [energyKwh, energyKwh * most] as [number, number] };
  return [newFinding('devices-averaged-uncorrected', message, null, figures)];
}

function aboutPossible(run: Run, several: readonly Component[], { corrected: { energyKwh } }: Account): Finding {
  const message = `${namesOf(several)}: it is not known whether version ${run.writer.version ?? 'unknown'} averages them; counted as logged`;
  return newFinding('devices-maybe-averaged', message, null, {
    loggedKwh: energyKwh,
    rangeKwh: [energyKwh, energyKwh + withheldKwh(run, several)],
  });
}

/** What would be missing if the logged powers of these components were means. */
function withheldKwh({ epochs, pue }: Run, components: readonly Component[]): number {
  let energyJ = 0;
  for (const { name, devices } of components) {
    for (const { durationS, powerW } of epochs) {
      energyJ += (totalPowerW(powerW[name]) ?? 0) * (durationS ?? 0) * (devices.length - 1);
    }
  }
  return joulesToKwh(energyJ) * (pue?.value ?? 1);
}
