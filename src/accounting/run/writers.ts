/** What versions of carbontracker do differently: devices averaged in place of added up, PUE, times and end left out. */
import type { Component, DevicePowers, Run, Writer } from '../../model/run.ts';

/** How sure it is that the power of a component with several devices is their mean. */
export type Averaging = 'certain' | 'possible' | 'none';

/** 2.4.5 is documented to average by its users; for later versions nothing is known. */
const LAST_AVERAGING_VERSION = [2, 4, 5] as const;

/** Whether the writer of a run averaged its devices: `possible` for unknown and newer versions that nobody decided on. */
export function averaging({ writer, devicePowers }: Pick<Run, 'writer' | 'devicePowers'>): Averaging {
  const known = averagingOf(writer);
  if (known !== 'possible' || devicePowers === undefined) return known;
  return devicePowers === 'averaged' ? 'certain' : 'none';
}

/**
 * Decides by hand whether the devices of a run were averaged, where its version leaves that open.
 *
 * @param devicePowers undefined leaves the run as it is
 */
export function decideAveraging(run: Run, devicePowers: DevicePowers | undefined): void {
  if (devicePowers === undefined || averagingOf(run.writer) !== 'possible') return;
  if (run.components.some(areSeveral)) run.devicePowers = devicePowers;
}

function averagingOf({ tool, version }: Writer): Averaging {
  if (tool !== 'carbontracker') return 'none';
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(version ?? '');
  if (match === null) return 'possible';
  const [major = 0, minor = 0, patch = 0] = match.slice(1).map((part) => Number(part ?? 0));
  if (major < 2) return 'none';
  const [lastMajor, lastMinor, lastPatch] = LAST_AVERAGING_VERSION;
  const isLater = major > lastMajor || minor > lastMinor || (minor === lastMinor && patch > lastPatch);
  return isLater ? 'possible' : 'certain';
}

/** Several devices behind one power: not Apple's GPU and neural engine, which are read as one sum. */
export const areSeveral = ({ devices }: Component): boolean => devices.length > 1 && !devices.includes('ANE');

/** Programs that apply no PUE in any version, whatever they are configured with; CodeCarbon names the one that it applies. */
const WITHOUT_PUE: readonly Writer['tool'][] = ['codecarbon', 'carbontracker-tui', 'nvidia-smi', null];

/** Up to 1.0.x carbontracker applies no PUE; every later version applies one. */
export const appliesNoPue = ({ tool, version }: Writer): boolean =>
  WITHOUT_PUE.includes(tool) || (tool === 'carbontracker' && /^(?:0|1\.0)\./.test(version ?? ''));

/** Up to 1.0.6 the stamps of the log, in local time, are all that shows how long an epoch took. */
export const timesByStamps = ({ tool, version }: Writer): boolean =>
  tool === 'carbontracker' && /^(?:0\.|1\.0\.[0-6]$)/.test(version ?? '');

/** 2.3.x writes no end line, so a complete run and one that was cut off look alike. */
export const writesNoEnd = ({ tool, version }: Writer): boolean =>
  tool === 'carbontracker' && /^2\.3\./.test(version ?? '');
