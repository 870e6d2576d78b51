/** The sentence, a table of facts and what was found in the logs, for a README or a wiki. */
import { meaningOf } from '../../model/findings.ts';
import type { Facts } from './facts.ts';
import { findingCount } from './finding-counts.ts';
import { MARKDOWN, type Markup, markdownTable } from './markup.ts';
import { phaseColumns, phaseRows } from './phrases.ts';
import { basisSentences } from './plain.ts';
import { factRows } from './rows.ts';
import { sentence } from './sentence.ts';

/** The sentence, its basis, the facts and the findings. */
export function markdown(facts: Facts): string {
  const rows = factRows(facts, MARKDOWN).map(({ name, value }) => [name, value]);
  return [
    sentence(facts.totals, facts.tools, { markup: MARKDOWN, range: facts.range }),
    basisSentences(facts, MARKDOWN),
    markdownTable(['Fact', 'Value'], rows),
    ...(facts.phases.length === 0 ? [] : [markdownTable(phaseColumns(facts), phaseRows(facts, MARKDOWN))]),
    ...findingsNote(facts, MARKDOWN),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

const SIGNS = { error: 'Error', warning: 'Warning', info: 'Note' } as const;

function findingsNote({ findings }: Facts, m: Markup): string[] {
  if (findings.length === 0)
    return ['Nothing was found in the logs that would change how far these numbers can be trusted.'];
  const lines = findings.map((kind) => {
    const { code, severity } = kind;
    return `- ${SIGNS[severity]}: ${m.text(meaningOf(code))} (\`${code}\`, ${findingCount(kind)})`;
  });
  return ['What was found in the logs:', lines.join('\n')];
}
