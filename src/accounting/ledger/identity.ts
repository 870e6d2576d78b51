/** Identifies a run by its content, without keeping its epochs or its file names. */
import { columnsOf, epochCountOf, summaryOf } from '../../model/column-run.ts';
import type { EpochColumns, PowerColumn } from '../../model/epoch-columns.ts';
import type { Component, Consumption, Epoch, Run } from '../../model/run.ts';
import { FigureHash } from './figure-hash.ts';

/** A consumption block as printed. */
export interface PrintedBlock extends Pick<Consumption, 'epochs' | 'durationS' | 'energyKwh' | 'co2eqG'> {
  /** Half a unit in the last digit of the printed energy, in kWh. */
  resolutionKwh: number;
}

/** Recognises copies, earlier states and halves of a run. Its size grows with the logarithm of the number of epochs. */
export interface Identity {
  /** Hashes of the first 1, 2, 4 ... epochs, and last the hash of all epochs; empty without epochs. */
  prefixes: number[];
  /** Number of first epochs that identify the run beyond chance; null where all epochs are not enough. */
  provenEpochs: number | null;
  /** Sums over all epochs, PUE applied, to find the total that belongs to them; null where the run has one. */
  recorded: { durationS: number; energyKwh: number; toleranceS: number } | null;
  /** Printed total; null where the log has none. */
  actual: PrintedBlock | null;
  /** Printed prediction; null where the log has none. */
  predicted: PrintedBlock | null;
}

/** Largest error of a time that a block prints in whole seconds, in s. */
export const PRINTED_S = 1.01;

/**
 * Computes the identity of a run in one pass over its epochs.
 *
 * @param hash used again for each run, because a new one takes as long as its epochs
 */
export function identityOf(run: Run, hash: FigureHash = new FigureHash()): Identity {
  hash.clear();
  return {
    prefixes: prefixesOf(run, hash),
    provenEpochs: provenEpochsOf(run),
    recorded: epochCountOf(run) === 0 || run.actual !== null ? null : recordedOf(run),
    actual: printedBlock(run.actual),
    predicted: printedBlock(run.predicted),
  };
}

function recordedOf(run: Run): Identity['recorded'] {
  const { durationS, loggedKwh, epochs } = summaryOf(run);
  return { durationS, energyKwh: loggedKwh, toleranceS: PRINTED_S + epochs * run.durationResolutionS };
}

function printedBlock(block: Consumption | null): PrintedBlock | null {
  if (block === null) return null;
  const { epochs, durationS, energyKwh, co2eqG, energyResolutionKwh } = block;
  return { epochs, durationS, energyKwh, co2eqG, resolutionKwh: energyResolutionKwh };
}

function prefixesOf(run: Run, hash: FigureHash): number[] {
  const columns = columnsOf(run);
  const count = epochCountOf(run);
  const prefixes: number[] = [];
  let next = 1;
  for (let i = 0; i < count; i += 1) {
    if (columns === null) addEpoch(hash, run.epochs[i] as Epoch);
    else addRow(hash, columns, i);
    if (i + 1 === next) {
      prefixes.push(hash.value());
      next *= 2;
    }
  }
  if (count > 0) prefixes.push(hash.value());
  return prefixes;
}

function addEpoch(hash: FigureHash, { number, durationS, powerW }: Epoch): void {
  hash.add(number);
  hash.add(durationS);
  for (const name in powerW) {
    const values = powerW[name]?.values ?? [];
    hash.add(values.length);
    for (const value of values) hash.add(value);
  }
}

/** Adds the same figures as for the epoch as an object. */
function addRow(hash: FigureHash, { rows, layout }: EpochColumns, epoch: number): void {
  const { powers, places, stride } = layout;
  const row = epoch * stride;
  hash.add(rows[row] as number);
  hash.add(rows[row + 1] as number);
  for (let power = 0; power < powers.length; power += 1) {
    const first = row + (places[power] as number);
    const end = first + (powers[power] as PowerColumn).width;
    let measured = first;
    while (measured < end && Number.isNaN(rows[measured])) measured += 1;
    if (measured === end) hash.add(0);
    else {
      hash.add(end - first);
      for (let place = first; place < end; place += 1) hash.add(rows[place] as number);
    }
  }
}

/** Figures with as many digits, measured at one second, are the same in two runs only where those are one run. */
const PROVING_DIGITS = 6;
/** A duration in hundredths of a second proves a third of what a measured power does. */
const DURATION_PROOF = 1;
const POWER_PROOF = 3;
const SUFFICIENT_PROOF = 3;

/** Figures that repeat those of the epoch before, as made-up ones do, and estimated ones prove nothing. */
function provenEpochsOf(run: Run): number | null {
  const columns = columnsOf(run);
  const count = epochCountOf(run);
  let proof = 0;
  let beforeS: number | null = null;
  for (let i = 0; i < count; i += 1) {
    const durationS = columns === null ? (run.epochs[i] as Epoch).durationS : columns.durationS(i);
    if (durationS !== null && durationS !== beforeS && !Number.isInteger(durationS)) proof += DURATION_PROOF;
    const provesPower =
      columns === null
        ? provesByPower(run.epochs[i] as Epoch, run.epochs[i - 1], run.components)
        : provesByRow(columns, i, run.components);
    if (provesPower) proof += POWER_PROOF;
    if (proof >= SUFFICIENT_PROOF) return i + 1;
    beforeS = durationS;
  }
  return null;
}

/** Whether a component of this name has power that was measured, as far as its log shows. */
function isMeasured(name: string, components: readonly Component[]): boolean {
  for (let i = 0; i < components.length; i += 1) {
    const component = components[i] as Component;
    if (component.name === name && component.method !== 'estimated' && component.method !== 'simulated') return true;
  }
  return false;
}

function provesByRow({ rows, layout }: EpochColumns, epoch: number, components: readonly Component[]): boolean {
  const { powers, places, stride } = layout;
  for (let power = 0; power < powers.length; power += 1) {
    const { name, width } = powers[power] as PowerColumn;
    if (!isMeasured(name, components)) continue;
    const first = epoch * stride + (places[power] as number);
    for (let place = first; place < first + width; place += 1) {
      const value = rows[place] as number;
      const isNew = epoch === 0 || value !== rows[place - stride];
      if (isNew && !Number.isNaN(value) && hasProvingDigits(value)) return true;
    }
  }
  return false;
}

function provesByPower(epoch: Epoch, before: Epoch | undefined, components: readonly Component[]): boolean {
  for (const { name } of components) {
    if (!isMeasured(name, components)) continue;
    const values = epoch.powerW[name]?.values ?? [];
    const known = before?.powerW[name]?.values;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] ?? null;
      if (value !== null && value !== known?.[i] && hasProvingDigits(value)) return true;
    }
  }
  return false;
}

/** Whether the figures of a block have enough digits to be those of one run only. */
export function provesByDigits({ energyKwh, co2eqG }: PrintedBlock): boolean {
  return hasProvingDigits(energyKwh) || (co2eqG !== null && hasProvingDigits(co2eqG));
}

/** Whether the shortest decimal of a figure has enough significant digits; zeros at the end do not count. */
function hasProvingDigits(figure: number): boolean {
  // Nearly every power shows it at once: a product of fewer digits is a whole number but for the last bits.
  if (figure >= 1 && figure < 10 ** (PROVING_DIGITS - 1)) {
    const scaled = figure * (figure >= 1000 ? 10 : figure >= 100 ? 100 : figure >= 10 ? 1000 : 10_000);
    if (Math.abs(scaled - Math.round(scaled)) > SURELY_NOT_WHOLE) return true;
  }
  return Number(figure.toPrecision(PROVING_DIGITS - 1)) !== figure;
}

/** Far above what the product of two doubles below 10,000,000 is off by. */
const SURELY_NOT_WHOLE = 1e-6;
