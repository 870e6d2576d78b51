/** The sentence in the form that Green Algorithms prints, from measured figures. */
import { formatEnergy, formatMass, formatNumber } from '../../model/numbers.ts';
import { listed } from '../../model/text.ts';
import { readableDuration } from '../../model/units.ts';
import { intensitySentence, pueSentence } from './factor-phrases.ts';
import type { Facts } from './facts.ts';
import { PLAIN } from './markup.ts';
import { missingSentences } from './missing-texts.ts';
import { noteSentences } from './notes.ts';
import * as phrases from './phrases.ts';

/** CO2 that a mature tree takes up in a month, in g: 11 kg a year (Lannelongue et al. 2021, after Akbari 2002). */
const TREE_MONTH_G = 11_000 / 12;

/** The sentence, with its basis. */
export function greenAlgorithms(facts: Facts): string {
  const { totals, locations, tools } = facts;
  if (!phrases.isMeasured(facts)) {
    const unknown = ['What this algorithm used is unknown: nothing was measured.', ...missingSentences(facts)];
    return `${[...unknown, endOf(facts)].join(' ')}\n`;
  }
  const energy = formatEnergy(totals.energyKwh);
  const runs = totals.runs === 1 ? '' : `ran ${totals.runs} times in total, `;
  const based =
    locations.length === 0
      ? ''
      : `Based in ${PLAIN.text(listed(locations.slice(0, phrases.MOST_LISTED).map(({ name }) => name)))}, `;
  const footprint =
    totals.co2eqG === null
      ? 'has an unknown carbon footprint'
      : `has a carbon footprint of ${formatMass(totals.co2eqG)} CO2eq${unknownText(facts)}, which is equivalent to ${formatNumber(totals.co2eqG / TREE_MONTH_G)} tree-months`;
  const head = `This algorithm runs in ${readableDuration(totals.durationS)} on ${phrases.hardwarePhrase(facts, PLAIN)}, and draws ${energy}.`;
  const verb = (tools.obtained ?? ['measured'])[0] === 'measured' ? 'measured' : 'estimated';
  const body = `${based === '' ? 'It' : `${based}it`} ${runs === '' ? '' : `${runs}and `}${footprint} (${verb}, not calculated by Green Algorithms; 11 kg of CO2 per tree and year, Lannelongue et al. 2021).`;
  return `${[head, body, pueSentence(facts, PLAIN), intensitySentence(facts, PLAIN), ...noteSentences(facts, PLAIN), endOf(facts)].join(' ')}\n`;
}

function unknownText({ totals: { co2eqUnknownRuns, runs } }: Facts): string {
  return co2eqUnknownRuns === 0 ? '' : ` (unknown for ${co2eqUnknownRuns} of ${runs} runs)`;
}

const endOf = (facts: Facts): string =>
  `Logged by ${phrases.writersPhrase(facts, PLAIN)}, added up by ${phrases.programPhrase(PLAIN)}.`;
