/** Recognises files that statements wrote, so that no file of the user's own is replaced. */
import { CARD_KEYS } from './card-emissions.ts';
import { isOwnKey, REFERENCES } from './references.ts';

/** Whether a .bib file holds nothing but entries that statements write; one with the user's entries beside them does not. */
export function isOwnBibliography(bib: string): boolean {
  const keys = [...bib.matchAll(/@\s*\w+\s*[{(]\s*([^\s,{}()=]*)/g)].map(([, key = '']) => key);
  return keys.includes(REFERENCES.ctParse.key) && keys.every(isOwnKey);
}

const CARD = new RegExp(
  '^---\\nco2_eq_emissions:\\n' +
    `(?: {2}(?:${['emissions', ...CARD_KEYS].join('|')}): .*\\n)+` +
    '---\\n\\n## Environmental Impact\\n\\n(?:- \\*\\*.*\\n)+\\n.*Added up by ct-parse .*\\n$',
);

/** Whether a model card is what the style `model-card` writes, and nothing more. */
export const isOwnCard = (card: string): boolean => CARD.test(card.replaceAll('\r\n', '\n'));

/** How the texts of the styles begin; a test holds all styles to it. */
const STARTS: readonly string[] = [
  'The training of models in this work ',
  'The electricity used by the training of models in this work ',
  '% Written by ct-parse ',
  '% NeurIPS paper checklist, item 8',
  'C1. Number of parameters, total computational budget',
  '1 Hardware\n',
  'Annex XI, section 1, point 2 (d)',
  'This algorithm runs in ',
  'What this algorithm used is unknown',
];

/** Whether a text is what a style writes; a paper or a README that holds a statement is not. */
export function isOwnStatement(text: string): boolean {
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  if (plain.startsWith('@')) return isOwnBibliography(plain);
  if (plain.startsWith('---')) return isOwnCard(plain);
  if (plain.startsWith('{')) return plain.includes('ct-parse');
  const isPaper = /\\(?:documentclass|begin\{document\})/.test(plain);
  return !isPaper && STARTS.some((start) => plain.startsWith(start));
}
