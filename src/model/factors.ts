/** Constants that turn energy into other figures: value, year and source, one record each. */
import type { IntensityKind } from './run.ts';

/** A published constant. */
export interface Factor {
  /** Value, in the unit that the constant names. */
  value: number;
  /** Year that the value describes. */
  year: number;
  /** Publisher and title, as reports print them. */
  source: string;
}

/**
 * Mean CO2 of a new passenger car in the EU in 2024, in g per km; carbontracker 2.4.2 and later use the same value.
 * Source: European Environment Agency, 2025, "Average CO2 emissions from new cars and new vans",
 * https://www.eea.europa.eu/en/newsroom/news/average-co2-emissions-from-new-cars-and-new-vans
 */
export const CAR_G_PER_KM: Factor = {
  value: 106.8,
  year: 2024,
  source: 'European Environment Agency, average CO2 emissions of new passenger cars in the EU',
};

/** Name of the equivalent that carbontracker prints. */
export const CAR_UNIT = 'km travelled by car';

/**
 * World averages of the carbon intensity of electricity that carbontracker fell back on, in g/kWh, by value.
 * Source: constants of carbontracker (IEA 2019; Our World in Data 2019; IEA Electricity 2025 for 2024).
 */
export const CARBONTRACKER_WORLD_AVERAGES: readonly Factor[] = [
  { value: 475, year: 2019, source: 'IEA, Global Energy & CO2 Status Report 2019 (carbontracker 1.1.7 to 1.2.5)' },
  { value: 481, year: 2019, source: 'carbontracker 2.0.0 to 2.3.2' },
  { value: 445, year: 2024, source: 'IEA, Electricity 2025 (carbontracker 2.4.0 and later)' },
];

/**
 * Average of the EU-28 in 2017 that carbontracker up to 1.1.6 fell back on, in g/kWh, as its lists print it.
 * Source: European Environment Agency, through a constant of carbontracker.
 */
export const CARBONTRACKER_EU_AVERAGE: Factor = {
  value: 294.2060978,
  year: 2017,
  source: 'European Environment Agency, EU-28 (carbontracker up to 1.1.6)',
};

/** World average of the carbon intensity of electricity in g/kWh, where nothing better is known. */
export const WORLD_INTENSITY: Factor = { value: 445, year: 2024, source: 'IEA, Electricity 2025' };

/**
 * Mean power usage effectiveness of data centres; carbontracker 2.x applies the same value.
 * Source: Uptime Institute, Global Data Center Survey 2023.
 */
export const PUE: Factor = {
  value: 1.58,
  year: 2023,
  source: 'Daniel Bizo, 2023, Uptime Institute Global Data Center Survey',
};

/**
 * Mean PUE of data centres by year of the survey. Sources: Uptime Institute, Global Data Center Survey 2018 to 2024, by its
 * publications of each year; 2020 as carbontracker 1.1.5 has it (1.58 in the first reports).
 */
export const PUE_MEANS: readonly Factor[] = [
  [2018, 1.58],
  [2019, 1.67],
  [2020, 1.59],
  [2021, 1.57],
  [2022, 1.55],
  [2023, 1.58],
  [2024, 1.56],
].map(([year = 0, value = 0]) => ({ value, year, source: `Uptime Institute, Global Data Center Survey ${year}` }));

/** Source of a factor that the user gave. */
export const GIVEN_BY_USER = 'given by the user';

/** A carbon intensity with its source. */
export interface KnownIntensity {
  /** Carbon intensity, in g/kWh. */
  gPerKwh: number;
  /** Origin of the value. */
  kind: IntensityKind;
  /** Country code or place; null when it is unknown. */
  location: string | null;
  /** Year that the average covers; null for a live value or where unknown. */
  year: number | null;
  /** Publisher of the value, as reports print it. */
  source: string;
}
