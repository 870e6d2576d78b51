/** Run -> figure and findings: what changes how far the figure can be trusted, and what only an audit asks for. */
import { joinedFindings } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';
import { figuresOfPart } from '../run/figures.ts';
import { type MonitoredPart, monitoredPart } from '../run/monitored.ts';
import type { Figures } from '../types.ts';
import { aboutBasis, aboutCommand, aboutPrediction, aboutTotal } from './basis.ts';
import { aboutIntensity } from './country.ts';
import { aboutDevices } from './devices.ts';
import { aboutEpochs } from './epochs.ts';
import {
  aboutCo2,
  aboutFallback,
  aboutIntensityYear,
  aboutPue,
  judgeOfPue,
  type PueJudge,
  type PueOfRun,
} from './factors.ts';
import { aboutConstantPower, aboutEstimates, aboutTracking } from './measurement.ts';

/** The findings about the figure of a run; those of the parser are already in the run. */
export function examine(run: Run): Finding[] {
  return assess(run).findings;
}

/** Figures and findings of a run, with its epochs added up once. */
export function assess(run: Run): { figures: Figures; findings: Finding[] } {
  const part = monitoredPart(run);
  const counted = figuresOfPart(run, part);
  return { figures: counted, findings: findingsOf(run, counted, part) };
}

/** The findings of a run, given its figures and its monitored part. */
function findingsOf(run: Run, counted: Figures, part: MonitoredPart): Finding[] {
  return joinedFindings(
    aboutBasis(run, counted, part),
    aboutDevices(run, counted, part),
    aboutTotal(run, counted, part),
    aboutEpochs(run, counted, part),
    aboutEstimates(run),
    aboutTracking(run, counted),
    run.format === 'carbontracker-events' ? aboutFallback(run.intensity) : [],
    aboutIntensity(run),
    aboutCo2(run, counted, part),
    aboutCommand(run),
  );
}

/** Facts about the factors behind a figure, and about what its log offers beside it; none for a run without a figure. */
export function examineClosely(run: Run, figures: Figures): Finding[] {
  if (figures.basis === 'none') return [];
  return [
    ...aboutPrediction(run, figures),
    ...aboutConstantPower(run),
    ...aboutPue(run, figures),
    // Those of ct-track and of event logs are shown with every command.
    ...(run.tracking === null && run.format !== 'carbontracker-events' ? aboutFallback(run.intensity) : []),
    ...aboutIntensityYear(run),
  ];
}

/** The findings that may change the energy, for outputs that otherwise would not show them. */
export const examineEnergy = (run: PueOfRun, figures: Figures): Finding[] =>
  energyExaminerOf(run)(run.startedAt, figures);

/** As `examineEnergy`, for runs that come one after the other: those of ordinary logs share their PUE and their writer. */
export class EnergyExaminer {
  #pue: PueOfRun['pue'] = null;
  #writer: PueOfRun['writer'] | null = null;
  #judge: PueJudge | null = null;

  /** The findings about a run that may change its energy. */
  examine({ pue, writer, startedAt }: PueOfRun, figures: Figures): Finding[] {
    if (this.#judge === null || pue !== this.#pue || writer !== this.#writer) {
      this.#pue = pue;
      this.#writer = writer;
      this.#judge = energyExaminerOf({ pue, writer });
    }
    return this.#judge(startedAt, figures);
  }
}

/** As `examineEnergy`, for many runs that have a PUE and a writer in common. */
export function energyExaminerOf(kind: Omit<PueOfRun, 'startedAt'>): PueJudge {
  const judge = judgeOfPue(kind);
  return (startedAt, figures) =>
    figures.basis === 'none' ? [] : judge(startedAt, figures).filter(({ figures }) => figures?.rangeKwh != null);
}
