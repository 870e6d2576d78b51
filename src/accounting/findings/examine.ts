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
import { aboutCo2, aboutFallback, aboutIntensityYear, PueExaminer } from './factors.ts';
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
  const ofPue = new PueExaminer().about(run, run.startedAt, figures);
  return [
    ...aboutPrediction(run, figures),
    ...aboutConstantPower(run),
    ...(ofPue === null ? [] : [ofPue]),
    // Those of ct-track and of event logs are shown with every command.
    ...(run.tracking === null && run.format !== 'carbontracker-events' ? aboutFallback(run.intensity) : []),
    ...aboutIntensityYear(run),
  ];
}
