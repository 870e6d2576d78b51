/** The samples of a run: power and cumulative energy of each device over time. */

/** One row. Values are in the order of the devices; null was not measured. */
export interface SampleRow {
  /** Seconds since the start of monitoring. */
  elapsedS: number;
  /** Power of each device in W. */
  powerW: (number | null)[];
  /** Cumulative energy since the start of monitoring in J, without PUE. */
  energyJ: (number | null)[];
}

/** The content of a samples file. */
export interface Samples {
  /** Keys such as `gpu:0`. */
  devices: string[];
  /** Rows in the order of the file. */
  rows: SampleRow[];
  /** Lines that could not be read; the last line of a killed run may be cut. */
  damagedLines: number;
}
