/** Causes of uncertainty of a figure, with their size: readings, gaps, load models, predictions and findings. */
import { meaningOf } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';
import { type CountedPart, spreadOf } from '../findings/weight.ts';
import type { Figures } from '../types.ts';
import type { EnergyPiece } from './energy-pieces.ts';
import { LEAST_KWH } from './factors.ts';
import { epochEnergiesJ } from './monitored.ts';

/** Causes of uncertainty of a figure. */
export const RANGE_KINDS = [
  'sensor',
  'coverage',
  'tdp-model',
  'prediction',
  'devices',
  'total',
  'counted-twice',
  'pue',
  'intensity',
] as const;

/** One of these causes. */
export type RangeKind = (typeof RANGE_KINDS)[number];

/** Bounds of a part, relative to its figure, before the parts are put together. */
export interface Deviation {
  /** Cause of the uncertainty. */
  kind: RangeKind;
  /** Share of the figure that may be too much, at most 0. */
  low: number;
  /** Share of the figure that may be missing, at least 0. */
  high: number;
  /** Source of the bounds. */
  why: string;
}

/** Findings with a range of their own, and its cause. */
const KINDS_OF_FINDINGS: ReadonlyMap<string, RangeKind> = new Map(
  Object.entries({
    'devices-maybe-averaged': 'devices',
    'devices-averaged-uncorrected': 'devices',
    'total-differs': 'total',
    'total-coarse': 'total',
    'total-rounded': 'total',
    'rows-not-cumulative': 'total',
    'power-implausible': 'total',
    'clock-set-forward': 'total',
    'copied-part': 'counted-twice',
    'device-counted-once': 'counted-twice',
    'devices-maybe-shared': 'counted-twice',
    'programs-overlap': 'counted-twice',
    'clock-set-back': 'counted-twice',
    'maybe-copies': 'counted-twice',
    'reading-gaps': 'coverage',
    'power-at-instants': 'coverage',
    'pue-missing': 'pue',
    'pue-year': 'pue',
  } as const),
);

/** The part of a range that comes from a finding; null where it adds none. */
export function kindOfFinding({ code }: Finding): RangeKind | null {
  return KINDS_OF_FINDINGS.get(code) ?? null;
}

/** Adds those of findings, relative to what counts of the run; none where that is 0. */
export function addFindings(
  deviations: Deviation[],
  findings: readonly Finding[],
  part: CountedPart,
  hasPue: boolean,
): void {
  const { countedKwh } = part;
  if (countedKwh < LEAST_KWH) return;
  for (const finding of findings) {
    const kind = kindOfFinding(finding);
    if (kind === null || (kind === 'pue' && hasPue)) continue;
    const { lowKwh, highKwh } = spreadOf(finding, part);
    if (lowKwh === 0 && highKwh === 0) continue;
    deviations.push({ kind, low: lowKwh / countedKwh, high: highKwh / countedKwh, why: meaningOf(finding.code) });
  }
}

/** Deviations from sensors, missing readings and load models; those of one kind and reason are joined. */
export function ofPieces(pieces: readonly EnergyPiece[]): Deviation[] {
  const totalJ = pieces.reduce((sum, { energyJ }) => sum + energyJ, 0);
  if (totalJ <= 0) return [];
  const sums: Deviation[] = [];
  const add = (deviation: Deviation | null): void => {
    if (deviation === null) return;
    const { kind, low, high, why } = deviation;
    let sum = sums.find((one) => one.kind === kind && one.why === why);
    if (sum === undefined) {
      sum = { kind, low: 0, high: 0, why };
      sums.push(sum);
    }
    sum.low += Math.min(0, low) / totalJ;
    sum.high += Math.max(0, high) / totalJ;
  };
  for (const piece of pieces) {
    add(ofSensor(piece));
    add(ofCoverage(piece));
    add(ofModel(piece));
  }
  return sums.sort((a, b) => RANGE_KINDS.indexOf(a.kind) - RANGE_KINDS.indexOf(b.kind));
}

/** A reading that is e too high stands for a truth of reading / (1 + e); in J. */
function ofSensor({ accuracy, energyJ }: EnergyPiece): Deviation | null {
  if (accuracy === null || energyJ <= 0) return null;
  const { least, most, source } = accuracy;
  return { kind: 'sensor', low: energyJ / (1 + most) - energyJ, high: energyJ / (1 + least) - energyJ, why: source };
}

const FILLED =
  'time without a reading, which the log fills in: between the lowest and the highest mean power of an epoch';
const MISSING = 'time without a reading, which is not counted: up to the highest mean power of an epoch';

function ofCoverage({ missingS, filledJ, seenW }: EnergyPiece): Deviation | null {
  if (missingS <= 0 || seenW === null) return null;
  const [lowestW, highestW] = seenW;
  const high = missingS * highestW - filledJ;
  return filledJ > 0
    ? { kind: 'coverage', low: missingS * lowestW - filledJ, high, why: FILLED }
    : { kind: 'coverage', low: 0, high, why: MISSING };
}

/** carbontracker takes half the TDP for the power of a CPU that it cannot measure, whatever its load. */
const CARBONTRACKER_TDP_SHARE = 0.5;
/** An idle CPU draws about a tenth of its TDP, as in the load model of ct-track. */
const IDLE_TDP_SHARE = 0.1;

const LOGGED_MODEL = 'load model: between the idle power and the TDP that the log names for the device';
const TDP_MODEL =
  'carbontracker assumed half the TDP: between idle (about 0.1 TDP) and TDP; for an unknown CPU the TDP itself is assumed';

function ofModel({ component, method, energyJ, coveredS, rangeW, rangeWhy }: EnergyPiece): Deviation | null {
  if (method !== 'estimated' || energyJ <= 0) return null;
  if (rangeW !== null) {
    const [low, high] = [rangeW[0] * coveredS - energyJ, rangeW[1] * coveredS - energyJ];
    return { kind: 'tdp-model', low, high, why: rangeWhy ?? LOGGED_MODEL };
  }
  if (component !== 'cpu') return null;
  const fullJ = energyJ / CARBONTRACKER_TDP_SHARE;
  return { kind: 'tdp-model', low: fullJ * IDLE_TDP_SHARE - energyJ, high: fullJ - energyJ, why: TDP_MODEL };
}

const SPREAD = 'epochs that were not monitored: assumed between the lowest and the highest monitored epoch';
/** Energy of the mean epoch divided by that of the first. */
const [LEAST_BY_FIRST, MOST_BY_FIRST] = [0.98, 2.16];
const BY_FIRST =
  'assumed to use 0.98 to 2.16 times as much, like the mean epoch relative to the first in 15 of 16 public runs of five or more epochs (11.6 times in one)';
const ONE_EPOCH = `one epoch was monitored: the others are ${BY_FIRST}`;
const NO_EPOCHS = `no epoch is on record: those that were not monitored are ${BY_FIRST}`;

/** Epochs that were not monitored, by those that were; nothing for a figure that is no prediction. */
export function ofPrediction(run: Run, { basis, corrected }: Figures): Deviation[] {
  if (basis !== 'predicted') return [];
  const energiesJ = epochEnergiesJ(run);
  const [first] = energiesJ;
  const meanJ = energiesJ.reduce((sum, energyJ) => sum + energyJ, 0) / energiesJ.length;
  if (energiesJ.length > 1 && meanJ <= 0) return [];
  const monitored = Math.max(1, energiesJ.length === 0 ? (run.actual?.epochs ?? 0) : energiesJ.length);
  const share = corrected.epochs > 0 ? Math.max(0, corrected.epochs - monitored) / corrected.epochs : 0;
  if (first === undefined || energiesJ.length === 1) {
    const [low, high] = [share * (LEAST_BY_FIRST - 1), share * (MOST_BY_FIRST - 1)];
    return [{ kind: 'prediction', low, high, why: first === undefined ? NO_EPOCHS : ONE_EPOCH }];
  }
  const [leastJ, mostJ] = energiesJ.reduce(
    ([low, high], one) => [Math.min(low, one), Math.max(high, one)],
    [first, first],
  );
  return [{ kind: 'prediction', low: share * (leastJ / meanJ - 1), high: share * (mostJ / meanJ - 1), why: SPREAD }];
}
