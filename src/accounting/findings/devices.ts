/** Findings about several devices with one logged mean power. */
import { summaryOf } from '../../model/column-run.ts';
import { newFinding } from '../../model/findings.ts';
import type { Component, Finding, Run } from '../../model/run.ts';
import { joulesToKwh } from '../../model/units.ts';
import { averagedComponents } from '../run/devices.ts';
import type { MonitoredPart } from '../run/monitored.ts';
import { averaging } from '../run/writers.ts';
import type { Figures } from '../types.ts';
import { loggedAndCounted } from './weight.ts';

/** Whether devices were averaged, and whether that could be corrected. */
export function aboutDevices(run: Run, figures: Figures, part: MonitoredPart): Finding[] {
  const several = averagedComponents(run, part.summary);
  if (several.length === 0) return [];
  switch (averaging(run)) {
    case 'certain':
      return part.deviceRatio > 1
        ? [aboutCorrected(run, several, figures, part)]
        : aboutUncorrected(run, several, part);
    case 'possible':
      return [aboutPossible(run, several, figures)];
    case 'none':
      return run.devicePowers === undefined ? [] : [aboutSummed(run, several, figures)];
  }
}

const namesOf = (components: readonly Component[]): string =>
  components.map(({ name, devices }) => `${devices.length} ${name} devices`).join(', ');

const NAMED = /(\d+) (\w+) devices/g;
/** Stands between the names and the writer in the message of `devices-averaged`. */
const WERE_AVERAGED = ' were averaged by ';

/** The number of averaged devices by component, as the finding `devices-averaged` names them: tables hold no epochs. */
export function averagedDevicesOf({ message }: Finding): [name: string, devices: number][] {
  const [names = ''] = message.split(WERE_AVERAGED, 1);
  return [...names.matchAll(NAMED)].map(([, count, name = '']) => [name, Number(count)]);
}

function aboutCorrected(
  run: Run,
  several: readonly Component[],
  { logged, corrected }: Figures,
  { deviceRatio }: MonitoredPart,
): Finding {
  const effectKwh = corrected.energyKwh * (1 - 1 / deviceRatio);
  const who = run.devicePowers === undefined ? writerText(run) : `${writerText(run)}, as --devices decided`;
  const message = `${namesOf(several)}${WERE_AVERAGED}${who}: ${loggedAndCounted(logged.energyKwh, corrected.energyKwh)}`;
  return newFinding('devices-averaged', message, effectKwh, {
    loggedKwh: logged.energyKwh,
    correctKwh: corrected.energyKwh,
  });
}

function aboutUncorrected(run: Run, several: readonly Component[], { summary }: MonitoredPart): Finding[] {
  if (summary.loggedKwh > 0 || run.actual === null) return [];
  const lack = summary.epochs === 0 ? 'without epochs' : 'without the energy of its epochs';
  const message = `${writerText(run)} averages its devices, and ${lack} the total cannot be corrected`;
  const { energyKwh } = run.actual;
  const figures = { loggedKwh: energyKwh, rangeKwh: [energyKwh, energyKwh * mostDevices(several)] as [number, number] };
  return [newFinding('devices-averaged-uncorrected', message, null, figures)];
}

function aboutPossible(run: Run, several: readonly Component[], { corrected: { energyKwh } }: Figures): Finding {
  const message = `${namesOf(several)}: unknown whether ${writerText(run)} averages them; counted as logged`;
  return newFinding('devices-maybe-averaged', message, null, {
    loggedKwh: energyKwh,
    rangeKwh: [energyKwh, energyKwh + withheldKwh(run, several, energyKwh)],
  });
}

function aboutSummed(run: Run, several: readonly Component[], { corrected: { energyKwh } }: Figures): Finding {
  const message = `${namesOf(several)} of ${writerText(run)}: their power counts as a sum because of --devices`;
  return newFinding('devices-decided', message, null, { correctKwh: energyKwh });
}

const writerText = ({ writer: { version } }: Run): string =>
  version === null ? 'this unknown version' : `carbontracker ${version}`;

const mostDevices = (components: readonly Component[]): number =>
  Math.max(...components.map(({ devices }) => devices.length));

/** Energy in kWh that would be missing if the logged powers of these components were means. */
function withheldKwh(run: Run, components: readonly Component[], energyKwh: number): number {
  const { components: parts, loggedKwh } = summaryOf(run);
  // Without energy of epochs the whole total may belong to the component with the most devices.
  if (loggedKwh === 0) return energyKwh * (mostDevices(components) - 1);
  const energyJ = components.reduce((sum, component) => {
    const part = parts[run.components.indexOf(component)];
    return sum + (part?.energyJ ?? 0) * (component.devices.length - 1);
  }, 0);
  return joulesToKwh(energyJ) * (run.pue?.value ?? 1);
}
