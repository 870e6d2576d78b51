/** Numbers as people read them: significant digits and a unit that fits. */

/**
 * A positive number with three significant digits and no exponent; its whole part is kept: `4.49`, `0.423`, `0.0000351`,
 * `12346`. Below 1e-12 an exponent is used (`3.51e-15`). More digits than three are beyond what a sensor can support.
 */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 99.95) return value.toFixed(0);
  if (size < 1e-12) return value.toExponential(2);
  const firstDigitPlace = -Math.floor(Math.log10(Number(size.toPrecision(3))));
  return value.toFixed(Math.max(0, firstDigitPlace + 2));
}

/** A number with thousands separators, for tables that people read: `12,346`. */
export function withSeparators(text: string): string {
  const [whole = '', ...decimals] = text.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...decimals].join('.');
}

/** A count with thousands separators: `20,000`. */
export const formatCount = (count: number): string => withSeparators(String(count));

/** Three significant digits without an exponent and with a plain point. */
export function significant(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
}

/** A share of 1 as a percentage: `63 %`, `0.4 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent >= 9.95 ? percent.toFixed(0) : percent.toFixed(1)} %`;
}

/** A unit and the factor from the base unit to it. */
export interface Unit {
  /** Symbol, such as `MWh`. */
  name: string;
  /** Number of these units in one base unit. */
  factor: number;
}

/** Units of energy, from kWh. */
export const ENERGY_UNITS: readonly Unit[] = [
  { name: 'MWh', factor: 1e-3 },
  { name: 'kWh', factor: 1 },
  { name: 'Wh', factor: 1e3 },
  { name: 'mWh', factor: 1e6 },
  { name: 'µWh', factor: 1e9 },
];

/** Units of mass, from g. */
export const MASS_UNITS: readonly Unit[] = [
  { name: 't', factor: 1e-6 },
  { name: 'kg', factor: 1e-3 },
  { name: 'g', factor: 1 },
  { name: 'mg', factor: 1e3 },
  { name: 'µg', factor: 1e6 },
];

function withUnit(value: number, units: readonly Unit[], unitOfZero: string, significant = 3): string {
  if (value === 0) return `0 ${unitOfZero}`;
  const fits = units.find(({ factor }) => Math.abs(value * factor) >= 0.9995) ?? units[units.length - 1];
  if (fits === undefined) return String(value);
  const scaled = value * fits.factor;
  if (Math.abs(scaled) < 10 ** significant - 0.5) return `${scaled.toPrecision(significant)} ${fits.name}`;
  // 1234 keeps its whole part; 2 becomes 2.00 so that the precision is seen.
  const rounded = Math.abs(Number(scaled.toPrecision(significant)));
  const whole = Math.floor(Math.log10(rounded)) + 1;
  return `${scaled.toPrecision(Math.max(significant, Math.min(whole, 21)))} ${fits.name}`;
}

/** Energy in the unit that fits, three significant digits: `38.2 mWh`. */
export const formatEnergy = (energyKwh: number): string => withUnit(energyKwh, ENERGY_UNITS, 'Wh');

/** Mass of CO2eq in the unit that fits, three significant digits: `1.05 g`. */
export const formatMass = (massG: number): string => withUnit(massG, MASS_UNITS, 'g');

/** A difference with its sign: `+1.05 g`. */
export const withSign = (value: number, format: (value: number) => string): string =>
  `${value > 0 ? '+' : ''}${format(value)}`;

/** Bounds in the unit that fits the upper one: `161 to 199 Wh`. */
export const formatEnergyRange = (boundsKwh: readonly [number, number]): string =>
  rangeWithUnit(boundsKwh, ENERGY_UNITS);

/** As `formatEnergyRange`, for a mass of CO2eq. */
export const formatMassRange = (boundsG: readonly [number, number]): string => rangeWithUnit(boundsG, MASS_UNITS);

function rangeWithUnit([low, high]: readonly [number, number], units: readonly Unit[]): string {
  const fits = units.find(({ factor }) => high * factor >= 0.9995) ?? units.at(-1);
  if (fits === undefined || high === 0) return '0 to 0';
  const digits = (value: number): string => {
    const scaled = value * fits.factor;
    // From here on three digits would need an exponent.
    if (scaled >= 999.5) return scaled.toFixed(0);
    return scaled < 0.1 ? String(Number(scaled.toPrecision(2))) : scaled.toPrecision(3);
  };
  return `${digits(low)} to ${digits(high)} ${fits.name}`;
}

/** Two energies with as many digits as make them differ, up to eight: `20.899 Wh` and `20.903 Wh`. */
export const formatEnergyPair = (aKwh: number, bKwh: number): [string, string] =>
  pairWithUnit(aKwh, bKwh, (kwh, digits) => withUnit(kwh, ENERGY_UNITS, 'Wh', digits));

/** As `formatEnergyPair`, for masses of CO2eq. */
export const formatMassPair = (aG: number, bG: number): [string, string] =>
  pairWithUnit(aG, bG, (massG, digits) => withUnit(massG, MASS_UNITS, 'g', digits));

function pairWithUnit(a: number, b: number, format: (value: number, digits: number) => string): [string, string] {
  for (let digits = 3; digits < 9; digits += 1) {
    const pair: [string, string] = [format(a, digits), format(b, digits)];
    if (pair[0] !== pair[1]) return pair;
  }
  return [format(a, 3), format(b, 3)];
}

/** The largest of numbers, however many: as arguments of `Math.max`, 130,000 of them overflow the stack. */
export const largest = (values: readonly number[], least = Number.NEGATIVE_INFINITY): number =>
  values.reduce((most, value) => Math.max(most, value), least);

/** The smallest of numbers, however many. */
export const smallest = (values: readonly number[], most = Number.POSITIVE_INFINITY): number =>
  values.reduce((least, value) => Math.min(least, value), most);
