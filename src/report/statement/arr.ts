/** Answer to item C1 of the Responsible NLP checklist (ARR: ACL, EMNLP and others), to paste into its form. */
import { plural } from '../../model/text.ts';
import { carbonAndBasis } from './checklist.ts';
import type { Facts } from './facts.ts';
import { PLAIN } from './markup.ts';
import type { StatementOptions } from './options.ts';
import * as phrases from './phrases.ts';

/** The answer to item C1, as lines of text. */
export function arr(facts: Facts, options: StatementOptions): string {
  const budget = phrases.isMeasured(facts)
    ? `${phrases.deviceHoursPhrase(facts, PLAIN)} in ${plural(facts.totals.runs, 'run')}. ${carbonAndBasis(facts, PLAIN)}`
    : `${phrases.TODO} (nothing was measured)`;
  return [
    'C1. Number of parameters, total computational budget, computing infrastructure',
    '',
    `Section of the paper: ${phrases.TODO}`,
    `Number of parameters: ${PLAIN.text(options.parameters ?? phrases.TODO)}`,
    `Total computational budget: ${budget}`,
    `Computing infrastructure: ${phrases.hardwarePhrase(facts, PLAIN)}; ${phrases.placeText(options, PLAIN)}`,
    '',
  ].join('\n');
}
