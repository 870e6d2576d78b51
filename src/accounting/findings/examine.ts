/** Run -> findings: what changes how far its figure can be trusted, with the effect in kWh where it is known. */
import { newFinding } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';
import { finerKwh } from '../run/account.ts';
import { intensityOf } from '../run/co2.ts';
import type { MonitoredPart } from '../run/monitored.ts';
import { type Account, isComplete } from '../types.ts';
import { aboutBasis } from './basis.ts';
import { aboutCommand } from './command.ts';
import { aboutDevices } from './devices.ts';
import { aboutEpochs } from './epochs.ts';
import { aboutTracking } from './measurement.ts';
import { aboutEstimates } from './power.ts';
import { aboutTotal } from './total.ts';

/** The findings of a run, given its account and its monitored part. */
export function findingsOf(run: Run, counted: Account, part: MonitoredPart): Finding[] {
  return [
    ...aboutBasis(run, counted, part),
    ...aboutDevices(run, counted, part),
    ...aboutTotal(run, counted, part),
    ...aboutEpochs(run, counted, part),
    ...aboutEstimates(run),
    ...aboutTracking(run, counted),
    ...aboutCo2(run, counted, part),
    ...aboutCommand(run),
  ];
}

/** Beyond this share the few digits of a block show in the CO2eq. */
const MOST_ROUNDING = 0.01;

function aboutCo2(run: Run, { basis, corrected }: Account, part: MonitoredPart): Finding[] {
  if (basis === 'none') return [];
  if (corrected.co2eqG === null) {
    const hasBlock = run.actual?.co2eqG != null || run.predicted?.co2eqG != null;
    const why = hasBlock
      ? 'the log names no carbon intensity, and its printed figures have too few digits to compute one'
      : 'the log holds no carbon intensity for this energy';
    return [newFinding('co2-unknown', `CO2eq is unknown: ${why}`)];
  }
  const isOwn = isComplete(basis) && run.actual !== null;
  const estimate = intensityOf(run, isOwn ? run.actual : run.predicted, isOwn ? finerKwh(part) : null);
  if (estimate === null || estimate.relativeError <= MOST_ROUNDING) return [];
  const percent = (estimate.relativeError * 100).toPrecision(2);
  const message = `CO2eq comes from printed figures with few digits and may be off by ${percent} %`;
  return [newFinding('co2-rounded', message)];
}
