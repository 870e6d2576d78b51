/** The part of CO2.js's data that we use; the package brings no types. */
declare module '@tgwf/co2/data/electricity-maps' {
  interface YearlyAverages {
    data: Record<string, { zone: { zoneName: string }; carbonIntensity: { value: number; unit: string } } | undefined>;
  }
  export const yearly2021: YearlyAverages;
  export const yearly2022: YearlyAverages;
  export const yearly2023: YearlyAverages;
  export const yearly2024: YearlyAverages;
  export const yearly2025: YearlyAverages;
}
