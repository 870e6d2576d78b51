/** Run -> which of its figures counts, as logged and corrected. */
import { totalPowerW } from '../model/energy.ts';
import type { Consumption, Run } from '../model/run.ts';
import { equivalentsOf, intensityGPerKwh } from './co2.ts';
import type { MonitoredPart } from './monitored.ts';
import type { Account, Basis, Figure } from './types.ts';
import { unfinishedPart } from './unfinished.ts';

/** The figure of a run, given its monitored part. */
export function accountOf(run: Run, part: MonitoredPart): Account {
  const basis = basisOf(run);
  switch (basis) {
    case 'measured':
      return { basis, ...measuredFigures(run, part) };
    case 'predicted':
      return { basis, ...predictedFigures(run, part) };
    case 'recovered':
      return { basis, ...recoveredFigures(run, part) };
    case 'none':
      return { basis, logged: NOTHING, corrected: NOTHING };
  }
}

const NOTHING: Figure = { energyKwh: 0, co2eqG: null, equivalents: null, durationS: 0, epochs: 0 };

function basisOf(run: Run): Basis {
  const { actual, plannedEpochs } = run;
  const hasPower = run.epochs.some((epoch) => {
    return epoch.durationS !== null && Object.values(epoch.powerW).some((power) => totalPowerW(power) !== null);
  });
  if (!hasPower && unfinishedPart(run) === null && !(actual !== null && actual.energyKwh > 0)) return 'none';
  // An Actual block is written when monitoring ends, so it counts as an end even where the end line is missing.
  const endedNormally = run.end === 'finished' || (run.end === 'cut-off' && actual?.block === 'actual');
  const monitored = Math.max(run.epochs.length, actual?.epochs ?? 0);
  const countIsKnown = run.epochs.length > 0 || actual?.epochs !== null;
  if (endedNormally && countIsKnown && plannedEpochs !== null && monitored < plannedEpochs) return 'predicted';
  if (actual?.block === 'actual') return 'measured';
  const coversPlan = actual !== null && actual.epochs !== null && actual.epochs >= (plannedEpochs ?? Infinity);
  return coversPlan ? 'measured' : 'recovered';
}

function figureOf(block: Consumption, epochs: number): Figure {
  return {
    energyKwh: block.energyKwh,
    co2eqG: block.co2eqG,
    equivalents: block.equivalents,
    durationS: block.durationS ?? 0,
    epochs: block.epochs ?? epochs,
  };
}

/** A figure whose CO2eq follows from its energy. */
function priced(run: Run, block: Consumption | null, part: Pick<Figure, 'energyKwh' | 'durationS' | 'epochs'>): Figure {
  const gPerKwh = intensityGPerKwh(run, block);
  const co2eqG = gPerKwh === null ? null : part.energyKwh * gPerKwh;
  const { energyKwh, durationS, epochs } = part;
  return { energyKwh, co2eqG, equivalents: co2eqG === null ? null : equivalentsOf(co2eqG), durationS, epochs };
}

type Figures = Pick<Account, 'logged' | 'corrected'>;

function measuredFigures(run: Run, part: MonitoredPart): Figures {
  const { actual } = run;
  if (actual === null) return recoveredFigures(run, part);
  const corrected = priced(run, actual, part);
  const logged = figureOf(actual, part.epochs);
  // The writer could not tell (`nan g`), or the block was cut: the energy has no CO2eq.
  if (actual.co2eqG === null) return { logged, corrected: { ...corrected, co2eqG: null, equivalents: null } };
  return { logged, corrected };
}

function predictedFigures(run: Run, part: MonitoredPart): Figures {
  const planned = run.plannedEpochs ?? part.epochs;
  const scale = part.epochs > 0 ? planned / part.epochs : 0;
  const corrected = priced(run, run.predicted, {
    energyKwh: part.energyKwh * scale,
    durationS: part.durationS * scale,
    epochs: planned,
  });
  return { logged: run.predicted === null ? corrected : figureOf(run.predicted, planned), corrected };
}

function recoveredFigures(run: Run, { sum }: MonitoredPart): Figures {
  if (run.epochs.length === 0 && run.actual !== null) {
    const figure = figureOf(run.actual, 0);
    return { logged: figure, corrected: figure };
  }
  const unfinished = unfinishedPart(run);
  const unfinishedKwh = unfinished?.energyKwh ?? 0;
  const rest = { durationS: sum.durationS + (unfinished?.durationS ?? 0), epochs: run.epochs.length };
  return {
    logged: {
      ...priced(run, run.predicted, { ...rest, energyKwh: sum.loggedKwh - sum.filledKwh + unfinishedKwh }),
      equivalents: null,
    },
    corrected: priced(run, run.predicted, {
      ...rest,
      energyKwh: sum.correctedKwh - sum.filledCorrectedKwh + unfinishedKwh,
    }),
  };
}
