/** What a tracker printed -> its run. */
import { newFinding } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';
import { endOf, FAULT_TEXT } from '../carbontracker/repair/assemble.ts';
import { componentsOf } from '../carbontracker/repair/components.ts';
import { newFragment } from '../carbontracker/repair/fragment.ts';
import { settleIntensity } from '../carbontracker/repair/intensity.ts';
import { NO_FILES } from '../find/file-sets.ts';
import type { ConsoleSession } from './sessions.ts';

/**
 * The run of a session. Console text names neither the version, nor times, nor epochs with their power.
 *
 * @param file path of its text
 */
export function runOfSession(id: string, file: string, session: ConsoleSession): Run {
  const { actual, first, predicted, intensity, faults, finished } = session;
  const plannedEpochs = predicted?.epochs ?? null;
  const components = componentsOf(newFragment(''), session, [...faults]);
  return {
    id,
    format: 'console',
    files: { ...NO_FILES, output: file },
    writer: { tool: 'carbontracker', version: null },
    startedAt: null,
    endedAt: null,
    end: endOf({ interrupted: null, hasEnded: finished, version: null }, 0, plannedEpochs),
    components,
    epochs: [],
    durationResolutionS: 0,
    plannedEpochs,
    pue: null,
    intensity: settleIntensity(intensity, false),
    actual: actual ?? first,
    predicted,
    tracking: null,
    findings: [{ ...CONSOLE_TEXT }, ...aboutDevices(components), ...aboutFaults(session)],
  };
}

const CONSOLE_TEXT = newFinding(
  'console-text',
  'read from console text, which holds neither epochs nor times: its printed totals are all that is known',
);

function aboutDevices({ length }: Run['components']): Finding[] {
  if (length > 0) return [];
  const message =
    'no devices are named: if there were several, and a version that averages them, the total is too low by their number';
  return [newFinding('devices-unknown', message)];
}

function aboutFaults({ faults }: ConsoleSession): Finding[] {
  const named = (['cpu-permission', 'gpu-unsupported'] as const).filter((fault) => faults.has(fault));
  return named.map((fault) => newFinding('sensor-fault', FAULT_TEXT[fault]));
}
