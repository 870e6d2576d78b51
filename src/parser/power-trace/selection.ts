/** Which devices of a trace count: a sum beside its parts, and parts beside what contains them, count once. */
import type { CountedDevice } from './devices.ts';

/** A device with its energy over the whole trace. */
export interface Candidate {
  device: CountedDevice;
  energyJ: number;
}

/** Devices that count, and why others do not. */
export interface Selection {
  counted: CountedDevice[];
  /** Sentences for people. */
  notes: string[];
}

/** A sum may differ from its parts by the rounding of each. */
const SAME_ENERGY = 0.01;
const PACKAGE = /\b(?:package|pkg|cpu)\b/i;

/** Leaves out what others contain, by the names of the columns and their energies. */
export function selectDevices(all: readonly Candidate[]): Selection {
  const notes: string[] = [];
  const hasPackage = all.some(({ device: { column, key } }) => PACKAGE.test(key) && !column.isInside);
  const candidates = all.filter(({ device }) => !(hasPackage && device.column.isInside));
  const inside = all.filter((one) => !candidates.includes(one));
  if (inside.length > 0)
    notes.push(`${namesOf(inside)} ${isOrAre(inside)} inside the CPU package and not counted apart`);
  const totals = candidates.filter(({ device }) => device.column.isTotal);
  const parts = candidates.filter((one) => !totals.includes(one));
  const [largest] = [...totals].sort((a, b) => b.energyJ - a.energyJ);
  if (largest === undefined || candidates.length === 1) return { counted: devicesOf(candidates), notes };
  const partsJ = parts.reduce((sum, { energyJ }) => sum + energyJ, 0);
  if (largest.energyJ > partsJ * (1 + SAME_ENERGY)) {
    const others = candidates.filter((one) => one !== largest);
    notes.push(`"${largest.device.column.header}" holds more than ${namesOf(others)}, which are not counted apart`);
    return { counted: [largest.device], notes };
  }
  notes.push(`${namesOf(totals)} ${isOrAre(totals)} the sum of the other columns and not counted again`);
  return { counted: devicesOf(parts), notes };
}

const devicesOf = (candidates: readonly Candidate[]): CountedDevice[] => candidates.map(({ device }) => device);

const namesOf = (candidates: readonly Candidate[]): string => {
  const names = candidates.map(({ device }) => `"${device.column.header}"`);
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} others`] : names;
  return shown.join(', ');
};

const isOrAre = ({ length }: readonly Candidate[]): string => (length === 1 ? 'is' : 'are');
