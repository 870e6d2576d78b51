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
  const lines = Object.entries(shown).map(([name, value]) => `  ${name} = {${breakable(bibText(value), url)}}`);
  return `@${kind}{${key},\n${lines.join(',\n')}\n}\n`;
}

/** Lets a line end within an address, which is longer than a line of a narrow column. */
function breakable(text: string, url: string | null): string {
  if (url === null) return text;
  const address = bibText(url);
  return text.replace(address, address.replace(/(?<=[/-])(?=[^/-])/g, '\\allowbreak{}'));
}

/** Braces keep capitals as they are; a URL is written with `\url` only where a package has it, so as text here. */
function bibText(value: string): string {
  return value
    .split(/([{}])/)
    .map((part) => (part === '{' || part === '}' ? part : latexText(part)))
    .join('');
}
