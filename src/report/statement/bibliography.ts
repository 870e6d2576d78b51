/** References as a .bib file. */
import { latexText } from './latex-text.ts';
import type { Reference } from './references.ts';

/** Entries in the order of their first citation. */
export function bibliography(references: readonly Reference[]): string {
  return references.map(entry).join('\n');
}

function entry({ key, kind, fields, url }: Reference): string {
  const shown =
    url === null ? fields : { ...fields, note: [fields.note, url].filter((part) => part !== undefined).join(', ') };
  const lines = Object.entries(shown).map(([name, value]) => `  ${name} = {${bibText(value)}}`);
  return `@${kind}{${key},\n${lines.join(',\n')}\n}\n`;
}

/** Braces keep capitals as they are; a URL is written with `\url` only where a package has it, so as text here. */
function bibText(value: string): string {
  return value
    .split(/([{}])/)
    .map((part) => (part === '{' || part === '}' ? part : latexText(part)))
    .join('');
}
