/** Splits the figure of a run into the energy of each device or component, with the accuracy of its sensor. */
import { summaryOf } from '../../model/column-run.ts';
import { totalPowerW } from '../../model/energy.ts';
import type { Component, Method, Run, Writer } from '../../model/run.ts';
import type { ComponentSummary } from '../../model/summary.ts';
import type { TrackedDevice, Tracking } from '../../model/tracking.ts';
import type { Basis } from '../types.ts';
import { deviceFactor } from './devices.ts';

/** The part of a figure that one device or component has; energies and powers are without PUE. */
export interface EnergyPiece {
  /** Name of the component. */
  component: string;
  /** How the power was obtained. */
  method: Method;
  /** Accuracy of the sensor; null where none is documented. */
  accuracy: Accuracy | null;
  /** Energy as counted in the figure, in J. */
  energyJ: number;
  /** Time with known energy, in s. */
  coveredS: number;
  /** Seconds without a reading. */
  missingS: number;
  /** Energy that the figure includes for that time, in J: filled in by the writer, or 0. */
  filledJ: number;
  /** Lowest and highest mean power of an epoch, in W; null when none was measured. */
  seenW: [number, number] | null;
  /** Lowest and highest plausible power of an estimate in W; null where the log has none. */
  rangeW: [number, number] | null;
  /** Source of the bounds; null where the log of ct-track names it. */
  rangeWhy: string | null;
}

/** Shares of the time below this are the rounding of clocks. */
const LEAST_MISSING_SHARE = 1e-6;

/**
 * Splits the energy of a run into that of each device of ct-track's journal, else of each component.
 *
 * @param basis of the run's figure, which decides whether energy that the writer filled in is included
 */
export function energyPieces(run: Run, basis: Basis): EnergyPiece[] {
  const { tracking } = run;
  const pieces =
    tracking === null
      ? piecesOfComponents(run, basis !== 'recovered')
      : tracking.devices.map((device, i) => pieceOfDevice(run, tracking, device, i));
  for (const piece of pieces) {
    if (piece.missingS <= LEAST_MISSING_SHARE * (piece.coveredS + piece.missingS)) piece.missingS = 0;
  }
  return pieces;
}

function newPiece(run: Run, component: Component, rangeW: EnergyPiece['rangeW']): EnergyPiece {
  const { name, method } = component;
  return {
    component: name,
    method,
    accuracy: accuracyOf(run.writer.tool, component),
    energyJ: 0,
    coveredS: 0,
    missingS: 0,
    filledJ: 0,
    seenW: null,
    rangeW: rangeW ?? component.estimate?.rangeW ?? null,
    rangeWhy: component.estimate?.why ?? null,
  };
}

function see(piece: EnergyPiece, powerW: number): void {
  const [lowW, highW] = piece.seenW ?? [powerW, powerW];
  piece.seenW = [Math.min(lowW, powerW), Math.max(highW, powerW)];
}

/** Pieces of a ct-track run, which logs each device. */
function pieceOfDevice(run: Run, tracking: Tracking, device: TrackedDevice, i: number): EnergyPiece {
  const { component: name, name: model, method, rangeW } = device;
  const piece = newPiece(run, { name, devices: [model], method }, rangeW);
  for (const epoch of tracking.epochs) {
    const knownS = epoch?.coveredS[i] ?? null;
    if (epoch === null || knownS === null) continue;
    const durationS = epoch.endS - epoch.startS;
    const coveredS = Math.min(knownS, durationS);
    const energyJ = epoch.energyJ[i] ?? null;
    piece.missingS += durationS - coveredS;
    if (energyJ === null) continue;
    piece.energyJ += energyJ;
    piece.coveredS += coveredS;
    if (coveredS > 0) see(piece, energyJ / coveredS);
  }
  const { unfinished } = tracking;
  const openJ = unfinished?.energyJ[i] ?? null;
  if (unfinished !== null && unfinished.endS !== null && openJ !== null && run.actual === null) {
    piece.energyJ += openJ;
    piece.coveredS += Math.max(0, unfinished.endS - unfinished.startS);
  }
  return piece;
}

/** Pieces of a carbontracker run; its totals give an epoch without a reading the power of the next measured epoch. */
function piecesOfComponents(run: Run, isFilled: boolean): EnergyPiece[] {
  const { components: parts } = summaryOf(run);
  return run.components.map((component, i) => pieceOfComponent(run, component, parts[i], isFilled));
}

function pieceOfComponent(
  run: Run,
  component: Component,
  part: ComponentSummary | undefined,
  isFilled: boolean,
): EnergyPiece {
  const piece = newPiece(run, component, null);
  const factor = deviceFactor(run, component);
  if (part !== undefined && part.missingS === 0 && factor === 1) {
    const { energyJ, coveredS, seenW } = part;
    return { ...piece, energyJ, coveredS, seenW };
  }
  let nextW: number | null = null;
  for (let i = run.epochs.length - 1; i >= 0; i -= 1) {
    const epoch = run.epochs[i];
    if (epoch === undefined || epoch.durationS === null) continue;
    const loggedW = totalPowerW(epoch.powerW[component.name]);
    if (loggedW === null) {
      piece.missingS += epoch.durationS;
      if (isFilled && nextW !== null) piece.filledJ += nextW * epoch.durationS;
      continue;
    }
    nextW = loggedW * factor;
    see(piece, nextW);
    piece.energyJ += nextW * epoch.durationS;
    piece.coveredS += epoch.durationS;
  }
  piece.energyJ += piece.filledJ;
  return piece;
}

/** Largest errors of a reading relative to the truth: -0.05 reads 5 % too little. */
interface Accuracy {
  least: number;
  most: number;
  source: string;
}

/** NVIDIA, reference of NVML (as of 2026), `nvmlDeviceGetPowerUsage`: within 5 % on Fermi and Kepler; later GPUs are not named. */
const NVIDIA_SENSOR = 0.05;
/** Power of an H200 polled ten times a second against its energy counter, 22 s of changing load (measured for this project). */
const POLLED_BY_CT_TRACK = 0.012;
/** The same power polled once a second. */
const POLLED_BY_NVIDIA_SMI = 0.008;
/** carbontracker 2.4.3 against the energy counter of an H200, epochs of 1 and 5 s (measured for this project). */
const POLLED_BY_CARBONTRACKER = 0.04;

const SENSOR_TEXT =
  'NVIDIA specifies 5 % for the power sensor of Fermi and Kepler GPUs; later GPUs are assumed to have the same';

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
const ofNvidiaSmi = polled(
  POLLED_BY_NVIDIA_SMI,
  'polled once a second, an H200 read 0.8 % less than its energy counter',
);

/** Devices of Apple's chips have another sensor. */
const APPLE = /^(?:ANE|Apple\b.*)$/;

/**
 * How far readings may be from the truth.
 *
 * @returns null where no accuracy is documented: RAPL, Apple's sensors, load models, simulated devices
 */
function accuracyOf(
  tool: Writer['tool'],
  { name, devices, method }: Pick<Component, 'name' | 'devices'> & { method: Method },
): Accuracy | null {
  if (name !== 'gpu' || devices.some((device) => APPLE.test(device))) return null;
  if (method === 'estimated' || method === 'simulated') return null;
  if (tool === null && !devices.some((device) => /\bNVIDIA\b/i.test(device))) return null;
  if (tool === 'carbontracker' || tool === 'carbontracker-tui') return ofCarbontracker;
  if (method === 'sampled' && (tool === 'nvidia-smi' || tool === null)) return ofNvidiaSmi;
  return tool === 'ct-track' && method !== 'counter' ? ofCtTrack : ofSensor;
}
