/** What the err log adds: faults of sensors, and where a fallback intensity came from. */
import type { IntensityNote } from '../../../log/intensity-lines.ts';
import { readMessage } from '../../../log/messages.ts';
import { type LogText, scanRecords } from '../../../log/records.ts';
import { type LogParts, textsOf } from './kinds.ts';

export type SensorFault = 'cpu-permission' | 'cpu-tdp' | 'gpu-unsupported';

/** Reads an err log; its tracebacks and network troubles do not matter to the figures. */
export function readErrorLog(log: LogText | LogParts): { faults: SensorFault[]; intensity: IntensityNote[] } {
  const faults = new Set<SensorFault>();
  const intensity: IntensityNote[] = [];
  for (const text of textsOf(log)) {
    scanRecords(text, (record) => {
      const message = readMessage(record);
      if (message?.kind === 'sensor') faults.add(message.fault);
      if (message?.kind === 'intensity') intensity.push(message.note);
    });
  }
  return { faults: [...faults], intensity };
}
