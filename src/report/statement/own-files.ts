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
