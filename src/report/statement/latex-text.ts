/** Any text as LaTeX that compiles without a package, in ASCII. */
import { CONTROLS, codePoints } from '../../model/text.ts';

const SIGNS: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  // At the start of a cell they would be options of the row before it.
  '[': '{[}',
  '*': '{*}',
  '#': '\\#',
  $: '\\$',
  '%': '\\%',
  '&': '\\&',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "''",
  "'": "'",
  '`': '\\`{}',
  ' ': ' ',
  '\u00a0': '~',
  '\u202f': '\\,',
  '‘': '`',
  '’': "'",
  '“': '``',
  '”': "''",
  '–': '--',
  '—': '---',
  '…': '\\ldots{}',
  '·': '\\ensuremath{\\cdot}',
  '×': '\\ensuremath{\\times}',
  '±': '\\ensuremath{\\pm}',
  '°': '\\ensuremath{^\\circ}',
  '→': '\\ensuremath{\\rightarrow}',
  '≤': '\\ensuremath{\\leq}',
  '≥': '\\ensuremath{\\geq}',
  '₂': '\\textsubscript{2}',
  '²': '\\ensuremath{^2}',
  '³': '\\ensuremath{^3}',
  '®': '\\textregistered{}',
  '™': '\\texttrademark{}',
  '©': '\\copyright{}',
  '§': '\\S{}',
  ß: '\\ss{}',
  æ: '\\ae{}',
  Æ: '\\AE{}',
  œ: '\\oe{}',
  Œ: '\\OE{}',
  ø: '\\o{}',
  Ø: '\\O{}',
  ł: '\\l{}',
  Ł: '\\L{}',
  ı: '\\i{}',
  µ: '\\ensuremath{\\mu}',
};

/** Combining marks, and the command that sets them. */
const ACCENTS: Record<string, string> = {
  '\u0300': '\\`',
  '\u0301': "\\'",
  '\u0302': '\\^',
  '\u0303': '\\~',
  '\u0304': '\\=',
  '\u0306': '\\u',
  '\u0307': '\\.',
  '\u0308': '\\"',
  '\u030a': '\\r',
  '\u030b': '\\H',
  '\u030c': '\\v',
  '\u0323': '\\d',
  '\u0327': '\\c',
  // An ogonek is known to the T1 encoding only, so that a cedilla stands for it.
  '\u0328': '\\c',
};

const GREEK: Record<string, string> = Object.fromEntries(
  [
    ...['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa', 'lambda', 'mu'],
    ...['nu', 'xi', 'o', 'pi', 'rho', 'varsigma', 'sigma', 'tau', 'upsilon', 'phi', 'chi', 'psi', 'omega'],
  ].map((name, i) => [String.fromCodePoint(0x3b1 + i), name === 'o' ? 'o' : `\\${name}`]),
);

/** Capitals that LaTeX has no command for look like Latin ones. */
const CAPITALS: Record<string, string> = Object.fromEntries(
  [
    ...['A', 'B', '\\Gamma', '\\Delta', 'E', 'Z', 'H', '\\Theta', 'I', 'K', '\\Lambda', 'M', 'N', '\\Xi', 'O'],
    ...['\\Pi', 'P', '', '\\Sigma', 'T', '\\Upsilon', '\\Phi', 'X', '\\Psi', '\\Omega'],
  ].map((command, i) => [String.fromCodePoint(0x391 + i), command]),
);

/**
 * Escapes what LaTeX gives a meaning, and spells what pdfLaTeX has no sign for: accents as commands, Greek as formulas,
 * anything else as its code point, `{[}U+4E2D]`, so that it is seen and nothing stops.
 */
export function latexText(text: string): string {
  const safe = text.replace(CONTROLS, ' ').replaceAll('CO₂eq', 'CO2eq').replaceAll('CO₂', 'CO2');
  return latexSigns(safe).replace(/CO2(?!\.)/g, 'CO\\textsubscript{2}');
}

function latexSigns(text: string): string {
  const signs = Array.from(text.normalize('NFC'));
  // Two hyphens in a name would become a dash.
  return signs.map((sign, i) => (sign === '-' && signs[i - 1] === '-' ? '{}-' : latexSign(sign))).join('');
}

function latexSign(sign: string): string {
  const known = SIGNS[sign];
  if (known !== undefined) return known;
  if (/^[ -~]$/.test(sign)) return sign;
  const greek = GREEK[sign] ?? CAPITALS[sign];
  if (greek !== undefined && greek !== '') return `\\ensuremath{${greek}}`;
  return accented(sign) ?? codePoints([sign]).replace('[', '{[}');
}

/** A letter with one mark. */
function accented(sign: string): string | null {
  const [letter = '', mark = '', ...more] = Array.from(sign.normalize('NFD'));
  const command = ACCENTS[mark];
  if (command === undefined || more.length > 0) return null;
  if (/^[A-Za-z]$/.test(letter)) return `${command}{${letter === 'i' || letter === 'j' ? `\\${letter}` : letter}}`;
  // A Greek letter with its accent is read as well without.
  const greek = GREEK[letter] ?? CAPITALS[letter];
  return greek === undefined || greek === '' ? null : `\\ensuremath{${greek}}`;
}
