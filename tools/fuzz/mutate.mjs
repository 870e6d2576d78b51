/** Mutations of texts: bytes, lines, truncation, concatenation, hostile words, repetition. */

/** Words that readers of numbers, names and dates stumble over. */
const WORDS = [
  ...[
    'nan',
    'inf',
    '-inf',
    'None',
    'null',
    '[]',
    '[',
    ']',
    '[[',
    'np.float64(',
    ')',
    'e999',
    '1e308',
    '-1e308',
    '5e-324',
  ],
  ...['9'.repeat(40), '-0', '-17', '0.0', '1,5', '1.2.3', '0x10', '9007199254740993', '1'.repeat(400)],
  ...[
    '-1 day, 23:59:59',
    '999999999 days, 0:00:00',
    '0:00:60',
    '99:99:99',
    '9999-99-99 99:99:99',
    '0000-00-00 00:00:00',
  ],
  ...[
    '\u0000',
    '\u001b[31m',
    '\u001b]0;title\u0007',
    '\ufeff',
    '\ud800',
    '\u202e',
    '\r',
    '\r\n',
    '\n',
    '\t',
    '\u2028',
    ' ',
  ],
  ...[
    '=1+1',
    '@SUM(A1)',
    '-2+3',
    '%s',
    '$(true)',
    '`',
    '\\input{x}',
    '\\',
    '{',
    '}',
    '"',
    "'",
    '<b>',
    '&',
    '#',
    '_',
    '~',
  ],
  ...[
    'CarbonTracker: ',
    'Actual consumption for 3 epoch(s):',
    'Predicted consumption for -1 epoch(s):',
    'Energy:',
    'CO2eq:',
  ],
  ...[
    'Epoch 1:',
    'Duration: ',
    'Average power usage (W) for gpu: ',
    'ct-track {',
    'ct-track {"event":"start"',
    '__proto__',
  ],
  ...['The following components were found: ', 'PUE', 'Carbon intensity', 'constructor', 'toString'],
];

const MUTATIONS = [
  function flipCharacter(text, { at, random }) {
    const i = at(text.length);
    return text.slice(0, i) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(i + 1);
  },
  function dropPart(text, { at }) {
    const from = at(text.length);
    return text.slice(0, from) + text.slice(from + at(60));
  },
  function truncate(text, { at }) {
    return text.slice(0, at(text.length));
  },
  function insertWord(text, { at, pick }) {
    const i = at(text.length);
    return text.slice(0, i) + pick(WORDS) + text.slice(i);
  },
  function replaceNumber(text, { at, pick }) {
    const from = at(text.length);
    const number = /-?\d[\d.e+-]*/.exec(text.slice(from));
    if (number === null) return text + pick(WORDS);
    const i = from + number.index;
    return text.slice(0, i) + pick(WORDS) + text.slice(i + number[0].length);
  },
  function dropLine(text, { at }) {
    const lines = text.split('\n');
    lines.splice(at(lines.length), 1 + at(3));
    return lines.join('\n');
  },
  function swapLines(text, { at }) {
    const lines = text.split('\n');
    const [a, b] = [at(lines.length), at(lines.length)];
    [lines[a], lines[b]] = [lines[b], lines[a]];
    return lines.join('\n');
  },
  function repeatLine(text, { at, random }) {
    const lines = text.split('\n');
    const i = at(lines.length);
    const times = random() < 0.02 ? 2000 : 1 + at(20);
    lines.splice(i, 0, ...Array.from({ length: times }, () => lines[i] ?? ''));
    return lines.join('\n');
  },
  function repeatWord(text, { at, pick, random }) {
    const i = at(text.length);
    return text.slice(0, i) + pick(WORDS).repeat(random() < 0.02 ? 2000 : 1 + at(30)) + text.slice(i);
  },
  function append(text, { other }) {
    return text + other();
  },
  function splice(text, { at, other }) {
    const more = other();
    const from = at(more.length);
    const i = at(text.length);
    return text.slice(0, i) + more.slice(from, from + at(400)) + text.slice(i);
  },
];

/** Some one to four mutations of a text. */
export function mutate(text, random, other) {
  const at = (length) => Math.floor(random() * Math.max(1, length));
  const pick = (list) => list[at(list.length)];
  let mutated = text;
  const times = 1 + at(4);
  for (let i = 0; i < times; i += 1) mutated = pick(MUTATIONS)(mutated, { at, pick, random, other });
  return mutated;
}
