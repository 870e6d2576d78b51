/**
 * Writes the rows of runs into a dataset without their logs, as a million of logs take longer to write than to read: one GPU,
 * one CPU and 10 epochs each, as `make-logs.mjs` makes them. The same arguments give the same rows.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'tsdown';
import { generator } from './make-logs.mjs';

const PUE = 1.58;
const INTENSITY_G_PER_KWH = 445;
const G_PER_KM = 106.8;
/** Hashes of the first 1, 2, 4, 8 and of all epochs. */
const PREFIXES = 5;

/** Builds the writer of parts from the source, into a folder that is removed at the end of the process. */
async function partWriter(folder) {
  const outDir = path.join(folder, 'writer');
  const entry = path.join(import.meta.dirname, 'row-writer.ts');
  const quiet = { dts: false, config: false, logLevel: 'error', noExternal: [/./], inlineOnly: false };
  await build({ entry: [entry], outDir, platform: 'node', ...quiet });
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  const { PartWriter } = await import(pathToFileURL(path.join(outDir, 'row-writer.mjs')).href);
  return PartWriter;
}

const stampOf = (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** One row, as a part of a dataset holds it. */
function rowOf(random, startMs, place) {
  const between = (low, high) => low + (high - low) * random();
  const hash = () => Math.floor(random() * 2 ** 53);
  const durationS = Math.round(between(200, 9000) * 100) / 100;
  const energyKwh = ((between(80, 380) + between(30, 110)) * durationS * PUE) / 3.6e6;
  const co2eqG = energyKwh * INTENSITY_G_PER_KWH;
  const stem = `${1000 + Math.floor(random() * 98_999)}.${1 + Math.floor(random() * 999_999)}_${new Date(startMs)
    .toISOString()
    .slice(0, 19)
    .replaceAll(':', '')}Z`;
  const equivalents = { 'km travelled by car': co2eqG / G_PER_KM };
  const figure = { energyKwh, co2eqG, equivalents, durationS, epochs: 10 };
  const printed = { epochs: 10, durationS: Math.round(durationS), energyKwh, co2eqG, resolutionKwh: 5e-13 };
  const factor = between(0.9, 1.1);
  const predicted = { ...printed, energyKwh: energyKwh * factor, co2eqG: co2eqG * factor };
  const digits = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return {
    runId: `logs/array-${String(Math.floor(place / 1000)).padStart(4, '0')}/${stem}`,
    contentHash: digits() + digits() + digits() + digits(),
    trackingId: null,
    format: 'carbontracker',
    writer: { tool: 'carbontracker', version: '2.4.3' },
    startedAt: stampOf(startMs),
    endedAt: stampOf(startMs + durationS * 1000),
    utcOffsetMinutes: null,
    end: 'finished',
    exitCode: null,
    signal: null,
    command: null,
    group: null,
    epochs: 10,
    plannedEpochs: 10,
    figures: { basis: 'measured', logged: figure, corrected: figure },
    counted: null,
    isCounted: null,
    countedFindings: [],
    pue: { value: PUE, source: 'Daniel Bizo, 2023, Uptime Institute Global Data Center Survey' },
    intensity: { gPerKwh: INTENSITY_G_PER_KWH, kind: 'unknown', location: null, year: null, source: null },
    gpuDevices: ['NVIDIA A100-SXM4-40GB'],
    cpuDevices: ['cpu:0'],
    obtained: [],
    host: null,
    job: {},
    findings: [],
    deviceEnergy: null,
    identity: {
      prefixes: Array.from({ length: PREFIXES }, hash),
      provenEpochs: 1,
      recorded: null,
      actual: printed,
      predicted,
    },
  };
}

/**
 * Writes a dataset of several parts.
 *
 * @returns the energy that it must total, in kWh
 */
export async function makeRows(folder, rows, parts, scratch) {
  const PartWriter = await partWriter(scratch);
  const random = generator(1);
  const writers = Array.from({ length: parts }, () => new PartWriter(folder));
  let startMs = Date.UTC(2025, 0, 1, 8);
  let totalKwh = 0;
  for (let place = 0; place < rows; place += 1) {
    // One run begins within a minute, on the machines of a cluster.
    startMs += Math.floor(random() * 60) * 1000;
    const row = rowOf(random, startMs, place);
    totalKwh += row.figures.corrected.energyKwh;
    await writers[Math.floor((place * parts) / rows)].add(row);
  }
  for (const writer of writers) await writer.finish();
  return totalKwh;
}
