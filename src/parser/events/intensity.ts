/** The carbon intensities that a session read -> the one of its energy. */
import type { Intensity, IntensityKind } from '../../model/run.ts';
import type { IntensityReading } from './session.ts';
import type { CountedSpan } from './spans.ts';

/** What carbontracker-tui counts with without a place, or for a country without an average, in g/kWh. */
const FALLBACK_G_PER_KWH = 475;

/** The mean over the spans, by their energy; null where none was read. */
export function intensityOf(
  readings: readonly IntensityReading[],
  spans: readonly CountedSpan[],
  energiesJ: readonly number[],
): Intensity | null {
  const sorted = readings.toSorted((a, b) => a.timeS - b.timeS);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return null;
  let [weighted, weight] = [0, 0];
  let at = 0;
  for (const [i, { startS, endS }] of spans.entries()) {
    const energyJ = energiesJ[i] ?? 0;
    // Each reading holds until the next one, the first one also before it.
    while (at + 1 < sorted.length && (sorted[at + 1] as IntensityReading).timeS <= startS) at += 1;
    let sum = 0;
    let fromS = startS;
    for (let next = at; fromS < endS; next += 1) {
      const untilS = Math.min(endS, sorted[next + 1]?.timeS ?? endS);
      sum += (sorted[next] as IntensityReading).gPerKwh * (untilS - fromS);
      fromS = untilS;
    }
    weighted += (energyJ * sum) / (endS - startS);
    weight += energyJ;
  }
  const values = sorted.map(({ gPerKwh }) => gPerKwh);
  const { kind, location, source } = kindOf(last);
  return { gPerKwh: weight > 0 ? weighted / weight : last.gPerKwh, kind, location, year: null, values, source };
}

interface Known {
  kind: IntensityKind;
  location: string | null;
  source: string;
}

function kindOf({ provider, gPerKwh, location }: IntensityReading): Known {
  const country = /^Static country average \(([A-Z]{2})\)$/.exec(provider)?.[1];
  if (/global average/i.test(provider) || (country !== undefined && gPerKwh === FALLBACK_G_PER_KWH)) {
    return { kind: 'world-average', location: null, source: 'carbontracker-tui, global average' };
  }
  if (country !== undefined)
    return { kind: 'country-average', location: country, source: 'carbontracker-tui, country average' };
  if (/^static/i.test(provider)) return { kind: 'unknown', location, source: 'carbontracker-tui, as configured' };
  return { kind: 'live', location, source: provider };
}
