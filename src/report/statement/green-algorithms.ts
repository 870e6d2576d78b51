/** The sentence in the form that Green Algorithms prints, from the figures of the logs. */
import { formatEnergy, formatMass, formatNumber } from '../../model/numbers.ts';
import { listed, plural } from '../../model/text.ts';
import { readableDuration } from '../../model/units.ts';
import { unknownRuns } from './checklist.ts';
import { intensitySentence, pueSentence } from './factor-phrases.ts';
import type { Facts } from './facts.ts';
import { PLAIN } from './markup.ts';
import { missingSentences } from './missing-texts.ts';
import { noteSentences } from './notes.ts';
import type { StatementOptions } from './options.ts';
import * as phrases from './phrases.ts';
import { obtainedWords } from './sentence.ts';

/** CO2 that a mature tree takes up in a month, in g: 11 kg a year (Lannelongue et al. 2021, after Akbari 2002). */
const TREE_MONTH_G = 11_000 / 12;

/** The sentence, with its basis. */
export function greenAlgorithms(facts: Facts, { region }: StatementOptions = {}): string {
  const { totals, tools } = facts;
  const end = phrases.programsSentence(facts, PLAIN);
  if (!phrases.isMeasured(facts)) {
    const unknown = ['What this algorithm used is unknown: nothing was measured.', ...missingSentences(facts)];
    return `${[...unknown, end].join(' ')}\n`;
  }
  const energy = formatEnergy(totals.energyKwh);
  const runs = totals.runs === 1 ? '' : `ran ${totals.runs} times in total, and `;
  const place = region === undefined ? placesOf(facts) : PLAIN.text(region);
  const hardware = facts.devices.length === 0 ? phrases.TODO : phrases.hardwarePhrase(facts, PLAIN);
  const footprint =
    totals.co2eqG === null
      ? 'has an unknown carbon footprint'
      : `has a carbon footprint of ${formatMass(totals.co2eqG)} CO2eq${unknownRuns(facts)}, which is equivalent to ${formatNumber(totals.co2eqG / TREE_MONTH_G)} tree-months`;
  const head = `This algorithm runs in ${readableDuration(totals.durationS)} on ${hardware}, and draws ${energy}.`;
  const basis = `${obtainedWords(tools, totals)}, not calculated by Green Algorithms`;
  const body = `Based in ${place}, it ${runs}${footprint} (${basis}; 11 kg of CO2 per tree and year, Lannelongue et al. 2021).`;
  return `${[head, body, pueSentence(facts, PLAIN), intensitySentence(facts, PLAIN), ...noteSentences(facts, PLAIN), end].join(' ')}\n`;
}

/** The places of the runs, and how many have none; TODO where no place is known. */
function placesOf({ locations, totals }: Facts): string {
  if (locations.length === 0) return phrases.TODO;
  const named = locations.slice(0, phrases.MOST_LISTED).map(({ name }) => name);
  const rest = locations.length - named.length;
  const text = PLAIN.text(listed(rest > 0 ? [...named, plural(rest, 'further place')] : named));
  const unknown = totals.runs - locations.reduce((sum, { runs }) => sum + runs, 0);
  return unknown === 0 ? text : `${text} (place unknown for ${unknown} of ${totals.runs} runs)`;
}
