/**
 * Writes pairs of carbontracker 2.4.3 logs with a known total: one GPU, one CPU, a prediction after the first epoch.
 * The same arguments give the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PUE = 1.58;
const INTENSITY_G_PER_KWH = 445;
const G_PER_KM = 106.8;
const COMPONENTS =
  'The following components were found: GPU with device(s) NVIDIA A100-SXM4-40GB. CPU with device(s) cpu:0.';
const PUE_LINE = `Only predicted and actual consumptions are multiplied by a PUE coefficient of ${PUE} (Daniel Bizo, 2023, Uptime Institute Global Data Center Survey).`;
const AVERAGE_LINE = `Average carbon intensity during training was ${INTENSITY_G_PER_KWH.toFixed(2)} gCO2eq/kWh. `;

/** A small generator of numbers in [0, 1) that a seed determines (mulberry32). */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const two = (n) => String(n).padStart(2, '0');

function clock(seconds) {
  const s = Math.round(seconds);
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

function duration(seconds) {
  const cs = Math.round(seconds * 100);
  return `${Math.floor(cs / 360_000)}:${two(Math.floor(cs / 6000) % 60)}:${two(Math.floor(cs / 100) % 60)}.${two(cs % 100)}`;
}

function block(heading, seconds, kwh) {
  const g = kwh * INTENSITY_G_PER_KWH;
  return `CarbonTracker: \n${heading}\n\tTime:\t${clock(seconds)}\n\tEnergy:\t${kwh.toFixed(12)} kWh\n\tCO2eq:\t${g.toFixed(12)} g\n\tThis is equivalent to:\n\t${(g / G_PER_KM).toFixed(12)} km travelled by car`;
}

/** Standard log, output log and energy of one run. */
export function makeRun(random, startMs, epochs) {
  let nowMs = startMs;
  const between = (low, high) => low + (high - low) * random();
  const stamped = (text) => `${new Date(nowMs).toISOString().slice(0, 19).replace('T', ' ')} - ${text}\n`;
  let standard = ['carbontracker version 2.4.3', PUE_LINE, COMPONENTS, 'Monitoring thread started.']
    .map(stamped)
    .join('');
  let output = stamped(`CarbonTracker: ${COMPONENTS}`);
  const gpuW = between(80, 380);
  const cpuW = between(30, 110);
  const epochS = between(20, 900);
  let joules = 0;
  let seconds = 0;
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const durationS = Math.round(epochS * between(0.95, 1.05) * 100) / 100;
    const gpu = gpuW * between(0.9, 1.1);
    const cpu = cpuW * between(0.8, 1.2);
    nowMs += durationS * 1000;
    seconds += durationS;
    joules += durationS * (gpu + cpu);
    standard += stamped(`Epoch ${epoch}:`) + stamped(`Duration: ${duration(durationS)}`);
    standard += stamped(`Average power usage (W) for gpu: ${gpu}`) + stamped(`Average power usage (W) for cpu: ${cpu}`);
    if (epoch === 1) {
      const heading = `Predicted consumption for ${epochs} epoch(s):`;
      output += stamped(block(heading, seconds * epochs, (joules / 3.6e6) * PUE * epochs));
    }
  }
  const energyKwh = (joules / 3.6e6) * PUE;
  standard += stamped(
    `Carbon intensities (gCO2eq/kWh) fetched every 900 s at detected location: Unknown: [${INTENSITY_G_PER_KWH.toFixed(1)}]`,
  );
  standard += stamped(AVERAGE_LINE) + stamped('Monitoring thread ended.');
  output += stamped(`CarbonTracker: ${AVERAGE_LINE}`);
  output += stamped(block(`Actual consumption for ${epochs} epoch(s):`, seconds, energyKwh));
  output += stamped('CarbonTracker: Finished monitoring.');
  return { standard, output, energyKwh };
}

/**
 * Writes a folder of runs.
 *
 * @returns the energy that it must total, in kWh
 */
export function makeLogs(folder, pairs, epochs, seed = 1) {
  mkdirSync(folder, { recursive: true });
  const random = generator(seed);
  let startMs = Date.UTC(2025, 0, 1, 8);
  let totalKwh = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    startMs += 30_000 + Math.floor(random() * 3970) * 1000;
    const stamp = new Date(startMs).toISOString().slice(0, 19).replaceAll(':', '');
    const stem = `${1000 + Math.floor(random() * 98_999)}.${1 + Math.floor(random() * 999_999)}_${stamp}Z_carbontracker`;
    const { standard, output, energyKwh } = makeRun(random, startMs, epochs);
    totalKwh += energyKwh;
    writeFileSync(path.join(folder, `${stem}.log`), standard);
    writeFileSync(path.join(folder, `${stem}_output.log`), output);
  }
  return totalKwh;
}

/** One pair whose output log holds many consumption blocks without equivalents. */
export function makeBlocks(folder, blocks) {
  mkdirSync(folder, { recursive: true });
  const stem = path.join(folder, '1.2_2025-01-01T080000Z_carbontracker');
  const { standard } = makeRun(generator(1), Date.UTC(2025, 0, 1, 8), 1);
  let output = '';
  for (let i = 0; i < blocks; i += 1) {
    const heading = i % 2 === 0 ? 'Predicted consumption for 3 epoch(s):' : 'Actual consumption for 3 epoch(s):';
    output += `2025-01-01 08:00:00 - ${block(heading, 144, 0.01).replace(/\n\tThis is[\s\S]*/, '')}\n`;
  }
  writeFileSync(`${stem}.log`, standard);
  writeFileSync(`${stem}_output.log`, output);
}

/**
 * Writes a trace of eight GPUs as nvidia-smi does.
 *
 * @param rows one per GPU and second
 * @returns the energy that it must total, in kWh
 */
export function makeTrace(folder, rows) {
  mkdirSync(folder, { recursive: true });
  const startMs = Date.UTC(2026, 2, 1);
  const lines = ['timestamp, index, name, power.draw [W], utilization.gpu [%]'];
  let energyJ = 0;
  const before = [];
  for (let row = 0; row < rows; row += 1) {
    const [gpu, second] = [row % 8, Math.floor(row / 8)];
    const powerW = 300 + ((row * 37) % 400);
    if (second > 0) energyJ += (before[gpu] + powerW) / 2;
    before[gpu] = powerW;
    const stamp = new Date(startMs + second * 1000).toISOString().slice(0, 23).replaceAll('-', '/').replace('T', ' ');
    lines.push(`${stamp}, ${gpu}, NVIDIA H100 80GB HBM3, ${powerW}.00 W, ${row % 101} %`);
  }
  writeFileSync(path.join(folder, 'gpu_power.csv'), `${lines.join('\n')}\n`);
  return energyJ / 3.6e6;
}

const USAGE = 'usage: node bench/make-logs.mjs FOLDER RUNS EPOCHS [SEED]';

/** Writes logs as the arguments ask, and prints the energy that they must total. */
function main([folder, ...numbers]) {
  const [runs, epochs, seed = 1] = numbers.map(Number);
  const areCounts = [runs, epochs, seed].every((number) => Number.isInteger(number) && number > 0);
  if (folder === undefined || !areCounts || numbers.length > 3) {
    console.error(
      `${USAGE}\nWrites RUNS pairs of carbontracker logs of EPOCHS epochs each; prints the energy that they total.`,
    );
    process.exitCode = 2;
    return;
  }
  const energyKwh = makeLogs(folder, runs, epochs, seed);
  console.log(`${runs} runs in ${folder}: ${energyKwh} kWh`);
}

// In a bundle the first file is the bundle, and this one only a part of it.
if (path.basename(process.argv[1] ?? '') === 'make-logs.mjs') main(process.argv.slice(2));
