/** Findings about the epochs on record. */
import { loggedEpochEnergyKwh } from '../../model/energy.ts';
import { joinedFindings, newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import { countsSpans, type Epoch, type Finding, type Run, recordsEpochs } from '../../model/run.ts';
import { S_PER_HOUR } from '../../model/units.ts';
import type { MonitoredPart } from '../run/monitored.ts';
import { timesByStamps } from '../run/writers.ts';
import type { Figures } from '../types.ts';

/** Findings about the number of epochs, their labels, and missing readings. */
export function aboutEpochs(run: Run, figures: Figures, part: MonitoredPart): Finding[] {
  // The reader of a format reports what its measured spans lack, and they have no numbers.
  if (!recordsEpochs(run)) return countsSpans(run) ? aboutZeroPower(part) : [];
  return joinedFindings(
    aboutCount(run.actual, part),
    aboutReadings(figures, part),
    aboutZeroPower(part),
    aboutClock(run, figures),
  );
}

function aboutCount(actual: Run['actual'], part: MonitoredPart): Finding[] {
  const findings: Finding[] = [];
  const { epochs, isNumbered } = part.summary;
  if (actual !== null && actual.epochs !== null && actual.block === 'actual' && epochs > 0) {
    if (part.epochs === epochs && actual.epochs === epochs - 1) {
      findings.push(newFinding('epoch-count', `the log prints ${actual.epochs} epochs, its figures cover ${epochs}`));
    } else if (actual.epochs !== epochs) {
      const message = `the log prints ${actual.epochs} epochs and records ${epochs}`;
      findings.push(newFinding('epoch-records', message));
    }
  }
  if (!isNumbered) findings.push(newFinding('epoch-labels', `epoch labels do not count 1 to ${epochs}`));
  return findings;
}

function aboutReadings({ basis, logged, corrected }: Figures, { summary, recorded }: MonitoredPart): Finding[] {
  const { unmeasuredS, measuredEpochs } = summary;
  if (unmeasuredS <= 0 || measuredEpochs === 0) return [];
  const message = `${unmeasuredS.toFixed(2)} s of epochs lack a power reading`;
  const { energyKwh } = corrected;
  const { filledKwh } = recorded;
  // A recovered figure leaves out what a printed total fills in; one that is smaller than that holds none of it.
  const lowKwh = basis === 'recovered' || energyKwh < filledKwh ? energyKwh : energyKwh - filledKwh;
  const rangeKwh: [number, number] | null = filledKwh > 0 ? [lowKwh, lowKwh + filledKwh] : null;
  const figures = { loggedKwh: logged.energyKwh, rangeKwh };
  return [newFinding('epoch-not-measured', message, summary.filledKwh || null, figures)];
}

function aboutZeroPower({ summary }: MonitoredPart): Finding[] {
  const findings: Finding[] = [];
  for (const { name, readings, hasPower } of summary.components) {
    // A neural engine that nothing uses draws 0 W.
    if (readings === 0 || hasPower || name === 'ane') continue;
    const message = `${name} reads 0 W in every epoch: it was idle throughout, or its sensor could not be read`;
    findings.push(newFinding('power-zero', message));
  }
  return findings;
}

const hasDuration = (epoch: Epoch): epoch is Epoch & { durationS: number } => epoch.durationS !== null;

/** An hour that did not pass shows where one epoch is longer than the others by just that. */
function aboutClock(run: Run, { corrected }: Figures): Finding[] {
  if (!timesByStamps(run.writer)) return [];
  const timed = run.epochs.filter(hasDuration).sort((a, b) => a.durationS - b.durationS);
  const longest = timed.pop();
  const usual = timed[timed.length >> 1];
  if (longest === undefined || usual === undefined || timed.length < 2) return [];
  if (Math.abs(longest.durationS - S_PER_HOUR - usual.durationS) > 2 + usual.durationS / 10) return [];
  if (timed.some(({ durationS }) => durationS > S_PER_HOUR)) return [];
  const hourKwh = loggedEpochEnergyKwh({ ...longest, durationS: S_PER_HOUR }) ?? 0;
  const { energyKwh } = corrected;
  return [
    newFinding(
      'clock-set-forward',
      `epoch ${longest.number} lasts ${Math.round(longest.durationS)} s, the others about ${Math.round(usual.durationS)} s: if summer time began in it, ${formatEnergy(hourKwh)} too much are counted`,
      null,
      { loggedKwh: energyKwh, rangeKwh: [Math.max(0, energyKwh - hourKwh), energyKwh] },
    ),
  ];
}
