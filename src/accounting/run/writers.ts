/** Differences between versions of carbontracker: averaged devices, and missing PUE, times and end lines. */
import type { Component, DevicePowers, Run, Writer } from '../../model/run.ts';

/** How sure it is that the power of a component with several devices is their mean. */
export type Averaging = 'certain' | 'possible' | 'none';

/** 2.4.5 is documented to average by its users; for later versions nothing is known. */
const LAST_AVERAGING_VERSION = [2, 4, 5] as const;

/** Whether the writer of a run averaged its devices: `possible` for unknown and newer versions without a choice of the user. */
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

/** Programs that never apply a PUE, except CodeCarbon, which names the one that it applies. */
const WITHOUT_PUE: readonly Writer['tool'][] = ['codecarbon', 'carbontracker-tui', 'nvidia-smi', null];

/** Whether the writer applies no PUE: carbontracker up to 1.0.x, and the programs above. */
export const appliesNoPue = ({ tool, version }: Writer): boolean =>
  WITHOUT_PUE.includes(tool) || (tool === 'carbontracker' && /^(?:0|1\.0)\./.test(version ?? ''));

/** Whether durations follow only from the time stamps, in local time: versions up to 1.0.6. */
export const timesByStamps = ({ tool, version }: Writer): boolean =>
  tool === 'carbontracker' && /^(?:0\.|1\.0\.[0-6]$)/.test(version ?? '');

/** Whether the writer prints no end line (2.3.x), so that complete runs look like runs that were cut off. */
export const writesNoEnd = ({ tool, version }: Writer): boolean =>
  tool === 'carbontracker' && /^2\.3\./.test(version ?? '');
