/** The logs of fixtures/hostile, and those that no repository can hold. */
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { emissionsCsv } from './codecarbon.ts';
import { fixture, writeFiles } from './fixtures.ts';
import { epochText, line, names, outputLog, standardLog } from './logs.ts';

/** Escapes, C1 controls, bells, returns and overrides of direction. */
export const EVIL = 'A\u001b[31m\u001b]0;owned\u0007\u009b2J\u202egnp\u2066\u061c, B\u0008\u007f\r\u0085';
/** The same as a name of a file or folder, with a line feed. */
export const EVIL_NAME = `evil${EVIL}\nline`;

export const FOLDERS = readdirSync(fixture('hostile'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** Texts of a table with nothing but escapes; a return and a comma would end the cell. */
const EVIL_CELLS = Object.fromEntries(
  ['project_name', 'cpu_model', 'gpu_model', 'country_name', 'region', 'os', 'codecarbon_version'].map((name) => [
    name,
    EVIL.replace(',', '').replace('\r', ''),
  ]),
);

/**
 * Copies every hostile log into a folder, and adds what cannot be stored.
 *
 * @param scale share of the size of what is long, for tests of names and not of size
 */
export function writeHostile(folder: string, scale = 1): void {
  for (const name of FOLDERS) cpSync(fixture('hostile', name), path.join(folder, name), { recursive: true });
  const long = `${'x'.repeat(1_200_000 * scale)}\n`;
  writeFiles(folder, {
    [`${EVIL_NAME}/${names(`${EVIL_NAME}_9.2_2025-01-01T230000Z`).standard}`]: standardLog({ start: 54_000 }),
    [`${EVIL_NAME}/${names(`${EVIL_NAME}_9.2_2025-01-01T230000Z`).output}`]: outputLog([{}], 54_060),
    [`${EVIL_NAME}/${EVIL_NAME}.out`]: `CarbonTracker: The following components were found: GPU with device(s) ${EVIL}.\n[${EVIL}] CarbonTracker: \nActual consumption for 1 epoch(s):\n\tTime:\t0:01:00\n\tEnergy:\t0.001234567891 kWh\nCarbonTracker: Average carbon intensity during training was 100.00 gCO2/kWh at detected location: ${EVIL}.\n`,
    [`${EVIL_NAME}/${names('cut\u001b[2J').standard}`]: standardLog({ start: 57_600, closing: [] }).slice(0, -3),
    [`long/${names().standard}`]: standardLog({ start: 61_200 }) + line(61_300, 'x') + long,
    [`long/${names('8.2_2025-01-01T080000Z').standard}`]: `${long}${line(64_800, long)}`,
    [`long/${names('7.2_2025-01-01T080000Z').output}`]: long.repeat(3),
    [`repeated/${names().standard}`]:
      standardLog({ start: 68_400 }) +
      epochText(68_500, 2, { power: { gpu: '1.0' } }).repeat(2000 * scale) +
      'Epoch 1:\n'.repeat(20_000 * scale),
    [`${EVIL_NAME}/emissions ${EVIL_NAME}.csv`]: emissionsCsv([
      { ...EVIL_CELLS, timestamp: '2025-01-02T11:00:00' },
      { ...EVIL_CELLS, timestamp: '2025-01-02T14:00:00', run_id: EVIL.replace(',', ''), gpu_energy: '0' },
    ]),
    [`traces/power ${EVIL_NAME}.csv`]: `timestamp, name, power.draw [W]\n${[0, 1, 2]
      .map((s) => `2025/01/03 08:00:0${s}.000, "${EVIL}", 100.00 W\n`)
      .join('')}`,
    'traces/power.csv': `time,${JSON.stringify(`${EVIL} power (W)`)},=cmd() (W),"<b>x</b> (W)"\n0,1,2,3\n1,1,2,3\n`,
    [`traces/${EVIL_NAME}_events.jsonl`]: hostileEvents(),
    [`tabs/${names().output}`]: `${'\t'.repeat(200_000 * scale)}\n${' '.repeat(200_000 * scale)}x`,
  });
}

/** A session whose ids and names try to move the cursor. */
function hostileEvents(): string {
  const stamp = (s: number): string => `2025-01-03T09:00:0${s}`;
  const sample = { domain: 'gpu', device_id: EVIL, source: EVIL, watts: 100, label: EVIL };
  const data = (s: number): object => ({ timestamp: stamp(s), samples: [{ ...sample, observed_at: stamp(s) }] });
  const intensity = { timestamp: stamp(0), location: EVIL, carbon_intensity: 100, is_prediction: false };
  return [
    { __type__: 'SpanStart', started_at: stamp(0), span_id: EVIL, parent_span_id: null },
    { __type__: 'MeasurementEvent', timestamp: stamp(0), provider_name: EVIL, data: intensity },
    ...[0, 2, 4].map((s) => ({
      __type__: 'MeasurementEvent',
      timestamp: stamp(s),
      provider_name: EVIL,
      data: data(s),
    })),
    { __type__: 'SpanStop', ended_at: stamp(4), span_id: EVIL, parent_span_id: null },
  ]
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('');
}
