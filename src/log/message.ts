/** The content of a log message, independent of the version that wrote it. */
import type { Pue, Writer } from '../model/run.ts';
import type { Block } from './blocks.ts';
import type { IntensityNote } from './intensity-lines.ts';
import type { JournalEntry } from './journal.ts';

/** A component line taken apart; names are lower case, as in the power lines. */
export interface NamedDevices {
  /** Name of the component, such as `gpu`. */
  name: string;
  /** Names of its devices as logged. */
  devices: string[];
}

/** The fault of a sensor in the err log. */
export type SensorFault = 'cpu-permission' | 'cpu-tdp' | 'gpu-unsupported';

/**
 * One message by its kind. Durations are in s, powers in W without PUE; a null power was not measured, null planned
 * epochs were not printed.
 */
export type Message =
  | { kind: 'version'; writer: Writer }
  | { kind: 'pue'; pue: Pue }
  | { kind: 'components'; components: NamedDevices[] }
  | { kind: 'epoch'; number: number; ends: 'unmarked' | 'started' | 'ended' }
  | { kind: 'duration'; durationS: number; resolutionS: number }
  | { kind: 'power'; component: string; values: (number | null)[]; array: boolean }
  | { kind: 'interrupted'; plannedEpochs: number | null }
  | { kind: 'monitoring-ended' }
  | { kind: 'finished' }
  | { kind: 'intensity'; note: IntensityNote }
  /** The parsed line; null when it is damaged or of a later version. */
  | { kind: 'journal'; entry: JournalEntry | null }
  | { kind: 'sensor'; fault: SensorFault }
  | Block;
