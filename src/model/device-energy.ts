/** When each device of a run used how much energy: what shows that several runs measured one device. */

/** The measured stretches of a run: its epochs, what the samples show of the one that was cut off, or parts of a power trace. */
export interface DeviceEnergy {
  /** Name of the host; empty for a power trace, which names its GPUs by ids that no two have. */
  host: string;
  /** Hash of the machine, or what the times of a power trace count from; null where the log has none, absent in older tables. */
  machine?: string | null;
  /** Start of monitoring, Unix time in s; of local times that of the same clock in UTC. */
  startUnixS: number;
  /** Stretches from and to, in s since the start of monitoring; pauses of the run lie between them. */
  spansS: readonly (readonly [number, number])[];
  /** Devices that can be distinguished, with their energy in each stretch, in J without PUE; null is not known. */
  devices: readonly { key: string; uuid: string; energyJ: readonly (number | null)[] }[];
  /** Energy of all devices of the run, in J without PUE. */
  totalJ: number;
}

const GPU_UUID = /\b(?:GPU|MIG)-[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b/i;

/** The id of a GPU of NVIDIA in a text, which no other GPU in the world has; null where there is none. */
export const gpuUuidIn = (text: string): string | null => GPU_UUID.exec(text)?.[0].toLowerCase() ?? null;
