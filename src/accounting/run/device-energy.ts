/** When each device of a ct-track run used how much energy: what it takes to see that another run measured it too. */
import type { Run } from '../../model/run.ts';

/** The measured stretches of a run: its epochs, and what the samples tell of the one that was cut off. */
export interface DeviceEnergy {
  host: string;
  /** Hash of the machine; null where the log does not say, absent in older tables. */
  machine?: string | null;
  /** Start of monitoring, Unix time in s. */
  startUnixS: number;
  /** Stretches from and to, in s since the start of monitoring. */
  spansS: readonly (readonly [number, number])[];
  /** Devices that can be told from others, with their energy in each stretch, in J without PUE; null is not known. */
  devices: readonly { key: string; uuid: string; energyJ: readonly (number | null)[] }[];
  /** Of all devices of the run, in J without PUE. */
  totalJ: number;
}

/** @returns null for runs that cannot share a device with another one as far as their log tells */
export function deviceEnergyOf({ tracking }: Pick<Run, 'tracking'>): DeviceEnergy | null {
  if (tracking === null || tracking.startUnixS === null) return null;
  const { host, machine, startUnixS, epochs, unfinished } = tracking;
  const spansS: [number, number][] = [];
  const energiesJ: (readonly (number | null)[])[] = [];
  let totalJ = 0;
  const add = (startS: number, endS: number | null, energyJ: readonly (number | null)[]): void => {
    for (const deviceJ of energyJ) totalJ += deviceJ ?? 0;
    if (endS === null || endS <= startS) return;
    spansS.push([startS, endS]);
    energiesJ.push(energyJ);
  };
  for (const epoch of epochs) if (epoch !== null) add(epoch.startS, epoch.endS, epoch.energyJ);
  if (unfinished !== null) add(unfinished.startS, unfinished.endS, unfinished.energyJ);
  const devices = tracking.devices.flatMap(({ key, uuid }, i) =>
    uuid === null ? [] : [{ key, uuid, energyJ: energiesJ.map((energyJ) => energyJ[i] ?? null) }],
  );
  if (devices.length === 0 || totalJ <= 0) return null;
  return { host, machine, startUnixS, spansS, devices, totalJ };
}

/**
 * Where a device is. The machine decides where it is known: two machines may have one host name, and two containers of
 * one machine have two.
 */
export const placeOf = ({ host, machine = null }: { host: string; machine?: string | null }): string =>
  machine ?? `host ${host}`;
