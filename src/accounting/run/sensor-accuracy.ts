/** How far the readings of sensors may be from the truth, where somebody has documented it. */
import type { Component, Method, Writer } from '../../model/run.ts';

/** Largest errors of a reading relative to the truth: -0.05 reads 5 % too little. */
export interface Accuracy {
  least: number;
  most: number;
  source: string;
}

/** NVIDIA, reference of NVML (as of 2026), `nvmlDeviceGetPowerUsage`: within 5 % on Fermi and Kepler; later GPUs are not named. */
const NVIDIA_SENSOR = 0.05;
/** Power of an H200 polled ten times a second against its energy counter, 22 s of changing load (measured for this project). */
const POLLED_BY_CT_TRACK = 0.012;
/** carbontracker 2.4.3 against the energy counter of an H200, epochs of 1 and 5 s (measured for this project). */
const POLLED_BY_CARBONTRACKER = 0.04;

const SENSOR_TEXT =
  'NVIDIA names 5 % either way for the power sensor of Fermi and Kepler GPUs; the same is taken for later ones';

const ofSensor: Accuracy = { least: -NVIDIA_SENSOR, most: NVIDIA_SENSOR, source: SENSOR_TEXT };

/** A sensor that is read now and then misses a part on top of its own error. */
function polled(missedShare: number, source: string): Accuracy {
  const least = (1 - NVIDIA_SENSOR) * (1 - missedShare) - 1;
  return { least, most: NVIDIA_SENSOR, source: `${SENSOR_TEXT}; ${source}` };
}

const ofCtTrack = polled(
  POLLED_BY_CT_TRACK,
  'polled ten times a second, an H200 read 1.2 % less than its energy counter',
);
const ofCarbontracker = polled(
  POLLED_BY_CARBONTRACKER,
  'carbontracker read up to 4.0 % less than the energy counter of an H200',
);

/** Devices of Apple's chips have another sensor. */
const APPLE = /^(?:ANE|Apple\b.*)$/;

/** @returns null where no accuracy is documented: RAPL, Apple's sensors, load models, simulated devices */
export function accuracyOf(
  tool: Writer['tool'],
  { name, devices, method }: Pick<Component, 'name' | 'devices'> & { method: Method },
): Accuracy | null {
  if (name !== 'gpu' || devices.some((device) => APPLE.test(device))) return null;
  if (method === 'estimated' || method === 'simulated') return null;
  if (tool === 'carbontracker') return ofCarbontracker;
  return method === 'counter' ? ofSensor : ofCtTrack;
}
