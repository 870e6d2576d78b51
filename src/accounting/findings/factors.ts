/** Findings about PUE and carbon intensity: whether they are known, how precisely, and for which year. */
import { type Factor, PUE_MEANS } from '../../model/factors.ts';
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import { countsSpans, type Finding, type Intensity, type Pue, type Run } from '../../model/run.ts';
import { type GivenFactors, intensityOf } from '../run/factors.ts';
import { finerKwh } from '../run/figures.ts';
import type { MonitoredPart } from '../run/monitored.ts';
import { MOST_ROUNDING } from '../run/printed-energy.ts';
import { appliesNoPue } from '../run/writers.ts';
import { type Figures, isComplete } from '../types.ts';

/** The properties that these findings need beside start and figures; rows of tables have them too. */
type PueOfRun = Pick<Run, 'pue' | 'writer'>;

/**
 * Examines the PUE of runs that come one after the other: those of ordinary logs have it in common, so that what is known of
 * it in a year, and the message about that, is made once.
 */
export class PueExaminer {
  #pue: Pue | null = null;
  readonly #years = new Map<number | null, PueInYear>();

  /** A PUE that is missing, or that is the mean of another year than the run's; null where nothing is to be said. */
  about({ pue, writer }: PueOfRun, startedAt: string | null, figures: Figures): Finding | null {
    if (figures.basis === 'none') return null;
    const runYear = yearOf(startedAt);
    const { mean, message, isOwn } = this.#inYear(pue, runYear);
    if (pue === null) return aboutNoPue(writer, figures, mean);
    if (mean === null || message === null) return null;
    const { energyKwh } = figures.corrected;
    const otherKwh = pue.value > 0 ? (energyKwh / pue.value) * mean.value : energyKwh;
    return newFinding(
      'pue-year',
      message,
      null,
      isOwn || energyKwh === 0 ? null : { rangeKwh: inOrder(energyKwh, otherKwh) },
    );
  }

  /** As `about`; null also where it cannot change the energy. */
  aboutEnergy(kind: PueOfRun, startedAt: string | null, figures: Figures): Finding | null {
    const finding = this.about(kind, startedAt, figures);
    return finding?.figures?.rangeKwh == null ? null : finding;
  }

  #inYear(pue: Pue | null, runYear: number | null): PueInYear {
    if (pue !== this.#pue) this.#years.clear();
    this.#pue = pue;
    let known = this.#years.get(runYear);
    if (known === undefined) {
      known = pueInYear(pue, runYear);
      this.#years.set(runYear, known);
    }
    return known;
  }
}

/** What is known of a PUE in the year of a run. */
interface PueInYear {
  /** The mean of that year, or of the known year next to it; null where the year is unknown. */
  mean: Factor | null;
  /** Null where the PUE is not the mean of another year. */
  message: string | null;
  /** Whether the mean of that year is the PUE itself. */
  isOwn: boolean;
}

function pueInYear(pue: Pue | null, runYear: number | null): PueInYear {
  const mean = runYear === null ? null : nearestMean(runYear);
  const year = pue === null ? null : yearOfPue(pue);
  if (pue === null || year === null || mean === null || year === runYear) {
    return { mean, message: null, isOwn: false };
  }
  const other = mean.year === year ? '' : `; that of ${mean.year} is ${mean.value}`;
  const message = `the PUE ${pue.value} is the mean of ${year}, but the run is from ${runYear}${other}`;
  return { mean, message, isOwn: mean.year === year || mean.value === pue.value };
}

function aboutNoPue(
  writer: PueOfRun['writer'],
  { basis, corrected: { energyKwh } }: Figures,
  mean: Factor | null,
): Finding | null {
  const isOld = appliesNoPue(writer);
  // A printed total of a later version holds a PUE, also where the line that names it is lost.
  if (!isOld && basis !== 'recovered') return null;
  const why = isOld ? appliedNone(writer) : 'the log names no PUE and none was applied';
  const otherKwh = mean === null ? null : energyKwh * mean.value;
  const other =
    mean === null || otherKwh === null
      ? ''
      : `; with ${mean.value}, the mean of ${mean.year}, it would be ${formatEnergy(otherKwh)}`;
  const message = `${why}: ${formatEnergy(energyKwh)} is the energy of the devices alone${other}`;
  const figures = { loggedKwh: energyKwh, rangeKwh: otherKwh === null ? null : inOrder(energyKwh, otherKwh) };
  return newFinding('pue-missing', message, null, figures);
}

function appliedNone({ tool, version }: PueOfRun['writer']): string {
  if (tool === null) return 'a power trace holds no PUE';
  const program = tool === 'codecarbon' ? 'CodeCarbon' : tool;
  return `${version === null ? program : `${program} ${version}`} applied no PUE`;
}

/** CO2eq that is unknown, or that is based on figures with few digits. */
export function aboutCo2(run: Run, { basis, corrected }: Figures, part: MonitoredPart): Finding[] {
  if (basis === 'none') return [];
  if (corrected.co2eqG === null) {
    const hasBlock = run.actual?.co2eqG != null || run.predicted?.co2eqG != null;
    const why = hasBlock
      ? 'the log names no carbon intensity, and its printed figures have too few digits to compute one'
      : 'the log holds no carbon intensity for this energy';
    return [newFinding('co2-unknown', `CO2eq is unknown: ${why}`)];
  }
  const isOwn = isComplete(basis) && run.actual !== null && !countsSpans(run);
  const estimate = intensityOf(run, isOwn ? run.actual : run.predicted, isOwn ? finerKwh(part) : null);
  if (estimate === null || estimate.relativeError <= MOST_ROUNDING) return [];
  const percent = (estimate.relativeError * 100).toPrecision(2);
  const message = `CO2eq comes from printed figures with few digits and may be off by ${percent} %`;
  return [newFinding('co2-rounded', message)];
}

/** A yearly average in place of the intensity of the time and place. */
export function aboutFallback(intensity: Intensity | null): Finding[] {
  if (intensity === null || !isAverage(intensity)) return [];
  const year = intensity.year === null ? '' : ` in ${intensity.year}`;
  return [newFinding('intensity-fallback', `the carbon intensity is the average of ${placeOf(intensity)}${year}`)];
}

/** An average of another year than the run's. */
export function aboutIntensityYear(run: Run): Finding[] {
  const { intensity } = run;
  const runYear = yearOf(run.startedAt);
  if (intensity === null || !isAverage(intensity) || intensity.year === null || runYear === null) return [];
  if (intensity.year === runYear) return [];
  const value = `${Number(intensity.gPerKwh.toFixed(2))} g/kWh`;
  const message = `${value} is the average of ${placeOf(intensity)} in ${intensity.year}, but the run is from ${runYear}`;
  return [newFinding('intensity-year', message)];
}

const isAverage = ({ kind }: Intensity): boolean => kind.endsWith('-average');

/** The region of an average, which is larger than the location of a run. */
function placeOf({ kind, location, source }: Intensity): string {
  if (kind === 'world-average') return 'the world';
  if (kind === 'region-average') return source === undefined ? 'the EU-28' : (location ?? 'the region');
  return /(?:^|, )([A-Z]{2})$/.exec(location ?? '')?.[1] ?? location ?? 'a country that the log does not name';
}

function yearOf(startedAt: string | null): number | null {
  const year = Number(startedAt?.slice(0, 4));
  return year >= 2000 ? year : null;
}

/** The year of the survey, as logged; 1.1.5 and 1.1.6 log a year with a different mean. */
function yearOfPue({ value, source }: Pue): number | null {
  const named = Number(/\b20\d\d\b/.exec(source)?.[0]);
  if (Number.isNaN(named)) return null;
  const meanOfNamed = PUE_MEANS.find(({ year }) => year === named);
  if (meanOfNamed === undefined || meanOfNamed.value === value) return named;
  return PUE_MEANS.find((mean) => mean.value === value)?.year ?? named;
}

/** The mean of a year, or of the known year next to it. */
function nearestMean(year: number): Factor | null {
  let nearest: Factor | null = null;
  for (const mean of PUE_MEANS) {
    if (nearest === null || Math.abs(mean.year - year) < Math.abs(nearest.year - year)) nearest = mean;
  }
  return nearest;
}

const inOrder = (a: number, b: number): [number, number] => (a <= b ? [a, b] : [b, a]);

/** Codes of the findings about the PUE of a log. */
const ABOUT_PUE: ReadonlySet<string> = new Set(['pue-missing', 'pue-year', 'pue-not-applied']);
/** Codes of the findings about the carbon intensity of a log. */
const ABOUT_INTENSITY: ReadonlySet<string> = new Set([
  ...['intensity-fallback', 'intensity-year', 'intensity-implausible'],
  ...['co2-unknown', 'co2-rounded'],
]);

/** Whether a finding is about a factor of the log that a given one replaced, so that it says nothing of the figure any more. */
export const isAboutReplaced = ({ code }: Finding, { pue, intensity }: GivenFactors): boolean =>
  (pue !== undefined && ABOUT_PUE.has(code)) || (intensity !== undefined && ABOUT_INTENSITY.has(code));
