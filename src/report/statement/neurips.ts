/** Answers to item 8 of the NeurIPS paper checklist, in its macros. */
import { plural } from '../../model/text.ts';
import { VERSION } from '../../model/version.ts';
import { carbonAndBasis, wholeProject } from './checklist.ts';
import type { Facts } from './facts.ts';
import { latexText } from './latex-text.ts';
import { bracketedSource, type Markup, PLAIN } from './markup.ts';
import type { StatementOptions } from './options.ts';
import * as phrases from './phrases.ts';

/** The checklist loads no package for units. */
const CHECKLIST: Markup = {
  ...PLAIN,
  text: latexText,
  quantity: (number, unit) => (unit === '' ? number : `${number}~${latexText(unit)}`),
  source: bracketedSource(latexText),
};

/** The answer to item 8, as lines of LaTeX. */
export function neurips(facts: Facts, options: StatementOptions): string {
  const m = CHECKLIST;
  const answer = phrases.isMeasured(facts) ? '\\answerYes{}' : '\\answerTODO{}';
  const lines = [
    `Compute workers: ${phrases.hardwarePhrase(facts, m)}; ${phrases.placeText(options, m)}.`,
    timeSentence(facts, m),
    carbonAndBasis(facts, m),
    `Whole project: ${wholeProject(facts, m)}.`,
  ];
  return [
    '% NeurIPS paper checklist, item 8, Experiments compute resources.',
    `% Written by ct-parse ${VERSION}; what is marked ${phrases.TODO} is not in the logs.`,
    `    \\item[] Answer: ${answer}`,
    `    \\item[] Justification: ${lines.join('\n      ')}`,
    '',
  ].join('\n');
}

function timeSentence(facts: Facts, m: Markup): string {
  if (!phrases.isMeasured(facts)) return `Time of execution: ${phrases.TODO} (nothing was measured in ${runs(facts)}).`;
  const duration = phrases.durationPhrase(facts, m);
  const total = `${duration}${duration.includes(':') ? ' (h:mm:ss)' : ''}, ${phrases.deviceHoursPhrase(facts, m)}`;
  if (facts.totals.runs === 1) return `Time of execution: ${total} in one run.`;
  const each = `${phrases.meanRunPhrase(facts, m)} per run on average and ${phrases.longestRunPhrase(facts, m)} at most`;
  return `Time of execution: ${each}; ${runs(facts)} in total, ${total}.`;
}

const runs = ({ totals }: Facts): string => plural(totals.runs, 'run');
