/** Reads the command line of ct-track, by hand: a library for it would cost more time than the rest of the start. */
import { CtError } from '../../src/model/errors.ts';
import { type CommandLine, OPTION_GROUPS } from './options.ts';

const OPTIONS = new Map(OPTION_GROUPS.flatMap(({ options }) => options));

/**
 * Reads the arguments. Options end at the first word that is none, or at `--`: everything behind belongs to the command.
 *
 * @throws CtError USAGE
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const line: CommandLine = {
    action: 'run',
    options: {},
    epochPattern: null,
    json: false,
    hasTokenInArguments: false,
    readsConfiguration: true,
    configurations: [],
    command: [],
  };
  const rest = [...args];
  while (rest[0]?.startsWith('-')) {
    const word = rest.shift() ?? '';
    if (word === '--') {
      line.command = rest;
      return requireCommand(line);
    }
    if (isHelp(word)) return { ...line, action: 'help' };
    if (word === '--version') return { ...line, action: 'version' };
    applyOption(line, word, rest);
  }
  if (rest[0] === 'doctor') {
    if (rest.slice(1).some(isHelp)) return { ...line, action: 'doctor-help' };
    const unknown = rest.slice(1).find((word) => word !== '--json');
    if (unknown !== undefined)
      throw new CtError('USAGE', `doctor knows only --json, not '${unknown}'; a command of that name goes behind --`);
    return { ...line, action: 'doctor', json: rest.includes('--json') };
  }
  line.command = rest;
  return requireCommand(line);
}

const isHelp = (word: string): boolean => word === '--help' || word === '-h';

function requireCommand(line: CommandLine): CommandLine {
  if (line.command.length === 0) throw new CtError('USAGE', 'which command shall run? Try ct-track --help');
  return line;
}

function applyOption(line: CommandLine, word: string, rest: string[]): void {
  const equals = word.indexOf('=');
  const spelled = equals === -1 ? word : word.slice(0, equals);
  // carbontracker spells its options with underscores.
  const option = spelled.startsWith('--') ? OPTIONS.get(spelled.slice(2).replaceAll('_', '-')) : undefined;
  if (option === undefined) throw new CtError('USAGE', `unknown option ${spelled}; try ct-track --help`);
  if (option.value === null) {
    if (equals !== -1) throw new CtError('USAGE', `${spelled} takes no value`);
    option.apply(line, '');
    return;
  }
  const value = equals === -1 ? rest.shift() : word.slice(equals + 1);
  if (value === undefined) throw new CtError('USAGE', `${spelled} needs a value (${option.value})`);
  option.apply(line, value);
}
