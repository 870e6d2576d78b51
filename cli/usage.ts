/** What yargs says of wrong arguments, in one line for people. */

const HELP = '(ct-parse --help shows what there is)';

/** Each message of yargs that has better words, and those. */
const WORDS: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/need at least 2$/, () => 'Which two sides? ct-parse diff BEFORE AFTER'],
  [
    /^Not enough non-option arguments/,
    () => 'Which logs? Give files, folders or patterns: ct-parse COMMAND ./logs (ct-parse --help lists the commands)',
  ],
  [/^Not enough arguments following: (.*)$/, (name) => `${option(name)} needs a value ${HELP}`],
  // The words behind the first are its arguments.
  [/^Unknown commands?: ([^,]*)/, (name) => `There is no command ${name} ${HELP}`],
  [/^Unknown arguments?: (.*)$/, (names) => `There is no option ${spelledOnce(names)} ${HELP}`],
  [
    /^Invalid values: Argument: (.*?), Given: (.*?), Choices: (.*)$/,
    (name, given, choices) => `${option(name)} is ${given}, and should be one of ${choices.replaceAll('"', '')}`,
  ],
];

/** A message that a person understands. */
export function usageMessage(message: string): string {
  // Wrong choices are told over several lines.
  const line = message.replace(/\s*\n\s*/g, ' ');
  for (const [pattern, words] of WORDS) {
    const found = pattern.exec(line);
    if (found !== null) return words(...found.slice(1));
  }
  return line.includes('--help') ? line : `${line} ${HELP}`;
}

const option = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** yargs names an option with a hyphen twice, the second time in camel case. */
function spelledOnce(names: string): string {
  const all = names.split(', ');
  const isTwin = (name: string): boolean =>
    all.some((other) => other !== name && other.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()) === name);
  return all
    .filter((name) => !isTwin(name))
    .map(option)
    .join(', ');
}
