/** Facts of runs, and their texts for papers, checklists and model cards; without charts and PDF, so that it loads fast. */
export { dateOfDocument } from '../date.ts';
export { type CardEmissions, readCardEmissions } from './card-emissions.ts';
export { type CardCheck, checkCard, type LoggedEmissions } from './check-card.ts';
export { FactTotals, factsOf } from './fact-totals.ts';
export { givenText, recalculatedText } from './factor-texts.ts';
export type { Facts, FactsOptions, Phase } from './facts.ts';
export { phaseOf } from './facts.ts';
export { mergeCard } from './front-matter.ts';
export { markdownTable, markdownText } from './markup.ts';
export { cardFields, environmentalImpact } from './model-card.ts';
export { type StatementOptions, TRAINING_TYPES } from './options.ts';
export { isOwnBibliography, isOwnCard, isOwnStatement } from './own-files.ts';
export { sentence } from './sentence.ts';
export { STATEMENT_STYLES, type StatementStyle, statement } from './styles.ts';
export { type Tools, ToolTotals } from './tools.ts';
