/** Logs that are made to cost a reader more than their length. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HEAD = '2025-01-01 08:00:00 - ';
const VERSION = `${HEAD}carbontracker version 2.4.3\n`;
const EPOCH = `${HEAD}Epoch 1:\n${HEAD}Duration: 0:00:01.00\n`;

/** Each: what stands at the start, and what is repeated up to the wanted size; `role` is the log that holds it. */
const KINDS = {
  'blocks without equivalents': {
    role: '_output',
    unit: `${HEAD}CarbonTracker: \nActual consumption for 3 epoch(s):\n\tTime:\t0:02:24\n\tEnergy:\t0.010000000000 kWh\n\tCO2eq:\t4.450000000000 g\n`,
  },
  'predictions and no end': {
    role: '_output',
    unit: `${HEAD}CarbonTracker: \nPredicted consumption for 3 epoch(s):\n\tTime:\t0:02:24\n\tEnergy:\t`,
  },
  'an array that never closes': {
    role: '',
    start: `${VERSION}${EPOCH}${HEAD}Average power usage (W) for gpu: [`,
    unit: '63.0 58.7\n ',
  },
  'runs that all start at once': { role: '', unit: VERSION },
  'runs of one epoch': { role: '', unit: VERSION + EPOCH },
  'epochs of runs at once': { role: '', start: VERSION.repeat(100), unit: EPOCH },
  'a line without an end': { role: '', start: HEAD, unit: 'Epoch ' },
  'lines without a stamp': { role: '', start: VERSION, unit: '\n' },
  'NUL bytes': { role: '', start: VERSION, unit: '\0' },
  'broken ct-track lines': {
    role: '',
    start: VERSION,
    unit: `${HEAD}ct-track {"event":"epoch","devices":{"a":{"a":{\n`,
  },
};

export const HOSTILE_KINDS = Object.keys(KINDS);

/** Writes one pair of which one log has the kind and the size in MiB. */
export function makeHostileLog(folder, kind, sizeMib) {
  const { role, start = '', unit } = KINDS[kind];
  mkdirSync(folder, { recursive: true });
  const stem = path.join(folder, '1.2_2025-01-01T080000Z_carbontracker');
  const length = sizeMib * 2 ** 20;
  const text = start + unit.repeat(Math.ceil((length - start.length) / unit.length));
  if (role !== '') writeFileSync(`${stem}.log`, VERSION + EPOCH);
  writeFileSync(`${stem}${role}.log`, text.slice(0, length));
}
