/** Run -> findings: what changes how far its figure can be trusted, with the effect in kWh where it is known. */
import { totalPowerW } from '../model/energy.ts';
import { newFinding } from '../model/findings.ts';
import { formatEnergy, formatEnergyPair } from '../model/numbers.ts';
import type { Finding, Run } from '../model/run.ts';
import { averaging, logsMean } from './devices.ts';
import type { MonitoredPart } from './monitored.ts';
import { aboutTracking } from './tracked.ts';
import type { Account } from './types.ts';
import { unfinishedPart } from './unfinished.ts';

/** The findings of a run, given its account and its monitored part. */
export function findingsOf(run: Run, counted: Account, part: MonitoredPart): Finding[] {
  return [
    ...aboutBasis(run, counted),
    ...aboutDevices(run, counted, part),
    ...aboutTotal(run, counted, part),
    ...aboutEpochs(run, part),
    ...aboutTracking(run),
    ...aboutCo2(counted),
  ];
}

function both(loggedKwh: number, countedKwh: number): string {
  const [logged, counted] = formatEnergyPair(loggedKwh, countedKwh);
  return `logged ${logged}, counted ${counted}`;
}

function aboutBasis(run: Run, { basis, logged, corrected }: Account): Finding[] {
  const recorded = run.epochs.length;
  switch (basis) {
    case 'none':
      return [newFinding('not-measured', 'nothing was measured: the run is counted with 0 kWh')];
    case 'predicted': {
      const monitored = Math.max(recorded, run.actual?.epochs ?? 0);
      const message = `${monitored} of ${corrected.epochs} epochs monitored: all are extrapolated; ${both(logged.energyKwh, corrected.energyKwh)}`;
      return [newFinding('prediction-counted', message, corrected.energyKwh - logged.energyKwh)];
    }
    case 'recovered': {
      const code = run.end === 'cut-off' ? 'cut-off' : 'no-actual-block';
      const planned = run.plannedEpochs === null ? '' : ` of ${run.plannedEpochs}`;
      const message =
        code === 'cut-off'
          ? `cut off after ${recorded}${planned} finished epochs, ${countedText(run)}: ${formatEnergy(corrected.energyKwh)}`
          : `no actual consumption was printed: the ${recorded} epochs on record are counted, ${formatEnergy(corrected.energyKwh)}`;
      return [newFinding(code, message)];
    }
    case 'measured':
      return [];
  }
}

/** What counts of a run that was cut off. */
function countedText(run: Run): string {
  const unfinished = unfinishedPart(run);
  if (unfinished === null) return 'which are counted';
  const rest = `${unfinished.durationS.toFixed(2)} s (${formatEnergy(unfinished.energyKwh)})`;
  return `which are counted with the samples of ${rest} after them`;
}

function aboutDevices(run: Run, { logged, corrected }: Account, part: MonitoredPart): Finding[] {
  const several = run.components.filter((component) => logsMean(run, component));
  const names = several.map(({ name, devices }) => `${devices.length} ${name} devices`).join(', ');
  switch (averaging(run)) {
    case 'certain': {
      if (several.length > 0 && part.deviceRatio > 1) {
        const effectKwh = corrected.energyKwh * (1 - 1 / part.deviceRatio);
        const message = `${names} were averaged by carbontracker ${run.writer.version}: ${both(logged.energyKwh, corrected.energyKwh)}`;
        return [newFinding('devices-averaged', message, effectKwh)];
      }
      const unknown = run.components.filter(({ devices }) => devices.length > 1 && !devices.includes('ANE'));
      if (run.epochs.length > 0 || unknown.length === 0 || run.actual === null) return [];
      return [
        newFinding(
          'devices-averaged-uncorrected',
          `carbontracker ${run.writer.version} averages its devices, but no epoch is on record to correct it by`,
        ),
      ];
    }
    case 'possible':
      if (several.length === 0) return [];
      return [
        newFinding(
          'devices-maybe-averaged',
          `${names}: it is not known whether version ${run.writer.version ?? 'unknown'} averages them; counted as logged`,
        ),
      ];
    case 'none':
      return [];
  }
}

function aboutTotal(run: Run, { basis, logged, corrected }: Account, part: MonitoredPart): Finding[] {
  if (basis !== 'measured' || run.actual === null) return [];
  if (part.source === 'epochs') {
    const message = `the printed total has too few digits and was recomputed from the epochs; ${both(logged.energyKwh, corrected.energyKwh)}`;
    return [newFinding('total-rounded', message, part.sum.loggedKwh - run.actual.energyKwh)];
  }
  if (part.agreement !== 'apart') return [];
  const [printed, sum] = formatEnergyPair(run.actual.energyKwh, part.sum.loggedKwh);
  const message = `the printed ${printed} is counted, but the epochs on record add up to ${sum}`;
  return [newFinding('total-differs', message, part.sum.loggedKwh - run.actual.energyKwh)];
}

function aboutEpochs(run: Run, part: MonitoredPart): Finding[] {
  const findings: Finding[] = [];
  const { epochs, actual } = run;
  if (actual !== null && actual.epochs !== null && actual.block === 'actual' && epochs.length > 0) {
    if (part.epochs === epochs.length && actual.epochs === epochs.length - 1) {
      findings.push(
        newFinding('epoch-count', `the log says ${actual.epochs} epochs, its figures cover ${epochs.length}`),
      );
    } else if (actual.epochs !== epochs.length) {
      const message = `the log prints ${actual.epochs} epochs and records ${epochs.length}`;
      findings.push(newFinding('epoch-records', message));
    }
  }
  if (epochs.some((epoch, i) => epoch.number !== i + 1)) {
    findings.push(newFinding('epoch-labels', `epoch labels do not count 1 to ${epochs.length}`));
  }
  if (part.sum.unmeasuredS > 0 && part.sum.measuredEpochs > 0) {
    const message = `${part.sum.unmeasuredS.toFixed(2)} s of epochs lack a power reading`;
    findings.push(newFinding('epoch-not-measured', message, part.sum.filledKwh || null));
  }
  for (const { name } of run.components) {
    if (readsZeroThroughout(run, name)) {
      findings.push(
        newFinding(
          'power-zero',
          `${name} reads 0 W in every epoch: it was idle throughout, or its sensor could not be read`,
        ),
      );
    }
  }
  return findings;
}

function readsZeroThroughout({ epochs }: Run, component: string): boolean {
  let readings = 0;
  for (const epoch of epochs) {
    const powerW = totalPowerW(epoch.powerW[component]);
    if (powerW !== null && powerW > 0) return false;
    if (powerW !== null) readings += 1;
  }
  return readings > 0;
}

function aboutCo2({ basis, corrected }: Account): Finding[] {
  if (basis === 'none' || corrected.co2eqG !== null) return [];
  return [newFinding('co2-unknown', 'CO2eq is unknown: the log holds no carbon intensity for this energy')];
}
