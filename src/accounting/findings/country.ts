/** Whether the carbon intensity that a run counted with can be that of the country that its log names. */
import { countryBounds } from '../../model/country.ts';
import { newFinding } from '../../model/findings.ts';
import { significant } from '../../model/numbers.ts';
import type { Finding, Run } from '../../model/run.ts';

/** Averages of other years and other sources are within this factor of the averages that are known here. */
const MOST_TIMES = 2;

/** Averages of regions are not compared: those of one country differ tenfold. */
const COMPARED: readonly string[] = ['country-average', 'world-average'];

/** A wrong country, or an average that stands in for it, shows in an intensity far from that of the country. */
export async function aboutCountry({ place, intensity }: Run): Promise<Finding[]> {
  const code = place?.countryCode ?? null;
  if (code === null || intensity === null || intensity.gPerKwh > MOST_G_PER_KWH || !COMPARED.includes(intensity.kind))
    return [];
  const bounds = await countryBounds(code);
  if (bounds === null) return [];
  const { lowGPerKwh, highGPerKwh, source, years } = bounds;
  const { gPerKwh, kind } = intensity;
  if (gPerKwh >= lowGPerKwh / MOST_TIMES && gPerKwh <= highGPerKwh * MOST_TIMES) return [];
  const range =
    lowGPerKwh === highGPerKwh ? significant(lowGPerKwh) : `${significant(lowGPerKwh)} to ${significant(highGPerKwh)}`;
  const stand = kind === 'world-average' ? ', the average of the world,' : '';
  const message = `CO2eq is counted with ${significant(gPerKwh)} g/kWh${stand} but ${code} has ${range} g/kWh (${source}, ${years[0]} to ${years.at(-1)})`;
  return [newFinding('intensity-implausible', message)];
}

/** No power plant emits more; the worst ones burn lignite and emit half of it. */
const MOST_G_PER_KWH = 3000;

/** A unit that was mixed up, as g in a column of kg, shows in an intensity that no electricity has. */
export function aboutIntensity({ intensity }: Run): Finding[] {
  if (intensity === null || !(intensity.gPerKwh > MOST_G_PER_KWH)) return [];
  const message = `CO2eq is counted with ${significant(intensity.gPerKwh)} g/kWh, more than any power plant emits: its unit is probably another one`;
  return [newFinding('intensity-implausible', message)];
}
