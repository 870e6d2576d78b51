/** How a statement is marked up: the same words for a terminal, Markdown and LaTeX. */
import { clean } from '../../model/text.ts';
import { REFERENCES, type Reference, referenceOf } from './references.ts';

/** Units that statements use. */
export type StatementUnit = 'kWh' | 'kg' | 'km' | 'gCO2eq/kWh' | '';

/** Names of the figures that LaTeX makes macros of. */
export type FigureName =
  | 'ctRuns'
  | 'ctEnergy'
  | 'ctEnergyLow'
  | 'ctEnergyHigh'
  | 'ctCarbon'
  | 'ctCarbonLow'
  | 'ctCarbonHigh'
  | 'ctEquivalent'
  | 'ctDuration'
  | 'ctMeanRun'
  | 'ctLongestRun'
  | 'ctGpuHours'
  | 'ctCpuHours'
  | 'ctPue'
  | 'ctIntensity'
  | 'ctLocation'
  | 'ctPeriod'
  | 'ctVersion';

/** Writes text, figures and references in one kind of mark-up. */
export interface Markup {
  /** Text that may hold anything, such as the name of a device. */
  text: (text: string) => string;
  /** A number that is formatted, with its unit. */
  quantity: (number: string, unit: StatementUnit) => string;
  /** A figure that can be used again by its name. */
  named: (name: FigureName, value: string) => string;
  /** Details and source of a value, in brackets after it or cited. */
  source: (source: string | null, ...known: readonly string[]) => string;
  /** A tool, with what to cite for it. */
  tool: (name: string, reference: keyof typeof REFERENCES) => string;
}

/** ` (a, b)`; nothing for nothing. */
export const bracketed = (parts: readonly string[]): string => (parts.length === 0 ? '' : ` (${parts.join(', ')})`);

/** Details and source in brackets, with the source as text of a kind of mark-up. */
export const bracketedSource =
  (text: Markup['text']): Markup['source'] =>
  (source, ...known) =>
    bracketed([...known, ...(source === null ? [] : [text(source)])]);

const spaced = (number: string, unit: StatementUnit): string => (unit === '' ? number : `${number} ${unit}`);

/** For a terminal, a form or JSON. */
export const PLAIN: Markup = {
  text: clean,
  quantity: spaced,
  named: (_, value) => value,
  source: bracketedSource(clean),
  tool: (name, reference) => {
    const { url } = REFERENCES[reference];
    return url === null ? name : `${name} (${url})`;
  },
};

/** For Markdown, with its signs escaped. */
export const MARKDOWN: Markup = {
  ...PLAIN,
  text: markdownText,
  source: bracketedSource(markdownText),
};

/** Signs that mean something to Markdown, HTML or the formulas of GitHub. */
const MARKDOWN_SIGNS = /[\\`*_{}[\]<>#|~&$]/g;

/** Text that Markdown shows as it is. */
export function markdownText(text: string): string {
  return clean(text).replace(MARKDOWN_SIGNS, (sign) => (sign === '<' ? '&lt;' : sign === '&' ? '&amp;' : `\\${sign}`));
}

/** A table of Markdown; the cells are marked up already. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** References in the order of their first use. */
export class Cited {
  readonly #references = new Map<string, Reference>();

  /** Cites a reference in LaTeX. */
  add(reference: Reference): string {
    this.#references.set(reference.key, reference);
    return `~\\cite{${reference.key}}`;
  }

  /** The cited references. */
  get references(): Reference[] {
    return [...this.#references.values()];
  }

  /** Puts details that no reference contains in brackets, then cites. */
  source(source: string | null, known: readonly string[], text: (text: string) => string): string {
    const reference = source === null ? null : referenceOf(source);
    const isSaid = source !== null && reference?.holdsAll !== true;
    const brackets = bracketed([...known, ...(isSaid ? [text(source)] : [])]);
    return `${brackets}${reference === null ? '' : this.add(reference)}`;
  }
}
