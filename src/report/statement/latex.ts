/** LaTeX for a paper: one macro per figure, the sentence with citations, and a table. Needs siunitx (3) and booktabs. */
import { VERSION } from '../../model/version.ts';
import { bibliography } from './bibliography.ts';
import * as factors from './factor-phrases.ts';
import type { Facts } from './facts.ts';
import { latexText } from './latex-text.ts';
import { Cited, type FigureName, type Markup, type StatementUnit } from './markup.ts';
import * as phrases from './phrases.ts';
import { basisSentences } from './plain.ts';
import { rangeSentence } from './range-texts.ts';
import { REFERENCES } from './references.ts';
import { factRows } from './rows.ts';
import { sentence } from './sentence.ts';

const UNITS: Record<Exclude<StatementUnit, ''>, string> = {
  kWh: '\\kWh',
  kg: '\\kg',
  km: '\\km',
  // Written out: siunitx would take the hour of `\per\kWh` for a factor above the line.
  'gCO2eq/kWh': 'g/kWh',
};

/** Markup that keeps each named figure and everything that is cited. */
class LatexMarkup implements Markup {
  readonly figures = new Map<FigureName, string>();
  readonly cited = new Cited();
  readonly text = latexText;

  quantity = (number: string, unit: StatementUnit): string => {
    if (unit === '') return `\\num{${number}}`;
    return `\\qty{${number}}{${UNITS[unit]}}`;
  };

  named = (name: FigureName, value: string): string => {
    this.figures.set(name, value);
    return `\\${name}{}`;
  };

  source = (source: string | null, ...known: readonly string[]): string => this.cited.source(source, known, latexText);

  tool = (name: string, reference: keyof typeof REFERENCES): string =>
    `${name}${this.cited.add(REFERENCES[reference])}`;
}

/** A statement in LaTeX. */
export interface Latex {
  /** Macros, sentence and tables. */
  tex: string;
  /** BibTeX entries of the cited references. */
  bib: string;
}

/** The text to `\input`, and the entries that it cites. */
export function latex(facts: Facts): Latex {
  const m = new LatexMarkup();
  const parts = [sentence(facts.totals, facts.tools, { markup: m }), rangeSentence(facts, m), basisSentences(facts, m)];
  const prose = parts.filter((part) => part !== '').join('\n');
  const table = [factTable(facts, m), ...(facts.phases.length === 0 ? [] : [phaseTable(facts, m)])];
  nameTheRest(facts, m);
  const macros = [...m.figures].map(([name, value]) => `\\newcommand{\\${name}}{${value}}`);
  const tex = [
    `% Written by ct-parse ${VERSION}. Needs \\usepackage{siunitx} (version 3) and \\usepackage{booktabs};`,
    '% one macro per figure, then the sentence, then the table.',
    ...macros,
    '',
    // Lines stay within a column, whatever its width.
    '\\begin{sloppypar}',
    prose,
    '\\end{sloppypar}',
    '',
    ...table,
    '',
  ].join('\n');
  return { tex, bib: bibliography(m.cited.references) };
}

/** Every macro exists, whatever the sentence and the table use. */
function nameTheRest(facts: Facts, m: LatexMarkup): void {
  factors.puePhrase(facts, m);
  factors.intensityPhrase(facts, m);
  phrases.gpuHoursPhrase(facts, m);
  phrases.cpuHoursPhrase(facts, m);
  phrases.meanRunPhrase(facts, m);
  phrases.longestRunPhrase(facts, m);
  if (!m.figures.has('ctEquivalent')) m.named('ctEquivalent', 'unknown');
}

/** A column of text that breaks within its width. */
const COLUMN = (width: string): string =>
  `>{\\raggedright\\arraybackslash}p{${width}${width.startsWith('0') ? '\\linewidth' : ''}}`;

function factTable(facts: Facts, m: LatexMarkup): string {
  const rows = factRows(facts, m).map(({ name, value }) => `    ${name} & ${value} \\\\`);
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{Energy and ${latexText('CO2eq')} of training, from the logs of its runs.}`,
    '  \\label{tab:ct-statement}',
    `  \\begin{tabular}{@{}${COLUMN('0.28')}${COLUMN('\\dimexpr0.72\\linewidth-2\\tabcolsep')}@{}}`,
    '    \\toprule',
    '    Fact & Value \\\\',
    '    \\midrule',
    ...rows,
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
  ].join('\n');
}

/** Six columns are wider than a column of a page with two. */
function phaseTable(facts: Facts, m: LatexMarkup): string {
  const rows = phrases.phaseRows(facts, m).map((cells) => `    ${cells.join(' & ')} \\\\`);
  const columns = phrases.phaseColumns(facts);
  const { groupedBy = phrases.PHASE } = facts;
  const caption = groupedBy === phrases.PHASE ? 'The phases of the work' : `The runs by ${latexText(groupedBy)}`;
  return [
    '\\begin{table*}',
    '  \\centering',
    `  \\caption{${caption}.}`,
    '  \\label{tab:ct-phases}',
    `  \\begin{tabular}{@{}${COLUMN('0.2')}${'r'.repeat(columns.length - 1)}@{}}`,
    '    \\toprule',
    `    ${columns.map(latexText).join(' & ')} \\\\`,
    '    \\midrule',
    ...rows,
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table*}',
  ].join('\n');
}

/** Puts the bibliography into the text, from which LaTeX writes the .bib file. */
export function latexWithBibliography(facts: Facts): string {
  const { tex, bib } = latex(facts);
  const file = `\\begin{filecontents*}[overwrite]{statement.bib}\n${bib}\\end{filecontents*}\n`;
  return `${tex}\n% The entries for \\bibliography{statement}:\n${file}`;
}
