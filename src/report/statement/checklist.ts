/** Parts that the answers of all checklists share. */
import { formatNumber } from '../../model/numbers.ts';
import { plural } from '../../model/text.ts';
import * as factors from './factor-phrases.ts';
import type { Facts, Phase } from './facts.ts';
import type { Markup } from './markup.ts';
import { missingSentences } from './missing-texts.ts';
import * as notes from './notes.ts';
import * as phrases from './phrases.ts';

/** Sentences with energy, CO2eq, factors and basis. */
export function carbonAndBasis(facts: Facts, m: Markup): string {
  if (!phrases.isMeasured(facts)) {
    return [`Energy and ${m.text('CO2eq')}: not measured.`, ...missingSentences(facts)].join(' ');
  }
  const figures = `Energy: ${phrases.energyPhrase(facts, m)}; carbon footprint: ${phrases.carbonPhrase(facts, m)}${unknownRuns(facts)}.`;
  const said = `${factors.pueSentence(facts, m)} ${factors.intensitySentence(facts, m)}`;
  return [figures, said, ...notes.noteSentences(facts, m), phrases.programsSentence(facts, m)].join(' ');
}

/** ` (unknown for 2 of 12 runs)`, where CO2eq is known for some of the runs only. */
export function unknownRuns({ totals }: Facts): string {
  const { co2eqUnknownRuns, runs, co2eqG } = totals;
  return co2eqUnknownRuns === 0 || co2eqG === null ? '' : ` (unknown for ${co2eqUnknownRuns} of ${runs} runs)`;
}

/** Names of phases with results in a paper, and without; other names are neither. */
const REPORTED = /^(?:final|evaluation)$/i;
const UNREPORTED = /^(?:development|failed|preliminary)$/i;

/** Whether the whole project needed more compute than what the paper reports. */
export function wholeProject({ phases, groupedBy = phrases.PHASE }: Facts, m: Markup): string {
  if (phases.length === 0) {
    return `${phrases.TODO}: say whether the whole project needed more compute than these runs (preliminary or failed experiments)`;
  }
  const list = phaseList(phases, m);
  const isKnown = phases.every(({ name }) => REPORTED.test(name) || UNREPORTED.test(name));
  const isMore = phases.some(({ name, runs }) => UNREPORTED.test(name) && runs > 0);
  if (!isKnown) {
    const which =
      groupedBy === phrases.PHASE
        ? `phases the paper reports (${list})`
        : `runs the paper reports (by ${groupedBy}: ${list})`;
    return `${phrases.TODO}: say which ${which}`;
  }
  if (isMore) return `the whole project needed more compute than the experiments that the paper reports (${list})`;
  return `the logs hold no preliminary or failed experiments; ${phrases.TODO}: confirm that there were none (${list})`;
}

/** The phases and what they used, one after the other. */
export const phaseList = (phases: readonly Phase[], m: Markup): string =>
  phases.map((phase) => phaseText(phase, m)).join('; ');

function phaseText({ name, runs, gpuHours, energyKwh }: Phase, m: Markup): string {
  const figures = `${m.quantity(formatNumber(gpuHours), '')} GPU-hours, ${m.quantity(formatNumber(energyKwh), 'kWh')}`;
  return `${m.text(name)}: ${plural(runs, 'run')}, ${figures}`;
}
