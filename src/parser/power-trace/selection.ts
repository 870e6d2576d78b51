/** Which devices of a trace count: a sum beside its parts, and parts beside what contains them, count once. */
import type { CountedDevice } from './devices.ts';

/** A device with its energy over the whole trace. */
export interface Candidate {
  /** The device. */
  device: CountedDevice;
  /** Its energy in J, without PUE. */
  energyJ: number;
}

/** Devices that count, and why others do not. */
export interface Selection {
  /** Devices that count. */
  counted: ReadonlySet<CountedDevice>;
  /** Sentences for people. */
  notes: string[];
}

/** A sum may differ from its parts by the rounding of each. */
const SAME_ENERGY = 0.01;
const PACKAGE = /\b(?:package|pkg|cpu)\b/i;

/** Powers and energies of the same devices differ by the time between readings. */
const SAME_DEVICES = 0.03;

/**
 * Leaves out what others contain or show again, by the names of the columns and their energies.
 *
 * @param isTable whether each device is a column, so that one of powers may show the same as one of energies
 */
export function selectDevices(all: readonly Candidate[], isTable = false): Selection {
  if (!isTable) return selectParts(all);
  const powers = all.filter(({ device }) => device.column.quantity.what === 'power');
  const energies = all.filter(({ device }) => device.column.quantity.what === 'energy');
  if (!areSame(powers, energies)) return selectParts(all);
  const { counted, notes } = selectParts(energies);
  const note = `${namesOf(powers)} ${powers.length === 1 ? 'shows' : 'show'} the energy of ${namesOf(energies)} and ${isOrAre(powers)} not counted again`;
  return { counted, notes: [note, ...notes] };
}

/** Whether a column of powers shows the same as one of energies. Those of numbered devices are not compared: they may be alike. */
function areSame([power, ...powers]: readonly Candidate[], [energy, ...energies]: readonly Candidate[]): boolean {
  if (power === undefined || energy === undefined || powers.length > 0 || energies.length > 0) return false;
  if (/\d/.test(power.device.key) || /\d/.test(energy.device.key)) return false;
  if (power.energyJ <= 0 || energy.energyJ <= 0) return false;
  const areClose = Math.abs(power.energyJ / energy.energyJ - 1) <= SAME_DEVICES;
  return areClose && power.device.component === energy.device.component;
}

function selectParts(all: readonly Candidate[]): Selection {
  const notes: string[] = [];
  const hasPackage = all.some(({ device: { column, key } }) => PACKAGE.test(key) && !column.isInside);
  const isInside = ({ device }: Candidate): boolean => hasPackage && device.column.isInside;
  const [inside, candidates] = [all.filter(isInside), all.filter((one) => !isInside(one))];
  if (inside.length > 0) {
    notes.push(`${namesOf(inside)} ${isOrAre(inside)} inside the CPU package and not counted apart`);
  }
  const [largest] = candidates.filter(isTotal).sort((a, b) => b.energyJ - a.energyJ);
  if (largest === undefined || candidates.length === 1) return { counted: devicesOf(candidates), notes };
  // Where every column may be a sum, as in one for each node, only one that holds the others is.
  const named = candidates.filter((one) => !isTotal(one));
  const parts = named.length > 0 ? named : candidates.filter((one) => one !== largest);
  const partsJ = parts.reduce((sum, { energyJ }) => sum + energyJ, 0);
  const ratio = largest.energyJ / partsJ;
  if (named.length === 0 && Math.abs(ratio - 1) > SAME_ENERGY) return { counted: devicesOf(candidates), notes };
  if (ratio > 1 + SAME_ENERGY) {
    const others = candidates.filter((one) => one !== largest);
    notes.push(`"${largest.device.column.header}" holds more than ${namesOf(others)}, which are not counted apart`);
    return { counted: devicesOf([largest]), notes };
  }
  const totals = named.length > 0 ? candidates.filter(isTotal) : [largest];
  const what = ratio < 1 - SAME_ENERGY ? 'less than the other columns together' : 'the sum of the other columns';
  notes.push(`${namesOf(totals)} ${isOrAre(totals)} ${what} and not counted again`);
  return { counted: devicesOf(parts), notes };
}

const isTotal = ({ device }: Candidate): boolean => device.column.isTotal;

const devicesOf = (candidates: readonly Candidate[]): Set<CountedDevice> =>
  new Set(candidates.map(({ device }) => device));

const namesOf = (candidates: readonly Candidate[]): string => {
  const names = candidates.map(({ device }) => `"${device.column.header}"`);
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} others`] : names;
  return shown.join(', ');
};

const isOrAre = ({ length }: readonly Candidate[]): string => (length === 1 ? 'is' : 'are');
