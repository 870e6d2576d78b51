/** One unit for a whole column of figures, so that they can be compared at a glance. */
import { ENERGY_UNITS, largest, MASS_UNITS, type Unit, withSeparators } from './numbers.ts';

/** A column with its unit and the text of each of its values. */
export interface UnitColumn {
  /** Name of the unit, for the heading: `Wh`. */
  unit: string;
  /** A value in that unit without its name, with three significant digits: `1,230`, `0.0412`, `< 0.001`. */
  text: (value: number) => string;
}

/** The middle value reads at least this much where a smaller unit does not blow the largest value up. */
const LEAST_MIDDLE = 0.1;
const MOST_LARGEST = 1e5;
/** Smaller values only show that they are not 0. */
const LEAST_SHOWN = 0.001;

/** A column of energies in kWh. */
export const energyColumn = (valuesKwh: readonly number[]): UnitColumn => columnOf(valuesKwh, ENERGY_UNITS, 'Wh');

/** A column of masses in g. */
export const massColumn = (valuesG: readonly number[]): UnitColumn => columnOf(valuesG, MASS_UNITS, 'g');

function columnOf(values: readonly number[], units: readonly Unit[], unitOfZeros: string): UnitColumn {
  const positive = values.filter((value) => value > 0).sort((a, b) => a - b);
  const most = largest(positive, 0);
  if (most === 0) return { unit: unitOfZeros, text: () => '0' };
  const middle = positive[Math.floor(positive.length / 2)] ?? most;
  let at = units.findIndex(({ factor }) => most * factor >= 0.9995);
  if (at < 0) at = units.length - 1;
  const factorAt = (index: number): number => units[index]?.factor ?? 0;
  while (at + 1 < units.length && middle * factorAt(at) < LEAST_MIDDLE && most * factorAt(at + 1) < MOST_LARGEST)
    at += 1;
  const { name, factor } = units[at] as Unit;
  return { unit: name, text: (value) => textOf(value * factor) };
}

function textOf(value: number): string {
  if (value === 0) return '0';
  if (value < LEAST_SHOWN) return `< ${LEAST_SHOWN}`;
  if (value >= 999.5) return withSeparators(value.toFixed(0));
  const digits = value.toPrecision(3);
  return digits.includes('e') ? String(Number(digits)) : digits;
}
