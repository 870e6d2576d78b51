/** Run -> its figures as logged and corrected, their basis, and how the energy was obtained. */
import { summaryOf } from '../../model/column-run.ts';
import { type Component, type Consumption, countsSpans, type Run, recordsEpochs } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import type { Figure, Figures } from '../types.ts';
import { commandFailed, printedCountOf, unfinishedPart } from './ending.ts';
import { equivalentsOf, intensityGPerKwh } from './factors.ts';
import { type MonitoredPart, monitoredPart } from './monitored.ts';

/** Decides which figure of a run counts (measured, predicted, recovered or none), as logged and corrected. */
export function figuresOf(run: Run): Figures {
  return figuresOfPart(run, monitoredPart(run));
}

/** The figure of a run, given its monitored part. */
export function figuresOfPart(run: Run, part: MonitoredPart): Figures {
  switch (sourceOf(run, part)) {
    case 'total':
      return { basis: basisOf(obtainedOf(run, part.summary)), ...measuredFigures(run, part) };
    case 'extrapolation':
      return { basis: 'predicted', ...predictedFigures(run, part) };
    case 'epochs':
      return { basis: 'recovered', ...recoveredFigures(run, part) };
    case 'nothing':
      return { basis: 'none', logged: NOTHING, corrected: NOTHING };
  }
}

const NOTHING: Figure = { energyKwh: 0, co2eqG: null, equivalents: null, durationS: 0, epochs: 0 };

/** The source of the figure of a run. */
function sourceOf(run: Run, { summary, energyKwh }: MonitoredPart): 'total' | 'extrapolation' | 'epochs' | 'nothing' {
  const { actual, plannedEpochs } = run;
  if (countsSpans(run)) return summary.measuredEpochs === 0 ? 'nothing' : run.end === 'cut-off' ? 'epochs' : 'total';
  const printsEnergy = actual !== null && (actual.energyKwh > 0 || energyKwh > 0);
  if (summary.measuredEpochs === 0 && unfinishedPart(run) === null && !printsEnergy) return 'nothing';
  if (isExtrapolated(run, summary.epochs)) return 'extrapolation';
  if (actual?.block === 'actual') return 'total';
  const coversPlan = actual !== null && actual.epochs !== null && actual.epochs >= (plannedEpochs ?? Infinity);
  return coversPlan ? 'total' : 'epochs';
}

/** Whether monitoring ended before the plan did, in a run that went on: never one that failed or was stopped. */
function isExtrapolated(run: Run, recorded: number): boolean {
  const { actual, plannedEpochs, end } = run;
  if (plannedEpochs === null || commandFailed(run)) return false;
  // An Actual block is written when monitoring ends, so it counts as an end even where the end line is missing.
  if (end !== 'finished' && !(end === 'cut-off' && actual?.block === 'actual')) return false;
  if (recorded > 0) return Math.max(recorded, actual?.epochs ?? 0) < plannedEpochs;
  const count = printedCountOf(run);
  if (count !== null) return count.reading === 'holds' && count.epochs < plannedEpochs;
  return actual?.epochs != null && actual.epochs < plannedEpochs;
}

function printedFigure(block: Consumption, epochs: number): Figure {
  return {
    energyKwh: block.energyKwh,
    co2eqG: block.co2eqG,
    equivalents: block.equivalents,
    durationS: block.durationS ?? 0,
    epochs: block.epochs ?? epochs,
  };
}

/** A figure with CO2eq computed from its energy. */
function withCo2eq(
  run: Run,
  block: Consumption | null,
  part: Pick<Figure, 'energyKwh' | 'durationS' | 'epochs'>,
  finerKwh: number | null = null,
): Figure {
  const gPerKwh = intensityGPerKwh(run, block, finerKwh);
  const co2eqG = gPerKwh === null ? null : part.energyKwh * gPerKwh;
  const { energyKwh, durationS, epochs } = part;
  return { energyKwh, co2eqG, equivalents: co2eqG === null ? null : equivalentsOf(co2eqG), durationS, epochs };
}

/** Energy of an Actual block by its epochs, before any correction; null where its own digits are finer. */
export const finerKwh = ({ source, energyKwh, deviceRatio }: MonitoredPart): number | null =>
  source === 'epochs' ? energyKwh / deviceRatio : null;

type Pair = Pick<Figures, 'logged' | 'corrected'>;

function measuredFigures(run: Run, part: MonitoredPart): Pair {
  const { actual } = run;
  if (actual === null) return recoveredFigures(run, part);
  if (countsSpans(run)) {
    return { logged: printedFigure(actual, part.epochs), corrected: recoveredFigures(run, part).corrected };
  }
  const corrected = withCo2eq(run, actual, part, finerKwh(part));
  const logged = printedFigure(actual, part.epochs);
  // The writer printed `nan g`, or the block was cut: the energy has no CO2eq.
  if (actual.co2eqG === null) return { logged, corrected: { ...corrected, co2eqG: null, equivalents: null } };
  // What is printed with all digits of a double needs no intensity that is rounded once more.
  if (actual.co2eqResolutionG === 0 && part.energyKwh === actual.energyKwh) {
    return { logged, corrected: { ...corrected, co2eqG: actual.co2eqG, equivalents: equivalentsOf(actual.co2eqG) } };
  }
  return { logged, corrected };
}

function predictedFigures(run: Run, part: MonitoredPart): Pair {
  const planned = run.plannedEpochs ?? part.epochs;
  const scale = planned / Math.max(part.epochs, part.summary.epochs, 1);
  const corrected = withCo2eq(run, run.predicted, {
    energyKwh: part.summary.epochs > 0 ? part.energyKwh * scale : betweenPrinted(run, part, scale),
    durationS: part.durationS * scale,
    epochs: planned,
  });
  return { logged: run.predicted === null ? corrected : printedFigure(run.predicted, planned), corrected };
}

/** Without recorded epochs, the energy is kept between the two figures that the log prints. */
function betweenPrinted({ actual, predicted }: Run, { energyKwh, deviceRatio }: MonitoredPart, scale: number): number {
  if (actual === null || predicted === null) return energyKwh;
  const predictedKwh = predicted.energyKwh * deviceRatio;
  const scaledKwh = energyKwh * scale;
  const roundingKwh = (actual.energyResolutionKwh * scale + predicted.energyResolutionKwh) * deviceRatio;
  if (Math.abs(scaledKwh - predictedKwh) <= roundingKwh) return Math.max(predictedKwh, energyKwh);
  return Math.min(Math.max(scaledKwh, energyKwh), Math.max(predictedKwh, energyKwh));
}

function recoveredFigures(run: Run, { recorded, summary }: MonitoredPart): Pair {
  if (summary.epochs === 0 && run.actual !== null) {
    const figure = printedFigure(run.actual, 0);
    return { logged: figure, corrected: figure };
  }
  const unfinished = unfinishedPart(run);
  const unfinishedKwh = unfinished?.energyKwh ?? 0;
  const rest = {
    durationS: summary.durationS + (unfinished?.durationS ?? 0),
    epochs: recordsEpochs(run) ? summary.epochs : 0,
  };
  return {
    logged: {
      ...withCo2eq(run, run.predicted, { ...rest, energyKwh: summary.loggedKwh - summary.filledKwh + unfinishedKwh }),
      equivalents: null,
    },
    corrected: withCo2eq(run, run.predicted, {
      ...rest,
      energyKwh: recorded.correctedKwh - recorded.filledKwh + unfinishedKwh,
    }),
  };
}

/** Ways of obtaining energy, from measured to simulated. */
export const OBTAINED = ['measured', 'estimated', 'simulated'] as const;

/** How energy was obtained: by a sensor, from a load model, or made up by a simulated device. */
export type Obtained = (typeof OBTAINED)[number];

/**
 * Every way that contributed energy to a run; none where nothing did. 0 W throughout is a sensor that could not be read, or
 * adds nothing.
 */
export function obtainedOf(run: Run, summary: Summary = summaryOf(run)): readonly Obtained[] {
  const { components } = run;
  // A total without epochs does not show which components add to it: each may, and one of unknown method is measured.
  const isUnrecorded = summary.epochs === 0 && run.actual !== null;
  let ways = isUnrecorded && components.length === 0 ? bitOf('measured') : 0;
  for (let i = 0; i < components.length; i += 1) {
    const component = components[i] as Component;
    const counts = isUnrecorded || summary.components[i]?.hasPower === true || hasUnfinishedPower(run, component);
    if (counts) ways |= bitOf(obtainedBy(component));
  }
  return SETS_OF_WAYS[ways] as readonly Obtained[];
}

/** A bit for each way, so that the ways of a run are a number. */
const bitOf = (one: Obtained): number => 1 << OBTAINED.indexOf(one);

/** Every set of ways under the sum of their bits. */
const SETS_OF_WAYS: readonly (readonly Obtained[])[] = Array.from({ length: 2 ** OBTAINED.length }, (_, ways) =>
  OBTAINED.filter((one) => (ways & bitOf(one)) !== 0),
);

/** The basis of a complete figure: one measured device makes it measured, one simulated device among the others simulated. */
export function basisOf(obtained: readonly Obtained[]): Obtained {
  if (obtained.length === 0 || obtained.includes('measured')) return 'measured';
  return obtained.includes('simulated') ? 'simulated' : 'estimated';
}

function obtainedBy({ method }: Component): Obtained {
  return method === 'estimated' || method === 'simulated' ? method : 'measured';
}

/** Whether a component has energy behind its last epoch. */
function hasUnfinishedPower({ tracking }: Run, { name }: Component): boolean {
  const unfinished = tracking?.unfinished ?? null;
  if (tracking === null || unfinished === null) return false;
  return tracking.devices.some(({ component }, i) => component === name && (unfinished.energyJ[i] ?? 0) > 0);
}
