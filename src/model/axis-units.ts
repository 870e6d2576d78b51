/** Units that fit a whole axis. */
import { ENERGY_UNITS, MASS_UNITS, type Unit, withSeparators } from './numbers.ts';

const POWER: readonly Unit[] = [
  { name: 'kW', factor: 1e-3 },
  { name: 'W', factor: 1 },
  { name: 'mW', factor: 1e3 },
  { name: 'µW', factor: 1e6 },
];

const TIME: readonly Unit[] = [
  { name: 'h', factor: 1 / 3600 },
  { name: 'min', factor: 1 / 60 },
  { name: 's', factor: 1 },
];

/** The largest unit in which the largest value reads at least `least`. */
function fitting(units: readonly Unit[], largest: number, least: number): Unit {
  return units.find(({ factor }) => largest * factor >= least) ?? (units.at(-1) as Unit);
}

/**
 * Unit of an axis of energies.
 *
 * @param largestKwh - largest value of the axis, in kWh
 */
export const energyUnit = (largestKwh: number): Unit =>
  largestKwh > 0 ? fitting(ENERGY_UNITS, largestKwh, 1) : (ENERGY_UNITS[2] as Unit);

/**
 * Unit of an axis of masses.
 *
 * @param largestG - largest value of the axis, in g
 */
export const massUnit = (largestG: number): Unit =>
  largestG > 0 ? fitting(MASS_UNITS, largestG, 1) : (MASS_UNITS[2] as Unit);

/**
 * Unit of an axis of powers.
 *
 * @param largestW - largest value of the axis, in W
 */
export const powerUnit = (largestW: number): Unit =>
  largestW > 0 ? fitting(POWER, largestW, largestW >= 1000 ? 10 : 1) : (POWER[1] as Unit);

/**
 * Unit of an axis of times.
 *
 * @param largestS - largest value of the axis, in s
 */
export const timeUnit = (largestS: number): Unit => fitting(TIME, largestS, 3);

/** Power in the unit that fits, three significant digits: `350 W`. */
export function formatPower(powerW: number): string {
  const { name, factor } = powerUnit(Math.abs(powerW));
  const value = powerW * factor;
  return `${value >= 100 || value === 0 ? withSeparators(value.toFixed(0)) : value.toPrecision(3)} ${name}`;
}
