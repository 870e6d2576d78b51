/** Facts -> statements in every style. */
import type { Run } from '../../model/run.ts';
import { toJson } from '../../model/text.ts';
import { aiAct } from './ai-act.ts';
import { arr } from './arr.ts';
import { boamps } from './boamps.ts';
import { cvpr } from './cvpr.ts';
import { factsOf } from './fact-totals.ts';
import type { Facts, FactsOptions } from './facts.ts';
import { greenAlgorithms } from './green-algorithms.ts';
import { factsToJson } from './json.ts';
import { latex, latexWithBibliography } from './latex.ts';
import { markdown } from './markdown.ts';
import { modelCard } from './model-card.ts';
import { neurips } from './neurips.ts';
import type { StatementOptions } from './options.ts';
import { plain } from './plain.ts';
import { sci } from './sci.ts';

type Writer = (facts: Facts, options: StatementOptions) => string | Promise<string>;

const STYLES = {
  plain,
  markdown,
  latex: (facts, { bibliography }) => (bibliography === 'apart' ? latex(facts).tex : latexWithBibliography(facts)),
  bibtex: (facts) => latex(facts).bib,
  neurips,
  arr,
  cvpr,
  'model-card': modelCard,
  'ai-act': aiAct,
  'green-algorithms': greenAlgorithms,
  boamps,
  sci,
  json: (facts, options) => `${toJson(factsToJson(facts, options), 2)}\n`,
} satisfies Record<string, Writer>;

/** The name of a style of statement. */
export type StatementStyle = keyof typeof STYLES;

/** Every style, in the order in which help shows them. */
export const STATEMENT_STYLES = Object.keys(STYLES) as StatementStyle[];

/**
 * A statement of runs that carry their findings (`readRuns`), or of facts that are collected.
 *
 * @param options fields that logs do not contain; with runs also `factors`, `asLogged` and `phases`
 * @returns text that ends with a line break
 * @throws CtError USAGE for factors that cannot be
 */
export async function statement(
  input: readonly Run[] | Facts,
  style: StatementStyle = 'plain',
  options: StatementOptions & FactsOptions = {},
): Promise<string> {
  const facts = 'totals' in input ? input : factsOf(input, options);
  const write: Writer = STYLES[style];
  return await write(facts, options);
}
