/** Reads the command line of ct-track without a library, which would take longer than the rest of the start. */
import { CtError } from '../../src/model/errors.ts';
import { nearest } from '../../src/model/nearest.ts';
import { type CommandLine, OPTION_GROUPS } from './options.ts';

const OPTIONS = new Map(OPTION_GROUPS.flatMap(({ options }) => options));

/**
 * Reads the arguments. The command starts at the first non-option word, or after `--`.
 *
 * @throws CtError USAGE
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const line: CommandLine = {
    action: 'run',
    options: {},
    epochPattern: null,
    epochAt: null,
    json: false,
    hasTokenInArguments: false,
    readsConfiguration: true,
    configurations: [],
    pid: null,
    python: false,
    live: false,
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
    return readDoctor(line, rest.slice(1));
  }
  line.command = rest;
  return requireCommand(line);
}

const isHelp = (word: string): boolean => word === '--help' || word === '-h';

/** Reads the arguments of `doctor`, which accepts all options of ct-track before and after its name. */
function readDoctor(line: CommandLine, rest: string[]): CommandLine {
  line.action = 'doctor';
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    if (word === '--json') line.json = true;
    else if (word.startsWith('-')) applyOption(line, word, rest);
    else
      throw new CtError(
        'USAGE',
        `unexpected argument '${word}': doctor runs no command (for a command named doctor: ct-track -- doctor)`,
      );
  }
  return line;
}

/** What is measured is a command, or a process that runs already. */
function requireCommand(line: CommandLine): CommandLine {
  if (line.pid !== null) {
    const [word] = line.command;
    if (word !== undefined) throw new CtError('USAGE', `--pid measures a running process; unexpected command ${word}`);
    const other = line.python ? '--python' : line.epochPattern === null ? null : '--epoch-pattern';
    if (other !== null) throw new CtError('USAGE', `${other} needs a command and cannot be used with --pid`);
    return line;
  }
  if (line.command.length === 0) throw new CtError('USAGE', 'no command given; try ct-track --help');
  return line;
}

function applyOption(line: CommandLine, word: string, rest: string[]): void {
  const equals = word.indexOf('=');
  const spelled = equals === -1 ? word : word.slice(0, equals);
  // carbontracker spells its options with underscores.
  const option = spelled.startsWith('--') ? OPTIONS.get(spelled.slice(2).replaceAll('_', '-')) : undefined;
  if (option === undefined) throw new CtError('USAGE', `unknown option ${spelled}${meantOption(spelled)}`);
  if (option.value === null) {
    if (equals !== -1) throw new CtError('USAGE', `${spelled} takes no value`);
    option.apply(line, '');
    return;
  }
  const value = equals === -1 ? rest.shift() : word.slice(equals + 1);
  if (value === undefined) throw new CtError('USAGE', `${spelled} needs a value (${option.value})`);
  // Refuses the empty value of an unset shell variable; only the prefix of file names may be empty.
  if (value.trim() === '' && option !== OPTIONS.get('log-file-prefix')) {
    throw new CtError('USAGE', `${spelled} is empty: give a value (${option.value}) or leave it out`);
  }
  option.apply(line, value);
}

function meantOption(spelled: string): string {
  const meant = nearest(spelled.replace(/^-+/, '').replaceAll('_', '-'), [...OPTIONS.keys()]);
  return meant === null ? '; try ct-track --help' : `, did you mean --${meant}? Try ct-track --help`;
}
