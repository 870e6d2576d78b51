/** The intensity lines of a run -> the one intensity of its record. */
import type { IntensityNote } from '../../../log/intensity-lines.ts';
import { CARBONTRACKER_EU_AVERAGE, CARBONTRACKER_WORLD_AVERAGES } from '../../../model/factors.ts';
import type { Intensity, IntensityKind } from '../../../model/run.ts';

/**
 * Decides on the carbon intensity of a run from its lines; null when no line holds a value.
 *
 * @param logsEachFetch the writer has a line of its own for each live value (2.3.0 and later, ct-track), so a list
 * without such lines is an average
 */
export function settleIntensity(notes: readonly IntensityNote[], logsEachFetch: boolean): Intensity | null {
  const last = (source: IntensityNote['source']): IntensityNote | undefined =>
    notes.findLast((note) => note.source === source && note.values.length > 0);
  const list = last('list');
  const fallback = fallbackOf(notes, list);
  const live = notes.filter((note) => note.source === 'live').flatMap((note) => note.values);
  const values = list?.values ?? (live.length > 0 ? live : (fallback?.values ?? []));
  // The list has more digits than the printed average, and the average weighs its values alike.
  const gPerKwh = meanOf(values) ?? last('average')?.values[0] ?? last('predicted')?.values[0];
  if (gPerKwh === undefined) return null;
  const location = notes.findLast((note) => note.location !== null)?.location ?? null;
  const kind = kindOf(values, live.length > 0, logsEachFetch, fallback, location);
  return { gPerKwh, kind, location, year: yearOf(kind, gPerKwh, fallback), values };
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The err log lists every failed fetch, even if the run fetched a value later. */
function fallbackOf(notes: readonly IntensityNote[], list: IntensityNote | undefined): IntensityNote | undefined {
  const found = notes.filter(({ source, values }) => source === 'fallback' && values.length > 0);
  const named = found.findLast(({ averagedOver }) => averagedOver !== null);
  return named ?? found.findLast(({ values }) => list === undefined || list.values.every((one) => one === values[0]));
}

function isWorldAverage(gPerKwh: number): boolean {
  return CARBONTRACKER_WORLD_AVERAGES.some(({ value }) => value === gPerKwh);
}

function kindOf(
  values: readonly number[],
  hasLiveLines: boolean,
  logsEachFetch: boolean,
  fallback: IntensityNote | undefined,
  location: string | null,
): IntensityKind {
  if (hasLiveLines || values.some((value) => value !== values[0])) return 'live';
  const [value] = values;
  if (fallback !== undefined && fallback.averagedOver !== null) {
    if (fallback.averagedOver === 'world') return 'world-average';
    return fallback.averagedOver.startsWith('EU') ? 'region-average' : 'country-average';
  }
  if (value !== undefined && isWorldAverage(value) && (fallback !== undefined || location === null)) {
    return 'world-average';
  }
  if (value === CARBONTRACKER_EU_AVERAGE.value) return 'region-average';
  // The writer falls back to the world average only for an unknown country.
  if (fallback !== undefined) return 'country-average';
  if (location === null) return 'unknown';
  return logsEachFetch ? 'country-average' : 'live';
}

function yearOf(kind: IntensityKind, gPerKwh: number, fallback: IntensityNote | undefined): number | null {
  if (kind === 'live' || kind === 'unknown') return null;
  if (fallback?.year) return fallback.year;
  const averages = [...CARBONTRACKER_WORLD_AVERAGES, CARBONTRACKER_EU_AVERAGE];
  return averages.find(({ value }) => value === gPerKwh)?.year ?? null;
}
