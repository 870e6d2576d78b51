/** Run -> findings: what changes how far its figure can be trusted, with the effect in kWh where it is known. */
import { newFinding } from '../model/findings.ts';
import type { Finding, Run } from '../model/run.ts';
import { aboutBasis } from './examine/basis.ts';
import { aboutDevices } from './examine/devices.ts';
import { aboutEpochs } from './examine/epochs.ts';
import { aboutEstimates } from './examine/power.ts';
import { aboutTotal } from './examine/total.ts';
import { aboutTracking } from './examine/tracked.ts';
import type { MonitoredPart } from './monitored.ts';
import type { Account } from './types.ts';

/** The findings of a run, given its account and its monitored part. */
export function findingsOf(run: Run, counted: Account, part: MonitoredPart): Finding[] {
  return [
    ...aboutBasis(run, counted, part),
    ...aboutDevices(run, counted, part),
    ...aboutTotal(run, counted, part),
    ...aboutEpochs(run, counted, part),
    ...aboutEstimates(run),
    ...aboutTracking(run, counted),
    ...aboutCo2(counted),
  ];
}

function aboutCo2({ basis, corrected }: Account): Finding[] {
  if (basis === 'none' || corrected.co2eqG !== null) return [];
  return [newFinding('co2-unknown', 'CO2eq is unknown: the log holds no carbon intensity for this energy')];
}
