/** The sentence, followed by its basis. */

import { phaseList } from './checklist.ts';
import { intensitySentence, pueSentence } from './factor-phrases.ts';
import type { Facts } from './facts.ts';
import { type Markup, PLAIN } from './markup.ts';
import { noteSentences } from './notes.ts';
import { isMeasured, programPhrase } from './phrases.ts';
import { sentence } from './sentence.ts';

/** The sentence and its basis, one line each. */
export function plain(facts: Facts): string {
  const lines = [sentence(facts.totals, facts.tools, { range: facts.range }), basisSentences(facts, PLAIN)];
  if (facts.phases.length > 0) lines.push(`By group: ${phaseList(facts.phases, PLAIN)}.`);
  return `${lines.join('\n')}\n`;
}

/** PUE, carbon intensity and their sources, what was corrected or recalculated, and by which program. */
export function basisSentences(facts: Facts, m: Markup): string {
  const factors = isMeasured(facts) ? [pueSentence(facts, m), intensitySentence(facts, m)] : [];
  return [...factors, ...noteSentences(facts, m), `Added up by ${programPhrase(m)}.`].join(' ');
}
